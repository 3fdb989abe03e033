/** Reads an address within the site. Internal to `readEnvelope`. */

import { type Fields, wrong } from "./checks";

/**
 * A link within the site. A colon would allow `javascript:`, a leading slash or a backslash another host; browsers drop
 * white space before it.
 */
export function readLink(fields: Fields, name: string): string {
  const href = fields.text(name);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop control characters inside an address
  if (/^[\s/]|[:\\\u0000-\u001f]/.test(href)) {
    throw wrong(fields.pathTo(name), "a relative link within the site", href);
  }
  return href;
}
