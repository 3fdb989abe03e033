/**
 * The page model: what a published page reads. docs/formats/page-model.md is the contract and explains every field;
 * `readEnvelope` makes sure that a value has these types before anything else sees it. Where training blew up, JSON holds
 * null: in curves it stays null, a gap in the line; in a single figure or a frame's weights it is read as NaN.
 */

import type { Activation, Shape } from "../shape";
import type { ImagesModel } from "./images-model";
import type { LyricsModel } from "./lyrics-model";

/** What stands in a page without a contract, at most eight levels deep. */
export type Json = number | string | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** What a page holds. */
export type Envelope = RunEnvelope | FrontEnvelope | GalleryEnvelope;

interface EnvelopeBase {
  readonly format: 1;
  /** The version of hackday that published the page. */
  readonly hackday: string;
  readonly siblings: readonly Sibling[];
}

export interface RunEnvelope extends EnvelopeBase {
  readonly page: "run";
  readonly run: PageModel;
  /** What lies beside the page: the model card, the network for other programs. */
  readonly files: readonly SiteFile[];
  /** The site's gallery; null where there is none. */
  readonly gallery: string | null;
}

export interface FrontEnvelope extends EnvelopeBase {
  readonly page: "front";
  readonly cards: readonly Card[];
  readonly live: Stages;
}

export interface GalleryEnvelope extends EnvelopeBase {
  readonly page: "gallery";
  readonly walls: readonly Wall[];
}

export interface SiteFile {
  readonly name: string;
  readonly href: string;
  readonly bytes: number;
}

/** The networks that work on a front page, by lab. */
export interface Stages {
  readonly addition: readonly AddingStage[];
  readonly images: readonly LiveStage[];
  readonly lyrics: readonly LiveStage[];
}

interface Stage {
  readonly title: string;
  readonly href: string;
  readonly preset: string;
}

export interface AddingStage extends Stage {
  readonly networks: readonly AddingNetwork[];
}

/** A network of an addition run as it ended. */
export type AddingNetwork = Pick<
  Network,
  "id" | "kind" | "nodes" | "max_sum" | "activation" | "biases" | "method" | "weights"
>;

/** A network whose page model waits in a script until somebody asks for it. */
export interface LiveStage extends Stage {
  /** Under which the script puts it. */
  readonly key: string;
  readonly script: string;
  readonly bytes: number;
  readonly pieces: readonly Piece[];
}

/** A run's pieces in the gallery. */
export interface Wall {
  readonly title: string;
  readonly href: string;
  readonly domain: string;
  /** As `runKey` gives it. */
  readonly run: string;
  readonly summary: string;
  readonly pieces: readonly Piece[];
}

/** A picture or a verse, and what has to stand behind "#" in the address of its run's page to bring it back. */
export type Piece = {
  readonly about: string;
  readonly address: string;
} & ({ readonly kind: "picture"; readonly picture: string } | { readonly kind: "verse"; readonly text: string });

/** A page of the same site. `href` is relative, never a scheme: the reader refuses `javascript:` and the like. */
export interface Sibling {
  readonly title: string;
  readonly href: string;
  readonly current: boolean;
}

/** One run on the front page. */
export interface Card {
  readonly title: string;
  readonly href: string;
  readonly domain: string;
  readonly preset: string;
  readonly summary: string;
  readonly figures: readonly Figure[];
}

/** A figure in words, ready to show: "accuracy", "97 %", and the floor or baseline to read it by, which may be empty. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly beside: string;
}

/** What a network was made from and for, and how good it is. */
export interface ModelCard {
  readonly what: string;
  readonly data: string;
  readonly licence: string;
  readonly made_for: readonly string[];
  readonly not_for: readonly string[];
  readonly figures: readonly Figure[];
  readonly limits: readonly string[];
}

export type PageModel = AdditionModel | ImagesModel | LyricsModel;

export interface AdditionModel {
  readonly format: 1;
  readonly domain: "addition";
  readonly run: Run;
  /** The networks of the first seed, ordered by kind, maximum sum, nodes. */
  readonly networks: readonly Network[];
  /** Every network of the run, summarised over its seeds, in the same order. */
  readonly cells: readonly Cell[];
  /** One a maximum sum, but for those whose networks are not bias-free sigmoid ones. */
  readonly yardsticks: readonly Yardstick[];
}

/** Where the networks come from. */
export interface Run {
  readonly name: string;
  readonly label: string;
  readonly preset: string;
  readonly summary: string;
  readonly expect: string;
  readonly seed: number;
  /** UTC, ISO 8601. */
  readonly started: string;
  readonly seconds: number;
  readonly command: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
  /** What is not as in the preset, a sentence each. */
  readonly changed: readonly string[];
  /** Of hackday's own source; empty where it is not known. */
  readonly commit: string;
  /** The page model's `card`; null in the pages of runs from before there were cards. */
  readonly card: ModelCard | null;
}

/** By which a run is known again, also from another page of its site. */
export function runKey({ name, started }: Run): string {
  return `${name} ${started}`;
}

export type Kind = "hidden" | "linear" | "nau";
export type TrainingMethod = "adam" | "levenberg-marquardt" | "projection";

export interface Network {
  /** "hidden-2-16": kind, nodes, maximum sum; unique in the page. */
  readonly id: string;
  readonly kind: Kind;
  readonly nodes: number;
  /** Inputs are integers 0 … max_sum/2 − 1. */
  readonly max_sum: number;
  readonly seed: number;
  readonly activation: Activation;
  readonly biases: boolean;
  readonly method: TrainingMethod;
  readonly frames: Frames;
  /** The frame whose weights the network ended with. */
  readonly best_frame: number;
  /** Those weights; `parameterCount(shapeOf(network))` numbers. */
  readonly weights: readonly number[];
  /** After each of `loss_epochs`; null where it was not finite. */
  readonly validation_loss: readonly (number | null)[];
  /** Rising; a run with many curves has them thinned. Absent: 1, 2, 3, … */
  readonly loss_epochs?: readonly number[];
  readonly result: Result;
}

/** The training film: three lists of equal length, one entry a frame. */
export interface Frames {
  readonly epochs: readonly number[];
  readonly weights: readonly (readonly number[])[];
  readonly validation_loss: readonly (number | null)[];
}

export interface Result {
  /** The share of right answers to pairs drawn at random. */
  readonly accuracy: number;
  /** The share over every possible pair; null where there are too many to ask. */
  readonly all_pairs_accuracy: number | null;
  readonly mse: number;
  readonly epochs: number;
  readonly prediction_range: readonly [number, number];
  readonly best_pair: Pair;
  readonly worst_pair: Pair;
  /** No better than one node can be; null where there is no yardstick to tell by. */
  readonly stuck: boolean | null;
  readonly float32_accuracy: number;
  readonly extrapolation: Extrapolation;
}

export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly prediction: number;
}

/** The same network on numbers larger than it was trained on. */
export interface Extrapolation {
  readonly max_sum: number;
  readonly accuracy: number;
  readonly mse: number;
}

/** One kind of network of the run, over its seeds. */
export interface Cell {
  readonly kind: Kind;
  readonly nodes: number;
  readonly max_sum: number;
  readonly seeds: number;
  readonly stuck_share: number | null;
  readonly accuracy: Spread;
  readonly mse: Spread;
  readonly epochs: Spread;
  readonly float32_exact_share: number;
  readonly exact_share: number;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What one sigmoid node can reach at best: the figure to beat. */
export interface Yardstick {
  readonly max_sum: number;
  readonly one_node_accuracy: number;
  readonly one_node_mse: number;
}

/** The network as the engine knows it. */
export function shapeOf(network: Network): Shape {
  return { nodes: network.nodes, activation: network.activation, biases: network.biases };
}
