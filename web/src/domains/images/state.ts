/**
 * Everything that a visitor can choose on the page of an images run. The choices are signals and are kept in the address;
 * what is drawn follows from them.
 */

import { batch, effect, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ImagesModel } from "../../data/images-model";
import { addressWriter, type Fields, readAddress, wholeNumber, writeAddress } from "../common/address";
import { type Limits, readFace, readTurns, readWanted, writeFace, writeTurns, writeWanted } from "./face-text";
import { type Face, plainFace, type Wanted } from "./faces";
import type { Studio } from "./studio";

export interface Gallery {
  readonly model: ImagesModel;
  /** Null where the page has no generator. */
  readonly studio: Studio | null;
  readonly seed: Signal<number>;
  readonly wanted: Signal<Wanted>;
  /** How often a place of the wall was drawn anew; absent: never. */
  readonly turns: Signal<ReadonlyMap<number, number>>;
  /** The face that the page looks at. */
  readonly chosen: Signal<Face>;
  /** The two ends of the walk, and how far along it. */
  readonly from: Signal<Face>;
  readonly to: Signal<Face>;
  readonly share: Signal<number>;
  /** The layer whose maps are shown; null for the usual one. */
  readonly layer: Signal<number | null>;
  /** Position in the training film. */
  readonly frame: Signal<number>;
  readonly playing: Signal<boolean>;
  readonly faceAt: (place: number) => Face;
  readonly drawAgain: (place: number) => void;
  readonly drawAll: () => void;
  readonly want: (attribute: number, value: number | null) => void;
  readonly showFrame: (frame: number) => void;
  /** What brings all this back, behind "#"; the window's address follows it a moment later. */
  readonly address: () => string;
}

/** 5 × 4 on a wide screen; a narrow one shows the first 12. */
export const PLACES = 20;
const USUAL_SEED = 1;
const USUAL_SHARE = 0.5;
const USUAL_ENDS = [0, 1] as const;

export const GalleryContext = createContext<Gallery | null>(null);

export function useGallery(): Gallery {
  const gallery = useContext(GalleryContext);
  if (gallery === null) throw new Error("a part of the images page was used outside it");
  return gallery;
}

/** Where pictures are drawn; for the parts of a page that has a generator. */
export function useStudio(): Studio {
  const { studio } = useGallery();
  if (studio === null) throw new Error("this page has no generator that could draw");
  return studio;
}

export function createGallery(model: ImagesModel, studio: Studio | null): Gallery {
  const seed = signal(USUAL_SEED);
  const wanted = signal<Wanted>(model.attributes.map(() => null));
  const turns = signal<ReadonlyMap<number, number>>(new Map());
  const chosen = signal(plainFace(0));
  const [from, to] = USUAL_ENDS.map((place) => signal(plainFace(place))) as [Signal<Face>, Signal<Face>];
  const share = signal(USUAL_SHARE);
  const layer = signal<number | null>(null);
  const frame = signal(lastFrame(model));
  const playing = signal(false);
  const faceAt = (place: number) => plainFace(place, turns.value.get(place) ?? 0);
  const gallery: Gallery = {
    model,
    studio,
    seed,
    wanted,
    turns,
    chosen,
    from,
    to,
    share,
    layer,
    frame,
    playing,
    faceAt,
    drawAgain: (place) =>
      batch(() => {
        turns.value = new Map(turns.value).set(place, (turns.value.get(place) ?? 0) + 1);
        chosen.value = faceAt(place);
      }),
    drawAll: () =>
      batch(() => {
        seed.value += 1;
        turns.value = new Map();
        chosen.value = plainFace(chosen.value.place);
        [from.value, to.value] = [plainFace(from.value.place), plainFace(to.value.place)];
      }),
    want: (attribute, value) =>
      batch(() => {
        wanted.value = wanted.value.map((old, index) => (index === attribute ? value : old));
        const labels = new Map(chosen.value.labels);
        labels.delete(attribute);
        chosen.value = { ...chosen.value, labels };
      }),
    showFrame: (shown) => {
      frame.value = Math.min(lastFrame(model), Math.max(0, shown));
    },
    address: () => writeAddress(fieldsOf(gallery)),
  };
  const follow = () => restore(gallery, readAddress(window.location.hash));
  follow();
  window.addEventListener("hashchange", follow);
  const write = addressWriter();
  effect(() => write(fieldsOf(gallery)));
  return gallery;
}

function lastFrame({ film }: ImagesModel): number {
  return Math.max(0, (film?.frames.length ?? 0) - 1);
}

function limitsOf({ directions, attributes }: ImagesModel): Limits {
  return { places: PLACES, directions: directions.length, values: attributes.map(({ values }) => values.length) };
}

/** What an address does not mention, or says in words unknown here, is as the page opens. */
function restore(gallery: Gallery, fields: Fields): void {
  const { model } = gallery;
  const limits = limitsOf(model);
  batch(() => {
    gallery.seed.value = wholeNumber(fields.get("seed")) ?? USUAL_SEED;
    gallery.wanted.value = readWanted(fields.get("want"), limits);
    gallery.turns.value = readTurns(fields.get("new"), limits);
    gallery.chosen.value = readFace(fields.get("face"), limits) ?? gallery.faceAt(0);
    gallery.from.value = readFace(fields.get("from"), limits) ?? gallery.faceAt(USUAL_ENDS[0]);
    gallery.to.value = readFace(fields.get("to"), limits) ?? gallery.faceAt(USUAL_ENDS[1]);
    const hundredths = wholeNumber(fields.get("walk"));
    const along = hundredths !== null && hundredths >= 0 && hundredths <= 100;
    gallery.share.value = along ? hundredths / 100 : USUAL_SHARE;
    const layer = wholeNumber(fields.get("layer"));
    const known = layer !== null && layer >= 0 && layer < (model.generator?.layers.length ?? 0);
    gallery.layer.value = known ? layer : null;
    gallery.playing.value = false;
    gallery.showFrame(wholeNumber(fields.get("frame")) ?? lastFrame(model));
  });
}

/** Only what differs from how the page opens, so that addresses stay short. */
function fieldsOf(gallery: Gallery): Fields {
  const fields = new Map<string, string>();
  const set = (name: string, text: string, usual: string) => {
    if (text !== usual) fields.set(name, text);
  };
  set("seed", String(gallery.seed.value), String(USUAL_SEED));
  set("want", writeWanted(gallery.wanted.value), "");
  set("new", writeTurns(gallery.turns.value), "");
  set("face", writeFace(gallery.chosen.value), writeFace(gallery.faceAt(0)));
  set("from", writeFace(gallery.from.value), writeFace(gallery.faceAt(USUAL_ENDS[0])));
  set("to", writeFace(gallery.to.value), writeFace(gallery.faceAt(USUAL_ENDS[1])));
  set("walk", String(Math.round(100 * gallery.share.value)), String(100 * USUAL_SHARE));
  if (gallery.layer.value !== null) fields.set("layer", String(gallery.layer.value));
  // While the film plays the address would change at every frame.
  if (!gallery.playing.value) set("frame", String(gallery.frame.value), String(lastFrame(gallery.model)));
  return fields;
}
