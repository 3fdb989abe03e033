/**
 * Small readers of JSON values: each returns the value with its type, or throws a ModelError that says where and what.
 *
 * Strings stay strings: they are shown as text, never as HTML. Objects are built anew, field by field, from their own
 * properties only, so that a key like `__proto__` in the data is a key like any other and goes nowhere.
 */

/** Says, in a sentence for the visitor, what is wrong with the page's data. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

const MOST_NAME = 40;

/** An object of the data and the path to it, for messages: `networks[3].result`. */
export class Fields {
  private readonly values: object;
  private readonly path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path, "an object", value);
    this.values = value;
    this.path = path;
  }

  /** Names come from the data, too, and may be of any length. */
  pathTo(name: string): string {
    const short = name.length > MOST_NAME ? `${name.slice(0, MOST_NAME)}…` : name;
    return this.path === "" ? short : `${this.path}.${short}`;
  }

  any(name: string): unknown {
    if (!Object.hasOwn(this.values, name)) throw new ModelError(`The page's data lacks ${this.pathTo(name)}.`);
    return Reflect.get(this.values, name);
  }

  object(name: string): Fields {
    return new Fields(this.any(name), this.pathTo(name));
  }

  /** Every field, whatever its name. `fromEntries` defines properties, so that `__proto__` sets no prototype. */
  entries<Item>(read: (value: unknown, path: string) => Item): Record<string, Item> {
    const pairs = Object.entries(this.values).map(([name, value]: [string, unknown]) => {
      return [name, read(value, this.pathTo(name))] as const;
    });
    return Object.fromEntries(pairs);
  }

  /** Each element through `read`, which is given the element and its path. */
  list<Item>(name: string, most: number, read: (value: unknown, path: string) => Item): Item[] {
    return list(this.any(name), this.pathTo(name), most, read);
  }

  text(name: string): string {
    return text(this.any(name), this.pathTo(name));
  }

  /** A text that may be absent: null is read as "". */
  optionalText(name: string): string {
    return this.any(name) === null ? "" : this.text(name);
  }

  flag(name: string): boolean {
    const value = this.any(name);
    if (typeof value !== "boolean") throw wrong(this.pathTo(name), "true or false", value);
    return value;
  }

  oneOf<Choice extends string | number>(name: string, choices: readonly Choice[]): Choice {
    const value = this.any(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw wrong(this.pathTo(name), choices.join(" or "), value);
    return found;
  }

  number(name: string): number {
    return finite(this.any(name), this.pathTo(name));
  }

  /** A measured figure; null, which is how JSON says that it was not finite, is read as NaN. */
  figure(name: string): number {
    return figure(this.any(name), this.pathTo(name));
  }

  share(name: string): number {
    const value = this.number(name);
    if (value < 0 || value > 1) throw wrong(this.pathTo(name), "a number from 0 to 1", value);
    return value;
  }

  /** Null says that there is nothing to tell. */
  flagOrNull(name: string): boolean | null {
    return this.any(name) === null ? null : this.flag(name);
  }

  shareOrNull(name: string): number | null {
    return this.any(name) === null ? null : this.share(name);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.values, name);
  }

  integer(name: string, least: number, most: number): number {
    return integer(this.any(name), this.pathTo(name), least, most);
  }
}

export function list<Item>(
  value: unknown,
  path: string,
  most: number,
  read: (value: unknown, path: string) => Item,
): Item[] {
  if (!Array.isArray(value)) throw wrong(path, "a list", value);
  if (value.length > most) throw new ModelError(`${path} has ${value.length} entries; a page holds at most ${most}.`);
  return value.map((item: unknown, index) => read(item, `${path}[${index}]`));
}

export function text(value: unknown, path: string): string {
  if (typeof value !== "string") throw wrong(path, "a text", value);
  return value;
}

export function finite(value: unknown, path: string): number {
  // JSON has no NaN, but 1e999 is valid JSON and reads as Infinity.
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(path, "a finite number", value);
  return value;
}

export function finiteOrNull(value: unknown, path: string): number | null {
  return value === null ? null : finite(value, path);
}

export function figure(value: unknown, path: string): number {
  return value === null ? Number.NaN : finite(value, path);
}

export function integer(value: unknown, path: string, least: number, most: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
    throw wrong(path, `a whole number from ${least} to ${most}`, value);
  }
  return value;
}

export function wrong(path: string, expected: string, found: unknown): ModelError {
  return new ModelError(`${path || "The page's data"} should be ${expected}, but is ${describe(found)}.`);
}

/** A value in a message: short, whatever it is. */
export function describe(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? `a text of ${value.length} characters` : `"${value}"`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}
