/** Many cases of one reader: each ends in a model or in the reader's own message, soon and in little memory. */

import { runInThisContext } from "node:vm";
import { ModelError } from "../../src/data/checks";

/** Of the processor, a case at most. */
export const MOST_MILLISECONDS = 2000;
/** Of the clock: whoever takes longer is stopped, also inside a regular expression. */
const HANG_MILLISECONDS = 60_000;
/** A case may take so much memory beyond `MEMORY_SHARE` bytes a character of its text. */
const MOST_BYTES = 64e6;
const MEMORY_SHARE = 40;
const LONGEST_MESSAGE = 500;
const MOST_DEFECTS = 20;

/** One case: `text` is what the page would find in itself. Returns what was read. */
export interface Case {
  readonly text: string;
  readonly read: (text: string) => unknown;
}

export interface Report {
  cases: number;
  results: number;
  messages: number;
  slowest: number;
  /** The most memory that one case took, in bytes. */
  largest: number;
  readonly defects: string[];
}

/** Try `count` cases from number `first`. A ModelError with a readable message is an end like any other. */
export function attack(make: (number: number) => Case, first: number, count: number): Report {
  const report: Report = { cases: 0, results: 0, messages: 0, slowest: 0, largest: 0, defects: [] };
  for (let number = first; number < first + count && report.defects.length < MOST_DEFECTS; number++) {
    const { text, read } = make(number);
    const [began, before] = [process.cpuUsage(), memory()];
    const problem = ended(() => read(text), report);
    const bytes = memory() - before;
    const { user, system } = process.cpuUsage(began);
    const milliseconds = (user + system) / 1000;
    report.cases++;
    report.slowest = Math.max(report.slowest, milliseconds);
    report.largest = Math.max(report.largest, bytes);
    if (problem !== null) report.defects.push(`case ${number}: ${problem}`);
    else if (milliseconds > MOST_MILLISECONDS) report.defects.push(`case ${number}: ${milliseconds.toFixed(0)} ms`);
    else if (bytes > MOST_BYTES + MEMORY_SHARE * text.length) {
      report.defects.push(`case ${number}: ${(bytes / 1e6).toFixed(0)} MB for ${text.length} characters`);
    }
  }
  return report;
}

/** Null where it ended as it may; else what it did. */
function ended(run: () => unknown, report: Report): string | null {
  try {
    stopped(run);
    report.results++;
    return null;
  } catch (error) {
    if (!(error instanceof ModelError)) return String(error instanceof Error ? error.stack : error).slice(0, 700);
    report.messages++;
    const { message } = error;
    if (message.length > LONGEST_MESSAGE) return `a message of ${message.length} characters`;
    return /^\S.*\S\.$/s.test(message) ? null : `no sentence: ${message}`;
  }
}

/** Run it, but not for ever: only a script can be stopped from outside. */
function stopped(run: () => unknown): void {
  const place = globalThis as { hackdayCase?: () => unknown };
  place.hackdayCase = run;
  runInThisContext("hackdayCase()", { timeout: HANG_MILLISECONDS, displayErrors: false });
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
