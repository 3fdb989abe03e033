/** Keeps what the visitor sees, so that she finds it again. */

import { useState } from "preact/hooks";
import { keep } from "./kept";
import { usePlace } from "./place";

/** The address is written a moment after the last change. */
const SETTLED_MILLISECONDS = 300;
const THANKS_MILLISECONDS = 2500;

type Shown =
  | { readonly kind: "picture"; readonly picture: string; readonly about: string }
  | { readonly kind: "verse"; readonly text: string; readonly about: string };

interface KeepButtonProps {
  /** What is seen now; null while there is nothing to keep. */
  readonly shown: () => Shown | null;
  readonly disabled?: boolean;
}

export function KeepButton({ shown, disabled = false }: KeepButtonProps) {
  const { run, title } = usePlace();
  const [kept, setKept] = useState(false);
  const keepIt = () => {
    const piece = shown();
    if (piece === null) return;
    window.setTimeout(() => {
      keep({ run, title, piece: { ...piece, address: window.location.hash.replace(/^#/, "") } });
      setKept(true);
      window.setTimeout(() => setKept(false), THANKS_MILLISECONDS);
    }, SETTLED_MILLISECONDS);
  };
  return (
    <button type="button" class="quiet" disabled={disabled} onClick={keepIt}>
      <span aria-live="polite">{kept ? "Kept, see below" : "Keep this one"}</span>
    </button>
  );
}
