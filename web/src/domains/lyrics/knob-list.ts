/** The settings that a visitor can turn, in plain words, and how they stand in the address. */

import { defaultSettings, type SamplingSettings, settingLimits, settingsProblem } from "../../engine/words/sampling";
import type { Fields } from "../common/address";

export type SettingName = keyof SamplingSettings;

export interface Knob {
  readonly setting: SettingName;
  /** In the address. */
  readonly field: string;
  readonly name: string;
  readonly means: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** What its end means, in words; other values show as numbers. */
  readonly off: { readonly value: number; readonly text: string };
}

export const TEMPERATURE: Knob = {
  setting: "temperature",
  field: "t",
  name: "Temperature",
  means: "How daring: low takes what is likely, high takes chances, 0 takes the likeliest word every time.",
  low: 0,
  high: 2,
  step: 0.05,
  off: { value: 0, text: "no chance" },
};

export const KNOBS: readonly Knob[] = [
  {
    setting: "minP",
    field: "minp",
    name: "Min-p",
    means: "Leaves out words less likely than this share of the likeliest one.",
    low: 0,
    high: 0.5,
    step: 0.01,
    off: { value: 0, text: "off" },
  },
  {
    setting: "topK",
    field: "topk",
    name: "Top-k",
    means: "Chooses among so many of the likeliest words only.",
    low: 0,
    high: 200,
    step: 1,
    off: { value: 0, text: "all" },
  },
  {
    setting: "topP",
    field: "topp",
    name: "Top-p",
    means: "Chooses among the fewest words that together are this likely.",
    low: 0.05,
    high: 1,
    step: 0.01,
    off: { value: 1, text: "all" },
  },
  {
    setting: "typicalP",
    field: "typical",
    name: "Typical",
    means: "Prefers words that surprise as much as words usually do here, so not the most obvious ones either.",
    low: 0.05,
    high: 1,
    step: 0.01,
    off: { value: 1, text: "off" },
  },
  {
    setting: "xtcProbability",
    field: "xtc",
    name: "XTC",
    means: "How often the most obvious words are struck out before choosing.",
    low: 0,
    high: 1,
    step: 0.05,
    off: { value: 0, text: "never" },
  },
  {
    setting: "repetitionPenalty",
    field: "repeat",
    name: "Repetition penalty",
    means: "Makes every word that came lately less likely to come again.",
    low: 1,
    high: 2,
    step: 0.05,
    off: { value: 1, text: "off" },
  },
  {
    setting: "noRepeatNgramSize",
    field: "ngram",
    name: "No repeated run",
    means: "No run of so many words may come twice. This forbids choruses.",
    low: 0,
    high: 10,
    step: 1,
    off: { value: 0, text: "off" },
  },
  {
    setting: "dryMultiplier",
    field: "dry",
    name: "DRY",
    means: "The longer a word would go on repeating the last lines, the less likely it becomes.",
    low: 0,
    high: 3,
    step: 0.1,
    off: { value: 0, text: "off" },
  },
  {
    setting: "linesInRow",
    field: "row",
    name: "Line guard: in a row",
    means: "At most so many equal lines one after another.",
    low: 0,
    high: 8,
    step: 1,
    off: { value: 0, text: "any" },
  },
  {
    setting: "linesInSong",
    field: "copies",
    name: "Line guard: in a song",
    means: "At most so many copies of one line in a song.",
    low: 0,
    high: 12,
    step: 1,
    off: { value: 0, text: "any" },
  },
];

/** Mirostat is one switch with one number: its target in bits, or null where it is off. */
export const MIROSTAT = {
  field: "mirostat",
  name: "Mirostat",
  means: "Keeps the surprise of each word near this many bits, in place of the cuts from min-p to XTC.",
  low: 1,
  high: 10,
  step: 0.5,
  usual: 5,
} as const;

/** Settings from an address that anyone may have typed: what is not possible is as usual. */
export function readSettings(fields: Fields): SamplingSettings {
  let settings: SamplingSettings = defaultSettings;
  const take = (change: Partial<SamplingSettings>) => {
    const changed = { ...settings, ...change };
    if (settingsProblem(changed) === null) settings = changed;
  };
  for (const { setting, field } of [TEMPERATURE, ...KNOBS]) {
    const value = decimal(fields.get(field));
    const [low, high] = settingLimits[setting];
    if (value !== null && value >= low && value <= high) take({ [setting]: value });
  }
  const bits = decimal(fields.get(MIROSTAT.field));
  if (bits !== null) take({ mirostat: 2, mirostatTau: bits });
  return settings;
}

/** Only what differs from the usual. */
export function writeSettings(settings: SamplingSettings): Fields {
  const fields = new Map<string, string>();
  for (const { setting, field } of [TEMPERATURE, ...KNOBS]) {
    if (settings[setting] !== defaultSettings[setting]) fields.set(field, String(settings[setting]));
  }
  if (settings.mirostat === 2) fields.set(MIROSTAT.field, String(settings.mirostatTau));
  return fields;
}

function decimal(text: string | undefined): number | null {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
