import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AdditionModel, Network } from "../../data/model";
import { createLab, type Lab } from "./state";

const network = (nodes: number, max_sum: number) => {
  const weights = Array.from({ length: 3 * nodes }, (_, index) => index / 7);
  const frames = { epochs: [0, 1, 2], weights: [weights, weights, weights], validation_loss: [3, 2, 1] };
  return { id: `hidden-${nodes}-${max_sum}`, kind: "hidden", nodes, max_sum, frames, best_frame: 2, weights } as const;
};
const model = {
  networks: [network(2, 16), network(4, 256), network(4, 65536)] as readonly Partial<Network>[],
} as AdditionModel;

/** A window as far as the state of the page knows it. */
const visitor = { hash: "", listeners: [] as (() => void)[] };

beforeEach(() => {
  vi.stubGlobal("window", {
    location: visitor,
    addEventListener: (_: string, listener: () => void) => visitor.listeners.push(listener),
    setTimeout: () => 0,
    clearTimeout: () => undefined,
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function open(hash: string): Lab {
  visitor.hash = hash;
  visitor.listeners = [];
  const lab = createLab(model);
  if (lab === null) throw new Error("no network");
  return lab;
}

function paste(hash: string): void {
  visitor.hash = hash;
  for (const listener of visitor.listeners) listener();
}

function seen({ a, b, network, frame, playing, edits, view, steady, lossSums, crossSum, train }: Lab) {
  const signals = { a, b, frame, playing, edits, view, steady, lossSums, crossSum, train };
  const values = Object.entries(signals).map(([name, { value }]) => [name, value] as const);
  return { network: network.value.id, ...Object.fromEntries(values) };
}

const FULL =
  "#network=hidden-4-256&a=3&b=5&frame=1&weights=2:0.30000000000000004&view=10,20&height=film&loss=65536&sum=99&train=4,256,7";
const parts = FULL.slice(1).split("&");

test("every part of an address is read", () => {
  const usual = seen(open(""));
  const full = seen(open(FULL));
  const same = Object.keys(usual).filter((name) => Reflect.get(usual, name) === Reflect.get(full, name));
  expect(same).toEqual(["playing"]);
});

test.each(["", ...parts.map((part) => `#${part}`), "#network=nobody&a=x&frame=-9&view=1&loss=17&train=3,16,1"])(
  "the link %j, pasted over a page in another state, shows what it shows on a fresh page",
  (hash) => {
    const fresh = seen(open(hash));
    const lab = open(FULL);
    lab.playing.value = true;
    paste(hash);
    expect(seen(lab)).toEqual(fresh);
  },
);
