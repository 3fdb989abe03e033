/** Keeps what the visitor sees, so that she finds it again. */

import type { Piece } from "../../data/model";
import { keep } from "./kept";
import { usePlace } from "./place";
import { useThanks } from "./thanks";

interface KeepButtonProps {
  /** What is seen now, with the address that brings it back; null while there is nothing to keep. */
  readonly shown: () => Piece | null;
  readonly disabled?: boolean;
}

export function KeepButton({ shown, disabled = false }: KeepButtonProps) {
  const { run, title } = usePlace();
  const [kept, thank] = useThanks();
  const keepIt = () => {
    const piece = shown();
    if (piece === null) return;
    keep({ run, title, piece });
    thank();
  };
  return (
    <button type="button" class="quiet" disabled={disabled} onClick={keepIt}>
      <span aria-live="polite">{kept ? "Kept, see below" : "Keep this one"}</span>
    </button>
  );
}
