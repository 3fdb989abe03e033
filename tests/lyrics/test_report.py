"""What `hackday show` prints of the figures of a network that writes."""

from typing import Any

from hackday.lyrics.report import tables

SCORED = {"perplexity": 50.0, "bits_per_character": 2.0, "accuracy": 0.9996, "accuracy_top5": 1.0}
RESULTS: dict[str, Any] = {
    "test": {"network": SCORED, "mixture": {**SCORED, "guessed_words": 5_100}},
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


def test_a_mixture_that_guessed_a_part_of_the_words_says_which() -> None:
    assert "the mixture guessed 5,100 of them, from the beginnings of songs" in tables(RESULTS)[0].note
    whole = {**SCORED, "guessed_words": RESULTS["scored_words"]}
    assert "guessed" not in tables({**RESULTS, "test": {"network": SCORED, "mixture": whole}})[0].note
