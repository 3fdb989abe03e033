/** The visitor's choices as they stand in the address. */

import { batch, type Signal } from "@preact/signals";
import type { LyricsModel } from "../../data/lyrics-model";
import { type Fields, wholeNumber } from "../common/address";
import { MOST_TOKENS, readNumbers, readPoem, readTokens, writeNumbers, writePoem } from "./address-text";
import { readSettings, writeSettings } from "./knob-list";
import type { Desk } from "./state";

export const SHORTEST = 20;
export const LONGEST = 400;
export const USUAL_LENGTH = 120;
export const USUAL_SEED = 1;
export const MOST_PROMPT = 2000;

/** What an address does not mention, or says in words unknown here, is as the page opens. */
export function restore(desk: Desk, stopAt: Signal<number | null>, fields: Fields): void {
  const { model } = desk;
  batch(() => {
    desk.prompt.value = (fields.get("prompt") ?? desk.prompts[0] ?? "").slice(0, MOST_PROMPT);
    const voice = wholeNumber(fields.get("voice"));
    desk.voice.value = voice !== null && voice >= 0 && voice < model.voices.length ? voice : -1;
    desk.settings.value = readSettings(fields);
    const length = wholeNumber(fields.get("length"));
    desk.length.value = length !== null && length >= SHORTEST && length <= LONGEST ? length : USUAL_LENGTH;
    const seed = wholeNumber(fields.get("seed"));
    desk.seed.value = seed !== null && seed >= 0 ? seed : USUAL_SEED;
    desk.start.value = readTokens(fields.get("from"), model.vocabulary.length);
    desk.picked.value = readNumbers(fields.get("picked"), MOST_TOKENS) ?? [];
    const stop = wholeNumber(fields.get("stop"));
    stopAt.value = stop !== null && stop >= 0 ? stop : null;
    desk.poem.value = readPoem(fields.get("poem"));
    const near = model.vocabulary.indexOf(fields.get("near") ?? "");
    desk.near.value = model.neighbours.words.includes(near) ? near : usualNear(model);
  });
}

/** Only what differs from how the page opens, so that addresses stay short. */
export function fieldsOf(desk: Desk, stopAt: Signal<number | null>): Fields {
  const fields = new Map<string, string>();
  const set = (name: string, text: string, usual: string) => {
    if (text !== usual) fields.set(name, text);
  };
  set("prompt", desk.prompt.value, desk.prompts[0] ?? "");
  set("voice", String(desk.voice.value), "-1");
  for (const [name, text] of writeSettings(desk.settings.value)) fields.set(name, text);
  set("length", String(desk.length.value), String(USUAL_LENGTH));
  set("seed", String(desk.seed.value), String(USUAL_SEED));
  if (desk.start.value !== null) fields.set("from", writeNumbers(desk.start.value));
  if (desk.start.value !== null) set("picked", writeNumbers(desk.picked.value), "");
  if (stopAt.value !== null) fields.set("stop", String(stopAt.value));
  set("poem", writePoem(desk.poem.value), "");
  set("near", desk.model.vocabulary[desk.near.value] ?? "", desk.model.vocabulary[usualNear(desk.model)] ?? "");
  return fields;
}

/** Not "the" or "and", but a word that has something to say. */
export function usualNear({ neighbours, vocabulary }: LyricsModel): number {
  const telling = neighbours.words.find((word, index) => index >= 20 && (vocabulary[word] ?? "").length >= 5);
  return telling ?? neighbours.words[0] ?? -1;
}
