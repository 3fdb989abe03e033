/** Faces and verses as they hang: each a link to where it can be looked into, the visitor's own with a way to let it go. */

import type { Piece } from "../../data/model";
import { forget, type KeptPiece } from "./kept";

interface PiecesProps {
  readonly pieces: readonly Piece[];
  /** The page that brings a piece back; "" where this is it. */
  readonly href: string;
}

export function Pieces({ pieces, href }: PiecesProps) {
  return (
    <ul class={`pieces ${kindOf(pieces)}`}>
      {pieces.map((piece, index) => (
        <li key={piece.address} class={`piece piece-${piece.kind}`}>
          <PieceLink piece={piece} href={href} number={index + 1} />
        </li>
      ))}
    </ul>
  );
}

/** The visitor's own. `hrefOf`: the page of a piece's run. */
export function OwnPieces({ own, hrefOf }: { own: readonly KeptPiece[]; hrefOf: (piece: KeptPiece) => string }) {
  return (
    <ul class={`pieces own ${kindOf(own.map(({ piece }) => piece))}`}>
      {own.map((one, index) => (
        <li key={`${one.run} ${one.piece.address}`} class={`piece piece-${one.piece.kind}`}>
          <PieceLink piece={one.piece} href={hrefOf(one)} number={index + 1} />
          <button type="button" class="quiet forget" onClick={() => forget(one)}>
            Let it go<span class="visually-hidden"> (piece {index + 1})</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Below so many pixels a picture is shown as the squares that it is made of; above, smoothly. */
const FEW_PIXELS = 48;

export function showSquares({ currentTarget }: { currentTarget: HTMLImageElement }): void {
  currentTarget.classList.toggle("squares", currentTarget.naturalWidth < FEW_PIXELS);
}

function kindOf(pieces: readonly Piece[]): "of-pictures" | "of-verses" {
  return pieces.every(({ kind }) => kind === "picture") ? "of-pictures" : "of-verses";
}

function PieceLink({ piece, href, number }: { piece: Piece; href: string; number: number }) {
  const address = `${href}#${piece.address}`;
  if (piece.kind === "picture") {
    return (
      <a href={address} title={piece.about}>
        <img
          src={piece.picture}
          alt={piece.about === "" ? `Picture ${number}` : `Picture ${number}: ${piece.about}`}
          onLoad={showSquares}
        />
      </a>
    );
  }
  return (
    <a href={address}>
      <span class="verse-text" dir="auto">
        {piece.text}
      </span>
      {piece.about !== "" && <span class="verse-by">in the voice of {piece.about}</span>}
    </a>
  );
}
