/** The gallery: what the runs drew and wrote after their training, and what the visitor kept. */

import { plural } from "../charts/format";
import type { GalleryEnvelope } from "../data/model";
import { kept, lasting } from "../domains/common/kept";
import { OwnPieces, Pieces } from "../domains/common/pieces";
import { Head } from "./head";

export function GalleryPage({ envelope: { siblings, walls, hackday } }: { envelope: GalleryEnvelope }) {
  return (
    <>
      <Head siblings={siblings} />
      <main class="gallery-page">
        <div class="title">
          <h1>The gallery</h1>
          <p class="front-lead">
            Made by the networks themselves right after their training. Each is a link: it opens the page of its network
            with exactly this piece, to be looked into, changed and written on.
          </p>
        </div>
        <Yours walls={walls} />
        {walls.map((wall) => (
          <section key={wall.href} class="part wide hung" aria-label={wall.title}>
            <header class="part-head">
              <h2>
                <a href={wall.href}>{wall.title}</a>
              </h2>
              <p>{wall.summary}</p>
              <p class="note">{plural(wall.pieces.length, "piece")}</p>
            </header>
            <Pieces pieces={wall.pieces} href={wall.href} />
          </section>
        ))}
      </main>
      <footer class="page-foot">
        <p>Made with hackday {hackday}. What you keep stays in your browser.</p>
      </footer>
    </>
  );
}

/** The visitor's own pieces of the runs of this site; those of other sites on the same host stay with them. */
function Yours({ walls }: { walls: GalleryEnvelope["walls"] }) {
  const pages = new Map(walls.map(({ run, href }) => [run, href]));
  const own = kept.value.filter(({ run }) => pages.has(run));
  return (
    <section class="part wide hung" aria-labelledby="yours-title">
      <header class="part-head">
        <h2 id="yours-title">Kept by you</h2>
        <p>
          {own.length === 0
            ? "Nothing yet. On the page of a network, “Keep this one” hangs what you see here."
            : lasting.value
              ? "This browser remembers them, and nobody else."
              : "This browser stores nothing for this page, so they last until you close it; their links go on working."}
        </p>
      </header>
      {own.length > 0 && <OwnPieces own={own} hrefOf={({ run }) => pages.get(run) ?? ""} />}
    </section>
  );
}
