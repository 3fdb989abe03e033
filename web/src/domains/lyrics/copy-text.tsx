/** A button that puts a text on the clipboard. */

import type { ComponentChildren } from "preact";
import { useThanks } from "../common/thanks";

interface CopyTextProps {
  readonly text: () => string;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

export function CopyText({ text, disabled = false, children }: CopyTextProps) {
  const [copied, thank] = useThanks();
  // Browsers offer the clipboard to pages from a server, not always to files.
  if (navigator.clipboard === undefined) return null;
  const copy = () => {
    navigator.clipboard.writeText(text()).then(thank, () => undefined);
  };
  return (
    <button type="button" class="quiet" disabled={disabled} onClick={copy}>
      <span aria-live="polite">{copied ? "Copied" : children}</span>
    </button>
  );
}
