"""The songbook: what a minute of training comes to, and what five minutes of learning by heart come to.

python benchmarks/lyrics_songbook.py
"""

import tempfile
from pathlib import Path
from typing import Any

from report import gates, heading, table

from hackday import api

LEAST_BY_HEART = 0.8
LEAST_GREEDY_LOOPS = 0.5  # of songs written without chance: the loop that the post saw


def main() -> None:
    """Train both, print."""
    heading("The songbook: one minute, and five minutes by heart")
    rows, promises = [], []
    with tempfile.TemporaryDirectory() as runs:
        for preset, minutes in (("songbook", 1.0), ("by-heart", 5.0)):
            spec, _ = api.plan("lyrics", preset=preset, data=None, settings=[])
            run = api.create("lyrics", spec, preset=preset, seed=0, minutes=minutes, runs=Path(runs))
            results = api.go(run).results
            assert results is not None
            learned, new, songs = results["train"]["network"], results["test"]["network"], results["samples"]
            rows.append((
                preset, f"{results['seconds']:.0f}", f"{learned['accuracy']:.1%}", f"{new['accuracy']:.1%}",
                f"{new['perplexity']:.0f}", f"{results['test']['kneser_ney']['perplexity']:.0f}",
                f"{songs['words_per_line']['generated']:.1f}", f"{songs['lines_per_stanza']['generated']:.1f}",
                f"{songs['copied_5grams']['generated']:.1%}",
            ))  # fmt: skip
            if preset == "by-heart":
                share = learned["accuracy"]
                promises.append((f"by heart: at least {LEAST_BY_HEART:.0%} of learned words right: {share:.1%}",
                                 share >= LEAST_BY_HEART))  # fmt: skip
            else:
                promises += repeats_no_more(results)
                loops, of = results["greedy"]["loop_rate"], results["songs_compared"]["greedy"]
                promises.append((f"always the likeliest word: songs that end in a loop: {round(loops * of)} of {of}",
                                 loops >= LEAST_GREEDY_LOOPS))  # fmt: skip
                likely = 0.5 < songs["lines_per_stanza"]["generated"] / songs["lines_per_stanza"]["human"] < 2
                promises.append(("a minute writes in lines and stanzas about as long as people's", likely))
    table(("preset", "seconds", "learned words right", "new words right", "perplexity", "Kneser-Ney", "words a line",
           "lines a stanza", "5-grams copied"), rows)  # fmt: skip
    gates(promises)


def repeats_no_more(results: dict[str, Any]) -> list[tuple[str, bool]]:
    """Whether the songs written with the usual sampling have no more loops and repeated lines than those by people."""
    of, kept = results["songs_compared"], []
    for figure, name in (("loop_rate", "songs with a loop"), ("repeated_lines", "repeated lines")):
        ours, theirs = results["samples"][figure]["generated"], results["samples"][figure]["human"]
        kept.append((f"{name} no more than of people: {ours:.1%} in {of['written']} songs written, {theirs:.1%} in "
                     f"{of['human']} by people", ours <= theirs))  # fmt: skip
    return kept


if __name__ == "__main__":
    main()
