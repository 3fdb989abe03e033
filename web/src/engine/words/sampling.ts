/**
 * From logits to the next word: src/hackday/lyrics/sampling.py in TypeScript, so that one seed writes one text on both
 * sides. All arithmetic is float64.
 */

import { END, STANZA, UNKNOWN } from "../../word-layers";
import { createRandom } from "../random";
import {
  between,
  kept,
  largest,
  type Ranking,
  ranked,
  softmax,
  topK,
  topP,
  total,
  typical,
  upTo,
  whileKept,
} from "./cuts";
import { createLineGuard, LINE_ENDS } from "./line-guard";
import { penalise, repeatedNgrams } from "./repetition";
import { type SamplingSettings, settingsProblem } from "./sampling-settings";

export { defaultSettings, type SamplingSettings, settingLimits, settingsProblem } from "./sampling-settings";

/** What the next token is drawn from, the likeliest first. */
export interface Distribution {
  readonly ids: Int32Array;
  readonly probabilities: Float64Array;
}

export interface Candidate {
  readonly id: number;
  readonly probability: number;
}

/** Chooses the words of one text. After END the history begins anew; the random numbers go on. */
export interface Sampler {
  /** Take note of a token that was not chosen here, such as those of the prompt. */
  accept(token: number): void;
  /** Draw the next token from logits, and take note of it. */
  choose(logits: Float32Array | Float64Array): number;
  /** What `choose` would draw from. Asking changes no later choice. */
  distribution(logits: Float32Array | Float64Array): Distribution;
}

/**
 * A sampler with a random stream of its own, that of `seed`. `vocabulary`: how many tokens there are. Each word takes one
 * random number, and one more before it where XTC is on. The rules, in llama.cpp's order: repetition penalty, DRY, the bars
 * (unknown words, the line guard, repeated n-grams), top-k, typical, top-p, min-p, XTC, temperature; mirostat (Basu et
 * al. 2021, arXiv 2007.14966) takes the place of the cuts. Throws if the settings are impossible.
 */
export function createSampler(settings: SamplingSettings, seed: number, vocabulary: number): Sampler {
  const problem = settingsProblem(settings);
  if (problem !== null) throw new Error(problem);
  if (vocabulary <= STANZA + 1) throw new Error(`${vocabulary} tokens leave no word`);
  const random = createRandom(seed, "song");
  const guard = createLineGuard(settings.linesInRow, settings.linesInSong);
  const history: number[] = [];
  let coin: number | null = null;
  let mostBits = 2 * settings.mirostatTau;

  function accept(token: number): void {
    if (!(Number.isInteger(token) && token >= 0 && token < vocabulary)) {
      throw new Error(`there is no token ${token} among ${vocabulary}`);
    }
    guard.accept(token);
    if (token === END) history.length = 0;
    else history.push(token);
  }

  /** How many of the likeliest XTC (oobabooga #6335) leaves out; none if a line end were among them. */
  function firstAfterXtc({ ids, values }: Ranking): number {
    if (settings.xtcProbability === 0) return 0;
    coin ??= random.uniform();
    const obvious = softmax(values).reduce((count, share) => count + (share >= settings.xtcThreshold ? 1 : 0), 0);
    if (coin >= settings.xtcProbability || obvious < 2) return 0;
    return ids.subarray(0, obvious - 1).some((id) => LINE_ENDS.includes(id)) ? 0 : obvious - 1;
  }

  function distribution(logits: Float32Array | Float64Array): Distribution {
    const values = barred(logits, vocabulary, history, guard.barred(), settings);
    const possible = kept({ ids: upTo(vocabulary), values }, (value) => value > Number.NEGATIVE_INFINITY);
    const { temperature } = settings;
    if (temperature === 0) {
      const best = possible.values.indexOf(largest(possible.values));
      return { ids: possible.ids.slice(best, best + 1), probabilities: Float64Array.of(1) };
    }
    let left: Ranking;
    if (settings.mirostat === 2) {
      left = ranked(possible);
      const [shares, least] = [softmax(left.values, temperature), 2 ** -mostBits];
      left = whileKept(left, (_, index) => (shares[index] as number) >= least);
    } else {
      left = cut(possible, settings);
      left = between(left, firstAfterXtc(left), left.ids.length);
    }
    const probabilities = softmax(left.values, temperature);
    const count = probabilities.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
    return { ids: left.ids.slice(0, count), probabilities: probabilities.slice(0, count) };
  }

  return {
    accept,
    distribution,
    choose(logits) {
      const { ids, probabilities } = distribution(logits);
      const drawn = random.uniform();
      coin = null;
      let [place, sum] = [0, probabilities[0] as number];
      while (place < ids.length - 1 && sum <= drawn) sum += probabilities[++place] as number;
      if (settings.mirostat === 2) {
        const bits = -Math.log2(probabilities[place] as number);
        mostBits -= settings.mirostatEta * (bits - settings.mirostatTau);
      }
      const token = ids[place] as number;
      accept(token);
      return token;
    },
  };
}

/**
 * The `count` likeliest words as the network sees them: temperature 1, no rule but that an unknown word is not one.
 * The likeliest comes first; of equal ones that with the smaller number.
 */
export function candidates(logits: Float32Array | Float64Array, count: number): Candidate[] {
  const best: number[] = [];
  let greatest = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    if (id === UNKNOWN) continue;
    const value = logits[id] as number;
    greatest = Math.max(greatest, value);
    if (best.length === count && !(value > (logits[best[count - 1] as number] as number))) continue;
    let place = best.length;
    while (place > 0 && value > (logits[best[place - 1] as number] as number)) place--;
    best.splice(place, 0, id);
    if (best.length > count) best.pop();
  }
  let sum = 0;
  for (let id = 0; id < logits.length; id++) if (id !== UNKNOWN) sum += Math.exp((logits[id] as number) - greatest);
  return best.map((id) => ({ id, probability: Math.exp((logits[id] as number) - greatest) / sum }));
}

/**
 * The logits as penalties and DRY leave them, −∞ for what may not come. If nothing is left, the n-grams are allowed again,
 * and then, where the network itself allows no word, the lines.
 */
function barred(
  logits: Float32Array | Float64Array,
  vocabulary: number,
  history: readonly number[],
  lines: readonly number[],
  settings: SamplingSettings,
): Float64Array {
  const values = new Float64Array(logits);
  if (values.length !== vocabulary) throw new Error(`there are ${values.length} logits for ${vocabulary} words`);
  for (let token = 0; token < vocabulary; token++) {
    if (!((values[token] as number) < Number.POSITIVE_INFINITY))
      throw new Error("The network's scores are not numbers.");
  }
  penalise(values, history, settings);
  values[UNKNOWN] = Number.NEGATIVE_INFINITY;
  for (const bars of [[...lines, ...repeatedNgrams(history, settings.noRepeatNgramSize)], lines, []]) {
    const left = values.slice();
    for (const token of bars) left[token] = Number.NEGATIVE_INFINITY;
    if (largest(left) > Number.NEGATIVE_INFINITY) return left;
  }
  throw new Error("Every word has probability 0, so none can be chosen.");
}

/** From top-k to min-p: what is left, the likeliest first. */
function cut(possible: Ranking, settings: SamplingSettings): Ranking {
  const logMinP = settings.minP > 0 ? Math.log(settings.minP) : Number.NEGATIVE_INFINITY;
  let left = possible;
  /** The sum of exp(logit − greatest logit) of what top-p sees, where a quicker way has cut it already. */
  let mass: number | null = null;
  if (settings.topK > 0 && settings.topK < left.ids.length) {
    left = topK(left, settings.topK);
  } else {
    if (settings.typicalP === 1 && settings.minP > 0) {
      // Nothing below min-p is left in the end; not to sort it saves nearly all of the time.
      const greatest = largest(left.values);
      if (settings.topP < 1) mass = total(left.values.map((value) => Math.exp(value - greatest)));
      left = kept(left, (value) => value >= greatest + logMinP);
    }
    left = ranked(left);
  }
  if (settings.typicalP < 1) left = typical(left, settings.typicalP);
  if (settings.topP < 1) left = topP(left, settings.topP, mass);
  const least = (left.values[0] as number) + logMinP;
  return whileKept(left, (value) => value >= least);
}
