/** What of the song stands word for word in the training songs, and the same figure of songs by people. */

import { percent, plural } from "../../charts/format";
import { besideOf } from "./results";
import { useDesk } from "./state";

/** A share of runs found by chance that is worth a word beside the share that is found. */
const TOLD_CHANCE = 0.001;

export function Copied() {
  const { model, copied, copiedByChance, song } = useDesk();
  if (model.filter === null) {
    return (
      <p class="copied-words">
        This page cannot show what is copied: the songs it learned from have too many runs of words for a page to carry.
        Whoever has the run sees it beside every song that <code>hackday sample</code> writes; how much it copies on the
        whole stands among the marks below.
      </p>
    );
  }
  const { share, spans, words } = copied.value;
  const beside = besideOf(model.results, "copied_5grams");
  const count = spans.length;
  const chance = copiedByChance > TOLD_CHANCE ? ` (about ${percent(copiedByChance)} is chance)` : "";
  return (
    <p class="copied-words">
      <span class="copied-key" aria-hidden="true">
        Copied
      </span>{" "}
      {Number.isFinite(share) ? (
        <>
          <strong>{percent(share)}</strong> of its runs of five words stand in a song that it learned from
          {chance}
          {song.end.value !== null &&
            (count === 0
              ? "; no stretch of eight words or more does"
              : `; ${percent(words)} of its words are in ${plural(count, "stretch", "stretches")} of eight words or more, underlined here`)}
          .
        </>
      ) : (
        "Stretches of eight words or more that stand in a song it learned from are underlined."
      )}{" "}
      {beside?.human !== null && beside?.human !== undefined && (
        <>
          Of the runs in songs by people that it never read, <strong>{percent(beside.human)}</strong> do: some phrases
          are everyone’s.
        </>
      )}
    </p>
  );
}
