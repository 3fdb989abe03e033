/** Reads the page model of an images run, all but its network. Internal to `readEnvelope`. */

import { Fields, finite, finiteOrNull, integer, list, ModelError, text, wrong } from "./checks";
import type {
  Alarm,
  Attribute,
  Beside,
  Combination,
  Direction,
  Film,
  ImageResults,
  ImagesModel,
  PictureData,
  Series,
  Sheet,
  TrainingCurves,
} from "./images-model";
import type { Run } from "./model";
import { readGenerator } from "./read-generator";
import { readPicture } from "./read-picture";

const MOST_LATENT = 4096;
const MOST_SIZE = 512;
const MOST_ATTRIBUTES = 64;
const MOST_VALUES = 256;
const MOST_COMBINATIONS = 20_000;
const MOST_DIRECTIONS = 64;
const MOST_POINTS = 100_000;
const MOST_SERIES = 32;
const MOST_FRAMES = 500;
const MOST_SIDE = 64;
const MOST_ALARMS = 200;
const MOST_SHEETS = 50;
const MOST_COUNT = 1e12;

export function readImages(fields: Fields, run: Run): ImagesModel {
  const picture = fields.object("picture");
  const size = picture.integer("size", 4, MOST_SIZE);
  const channels = picture.oneOf("channels", [1, 3]);
  const latent = fields.integer("latent", 1, MOST_LATENT);
  const attributes = fields.list("attributes", MOST_ATTRIBUTES, readAttribute);
  const slots = attributes.reduce((sum, { values }) => sum + values.length, 0);
  return {
    format: 1,
    domain: "images",
    run,
    data: readData(fields.object("data")),
    picture: { size, channels },
    latent,
    attributes,
    combinations: fields.list("combinations", MOST_COMBINATIONS, (value, path) =>
      readCombination(value, path, attributes),
    ),
    generator:
      fields.any("generator") === null
        ? null
        : readGenerator(fields.object("generator"), { inputs: latent + slots, channels, size }),
    noGenerator: given(fields, "no_generator") ? fields.text("no_generator") : "",
    directions: fields.list("directions", MOST_DIRECTIONS, (value, path) => readDirection(value, path, latent)),
    film: readFilm(fields),
    curves: readCurves(fields.object("curves")),
    alarms: fields.list("alarms", MOST_ALARMS, readAlarm),
    results: readResults(fields.object("results")),
    sheets: fields.list("sheets", MOST_SHEETS, readSheet),
  };
}

function readData(fields: Fields): PictureData {
  return {
    name: fields.text("name"),
    summary: fields.optionalText("summary"),
    licence: fields.optionalText("licence"),
    count: fields.integer("count", 0, MOST_COUNT),
  };
}

function readAttribute(value: unknown, path: string): Attribute {
  const fields = new Fields(value, path);
  const values = fields.list("values", MOST_VALUES, text);
  const shares = fields.list("shares", MOST_VALUES, readShare);
  if (values.length === 0) throw wrong(fields.pathTo("values"), "a list of at least one value", []);
  if (shares.length !== values.length) {
    throw new ModelError(`${path} has ${values.length} values, but ${shares.length} shares.`);
  }
  return { name: fields.text("name"), values, shares };
}

function readCombination(value: unknown, path: string, attributes: readonly Attribute[]): Combination {
  const fields = new Fields(value, path);
  const labels = fields.list("labels", attributes.length, (label, where) => finite(label, where));
  if (labels.length !== attributes.length) {
    throw new ModelError(
      `${fields.pathTo("labels")} should name a value for each of the ${attributes.length} attributes.`,
    );
  }
  labels.forEach((label, index) => {
    // −1: the pictures' own labels do not say.
    integer(label, `${fields.pathTo("labels")}[${index}]`, -1, (attributes[index]?.values.length ?? 0) - 1);
  });
  return { labels, share: fields.share("share") };
}

function readShare(value: unknown, path: string): number {
  const share = finite(value, path);
  if (share < 0 || share > 1) throw wrong(path, "a number from 0 to 1", value);
  return share;
}

function readDirection(value: unknown, path: string, latent: number): Direction {
  const fields = new Fields(value, path);
  const vector = fields.list("vector", latent, finite);
  if (vector.length !== latent) {
    throw new ModelError(`${fields.pathTo("vector")} has ${vector.length} numbers instead of ${latent}.`);
  }
  const length = Math.hypot(...vector);
  if (Math.abs(length - 1) > 1e-3) throw wrong(fields.pathTo("vector"), "a vector of length 1", length);
  return { vector, strength: fields.number("strength") };
}

/** Null where no frame was kept. */
function readFilm(model: Fields): Film | null {
  if (model.any("film") === null) return null;
  const fields = model.object("film");
  const images = fields.list("images", MOST_FRAMES, readCount);
  const frames = fields.list("frames", MOST_FRAMES, readPicture);
  checkRising(images, fields.pathTo("images"));
  if (images.length !== frames.length) {
    throw new ModelError(`${fields.pathTo("frames")} has ${frames.length} pictures for ${images.length} frames.`);
  }
  if (images.length === 0) return null;
  return {
    images,
    frames,
    rows: fields.integer("rows", 1, MOST_SIDE),
    columns: fields.integer("columns", 1, MOST_SIDE),
  };
}

function readCurves(fields: Fields): TrainingCurves {
  const images = fields.list("images", MOST_POINTS, readCount);
  checkRising(images, fields.pathTo("images"));
  const series = (value: unknown, path: string) => readSeries(value, path, images.length);
  return {
    images,
    series: fields.list("series", MOST_SERIES, series),
    watch: fields.list("watch", MOST_SERIES, series),
  };
}

function readSeries(value: unknown, path: string, count: number): Series {
  const fields = new Fields(value, path);
  const values = fields.list("values", MOST_POINTS, finiteOrNull);
  if (values.length !== count) {
    throw new ModelError(`${fields.pathTo("values")} has ${values.length} entries for ${count} points of the curves.`);
  }
  return { name: fields.text("name"), values };
}

function readAlarm(value: unknown, path: string): Alarm {
  const fields = new Fields(value, path);
  return {
    images: readCount(fields.any("images"), fields.pathTo("images")),
    kind: fields.text("kind"),
    text: fields.text("text"),
  };
}

function readResults(fields: Fields): ImageResults {
  const optional = (name: string) => (given(fields, name) ? fields.number(name) : null);
  const share = (name: string) => (given(fields, name) ? fields.share(name) : null);
  const beside = (name: string) =>
    given(fields, name) && !isUnmeasured(fields.any(name)) ? readBeside(fields.object(name)) : null;
  return {
    images_seen: optional("images_seen"),
    images_per_second: optional("images_per_second"),
    valid_share: share("valid_share"),
    valid_share_real: share("valid_share_real"),
    attribute_accuracy: given(fields, "attribute_accuracy") ? readAccuracy(fields.object("attribute_accuracy")) : {},
    coverage: given(fields, "coverage") ? readCoverage(fields.object("coverage")) : null,
    kl: beside("kl"),
    kid: beside("kid"),
    memorisation_ratio: optional("memorisation_ratio"),
    memorisation_floor: optional("memorisation_floor"),
    others: readOthers(fields),
  };
}

/** By attribute; those of which nothing was asked have no accuracy. */
function readAccuracy(fields: Fields): ImageResults["attribute_accuracy"] {
  const asked = Object.entries(fields.entries((value, path) => new Fields(value, path))).filter(([, each]) =>
    given(each, "generated"),
  );
  return Object.fromEntries(
    asked.map(([name, each]) => [
      name,
      { generated: each.share("generated"), real: given(each, "real") ? each.share("real") : null },
    ]),
  );
}

function readCoverage(fields: Fields) {
  return {
    covered: fields.integer("covered", 0, MOST_COUNT),
    total: fields.integer("total", 0, MOST_COUNT),
    floor: given(fields, "floor") ? fields.number("floor") : null,
  };
}

function readBeside(fields: Fields): Beside {
  // Where many cases were compared, their median.
  const name = fields.has("median") && !fields.has("value") ? "median" : "value";
  return { value: fields.number(name), floor: given(fields, "floor") ? fields.number("floor") : null };
}

const KNOWN = [
  "seconds",
  "images_seen",
  "images_per_second",
  "valid_share",
  "valid_share_real",
  "attribute_accuracy",
  "coverage",
  "kl",
  "kid",
  "memorisation_ratio",
  "memorisation_floor",
];

/** Whatever else a run measured in the form of a figure beside its floor, also one level down: "ks angle". */
function readOthers(fields: Fields): Record<string, Beside> {
  const found: [string, Beside][] = [];
  const nested = fields.entries((value, path) => ({ value, path }));
  for (const [name, { value, path }] of Object.entries(nested)) {
    if (KNOWN.includes(name) || !isObject(value)) continue;
    const inner = new Fields(value, path);
    if (isFigure(value)) found.push([name, readBeside(inner)]);
    else {
      for (const [detail, figure] of Object.entries(inner.entries((other) => other))) {
        if (isFigure(figure)) found.push([`${name} ${detail}`, readBeside(inner.object(detail))]);
      }
    }
  }
  return Object.fromEntries(found);
}

function own(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFigure(value: unknown): boolean {
  return isObject(value) && ["value", "median"].some((name) => typeof own(value, name) === "number");
}

/** Only its floor is known: no drawn picture was of a kind that could be counted. */
function isUnmeasured(value: unknown): boolean {
  return isObject(value) && own(value, "value") === null;
}

/** A figure that was not measured is absent or null. */
function given(fields: Fields, name: string): boolean {
  return fields.has(name) && fields.any(name) !== null;
}

function readSheet(value: unknown, path: string): Sheet {
  const fields = new Fields(value, path);
  return {
    name: fields.text("name"),
    title: fields.text("title"),
    picture: readPicture(fields.any("picture"), fields.pathTo("picture")),
    rows: given(fields, "rows") ? list(fields.any("rows"), fields.pathTo("rows"), MOST_SIDE, text) : [],
  };
}

function readCount(value: unknown, path: string): number {
  return integer(value, path, 0, MOST_COUNT);
}

function checkRising(values: readonly number[], path: string): void {
  if (values.some((value, index) => index > 0 && value <= (values[index - 1] ?? 0))) {
    throw new ModelError(`${path} should rise from entry to entry.`);
  }
}
