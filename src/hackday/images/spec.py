"""Every setting of the images lab, with its default and its limits."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from hackday.specs import require

Recipe = Literal["relativistic", "dcgan"]
Resampling = Literal["nearest", "bilinear"]

SMALLEST, LARGEST = 16, 128  # pixels along a side
SIZES = tuple(sorted(base * 2**times for base in (4, 5, 6, 7) for times in range(6)
                     if SMALLEST <= base * 2**times <= LARGEST))  # fmt: skip
"""What can be doubled from a first map of 4 to 7 pixels: a larger one would take most of the weights."""
NEEDED = 64
"""So many pictures at least: with fewer there is nothing to learn but to copy them, and none to compare with."""
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class ImagesSpec:
    """One pair of networks: a generator that draws, a discriminator that judges. The defaults are the modern recipe."""

    ABSENT: ClassVar[dict[str, Any]] = {"resampling": "bilinear"}
    """What a setting was before there was a choice: a run whose settings do not name it was made so."""

    data: str = "avatars:lorelei"
    """What to learn from: a built-in data set, the Cartoon Set's folder or archive, or any folder of pictures."""
    size: int = 0
    """Pixels along each side; 0 takes the data's usual size (64 for a folder)."""
    pictures: int = 0
    """How many pictures to make of a data set that is made; 0 makes the usual number."""
    fit: Literal["crop", "pad"] = "crop"
    """How a picture that is not square becomes square: cut the longer side, or add background to the shorter."""
    background: str = "#ffffff"
    """What shows through transparent pictures, and beside padded ones."""
    labels: str = ""
    """A CSV of labels by file name for a folder; without it, labels.csv in the folder counts."""
    recipe: Recipe = "relativistic"
    """`relativistic`: paired judgement with both slopes held down; `dcgan`: the post's networks and losses."""
    resampling: Resampling = "nearest"
    """How maps change their size. `nearest`: doubled by repeating each number; the discriminator sees four pixels as
    one and halves by 4 × 4 convolutions, so that all pixels count alike. `bilinear`: doubled smoothly, halved by
    averaging: softer pictures, and calmer training."""
    latent: int = 64
    """How many random numbers a picture is drawn from."""
    generator_widths: tuple[int, ...] = ()
    """Channels of the generator's maps, smallest size first; empty chooses by size and by the minutes."""
    discriminator_widths: tuple[int, ...] = ()
    """Channels of the discriminator's maps, largest first (of half the size, or with resampling=bilinear the full one);
    empty chooses by size and by the minutes."""
    images: int = 100_000
    """Real pictures to show in all, repetitions counted; --minutes overrules it."""
    batch_size: int = 16
    """Pictures in each step."""
    learning_rate: float = 0.0007
    """Of Adam, for both networks."""
    final_learning_rate: float = 0.00005
    """Where the learning rate ends: it falls along a cosine in the last part of the training."""
    warmup_steps: int = 200
    """The learning rate rises from 0 in so many first steps: a sudden start can drive every pixel to an end."""
    cooling_share: float = 0.7
    """The part of the training in which the learning rate falls."""
    beta1: float = 0.0
    """Of Adam: how long it remembers the slope."""
    beta2: float = 0.99
    """Of Adam: how long it remembers the slope's size."""
    gamma: float = 2.0
    """The weight of the slope penalties (R1 and R2) at the start."""
    final_gamma: float = 0.4
    """And at the end; it falls along a cosine."""
    sigma: float = 0.05
    """How far a picture is nudged, a pixel from −1 to 1, to see the discriminator's slope."""
    penalty_every: int = 1
    """Steps from one slope penalty to the next."""
    compared: int = 8
    """How many pictures the discriminator compares with each other, to see that they are not all alike; 1: none."""
    naming: float = 0.5
    """How much it counts that the discriminator names a real picture's attributes, and a drawn one's as asked."""
    ema_half_life_steps: int = 600
    """The drawn pictures come from an average of the generator's weights with this half-life; 0: from the last ones."""
    label_dropout: float = 0.1
    """How often an attribute is hidden from both networks, so that they also learn to draw without being asked."""
    real_label: float = 0.9
    """Of the dcgan recipe: what the discriminator shall say of real pictures (one-sided smoothing)."""
    samples: int = 50
    """How many times in a training the fixed latents are drawn and the watch looks: the frames of the film."""
    measured: int = 10_000
    """Pictures drawn for the figures in the results."""
    judge_steps: int = 1000
    """Steps for which each network is trained that measures: one compares pictures, one reads their attributes."""

    def __post_init__(self) -> None:
        require(self.data != "" and "\x00" not in self.data, "data is empty; name a data set or a folder")
        possible = self.size == 0 or self.size in SIZES
        require(possible, f"size={self.size} is not possible: it is 0, or one of {', '.join(map(str, SIZES))}")
        enough = self.pictures == 0 or self.pictures >= NEEDED
        require(enough, f"pictures={self.pictures} is too few: at least {NEEDED} are needed, or 0 for the usual number")
        colour = bool(COLOUR.fullmatch(self.background))
        require(colour, f"background={self.background[:20]} is not a colour; write it as #ffffff")
        for name, low, high in (
            ("pictures", 0, 1_000_000),
            ("latent", 1, 1024),
            ("images", 1, 1_000_000_000),
            ("batch_size", 2, 1024),
            ("learning_rate", 1e-7, 1.0),
            ("final_learning_rate", 0.0, 1.0),
            ("warmup_steps", 0, 1_000_000),
            ("cooling_share", 0.0, 1.0),
            ("gamma", 0.0, 1e6),
            ("final_gamma", 0.0, 1e6),
            ("sigma", 1e-4, 1.0),
            ("penalty_every", 1, 1000),
            ("compared", 1, 1024),
            ("naming", 0.0, 100.0),
            ("ema_half_life_steps", 0, 1_000_000),
            ("label_dropout", 0.0, 1.0),
            ("real_label", 0.5, 1.0),
            ("samples", 2, 200),
            ("measured", 100, 100_000),
            ("judge_steps", 1, 100_000),
        ):
            value = getattr(self, name)
            require(low <= value <= high, f"{name}={value} is not possible: it lies between {low:g} and {high:g}")
        for name in ("beta1", "beta2"):
            value = getattr(self, name)
            require(0 <= value < 1, f"{name}={value} is not possible: it is at least 0 and below 1")
        for name in ("generator_widths", "discriminator_widths"):
            widths = getattr(self, name)
            fits = all(1 <= width <= 1024 for width in widths)
            require(fits, f"{name}={','.join(map(str, widths))} is not possible: each lies between 1 and 1024")
            chosen = not widths or self.recipe == "relativistic"
            require(chosen, f"{name} has no use in the dcgan recipe, whose networks are the post's")
