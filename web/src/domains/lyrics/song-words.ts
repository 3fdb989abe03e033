/** The words of the sheet: which stand together, which one an event is about, and where an arrow key leads. */

import type { PlacedWord } from "./typeset";

/** So many letters may stand without a break; longer stretches are no words. */
const LONGEST_UNBROKEN = 24;

/** What no line end may part: letters up to a space, a word's pieces, a word and the mark behind it. */
export function unbroken(words: readonly PlacedWord[]): PlacedWord[][] {
  const groups: PlacedWord[][] = [];
  let before: PlacedWord | undefined;
  for (const word of words) {
    const group = groups.at(-1);
    const goesOn = !word.spaced && before !== undefined && before.text !== " ";
    if (group !== undefined && goesOn && group.length < LONGEST_UNBROKEN) group.push(word);
    else groups.push([word]);
    before = word;
  }
  return groups;
}

/** Neighbouring words that are copied, or are not, together. */
export function runsOf(words: readonly PlacedWord[], isCopied: (place: number) => boolean) {
  const runs: { copied: boolean; words: PlacedWord[] }[] = [];
  for (const word of words) {
    const copied = isCopied(word.place);
    const last = runs.at(-1);
    if (last?.copied === copied) last.words.push(word);
    else runs.push({ copied, words: [word] });
  }
  return runs;
}

export function wordOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-place]") : null;
}

/** Where an arrow key leads from a word: along the text, or to the word above or below. */
export function neighbour(box: HTMLElement, word: HTMLElement, key: string): HTMLElement | null {
  const words = [...box.querySelectorAll<HTMLElement>("[data-place]")];
  const index = words.indexOf(word);
  switch (key) {
    case "ArrowLeft":
      return words[index - 1] ?? null;
    case "ArrowRight":
      return words[index + 1] ?? null;
    case "Home":
      return words[0] ?? null;
    case "End":
      return words.at(-1) ?? null;
    case "ArrowUp":
    case "ArrowDown": {
      const down = key === "ArrowDown";
      const from = word.getBoundingClientRect();
      const other = (one: HTMLElement) => {
        const { top } = one.getBoundingClientRect();
        return down ? top > from.top + 4 : top < from.top - 4;
      };
      const beyond = down ? words.slice(index).filter(other) : words.slice(0, index).reverse().filter(other);
      const [first] = beyond;
      if (first === undefined) return null;
      const row = first.getBoundingClientRect().top;
      const near = beyond.filter((one) => Math.abs(one.getBoundingClientRect().top - row) < 4);
      const away = (one: HTMLElement) => Math.abs(one.getBoundingClientRect().left - from.left);
      return near.reduce((best, one) => (away(one) < away(best) ? one : best), first);
    }
    default:
      return null;
  }
}
