/** What the page calls the figures that a run may have beyond the usual ones, and what each of them means. */

import { plainName } from "./faces";

export interface FigureWords {
  readonly name: string;
  readonly means: string;
}

const PHOTOGRAPHS = "By the features of EfficientNet, a network that was taught photographs:";
const DENSITY = "how close the drawn pictures stay to where real ones lie crowded.";
const COVERAGE = "the share of real pictures that have a drawn one among their nearest neighbours.";
const OWN = "As a small network of our own sees them:";

const WORDS: Readonly<Record<string, FigureWords>> = {
  "by_features density": { name: "density", means: `${OWN} ${DENSITY}` },
  "by_features coverage_share": { name: "coverage", means: `${OWN} ${COVERAGE}` },
  "by_efficientnet kid": {
    name: "kernel distance by EfficientNet",
    means: `${PHOTOGRAPHS} how far drawn pictures lie from real ones (KID). Around 0: not to be told apart.`,
  },
  "by_efficientnet density": { name: "density by EfficientNet", means: `${PHOTOGRAPHS} ${DENSITY}` },
  "by_efficientnet coverage_share": { name: "coverage by EfficientNet", means: `${PHOTOGRAPHS} ${COVERAGE}` },
  variance_ratio: {
    name: "variety within a combination",
    means:
      "How much pictures that were asked for alike differ among themselves; 1 is as much as real ones, 0 not at all.",
  },
};

const KS =
  "The largest gap between its distribution among the drawn pictures and the true one (Kolmogorov and Smirnov).";

/** Of a figure by its name in `ImageResults.others`. */
export function figureWords(name: string): FigureWords {
  const known = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (known !== undefined) return known;
  const parameter = /^ks (.*)$/.exec(name)?.[1];
  if (parameter === undefined) return { name: plainName(name), means: "" };
  return { name: `spread of ${plainName(parameter)}`, means: KS };
}
