"""The film of a training: what the network wrote at each validation, always from the same seed."""

from typing import Any

from hackday.runs import RunDirectory

MOST_FRAMES = 60
"""Of longer films evenly spread moments are kept, the first and the last among them, so that a page stays small."""


def film(run: RunDirectory) -> list[dict[str, Any]]:
    """`words` (training words read by then) and `text` of each moment, but for those whose verse is not there."""
    folder = run.artifacts / "verses"
    moments = [line["words"] for line in run.metrics()[0] if "validation_loss" in line]
    frames = []
    for number, words in enumerate(moments, start=1):
        path = folder / f"{number:04d}.txt"
        if path.exists():
            frames.append({"words": words, "text": path.read_text(encoding="utf-8").strip("\n")})
    return spread(frames, MOST_FRAMES)


def spread(every: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """At most so many of a list, evenly spread, with its first and its last."""
    if len(every) <= most:
        return every
    return [every[round(place * (len(every) - 1) / (most - 1))] for place in range(most)]
