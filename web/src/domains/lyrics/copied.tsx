/** What of the song stands word for word in the training songs, and the same figure of songs by people. */

import { percent } from "../../charts/format";
import { besideOf } from "./results";
import { useDesk } from "./state";

/** A share of runs found by chance that is worth a word beside the share that is found. */
const TOLD_CHANCE = 0.001;

export function Copied() {
  const { model, copied, copiedByChance, song } = useDesk();
  if (model.filter === null) {
    return (
      <p class="copied-words">
        This page does not underline what is copied: the songs it learned from have too many phrases for a page to
        carry. The figures below were measured on all of them.
      </p>
    );
  }
  const { share, spans } = copied.value;
  const beside = besideOf(model.results, "copied_5grams");
  const count = spans.length;
  return (
    <p class="copied-words">
      <span class="copied-key" aria-hidden="true">
        Copied
      </span>{" "}
      {Number.isFinite(share) ? (
        <>
          <strong>{percent(share)}</strong> of its runs of five words stand in a song that it learned from
          {song.end.value !== null &&
            (count === 0
              ? "; no stretch is long enough to be underlined."
              : `; ${count === 1 ? "the stretch" : `the ${count} stretches`} of eight words or more ${count === 1 ? "is" : "are"} underlined.`)}
        </>
      ) : (
        "Stretches of eight words or more that stand in a song it learned from are underlined."
      )}{" "}
      {Number.isFinite(share) && copiedByChance > TOLD_CHANCE && (
        <>About {percent(copiedByChance)} is chance: the list of runs that this page carries is not quite exact. </>
      )}
      {beside?.human !== null && beside?.human !== undefined && (
        <>
          In songs by people that it never read it is <strong>{percent(beside.human)}</strong>: some phrases are
          everyone’s.
        </>
      )}
    </p>
  );
}
