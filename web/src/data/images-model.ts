/** The page model of an images run, as docs/formats/page-model.md explains it field by field. */

import type { Layer } from "../layers";
import type { Run } from "./model";

export interface ImagesModel {
  readonly format: 1;
  readonly domain: "images";
  readonly run: Run;
  readonly data: PictureData;
  readonly picture: { readonly size: number; readonly channels: 1 | 3 };
  /** How many numbers from N(0, 1) a picture begins with. */
  readonly latent: number;
  /** Their slots, one a value, follow the latent in the network's input. */
  readonly attributes: readonly Attribute[];
  /** How often each combination of values occurs in the data; may be empty. */
  readonly combinations: readonly Combination[];
  /** Null where it has too many weights for a page. */
  readonly generator: StoredGenerator | null;
  /** Why there is none, in a sentence; empty where there is one. */
  readonly noGenerator: string;
  /** The directions of the latent that change the first layer most; each of length 1. */
  readonly directions: readonly Direction[];
  /** The same latents drawn through the training; null where none was kept. */
  readonly film: Film | null;
  readonly curves: TrainingCurves;
  readonly alarms: readonly Alarm[];
  readonly results: ImageResults;
  readonly sheets: readonly Sheet[];
}

export interface PictureData {
  readonly name: string;
  readonly summary: string;
  readonly licence: string;
  readonly count: number;
}

export interface Attribute {
  readonly name: string;
  readonly values: readonly string[];
  readonly shares: readonly number[];
}

export interface Combination {
  /** The position of a value for each attribute. */
  readonly labels: readonly number[];
  readonly share: number;
}

export interface StoredGenerator {
  readonly layers: readonly Layer[];
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly bytes: number;
  readonly parameters: number;
  readonly storage: "float16" | "int8";
  /** How far pixels lie from those of the unrounded weights, in 1/255. */
  readonly error: { readonly largest: number; readonly mean: number };
}

export interface Direction {
  readonly vector: readonly number[];
  readonly strength: number;
}

export interface Film {
  /** Training images seen at each frame, rising. */
  readonly images: readonly number[];
  /** A sheet of rows × columns pictures a frame, as data: addresses. */
  readonly frames: readonly string[];
  readonly rows: number;
  readonly columns: number;
}

export interface Series {
  readonly name: string;
  /** One for each of the curves' `images`. */
  readonly values: readonly (number | null)[];
}

export interface TrainingCurves {
  readonly images: readonly number[];
  readonly series: readonly Series[];
  readonly watch: readonly Series[];
}

export interface Alarm {
  readonly images: number;
  readonly kind: string;
  readonly text: string;
}

/** A figure beside the same figure of real pictures against real ones. */
export interface Beside {
  readonly value: number;
  readonly floor: number | null;
}

/** What a run did not measure is null or absent. */
export interface ImageResults {
  readonly images_seen: number | null;
  readonly images_per_second: number | null;
  readonly valid_share: number | null;
  readonly valid_share_real: number | null;
  readonly attribute_accuracy: Readonly<Record<string, { readonly generated: number; readonly real: number | null }>>;
  readonly coverage: { readonly covered: number; readonly total: number; readonly floor: number | null } | null;
  readonly kl: Beside | null;
  readonly kid: Beside | null;
  readonly memorisation_ratio: number | null;
  /** Of real pictures kept aside; runs from before it was measured have none. */
  readonly memorisation_floor: number | null;
  /** Further figures, by name. */
  readonly others: Readonly<Record<string, Beside>>;
}

export interface Sheet {
  readonly name: string;
  readonly title: string;
  readonly picture: string;
  /** What stands beside each row of the picture; may be empty. */
  readonly rows: readonly string[];
}
