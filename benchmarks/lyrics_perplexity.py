"""How well each model foretells songs that it never saw, at equal wall-clock, on one corpus and one split.

    python benchmarks/lyrics_perplexity.py SONGS.csv [--minutes M] [--models lstm,window] [--set NAME=VALUE …]

Trains the default network and the post's for so long each, through `hackday train` itself, and prints what their
`results.json` say, with Kneser-Ney and the mixture beside them, and how often the default network's songs repeat
themselves beside those of people. Every word seen twice in training is known to all.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from lyrics_songbook import repeats_no_more
from report import gates, heading, table

from hackday import api

PRESETS = {"lstm": "songbook", "sequence": "sequence", "window": "window"}
SHARE_OF_SIMPLE, SHARE_OF_SIMPLE_MIXED, SHARE_OF_WINDOW = 0.62, 0.52, 0.7


def train(model: str, songs: Path, minutes: float, settings: list[str], runs: Path) -> dict[str, Any]:
    """The results of a run."""
    chosen = [*settings, "measured=40"] if model == "lstm" else ["measured=4"]
    if model == "lstm":
        chosen.append("artist_as_input=false")
    spec, _ = api.plan("lyrics", preset=PRESETS[model], data=str(songs), settings=chosen)
    run = api.create("lyrics", spec, preset=PRESETS[model], seed=0, minutes=minutes, runs=runs)
    results = api.go(run).results
    assert results is not None
    return results


def row(title: str, figures: dict[str, float], about: dict[str, Any] | None = None) -> tuple[str, ...]:
    """For the table."""
    about = about or {}
    return (
        title, f"{figures['perplexity']:.1f}", f"{figures['bits_per_character']:.3f}",
        f"{figures['accuracy']:.1%}" if "accuracy" in figures else "–",
        f"{about['parameters'] / 1e6:.1f}" if about else "–", f"{about['words_per_second']:,.0f}" if about else "–",
        f"{about['epochs']:.1f}" if about else "–", f"{about['seconds']:.0f}" if about else "–",
    )  # fmt: skip


def main() -> None:
    """Train, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("songs", type=Path)
    parser.add_argument("--minutes", type=float, default=30.0, help="training of each network")
    parser.add_argument("--models", default="lstm,window")
    parser.add_argument("--set", dest="settings", action="append", default=[], help="of the default network")
    parser.add_argument("--runs", type=Path, help="where the runs are kept; by default nowhere")
    arguments = parser.parse_args()
    heading(f"Perplexity of held-out songs, {arguments.minutes:g} minutes each, {arguments.songs.name}")
    with tempfile.TemporaryDirectory() as nowhere:
        runs = arguments.runs or Path(nowhere)
        results = {
            model: train(model, arguments.songs, arguments.minutes, arguments.settings, runs)
            for model in arguments.models.split(",")
        }
    first = next(iter(results.values()))
    test = first["test"]
    rows = [row(name, test[key]) for key, name in (("unigram", "unigram"), ("kneser_ney", "Kneser-Ney 5"))]
    for model, one in results.items():
        rows.append(row(model, one["test"]["network"], one))
        rows.append(row(f"{model}, mixed", one["test"]["mixture"]))
        rows.append(row(f"{model}, songs it learned", one["train"]["network"]))
    print(f"{first['vocabulary']:,} words known, {first['oov_rate']:.2%} of the test unknown\n")
    table(("model", "perplexity", "bits/char", "first guess", "M weights", "words/s", "epochs", "seconds"), rows)
    gates(promises(results))


def promises(results: dict[str, dict[str, Any]]) -> list[tuple[str, bool]]:
    """What must hold, as far as it was measured."""
    kept = []
    if "lstm" in results:
        test = results["lstm"]["test"]
        simple, ours = test["kneser_ney"]["perplexity"], test["network"]["perplexity"]
        share, mixed = ours / simple, test["mixture"]["perplexity"] / simple
        kept.append((f"the network at most {SHARE_OF_SIMPLE} of Kneser-Ney: {share:.3f}", share <= SHARE_OF_SIMPLE))
        wanted = SHARE_OF_SIMPLE_MIXED
        kept.append((f"the mixture at most {wanted} of Kneser-Ney: {mixed:.3f}", mixed <= wanted))
        kept += repeats_no_more(results["lstm"])
        if "window" in results:
            of_window = ours / results["window"]["test"]["network"]["perplexity"]
            kept.append((f"at least 30 % below the window: {of_window:.3f}", of_window <= SHARE_OF_WINDOW))
    return kept


if __name__ == "__main__":
    main()
