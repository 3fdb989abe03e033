/** On the page of a run: what the visitor has kept of it. */

import { kept, lasting } from "./kept";
import { OwnPieces } from "./pieces";
import { usePlace } from "./place";

export function KeptHere() {
  const { run, gallery } = usePlace();
  const own = kept.value.filter((piece) => piece.run === run);
  if (own.length === 0) return null;
  return (
    <section class="part" aria-labelledby="kept-title">
      <header class="part-head">
        <h2 id="kept-title">Kept by you</h2>
        <p>
          {lasting.value
            ? "This browser remembers them, and nobody else. "
            : "This browser stores nothing for this page, so they last until you close it. "}
          Each is a link that brings exactly this one back, also for a friend.
          {gallery !== null && (
            <>
              {" "}
              They hang in the <a href={gallery}>gallery</a> too.
            </>
          )}
        </p>
      </header>
      <OwnPieces own={own} hrefOf={() => ""} />
    </section>
  );
}
