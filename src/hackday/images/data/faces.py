"""What cartoon faces can have, and how one is drawn: by DiceBear's styles whose artwork is CC0."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from dicebear import Style

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Feature:
    """An attribute: for each value the style's options that draw it, and its share of the faces."""

    options: Mapping[str, dict[str, Any]]
    shares: tuple[float, ...]


def _colours(option: str, colours: Mapping[str, str], shares: tuple[float, ...] = ()) -> Feature:
    equal = tuple(1 / len(colours) for _ in colours)
    return Feature({name: {option: [colour]} for name, colour in colours.items()}, shares or equal)


def _optional(part: str, none: float, variants: Mapping[str, list[str]]) -> Feature:
    """`none`, or one of the kinds of `part`; each kind is one of the style's variants."""
    options: dict[str, dict[str, Any]] = {"none": {f"{part}Probability": 0}}
    options |= {name: {f"{part}Probability": 100, f"{part}Variant": those} for name, those in variants.items()}
    return Feature(options, (none, *((1 - none) / len(variants) for _ in variants)))


STYLES: dict[str, dict[str, Feature]] = {
    "lorelei": {
        "skin": _colours("skinColor", {"pale": "#fbe3d3", "tan": "#e8b98f", "brown": "#b5774b", "dark": "#7a4a2e"}),
        "hair_color": _colours(
            "hairColor",
            {"black": "#1d1a1c", "brown": "#6b4023", "blond": "#e6bf5c", "red": "#c4451c", "grey": "#b4b4b9"},
        ),
        "glasses": _optional(
            "glasses",
            0.25,
            {"round": ["variant01"], "half": ["variant03", "variant04", "variant05"], "sun": ["variant02"]},
        ),
        "beard": _optional("beard", 0.88, {"full": ["variant01", "variant02"]}),
    },
    "pixel-art": {
        "skin": _colours("skinColor", {"pale": "#ffdbac", "tan": "#e0b687", "brown": "#b68655", "dark": "#7d4a20"}),
        "hair_color": _colours(
            "hairColor",
            {"black": "#28150a", "brown": "#83623b", "blond": "#dcc06a", "red": "#bd1700", "grey": "#b0b0b4"},
        ),
        "eye_color": _colours("eyesColor", {"brown": "#6b3e1e", "blue": "#2f6fd0", "green": "#3f9a4a"}),
        "glasses": _optional(
            "glasses",
            0.5,
            {"dark": [f"dark{i:02d}" for i in range(1, 8)], "light": [f"light{i:02d}" for i in range(1, 8)]},
        ),
    },
}
"""The features of each style, by name: `avatars:lorelei` and `avatars:pixel-art`."""

USUAL: dict[str, dict[str, Any]] = {
    "lorelei": {
        "scale": 1.2,
        "glassesColor": ["#00a6b4", "#d6127c", "#2f6fed"],  # seen on every skin, which black and dark red are not
        "earringsProbability": 0,
        "freckleProbability": 0,
    },
    "pixel-art": {"hatProbability": 0, "beardProbability": 0, "accessoriesProbability": 0},
}


def draw_face(style: str, seed: str, labels: Sequence[int], size: int) -> Array:
    """One face with these features, uint8 (size, size, 3) on white; `seed` chooses what the features leave open."""
    import resvg_py
    from dicebear import Avatar
    from PIL import Image

    options: dict[str, Any] = {"seed": seed, **USUAL[style]}
    for chosen, feature in zip(labels, STYLES[style].values(), strict=True):
        options |= list(feature.options.values())[chosen]
    svg = Avatar(_style(style), options).to_string()
    # The light of four pixels for one: the renderer's own edges are too hard for lines thinner than a pixel.
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, width=2 * size, height=2 * size, background="#ffffff", skip_system_fonts=True
    )
    picture = Image.open(io.BytesIO(bytes(drawn))).convert("RGB")
    return np.asarray(picture.resize((size, size), Image.Resampling.BOX))


@lru_cache(maxsize=2)
def _style(name: str) -> "Style":
    from dicebear import Style

    return Style(json.loads((files("dicebear_styles") / f"{name}.json").read_text("utf-8")))
