"""From an artifact's JSON to its figure; as a program, from the JSON files in a folder to their PNGs."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hackday.plots import style
from hackday.plots.saving import save
from hackday.runs.files import read_json
from hackday.specs import SpecError, nearest

PANELS = (
    ("Losses", (("discriminator_loss", "discriminator", style.BLUE),
                ("generator_loss", "generator", style.ORANGE)), False),
    ("Watch", (("distinct", "distinct pictures", style.BLUE), ("coverage", "coverage", style.ORANGE),
               ("pairs_told_apart", "pairs told apart", style.MUTED)), True),
)  # fmt: skip


def figure(name: str, content: dict[str, Any]) -> Figure:
    """The figure of the artifact `name`. SpecError for a name of no known kind."""
    if name != "training-curves":
        raise SpecError(f"there is no picture of the kind '{name[:60]}'{nearest(name, ['training-curves'])}")
    made = style.figure(10.6, 3.9, "Training", "a dashed line where an alarm rang")
    images = np.array(content["images"], np.float64)
    for place, (title, lines, shares) in enumerate(PANELS):
        axes = style.panel(made, 0.75 + place * 5.1, 0.6, 4.4, 2.4, title)
        for key, label, colour in lines:
            values = np.array([np.nan if value is None else value for value in content[key]], np.float64)
            axes.plot(images, values, color=colour, linewidth=1.4, label=label)
        if shares:
            axes.set_ylim(0, 1.05)
        _finish(axes, images, content["alarms"])
    return made


def _finish(axes: Axes, images: np.ndarray[Any, Any], alarms: list[dict[str, Any]]) -> None:
    for alarm in alarms:
        axes.axvline(alarm["images"], color=style.ORANGE, linewidth=1, linestyle=(0, (4, 3)))
    style.limit_x(axes, float(images[0]) if len(images) else 0.0, float(images[-1]) if len(images) else 1.0)
    style.name_axes(axes, "images seen", "")
    style.plain_ticks(axes.xaxis, 4)
    style.plain_ticks(axes.yaxis, 4)
    axes.legend(loc="upper right", frameon=False, fontsize=style.SMALL, labelcolor=style.INK)


def main(folder: Path, names: list[str]) -> None:
    """Draw `names` in `folder`."""
    for name in names:
        save(figure(name, read_json(folder / f"{name}.json")), folder / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
