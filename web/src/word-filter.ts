/** The filter of word runs that src/hackday/lyrics/metrics/copies.py writes as bytes: what stands before its bits. */

export const FILTER_HEAD = 16;
const MARK = 0x48444e47; // "HDNG"
const MOST_SIZE = 100;
const MOST_HASHES = 100;

export interface FilterHead {
  /** Words in a run. */
  readonly size: number;
  readonly hashes: number;
  readonly bits: number;
}

/** The head of a filter, or what is wrong with its bytes: the end of a sentence. */
export function filterHead(bytes: Uint8Array): FilterHead | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FILTER_HEAD || view.getUint32(0) !== MARK) return "is no filter of word runs";
  const [size, hashes, bits] = [4, 8, 12].map((place) => view.getUint32(place, true)) as [number, number, number];
  const fits = size >= 1 && size <= MOST_SIZE && hashes >= 1 && hashes <= MOST_HASHES && bits >= 1;
  if (!fits || bytes.length !== FILTER_HEAD + Math.ceil(bits / 8)) {
    return "does not have the length that it names; it may have been cut off";
  }
  return { size, hashes, bits };
}
