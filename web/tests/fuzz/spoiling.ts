/** What chance and malice do to the data of a page: tests/fuzz/spoiling.py for what a browser reads. */

import { createRandom, type Random } from "../../src/engine/random";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const PROTOTYPE_NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length", "valueOf"];
const NAMES = [...PROTOTYPE_NAMES, "", "\ud800", "a".repeat(5000)];
const TEXTS = [
  ...PROTOTYPE_NAMES,
  "",
  " ",
  "\0",
  "</script><script>alert(1)</script>",
  "javascript:alert(1)",
  "//example.org",
  "data:image/png;base64,AAAA",
  "\ud800",
  "a\udc00b",
  "\ud83d\ude00",
  "\u202eabc",
  "NaN",
  "Infinity",
  "-1",
  "0x10",
  "1e3",
  "null",
  "a".repeat(300),
  "a".repeat(100_000),
  "A".repeat(4 * 30_000),
  "(a+)+$",
  "((a*)*b)*c",
  "(",
  "dense",
  "gru",
  "window",
  "bpe",
  "characters",
];
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  2,
  3,
  4,
  15,
  256,
  1000,
  65_536,
  2 ** 24,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  0.5,
  -0.5,
  1e21,
  1e308,
  -1e308,
  5e-324,
];
/** What no JavaScript value is written as: it is put into the text in the place of a mark. */
const RAW: readonly string[] = ["1e999", "-1e999", "9".repeat(400), ...[9, 500, 100_000].flatMap(nested)];
const MARK = "a place for ";

function nested(depth: number): string[] {
  return [
    `${"[".repeat(depth)}1${"]".repeat(depth)}`,
    `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
    "[".repeat(depth),
  ];
}

/** One case: the text of a page's data, spoiled in one to three places, or as a text. The same number gives the same. */
export function spoiled(whole: Json, number: number): string {
  const random = createRandom(number, "spoil");
  const value = structuredClone(whole);
  for (let count = 1 + random.integer(3); count > 0; count--) spoilPlace(value, random);
  const text = JSON.stringify(value).replace(/"a place for (\d+)"/g, (_, index) => RAW[Number(index)] ?? "");
  return random.uniform() < 0.1 ? spoilText(text, random) : text;
}

function choice<Item>(among: readonly Item[], random: Random): Item {
  return among[random.integer(among.length)] as Item;
}

function isHolder(value: Json | undefined): value is Json[] | { [name: string]: Json } {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** A place somewhere in the value: what holds it, and its name there. Most are deep inside, not in the few outermost. */
function placeIn(value: Json, random: Random) {
  let holder = value as { [name: string]: Json };
  for (;;) {
    const inner = Object.keys(holder).filter((name) => isHolder(holder[name]));
    if (inner.length === 0 || random.uniform() < 0.2) return { holder, name: choice(Object.keys(holder), random) };
    holder = holder[choice(inner, random)] as { [name: string]: Json };
  }
}

function spoilPlace(value: Json, random: Random): void {
  if (!isHolder(value)) return;
  const { holder, name } = placeIn(value, random);
  const found = holder[name] as Json;
  switch (random.integer(8)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(name), 1);
      else delete holder[name];
      break;
    case 1:
      define(holder, choice(NAMES, random), random.uniform() < 0.5 ? found : oddValue(random));
      break;
    case 2: {
      const other = choice(Object.keys(holder), random);
      [holder[name], holder[other]] = [holder[other] as Json, found];
      break;
    }
    case 3: {
      const other = placeIn(value, random);
      holder[name] = structuredClone(other.holder[other.name] as Json);
      break;
    }
    case 4:
      if (Array.isArray(holder)) holder.splice(Number(name), 0, structuredClone(found));
      else holder[name] = [found];
      break;
    case 5:
    case 6:
      holder[name] = nearby(found, random);
      break;
    default:
      holder[name] = oddValue(random);
  }
}

/** `__proto__` as a name like any other, which an assignment would not make it. */
function define(holder: object, name: string, value: Json): void {
  if (Array.isArray(holder)) holder.push(value);
  else Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Of the same type, but another: what a reader that looks at types alone lets through. */
function nearby(value: Json, random: Random): Json {
  if (typeof value === "number") {
    const others = [value + 1, value - 1, -value, value / 2, value + 0.5, 2 * value, 1000 * value, 1e9 * value];
    return random.uniform() < 0.3 ? choice(NUMBERS, random) : choice(others, random);
  }
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return random.uniform() < 0.3 ? choice(TEXTS, random) : spoilText(value, random);
  if (Array.isArray(value)) return choice([[], value.slice(0, -1), [...value].reverse(), [...value, ...value]], random);
  return value === null ? 0 : {};
}

function oddValue(random: Random, depth = 0): Json {
  switch (random.integer(depth < 3 ? 8 : 6)) {
    case 0:
      return choice([null, true, false], random);
    case 1:
      return choice(NUMBERS, random);
    case 2:
    case 3:
      return choice(TEXTS, random);
    case 4:
    case 5:
      return `${MARK}${random.integer(RAW.length)}`;
    case 6:
      return Array.from({ length: choice([0, 1, 2, 5, 3000], random) }, () => random.integer(5));
    default: {
      const made: { [name: string]: Json } = {};
      for (let count = random.integer(4); count > 0; count--) {
        define(made, choice(TEXTS, random), oddValue(random, depth + 1));
      }
      return made;
    }
  }
}

/** Cut off, with a piece left out or doubled, or with other letters in it. */
function spoilText(text: string, random: Random): string {
  const [start, end] = [random.integer(text.length + 1), random.integer(text.length + 1)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  switch (random.integer(5)) {
    case 0:
      return text.slice(0, start);
    case 1:
      return text.slice(0, start) + text.slice(end);
    case 2:
      return text.slice(0, end) + text.slice(start);
    case 3:
      return text.slice(0, start) + choice(TEXTS, random) + text.slice(start);
    default:
      return text.slice(0, start) + String.fromCharCode(random.integer(65_536)) + text.slice(start + 1);
  }
}
