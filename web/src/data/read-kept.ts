/** Reads what the browser has kept for the visitor; other pages on the same host may have written there too. */

import { Fields, list, ModelError } from "./checks";
import type { Piece } from "./model";
import { readPiece } from "./read-front";

const MOST_KEPT = 1000;

interface Kept {
  readonly run: string;
  readonly title: string;
  readonly piece: Piece;
}

/** The pieces in the text; those that are none are left out. */
export function readKept(text: string): readonly Kept[] {
  const value: unknown = JSON.parse(text);
  return list(value, "what was kept", MOST_KEPT, readOne).filter((piece) => piece !== null);
}

function readOne(value: unknown, path: string): Kept | null {
  try {
    const fields = new Fields(value, path);
    return { run: fields.text("run"), title: fields.text("title"), piece: readPiece(fields.any("piece"), path) };
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}
