/** What the visitor sees now, as a link. The address already holds it; this says so. */

import { useThanks } from "./thanks";

/** The address is written a moment after the last change. */
const SETTLED_MILLISECONDS = 300;

export function CopyLink() {
  const [copied, thank] = useThanks();
  // Browsers offer the clipboard to pages from a server, not always to files.
  if (navigator.clipboard === undefined) return null;
  const copy = () => {
    window.setTimeout(() => {
      navigator.clipboard.writeText(window.location.href).then(thank, () => undefined);
    }, SETTLED_MILLISECONDS);
  };
  return (
    <button type="button" class="quiet copy-link" onClick={copy}>
      <span aria-live="polite">{copied ? "Copied: send it to a friend" : "Copy a link to exactly this"}</span>
    </button>
  );
}
