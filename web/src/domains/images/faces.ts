/**
 * Which picture stands where: from a seed, a place on the wall and how often it was drawn anew, always the same latent and
 * the same values of the attributes. Python draws other numbers: a page and a run share the network, not the draw.
 */

import type { ImagesModel } from "../../data/images-model";
import { along, arc, drawShare, movedTo, normal } from "../../engine/picture/latent";
import { createRandom } from "../../engine/random";

/** One picture, as an address can hold it. */
export interface Face {
  readonly place: number;
  /** How often the place was drawn anew. */
  readonly turn: number;
  /** By direction: how far along it the latent has been moved to, in standard deviations. */
  readonly moves: ReadonlyMap<number, number>;
  /** By attribute: a value other than the drawn one, or OPEN. */
  readonly labels: ReadonlyMap<number, number>;
}

/** In `labels`: the network chooses itself. */
export const OPEN = -1;
/** In what the visitor wants of all: no wish. */
export const ANY = null;

export type Wanted = readonly (number | null)[];

export function plainFace(place: number, turn = 0): Face {
  return { place, turn, moves: new Map(), labels: new Map() };
}

/** Everything about a face that a network needs. */
export interface Drawable {
  readonly latent: Float32Array<ArrayBuffer>;
  /** The value of each attribute, or OPEN. */
  readonly labels: readonly number[];
}

export function drawable(model: ImagesModel, seed: number, wanted: Wanted, face: Face): Drawable {
  let latent = normal(model.latent, createRandom(seed, `latent ${face.place} ${face.turn}`));
  for (const [index, amount] of face.moves) {
    const direction = model.directions[index];
    if (direction !== undefined) latent = movedTo(latent, direction.vector, amount);
  }
  const drawn = drawLabels(model, seed, face);
  const labels = model.attributes.map((_, index) => face.labels.get(index) ?? wanted[index] ?? drawn[index] ?? OPEN);
  return { latent: new Float32Array(latent), labels };
}

/** As often as in the data: a whole combination where those are known, else each attribute for itself. */
function drawLabels({ attributes, combinations }: ImagesModel, seed: number, { place, turn }: Face): readonly number[] {
  const random = createRandom(seed, `labels ${place} ${turn}`);
  const drawn = drawShare(
    combinations.map(({ share }) => share),
    random,
  );
  return combinations[drawn]?.labels ?? attributes.map(({ shares }) => drawShare(shares, random));
}

/** How far along a direction a face lies, in standard deviations. */
export function moveOf(model: ImagesModel, { latent }: Drawable, index: number): number {
  return along(latent, model.directions[index]?.vector ?? []);
}

/** The network's input: the latent, then a slot for each value of each attribute. */
export function inputOf(model: ImagesModel, { latent, labels }: Drawable): Float32Array<ArrayBuffer> {
  const slots = model.attributes.flatMap(({ values }, index) =>
    values.map((_, value) => Number(labels[index] === value)),
  );
  return Float32Array.from([...latent, ...slots]);
}

/** The input `share` of the way from one face to another: the latent along the arc, the attributes straight. */
export function inputBetween(
  model: ImagesModel,
  from: Drawable,
  to: Drawable,
  share: number,
): Float32Array<ArrayBuffer> {
  const [first, last] = [inputOf(model, from), inputOf(model, to)];
  const mixed = first.map((value, index) => value + share * ((last[index] ?? 0) - value));
  mixed.set(arc(from.latent, to.latent, share));
  return mixed;
}

/** The values of a face's attributes in words: "hair color red, glasses round". */
export function labelWords({ attributes }: ImagesModel, labels: readonly number[]): string {
  const words = attributes.flatMap(({ name, values }, index) => {
    const value = values[labels[index] ?? OPEN];
    return value === undefined ? [] : [`${plainName(name)} ${value}`];
  });
  return words.join(", ");
}

/** A name as people write it: "hair_color" is "hair color". */
export function plainName(name: string): string {
  return name.replace(/_/g, " ");
}
