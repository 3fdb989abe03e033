/**
 * Reads the data of a page, and refuses in a plain sentence what is not a page model.
 *
 * A page may come from a stranger, so nothing is believed: types, sizes, that the numbers are finite, that the weights
 * fit their network, that a link stays a relative link. Fields that the contract does not name are left behind.
 */

import { describe, Fields, ModelError, text } from "./checks";
import type { AdditionModel, Envelope, PageModel, Run, Sibling, SiteFile } from "./model";
import { readCard, readModelCard, readStages, readWall } from "./read-front";
import { readImages } from "./read-images";
import { readJsonObject } from "./read-json";
import { readLink } from "./read-link";
import { readLyrics } from "./read-lyrics";
import { readCell, readNetwork, readYardstick } from "./read-network";

export { ModelError } from "./checks";

const FORMAT = 1;
const MOST_CHARACTERS = 32_000_000;
const MOST_NETWORKS = 200;
const MOST_LINKS = 1000;
const MOST_FILES = 20;
const MOST_CHANGES = 100;

/** The envelope in the text of a page's data block. ModelError if it is not one that this page can show. */
export function readEnvelope(text: string): Envelope {
  if (text.length > MOST_CHARACTERS) {
    throw new ModelError(`The page's data has ${text.length} characters; a page holds at most ${MOST_CHARACTERS}.`);
  }
  const fields = new Fields(parse(text), "");
  checkFormat(fields);
  const base = {
    format: 1,
    hackday: fields.text("hackday"),
    siblings: fields.list("siblings", MOST_LINKS, readSibling),
  } as const;
  const page = fields.oneOf("page", ["run", "front", "gallery"]);
  switch (page) {
    case "front":
      return { ...base, page, cards: fields.list("cards", MOST_LINKS, readCard), live: readStages(fields) };
    case "gallery":
      return { ...base, page, walls: fields.list("walls", MOST_LINKS, readWall) };
    case "run":
      return {
        ...base,
        page,
        run: readPageModel(fields.object("run")),
        files: fields.has("files") ? fields.list("files", MOST_FILES, readFile) : [],
        gallery: fields.has("gallery") && fields.any("gallery") !== null ? readLink(fields, "gallery") : null,
      };
  }
}

/** A page model alone, as a front page's scripts hold it. ModelError if it is none. */
export function readModel(text: string): PageModel {
  if (text.length > MOST_CHARACTERS) {
    throw new ModelError(`The network's data has ${text.length} characters; a page holds at most ${MOST_CHARACTERS}.`);
  }
  return readPageModel(new Fields(parse(text), ""));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelError("The page's data is not JSON; the file may have been cut off.");
  }
}

function checkFormat(fields: Fields): void {
  const format = fields.any("format");
  if (format !== FORMAT) {
    throw new ModelError(
      `This page reads format ${FORMAT}, but ${fields.pathTo("format")} is ${describe(format)}. Publish the run again.`,
    );
  }
}

function readSibling(value: unknown, path: string): Sibling {
  const fields = new Fields(value, path);
  return { title: fields.text("title"), href: readLink(fields, "href"), current: fields.flag("current") };
}

function readFile(value: unknown, path: string): SiteFile {
  const fields = new Fields(value, path);
  return {
    name: fields.text("name"),
    href: readLink(fields, "href"),
    bytes: fields.integer("bytes", 0, Number.MAX_SAFE_INTEGER),
  };
}

function readPageModel(fields: Fields): PageModel {
  checkFormat(fields);
  const domain = fields.oneOf("domain", ["addition", "images", "lyrics"]);
  const run = readRun(fields.object("run"), fields);
  switch (domain) {
    case "addition":
      return readAddition(fields, run);
    case "images":
      return readImages(fields, run);
    case "lyrics":
      return readLyrics(fields, run);
  }
}

function readAddition(fields: Fields, run: Run): AdditionModel {
  const model: AdditionModel = {
    format: 1,
    domain: "addition",
    run,
    networks: fields.list("networks", MOST_NETWORKS, readNetwork),
    cells: fields.list("cells", MOST_NETWORKS, readCell),
    yardsticks: fields.list("yardsticks", MOST_NETWORKS, readYardstick),
  };
  const ids = new Set<string>();
  for (const { id } of model.networks) {
    if (ids.has(id)) throw new ModelError(`Two networks of the page are called "${id.slice(0, 40)}".`);
    ids.add(id);
  }
  return model;
}

/** `around`: the page model that the run stands in. */
function readRun(fields: Fields, around: Fields): Run {
  return {
    name: fields.text("name"),
    label: fields.text("label"),
    preset: fields.text("preset"),
    summary: fields.text("summary"),
    expect: fields.text("expect"),
    seed: fields.number("seed"),
    started: fields.text("started"),
    seconds: fields.number("seconds"),
    command: fields.optionalText("command"),
    machine: fields.optionalText("machine"),
    versions: fields.object("versions").entries(text),
    spec: readJsonObject(fields.any("spec"), fields.pathTo("spec")),
    changed: fields.has("changed") ? fields.list("changed", MOST_CHANGES, text) : [],
    commit: fields.has("commit") ? fields.optionalText("commit") : "",
    card: around.has("card") ? readModelCard(around.object("card")) : null,
  };
}
