/** The state of the page in the part of the address behind "#": every view is a link that can be sent to a friend. */

export type Fields = ReadonlyMap<string, string>;

export function readAddress(hash: string): Fields {
  return new Map(new URLSearchParams(hash.replace(/^#/, "")));
}

/** A whole number from an address that anyone may have typed; null if it is none. */
export function wholeNumber(text: string | undefined): number | null {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** Changed weights as "2:22.7_5:-1": position and value, in the fewest digits that mean exactly it; "+" means a space there. */
export function readEdits(text: string | undefined, count: number): ReadonlyMap<number, number> {
  const edits = new Map<number, number>();
  for (const part of (text ?? "").split("_")) {
    const [position, value] = part.split(":");
    const index = wholeNumber(position);
    if (index === null || index < 0 || index >= count || value === undefined) continue;
    if (value !== "" && Number.isFinite(Number(value))) edits.set(index, Number(value));
  }
  return edits;
}

export function writeEdits(edits: ReadonlyMap<number, number>): string {
  return [...edits].map(([index, value]) => `${index}:${String(value).replace("+", "")}`).join("_");
}

const QUIET_MILLISECONDS = 250;

/** Writes the address once the visitor pauses: browsers limit how often it may change. */
export function addressWriter(): (fields: Fields) => void {
  let timer = 0;
  return (fields) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const text = new URLSearchParams([...fields]).toString().replace(/%3A/g, ":").replace(/%2C/g, ",");
      const { pathname, search, hash } = window.location;
      if (hash.replace(/^#/, "") === text) return;
      try {
        window.history.replaceState(null, "", text === "" ? pathname + search : `#${text}`);
      } catch {
        // Some browsers refuse on file://; the page works on without a link to its state.
      }
    }, QUIET_MILLISECONDS);
  };
}
