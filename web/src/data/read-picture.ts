/** Reads a picture that stands in the data itself. Internal to `readEnvelope`. */

import { text, wrong } from "./checks";

const PICTURE = /^data:image\/(webp|png|jpeg|gif);base64,[A-Za-z0-9+/]+={0,2}$/;
const MOST_PICTURE = 4_000_000;

/** A `data:` address of a picture: nothing is loaded from anywhere. */
export function readPicture(value: unknown, path: string): string {
  const address = text(value, path);
  if (address.length > MOST_PICTURE || !PICTURE.test(address)) {
    throw wrong(path, `a picture as a data: address of at most ${MOST_PICTURE} characters`, value);
  }
  return address;
}
