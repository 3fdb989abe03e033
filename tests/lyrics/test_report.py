"""What `hackday show` prints of the figures of a network that writes."""

from typing import Any

from hackday.lyrics.report import tables

SCORED = {"perplexity": 50.0, "bits_per_character": 2.0, "accuracy": 0.9996, "accuracy_top5": 1.0}
RESULTS: dict[str, Any] = {
    "test": {"network": SCORED},
    "train": {"network": SCORED},
    "scored_words": 20_000,
    "oov_rate": 0.0004,
    "samples": {"loop_rate": {"generated": 0.0, "human": 0.0004}},
    "greedy": {"loop_rate": 0.9996},
}


def test_nothing_is_rounded_to_perfect_or_to_nothing() -> None:
    held_out, written = tables(RESULTS)
    assert held_out.rows[0][3:] == ("99.96%", "100%")
    assert "0.04% of them unknown" in held_out.note
    assert written.rows == [("songs with a loop", "0%", "0.04%")]
    assert "99.96% of songs have a loop" in written.note
