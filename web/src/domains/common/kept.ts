/**
 * The visitor's own pieces: faces and verses that she kept, each with the address that brings it back. The browser stores
 * them, for all pages of the site; where it stores nothing they last as long as the page is open.
 */

import { signal } from "@preact/signals";
import type { Piece } from "../../data/model";
import { readKept } from "../../data/read-kept";

/** A piece, and of which run. */
export interface KeptPiece {
  /** As `runKey` gives it. */
  readonly run: string;
  readonly title: string;
  readonly piece: Piece;
}

const NAME = "hackday-kept";
const MOST = 120;

/** The newest first. */
export const kept = signal<readonly KeptPiece[]>(stored());
/** False once the browser has refused to store. */
export const lasting = signal(true);

export function keep(piece: KeptPiece): void {
  replace([piece, ...known().filter((other) => !isSame(other, piece))].slice(0, MOST));
}

export function forget(piece: KeptPiece): void {
  replace(known().filter((other) => !isSame(other, piece)));
}

/** Another page of the site may have kept something meanwhile. */
export function followStorage(): void {
  window.addEventListener("storage", ({ key }) => {
    if (key === NAME || key === null) kept.value = stored();
  });
  // A page that "back" brings as it was left has heard of nothing.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) kept.value = known();
  });
}

/** What other pages of the site kept is among it, as long as the browser stores anything. */
function known(): readonly KeptPiece[] {
  return lasting.peek() ? stored() : kept.peek();
}

function isSame(one: KeptPiece, other: KeptPiece): boolean {
  return one.run === other.run && one.piece.address === other.piece.address;
}

function replace(pieces: readonly KeptPiece[]): void {
  kept.value = pieces;
  try {
    window.localStorage.setItem(NAME, JSON.stringify(pieces));
    lasting.value = true;
  } catch {
    lasting.value = false;
  }
}

/** What the browser holds; nothing where it holds nothing, or something else under our name. */
function stored(): readonly KeptPiece[] {
  try {
    return readKept(window.localStorage.getItem(NAME) ?? "[]").slice(0, MOST);
  } catch {
    return [];
  }
}
