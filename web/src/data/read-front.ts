/** Reads what a front page and a gallery show of runs: cards, networks that work, pieces. Internal to `readEnvelope`. */

import { parameterCount } from "../shape";
import { Fields, finite, ModelError, text } from "./checks";
import type { AddingNetwork, AddingStage, Card, Figure, LiveStage, ModelCard, Piece, Stages, Wall } from "./model";
import { readLink } from "./read-link";
import { readPicture } from "./read-picture";

const MOST_FIGURES = 40;
const MOST_SENTENCES = 40;
const MOST_STAGES = 200;
const MOST_NETWORKS = 200;
const MOST_WEIGHTS = 2000;
const MOST_PIECES = 200;
const MOST_TEXT = 20_000;
const MOST_BYTES = 64_000_000;
const MOST_SUM = 2 ** 24;

export function readCard(value: unknown, path: string): Card {
  const fields = new Fields(value, path);
  return {
    title: fields.text("title"),
    href: readLink(fields, "href"),
    domain: fields.text("domain"),
    preset: fields.text("preset"),
    summary: fields.text("summary"),
    figures: fields.list("figures", MOST_FIGURES, readFigure),
  };
}

export function readModelCard(fields: Fields): ModelCard {
  return {
    what: fields.text("what"),
    data: fields.text("data"),
    licence: fields.text("licence"),
    made_for: fields.list("made_for", MOST_SENTENCES, text),
    not_for: fields.list("not_for", MOST_SENTENCES, text),
    figures: fields.list("figures", MOST_FIGURES, readFigure),
    limits: fields.list("limits", MOST_SENTENCES, text),
  };
}

function readFigure(value: unknown, path: string): Figure {
  const fields = new Fields(value, path);
  return {
    name: fields.text("name"),
    value: fields.text("value"),
    beside: fields.has("beside") ? fields.text("beside") : "",
  };
}

/** A page that was published before there were any has none. */
export function readStages(fields: Fields): Stages {
  if (!fields.has("live")) return { addition: [], images: [], lyrics: [] };
  const live = fields.object("live");
  return {
    addition: live.list("addition", MOST_STAGES, readAdding),
    images: live.list("images", MOST_STAGES, readLive),
    lyrics: live.list("lyrics", MOST_STAGES, readLive),
  };
}

function readAdding(value: unknown, path: string): AddingStage {
  const fields = new Fields(value, path);
  return { ...readAbout(fields), networks: fields.list("networks", MOST_NETWORKS, readNetwork) };
}

function readNetwork(value: unknown, path: string): AddingNetwork {
  const fields = new Fields(value, path);
  const network = {
    id: fields.text("id"),
    kind: fields.oneOf("kind", ["hidden", "linear", "nau"]),
    nodes: fields.integer("nodes", 0, 256),
    max_sum: fields.integer("max_sum", 4, MOST_SUM),
    activation: fields.oneOf("activation", ["sigmoid", "tanh", "relu", "identity"]),
    biases: fields.flag("biases"),
    method: fields.oneOf("method", ["adam", "levenberg-marquardt", "projection"]),
    weights: fields.list("weights", MOST_WEIGHTS, finite),
  };
  if (network.weights.length !== parameterCount(network)) {
    throw new ModelError(`${path} has ${network.weights.length} weights instead of ${parameterCount(network)}.`);
  }
  return network;
}

function readLive(value: unknown, path: string): LiveStage {
  const fields = new Fields(value, path);
  return {
    ...readAbout(fields),
    key: fields.text("key"),
    script: readLink(fields, "script"),
    bytes: fields.integer("bytes", 0, MOST_BYTES),
    pieces: fields.list("pieces", MOST_PIECES, readPiece),
  };
}

function readAbout(fields: Fields) {
  return { title: fields.text("title"), href: readLink(fields, "href"), preset: fields.text("preset") };
}

export function readWall(value: unknown, path: string): Wall {
  const fields = new Fields(value, path);
  return {
    title: fields.text("title"),
    href: readLink(fields, "href"),
    domain: fields.text("domain"),
    run: fields.text("run"),
    summary: fields.text("summary"),
    pieces: fields.list("pieces", MOST_PIECES, readPiece),
  };
}

export function readPiece(value: unknown, path: string): Piece {
  const fields = new Fields(value, path);
  const about = fields.text("about").slice(0, MOST_TEXT);
  const address = fields.text("address").slice(0, MOST_TEXT);
  if (fields.oneOf("kind", ["picture", "verse"]) === "verse") {
    return { kind: "verse", about, address, text: fields.text("text").slice(0, MOST_TEXT) };
  }
  return { kind: "picture", about, address, picture: readPicture(fields.any("picture"), fields.pathTo("picture")) };
}
