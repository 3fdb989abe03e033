/**
 * Everything that a visitor can choose on the page of one addition run, and what follows from it. The choices are
 * signals, what follows is computed from them, and the choices are kept in the address.
 */

import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Field, View } from "../../charts/surface-draw";
import { type AdditionModel, type Network, shapeOf } from "../../data/model";
import { predict } from "../../engine/network";
import { addressWriter, type Fields, readAddress, wholeNumber } from "../common/address";
import { readEdits, writeEdits } from "./edits";
import { pairField, smoothField } from "./measure";

export interface TrainChoice {
  readonly nodes: number;
  readonly maxSum: number;
  readonly seed: number;
}

export interface Lab {
  readonly model: AdditionModel;
  readonly a: Signal<number>;
  readonly b: Signal<number>;
  readonly network: Signal<Network>;
  /** Position in the training film of the chosen network. */
  readonly frame: Signal<number>;
  readonly playing: Signal<boolean>;
  /** Weights that the visitor has changed, by position. */
  readonly edits: Signal<ReadonlyMap<number, number>>;
  readonly view: Signal<View>;
  /** The landscape keeps one height over the whole film, rather than filling its box at every frame. */
  readonly steady: Signal<boolean>;
  /** The maximum sum whose loss curves are shown. */
  readonly lossSums: Signal<number>;
  /** The sum of the cross-section; null for the usual one. */
  readonly crossSum: Signal<number | null>;
  readonly train: Signal<TrainChoice>;
  /** The chosen network's weights at this frame, with the visitor's changes. */
  readonly weights: ReadonlySignal<ArrayLike<number>>;
  readonly pairs: ReadonlySignal<Field>;
  readonly smooth: ReadonlySignal<Field>;
  readonly answer: ReadonlySignal<number>;
  readonly select: (network: Network) => void;
  readonly showFrame: (frame: number) => void;
  readonly changeWeight: (index: number, value: number) => void;
  readonly ask: (a: number, b: number) => void;
}

const USUAL_NUMBER = 2;
const USUAL_TRAIN: TrainChoice = { nodes: 2, maxSum: 16, seed: 1 };
const USUAL_VIEW: View = { yaw: -0.62, tilt: 0.5 };
const MAP_SIZE = 64;
const LANDSCAPE_SIZE = 37;

export const LabContext = createContext<Lab | null>(null);

export function useLab(): Lab {
  const lab = useContext(LabContext);
  if (lab === null) throw new Error("a part of the addition page was used outside it");
  return lab;
}

/** The state of a page; null if the run has no network at all. */
export function createLab(model: AdditionModel): Lab | null {
  const first = usualNetwork(model);
  if (first === undefined) return null;
  const a = signal(USUAL_NUMBER);
  const b = signal(USUAL_NUMBER);
  const network = signal(first);
  const frame = signal(first.best_frame);
  const playing = signal(false);
  const edits = signal<ReadonlyMap<number, number>>(new Map());
  const view = signal(USUAL_VIEW);
  const steady = signal(false);
  const lossSums = signal(first.max_sum);
  const crossSum = signal<number | null>(null);
  const train = signal(USUAL_TRAIN);

  const weights = computed(() => {
    const shown = frameWeights(network.value, frame.value);
    return edits.value.size === 0 ? shown : shown.map((value, index) => edits.value.get(index) ?? value);
  });
  const shape = computed(() => shapeOf(network.value));
  const pairs = computed(() => pairField(shape.value, weights.value, network.value.max_sum, MAP_SIZE));
  const smooth = computed(() => smoothField(shape.value, weights.value, network.value.max_sum, LANDSCAPE_SIZE));
  const answer = computed(() => predict(shape.value, weights.value, a.value, b.value));

  const lab: Lab = {
    model,
    a,
    b,
    network,
    frame,
    playing,
    edits,
    view,
    steady,
    lossSums,
    crossSum,
    train,
    weights,
    pairs,
    smooth,
    answer,
    select: (chosen) =>
      batch(() => {
        if (network.value.max_sum !== chosen.max_sum) crossSum.value = null;
        network.value = chosen;
        frame.value = chosen.best_frame;
        edits.value = new Map();
        playing.value = false;
        lossSums.value = chosen.max_sum;
      }),
    showFrame: (shown) =>
      batch(() => {
        frame.value = Math.min(network.value.frames.epochs.length - 1, Math.max(0, shown));
        edits.value = new Map();
      }),
    changeWeight: (index, value) =>
      batch(() => {
        playing.value = false;
        edits.value = new Map(edits.value).set(index, value);
      }),
    ask: (newA, newB) =>
      batch(() => {
        a.value = newA;
        b.value = newB;
      }),
  };
  const follow = () => restore(lab, readAddress(window.location.hash), first);
  follow();
  window.addEventListener("hashchange", follow);
  const write = addressWriter();
  effect(() => write(fieldsOf(lab, first)));
  return lab;
}

/** The network that the page opens with: two nodes on small sums, as the story begins, or the first there is. */
function usualNetwork({ networks }: AdditionModel): Network | undefined {
  const smallest = Math.min(...networks.map((network) => network.max_sum));
  return (
    networks.find(({ kind, nodes, max_sum }) => kind === "hidden" && nodes === 2 && max_sum === smallest) ?? networks[0]
  );
}

/** The weights that the film shows at a frame; at its best frame those that the network ended with. */
export function frameWeights(network: Network, frame: number): readonly number[] {
  if (frame === network.best_frame) return network.weights;
  return network.frames.weights[frame] ?? network.weights;
}

/** What an address does not mention, or says in words unknown here, is as the page opens. */
function restore(lab: Lab, fields: Fields, first: Network): void {
  batch(() => {
    lab.select(lab.model.networks.find(({ id }) => id === fields.get("network")) ?? first);
    lab.ask(wholeNumber(fields.get("a")) ?? USUAL_NUMBER, wholeNumber(fields.get("b")) ?? USUAL_NUMBER);
    lab.showFrame(wholeNumber(fields.get("frame")) ?? lab.network.value.best_frame);
    lab.edits.value = readEdits(fields.get("weights"), lab.network.value.weights.length);
    lab.view.value = readView(fields.get("view"));
    lab.steady.value = fields.get("height") === "film";
    const lossSums = wholeNumber(fields.get("loss"));
    const known = lab.model.networks.some(({ max_sum }) => max_sum === lossSums);
    lab.lossSums.value = lossSums !== null && known ? lossSums : lab.network.value.max_sum;
    lab.crossSum.value = wholeNumber(fields.get("sum"));
    lab.train.value = readTrain(fields.get("train"));
  });
}

function readView(text: string | undefined): View {
  const [yaw, tilt] = (text ?? "").split(",").map(Number);
  if (yaw === undefined || tilt === undefined || !Number.isFinite(yaw) || !Number.isFinite(tilt)) return USUAL_VIEW;
  return { yaw: yaw / 100, tilt: Math.min(1.45, Math.max(0.08, tilt / 100)) };
}

function readTrain(text: string | undefined): TrainChoice {
  const [nodes, maxSum, seed] = (text ?? "").split(",").map(wholeNumber);
  if (!TRAIN_NODES.includes(nodes ?? 0) || !TRAIN_SUMS.includes(maxSum ?? 0)) return USUAL_TRAIN;
  return { nodes: nodes ?? USUAL_TRAIN.nodes, maxSum: maxSum ?? USUAL_TRAIN.maxSum, seed: seed ?? USUAL_TRAIN.seed };
}

export const TRAIN_NODES: readonly number[] = [1, 2, 4, 8, 16];
export const TRAIN_SUMS: readonly number[] = [16, 256, 65536];

/** Only what differs from how the page opens, so that addresses stay short. */
function fieldsOf(lab: Lab, first: Network): Fields {
  const fields = new Map<string, string>();
  const network = lab.network.value;
  if (network !== first) fields.set("network", network.id);
  if (lab.a.value !== USUAL_NUMBER) fields.set("a", String(lab.a.value));
  if (lab.b.value !== USUAL_NUMBER) fields.set("b", String(lab.b.value));
  // While the film plays the address would change at every frame.
  if (!lab.playing.value && lab.frame.value !== network.best_frame) fields.set("frame", String(lab.frame.value));
  if (lab.edits.value.size > 0) fields.set("weights", writeEdits(lab.edits.value));
  const { yaw, tilt } = lab.view.value;
  if (lab.view.value !== USUAL_VIEW) fields.set("view", `${Math.round(yaw * 100)},${Math.round(tilt * 100)}`);
  if (lab.steady.value) fields.set("height", "film");
  if (lab.lossSums.value !== network.max_sum) fields.set("loss", String(lab.lossSums.value));
  if (lab.crossSum.value !== null) fields.set("sum", String(lab.crossSum.value));
  const { nodes, maxSum, seed } = lab.train.value;
  const usual = nodes === USUAL_TRAIN.nodes && maxSum === USUAL_TRAIN.maxSum && seed === USUAL_TRAIN.seed;
  if (!usual) fields.set("train", `${nodes},${maxSum},${seed}`);
  return fields;
}
