/** Lists of tokens, places and lines as they stand in the address. */

import { END } from "../../word-layers";

const RADIX = 36;
export const MOST_TOKENS = 2400;
export const MOST_LINES = 60;
const MOST_CHARACTERS = 200;

/** A line of the visitor's own poem. */
export interface PoemLine {
  readonly by: "network" | "you";
  readonly text: string;
}

export function writeNumbers(numbers: readonly number[]): string {
  return numbers.map((number) => number.toString(RADIX)).join(".");
}

/** Tokens of a beginning; null if they are not all words of a vocabulary of `words`. */
export function readTokens(text: string | undefined, words: number): readonly number[] | null {
  const tokens = readNumbers(text, MOST_TOKENS);
  return tokens?.every((token) => token < words && token !== END) === true ? tokens : null;
}

/** Whole numbers from 0; null if there is anything else. */
export function readNumbers(text: string | undefined, most: number): readonly number[] | null {
  if (text === undefined || !/^[0-9a-z]{1,5}(?:\.[0-9a-z]{1,5})*$/.test(text)) return null;
  const numbers = text.split(".").map((one) => Number.parseInt(one, RADIX));
  return numbers.length <= most ? numbers : null;
}

/** A line each: its first letter says whose it is. */
export function writePoem(lines: readonly PoemLine[]): string {
  return lines.map(({ by, text }) => (by === "you" ? "y" : "n") + text).join("\n");
}

export function readPoem(text: string | undefined): readonly PoemLine[] {
  if (text === undefined) return [];
  return text
    .split("\n")
    .filter((line) => /^[yn]./.test(line))
    .slice(0, MOST_LINES)
    .map((line) => ({ by: line.startsWith("y") ? "you" : "network", text: line.slice(1, 1 + MOST_CHARACTERS) }));
}
