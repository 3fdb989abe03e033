"""Named experiments, each with what to expect of it."""

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from hackday.images.spec import ImagesSpec
from hackday.specs import told_changes


@dataclass(frozen=True)
class Preset:
    """A spec with a name, one sentence on what it is, and one on what it shows."""

    spec: ImagesSpec
    summary: str
    expect: str
    needs: str = ""
    """The data of one's own that it is for, where it names none itself."""


DEFAULT = "faces"

DCGAN = ImagesSpec(
    recipe="dcgan",
    latent=100,
    images=450_000,
    batch_size=128,
    learning_rate=2e-4,
    final_learning_rate=2e-4,
    beta1=0.5,
    beta2=0.999,
    ema_half_life_steps=0,
    label_dropout=0.0,
    warmup_steps=0,
)

PRESETS: dict[str, Preset] = {
    "faces": Preset(
        ImagesSpec(),
        "Cartoon faces with the skin, hair colour and glasses that you ask for.",
        "Recognisable faces after ten minutes on two cores; after half an hour skin, hair and glasses are as asked "
        "more than nine times in ten.",
    ),
    "ellipses": Preset(
        ImagesSpec(
            data="ellipses-color",
            resampling="bilinear",
            images=200_000,
            learning_rate=0.001,
            gamma=2.0,
            final_gamma=0.3,
            ema_half_life_steps=250,
        ),
        "Coloured ellipses, whose shape and colour can be measured exactly.",
        "Ellipses within two minutes; their colours take longer to become as many as the real ones.",
    ),
    "ellipses-white": Preset(
        ImagesSpec(
            data="ellipses-white",
            resampling="bilinear",
            images=30_000,
            learning_rate=0.001,
            final_learning_rate=0.0001,
            gamma=1.0,
            final_gamma=0.2,
            ema_half_life_steps=250,
        ),
        "White ellipses on black, 28 pixels wide: the smallest drawing lesson.",
        "True ellipses within a minute.",
    ),
    "dcgan": Preset(
        replace(DCGAN, data="ellipses-white"),
        "The post's small network as it was: 28 × 28 pixels, 50 times through 9,000 of 10,000 white ellipses.",
        "Round blots early on; watch how many different ones there are.",
    ),
    "dcgan-color": Preset(
        replace(DCGAN, data="ellipses-color", size=64),
        "The post's deeper and wider network as it was, on coloured ellipses of 64 × 64 pixels.",
        "The colours of all pictures change together from one time to the next: mode collapse, as the post saw it.",
    ),
    "dcgan-faces": Preset(
        replace(DCGAN, data="avatars:lorelei"),
        "The post's deeper and wider network as it was, on cartoon faces.",
        "Faces that go through fashions: the whole sheet changes its style from frame to frame.",
    ),
    "dcgan-outline": Preset(
        replace(DCGAN, data="ellipses-outline", images=13_500),
        "The post's first attempt: 50 times through 270 of 300 coloured outlines on white.",
        "Almost everything is white, so that white alone nearly passes.",
    ),
}


QUIET = ("measured", "judge_steps")
"""Settings of how carefully the figures are measured: they change nothing about the network."""


def summary_of(name: str, spec: ImagesSpec) -> dict[str, Any]:
    """`summary`, `expect` and `changed` of a run: its preset's words, and in words what it does otherwise."""
    preset = PRESETS.get(name)
    usual = preset.spec if preset is not None else ImagesSpec()
    if spec.data != usual.data:  # the preset's words are about its own pictures
        other = told_changes(spec, usual, but=("data", *QUIET))
        summary = f"A network that learned to draw from {data_name(spec.data)}."
        return {"summary": summary, "expect": "", "changed": other}
    changed = told_changes(spec, usual, but=QUIET)
    if preset is None:
        return {"summary": "A network that draws.", "expect": "", "changed": changed}
    return {"summary": preset.summary, "expect": "" if changed else preset.expect, "changed": changed}


def data_name(data: str) -> str:
    """What pictures are called in a sentence: a data set's name, or a folder's without the way to it."""
    path = data.partition(":")[2] if data.startswith("cartoonset:") else data
    return PurePath(path).name or data
