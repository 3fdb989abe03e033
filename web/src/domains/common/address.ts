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

/** What stands behind "#". */
export function writeAddress(fields: Fields): string {
  return new URLSearchParams([...fields]).toString().replace(/%3A/g, ":").replace(/%2C/g, ",");
}

const QUIET_MILLISECONDS = 250;

/** Writes the address once the visitor pauses: browsers limit how often it may change. */
export function addressWriter(): (fields: Fields) => void {
  let timer = 0;
  return (fields) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const text = writeAddress(fields);
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
