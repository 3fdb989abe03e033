/** How the next word is chosen: src/hackday/lyrics/sampling_settings.py's SamplingSettings, with its limits. */

export interface SamplingSettings {
  /** Below 1 the words are safer, above 1 bolder; 0 always takes the likeliest, and no other cut plays a part. */
  readonly temperature: number;
  /** Only the so many likeliest words; 0 takes all. */
  readonly topK: number;
  /** Only the fewest likeliest words that together have this probability; 1 takes all. */
  readonly topP: number;
  /** Only words at least this share as likely as the likeliest; 0 takes all. */
  readonly minP: number;
  /** Only words about as surprising as is usual here, the fewest that have this probability together; 1 takes all. */
  readonly typicalP: number;
  /** Logits of words that have come lately are divided (below 0: multiplied) by this; 1 changes nothing. */
  readonly repetitionPenalty: number;
  /** How many last words the repetition penalty looks at; 0 none, −1 the whole song. */
  readonly repeatLastN: number;
  /** No so many words in a row come twice in a song, which forbids choruses; 0 allows all. */
  readonly noRepeatNgramSize: number;
  /** DRY lowers the logit of a word that would go on repeating the last lines, usually by 0.8 at first; 0 is off. */
  readonly dryMultiplier: number;
  /** DRY's lowering grows by this factor with every further repeated word. */
  readonly dryBase: number;
  /** So many repeated words cost DRY's multiplier; fewer cost nothing. */
  readonly dryAllowedLength: number;
  /** How often XTC leaves out the most obvious words; 0 never. */
  readonly xtcProbability: number;
  /** XTC's obvious words have at least this probability; the least likely of them stays. */
  readonly xtcThreshold: number;
  /** 2 keeps the surprise near mirostatTau, in place of the cuts from top-k to XTC; 0 is off. */
  readonly mirostat: number;
  /** The surprise that mirostat aims at, in bits a word. */
  readonly mirostatTau: number;
  /** How fast mirostat learns. */
  readonly mirostatEta: number;
  /** At most so many equal lines one after another; 0 allows any number. */
  readonly linesInRow: number;
  /** At most so many copies of one line in a song; 0 allows any number. */
  readonly linesInSong: number;
}

export const defaultSettings: SamplingSettings = {
  temperature: 0.9,
  topK: 0,
  topP: 1,
  minP: 0.05,
  typicalP: 1,
  repetitionPenalty: 1,
  repeatLastN: 64,
  noRepeatNgramSize: 0,
  dryMultiplier: 0,
  dryBase: 1.75,
  dryAllowedLength: 2,
  xtcProbability: 0,
  xtcThreshold: 0.1,
  mirostat: 0,
  mirostatTau: 5,
  mirostatEta: 0.1,
  linesInRow: 2,
  linesInSong: 4,
};

/** The least and the most of each setting. */
export const settingLimits: Readonly<Record<keyof SamplingSettings, readonly [number, number]>> = {
  temperature: [0, 10],
  topK: [0, 1_000_000],
  topP: [0, 1],
  minP: [0, 1],
  typicalP: [0, 1],
  repetitionPenalty: [0.1, 10],
  repeatLastN: [-1, 1_000_000],
  noRepeatNgramSize: [0, 1000],
  dryMultiplier: [0, 100],
  dryBase: [1, 10],
  dryAllowedLength: [1, 1000],
  xtcProbability: [0, 1],
  xtcThreshold: [0, 1],
  mirostat: [0, 2],
  mirostatTau: [0, 20],
  mirostatEta: [0, 1],
  linesInRow: [0, 1000],
  linesInSong: [0, 1000],
};

const WHOLE: readonly (keyof SamplingSettings)[] = [
  "topK",
  "repeatLastN",
  "noRepeatNgramSize",
  "dryAllowedLength",
  "mirostat",
  "linesInRow",
  "linesInSong",
];

/** What is wrong with settings, as a sentence for the visitor; null if they are possible. */
export function settingsProblem(settings: SamplingSettings): string | null {
  for (const [name, [low, high]] of Object.entries(settingLimits) as [keyof SamplingSettings, [number, number]][]) {
    const value = settings[name];
    if (!(value >= low && value <= high))
      return `${name} = ${value} is not possible: it lies between ${low} and ${high}`;
    if (WHOLE.includes(name) && !Number.isInteger(value)) return `${name} = ${value} is not a whole number`;
  }
  const { temperature, mirostat } = settings;
  if (temperature !== 0 && temperature < 0.01) {
    return `temperature = ${temperature} is not possible: it is 0, for the likeliest word, or at least 0.01`;
  }
  return mirostat === 1 ? "mirostat = 1 is not possible: it is 0 (off) or 2" : null;
}
