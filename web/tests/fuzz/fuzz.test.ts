/**
 * Whatever a page finds in itself: a model that can be shown and used, or a sentence. The long form, from web/:
 *
 *     FUZZ_CASES=100000 npx vitest run tests/fuzz --disable-console-intercept
 *
 * A case is drawn from its number, so one that failed can be had again: FUZZ_FIRST=number FUZZ_CASES=1.
 */

import { expect, test } from "vitest";
import { ModelError } from "../../src/data/checks";
import { readChanges, readDetails, readErrorSurface } from "../../src/data/live";
import { readEnvelope, readModel } from "../../src/data/read";
import { readKept } from "../../src/data/read-kept";
import { besideEachOther } from "../../src/domains/watch/figures";
import { attack, type Case, MOST_MILLISECONDS } from "./harness";
import { answers, kept, pages, scripts } from "./pages";
import { type Json, spoiled } from "./spoiling";
import { useEnvelope, useModel } from "./using";

const cases = Number(process.env["FUZZ_CASES"] ?? 3000);
const first = Number(process.env["FUZZ_FIRST"] ?? 0);
/** A case at most a quarter of a second, though most take a hundredth of that. */
const LONGEST = 60_000 + 250 * cases;
/** One of so many is the script of a front page's network. */
const SCRIPTS = 8;

function among(wholes: readonly Json[], number: number): Json {
  return wholes[number % wholes.length] ?? null;
}

function pageCase(number: number): Case {
  const turn = Math.floor(number / SCRIPTS);
  if (number % SCRIPTS === 0) {
    return { text: spoiled(among(scripts, turn), number), read: (text) => useModel(readModel(text)) };
  }
  return { text: spoiled(among(pages, number), number), read: (text) => useEnvelope(readEnvelope(text)) };
}

/** What JSON.parse refuses never reaches a reader of answers: the browser's own fetch, or whoever reads, catches it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelError("This is no JSON.");
  }
}

const answerReaders = [
  { whole: answers.changes, read: (text: string) => readChanges(parsed(text)) },
  { whole: answers.details, read: (text: string) => besideEachOther([readDetails(parsed(text)).figures, []]) },
  { whole: answers.surface, read: (text: string) => readErrorSurface(parsed(text)) },
  { whole: kept as Json, read: (text: string) => [parsed(text), readKept(text)] },
];

function answerCase(number: number): Case {
  const { whole, read } = answerReaders[number % answerReaders.length] as (typeof answerReaders)[number];
  return { text: spoiled(whole, number), read };
}

test("unspoiled, every page and every answer is read and used", () => {
  for (const page of pages) useEnvelope(readEnvelope(JSON.stringify(page)));
  for (const script of scripts) useModel(readModel(JSON.stringify(script)));
  for (const { whole, read } of answerReaders) read(JSON.stringify(whole));
  expect(readKept(JSON.stringify(kept))).toHaveLength(kept.length);
});

test.each([
  ["page", pageCase],
  ["answer of the live view, and what the browser kept,", answerCase],
])("every spoiled %s ends in a model or in a sentence", { timeout: LONGEST }, (_, make) => {
  const report = attack(make, first, cases);
  if (process.env["FUZZ_CASES"] !== undefined) process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report.defects).toEqual([]);
  expect(report.cases).toBe(cases);
  if (cases < 1000) return;
  expect(Math.min(report.results, report.messages) / cases, "the cases are all alike").toBeGreaterThan(0.1);
});

/** A reader with one defect in its tenth case, or the attack would say nothing about readers in which it finds none. */
test.each<[string, () => unknown, RegExp]>([
  ["raises", () => Object.keys(undefined as unknown as object), /^case 9: TypeError/],
  [
    "recurses",
    () =>
      (function again(): number {
        return 1 + again();
      })(),
    /^case 9: RangeError/,
  ],
  [
    "says nothing",
    () => {
      throw new ModelError("");
    },
    /^case 9: no sentence/,
  ],
  [
    "says too much",
    () => {
      throw new ModelError(`${"a".repeat(1000)}.`);
    },
    /^case 9: a message of 1001/,
  ],
  [
    "works on",
    () => {
      const began = process.cpuUsage();
      const worked = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;
      while (worked(process.cpuUsage(began)) < 1.1 * MOST_MILLISECONDS);
    },
    /^case 9: \d+ ms/,
  ],
  ["claims memory", () => new Uint8Array(100e6), /^case 9: \d+ MB for 0 characters/],
])("an attack finds a reader that %s", (_, defect, told) => {
  const reader = (number: number): Case => ({ text: "", read: () => (number === 9 ? defect() : null) });
  const { defects, cases } = attack(reader, 0, 12);
  expect(cases).toBe(12);
  expect(defects).toHaveLength(1);
  expect(defects[0]).toMatch(told);
});
