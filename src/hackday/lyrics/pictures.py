"""From an artifact's JSON to its figure; as a program, from the JSON files in a folder to their PNGs."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from hackday.plots import style
from hackday.plots.saving import save
from hackday.runs.files import read_json
from hackday.specs import SpecError, nearest


def figure(name: str, content: dict[str, Any]) -> Figure:
    """The figure of the artifact `name`. SpecError for a name of no known kind."""
    if name != "training-curves":
        raise SpecError(f"there is no picture of the kind '{name[:60]}'{nearest(name, ['training-curves'])}")
    made = style.figure(10.6, 3.9, "Training", "loss in nats a word: ln of the perplexity; lower is better")
    words = np.array(content["words"], np.float64)
    axes = style.panel(made, 0.75, 0.6, 4.4, 2.4, "Loss")
    for key, label, colour in (("training_loss", "songs it learns from", style.ORANGE),
                               ("validation_loss", "songs it never saw", style.BLUE)):  # fmt: skip
        axes.plot(words, _floats(content[key]), color=colour, linewidth=1.4, label=label)
    if content.get("kneser_ney") is not None:
        axes.axhline(content["kneser_ney"], color=style.MUTED, linewidth=1, linestyle=(0, (4, 3)), label="Kneser-Ney")
    share = style.panel(made, 5.85, 0.6, 4.4, 2.4, "First guess right, of new songs")
    share.plot(words, _floats(content["validation_accuracy"]), color=style.BLUE, linewidth=1.4)
    for one in (axes, share):
        style.limit_x(one, float(words[0]) if len(words) else 0.0, float(words[-1]) if len(words) else 1.0)
        style.name_axes(one, "words read", "")
        style.plain_ticks(one.xaxis, 4)
        style.plain_ticks(one.yaxis, 4)
    axes.legend(loc="upper right", frameon=False, fontsize=style.SMALL, labelcolor=style.INK)
    return made


def _floats(values: list[float | None]) -> np.ndarray[Any, Any]:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def main(folder: Path, names: list[str]) -> None:
    """Draw `names` in `folder`."""
    for name in names:
        save(figure(name, read_json(folder / f"{name}.json")), folder / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
