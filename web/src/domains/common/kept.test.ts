import { beforeEach, expect, test, vi } from "vitest";
import type { KeptPiece } from "./kept";

type Listener = (event: object) => void;

/** What the pages of a site share, and whether it takes anything. */
const browser = { held: null as string | null, full: false, listeners: new Map<string, Listener>() };

beforeEach(() => {
  Object.assign(browser, { held: null, full: false, listeners: new Map() });
  vi.stubGlobal("window", {
    addEventListener: (name: string, listener: Listener) => browser.listeners.set(name, listener),
    localStorage: {
      getItem: () => browser.held,
      setItem: (_: string, text: string) => {
        if (browser.full) throw new Error("full");
        browser.held = text;
      },
    },
  });
  return () => vi.unstubAllGlobals();
});

/** A page of its own: nothing that it remembers is another's. */
async function openPage() {
  vi.resetModules();
  return import("./kept");
}

function verse(text: string): KeptPiece {
  return { run: "lyrics/1", title: "songs", piece: { kind: "verse", text, about: "", address: `prompt=${text}` } };
}

test("a page keeps what another page kept meanwhile, and lets go what another did not", async () => {
  const [one, other] = [await openPage(), await openPage()];
  other.keep(verse("kept elsewhere"));
  one.keep(verse("kept here"));
  expect((await openPage()).kept.value).toEqual([verse("kept here"), verse("kept elsewhere")]);
  other.forget(verse("kept elsewhere"));
  expect((await openPage()).kept.value).toEqual([verse("kept here")]);
});

test("a page that comes back as it was left shows what was kept since", async () => {
  const one = await openPage();
  one.followStorage();
  (await openPage()).keep(verse("kept elsewhere"));
  browser.listeners.get("pageshow")?.({ persisted: true });
  expect(one.kept.value).toEqual([verse("kept elsewhere")]);
});

test("where the browser stores nothing, a page still knows its own", async () => {
  browser.full = true;
  const page = await openPage();
  page.keep(verse("one"));
  page.keep(verse("two"));
  expect(page.lasting.value).toBe(false);
  expect(page.kept.value).toEqual([verse("two"), verse("one")]);
  page.forget(verse("one"));
  expect(page.kept.value).toEqual([verse("two")]);
});
