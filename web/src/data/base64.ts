/** Bytes from base64, as a page's data block holds them. */

import { ModelError } from "./checks";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of a text in base64, with or without its padding. ModelError names `path` if it is none. */
export function readBase64(text: string, path: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128).fill(255);
  for (let value = 0; value < 64; value++) values[LETTERS.charCodeAt(value)] = value;
  const length = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let [bits, count, place] = [0, 0, 0];
  for (let index = 0; index < length; index++) {
    const value = values[text.charCodeAt(index)] ?? 255;
    if (value === 255) throw new ModelError(`${path} should be base64, but has another letter at ${index}.`);
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[place++] = (bits >> count) & 255;
    }
  }
  return bytes;
}
