"""How many words a second each network learns from, on all cores, in one run.

    python benchmarks/lyrics_speed.py [--words V] [--quick] [--threads N]

A step is all that `hackday train lyrics` does to learn from a stretch or a batch of windows. The networks take turns,
so that whatever else the machine does slows all of them; the medians count.
"""

import argparse
import statistics
import time
from dataclasses import dataclass, replace

import torch
from report import gates, heading, table

from hackday.lyrics.budget import LADDER, LEAST_WORDS, POST, settled
from hackday.lyrics.model import ModelShape, SongModel, build
from hackday.lyrics.presets import PRESETS
from hackday.lyrics.spec import LyricsSpec
from hackday.lyrics.step import Material, Optimiser, learn
from hackday.processes import cores
from hackday.training.device import gains_from_bfloat16, keep_freed_memory

WINDOW = 14  # the post's: two average lines
RUNG = 3
OURS = LADDER[RUNG]
"""The default's widths at which it has 5 to 7 million weights."""
WIDE = (100, 256)
"""The post's network with as many weights as the default: 100 numbers for a word, GRUs of 256."""
LEAST, LEAST_TIMES = 18_000, 8


@dataclass
class Subject:
    """A network that is measured, and the seconds of its steps."""

    title: str
    spec: LyricsSpec
    shape: ModelShape

    def __post_init__(self) -> None:
        torch.manual_seed(0)
        self.network = build(self.shape, self.spec.model)
        self.optimiser = Optimiser(self.network, self.spec)
        self.material = Material.made_up(self.spec, self.shape)
        self.state = self.network.begin(self.spec.batch_size) if isinstance(self.network, SongModel) else ()
        self.seconds: list[float] = []

    def step(self, number: int, bfloat16: bool) -> None:
        """One step, timed."""
        began = time.perf_counter()
        _, self.state = learn(self.network, self.optimiser, self.material, self.state, self.spec, 0, number, 0.001,
                              bfloat16=bfloat16)  # fmt: skip
        self.seconds.append(time.perf_counter() - began)

    @property
    def words_per_second(self) -> float:
        """By the median step, the first left out."""
        return self.material.asked / statistics.median(self.seconds[1:])

    def row(self) -> tuple[str, ...]:
        """For the table."""
        weights = sum(tensor.numel() for tensor in self.network.parameters())
        least, most = (self.material.asked / pick(self.seconds[1:]) for pick in (max, min))
        return (self.title, f"{weights / 1e6:.2f}", f"{self.words_per_second:,.0f}", f"{least:,.0f}", f"{most:,.0f}")


def usual() -> LyricsSpec:
    """The default's settings for a corpus large enough to teach a network of OURS."""
    return settled(replace(PRESETS["songbook"].spec, artist_as_input=False), training_words=LEAST_WORDS[RUNG])


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--words", type=int, default=12_000, help="size of the vocabulary")
    parser.add_argument("--threads", type=int, default=cores())
    parser.add_argument("--quick", action="store_true", help="fewer steps")
    arguments = parser.parse_args()
    keep_freed_memory()
    torch.set_num_threads(arguments.threads)
    bfloat16 = gains_from_bfloat16()
    kind = "bfloat16" if bfloat16 else "float32, which is no slower here than bfloat16"
    heading(f"Learning from songs: PyTorch {torch.__version__}, {kind}, {arguments.threads} threads")
    ours = ModelShape(arguments.words, 0, *OURS, 1)
    post = ModelShape(arguments.words, 0, *POST, 2, WINDOW)
    wide = ModelShape(arguments.words, 0, *WIDE, 2, WINDOW)
    subjects = [
        Subject("default", usual(), ours),
        Subject("default, full softmax", replace(usual(), sampled=0), ours),
        Subject("sequence (the post's other way)", PRESETS["sequence"].spec, post),
        Subject("window (the post)", PRESETS["window"].spec, post),
        Subject("window, as many weights as the default", PRESETS["window"].spec, wide),
    ]
    for number in range(4 if arguments.quick else 12):
        for one in subjects:
            one.step(number, bfloat16)
    table(("network", "M weights", "words a second", "least", "most"), [one.row() for one in subjects])
    speed, small, equal = (subjects[place].words_per_second for place in (0, -2, -1))
    print(f"{speed / small:.1f} times the window's at the post's own size, of half as many weights\n")
    times = speed / equal
    promises = [(f"at least {LEAST_TIMES} times the window's of as many weights: {times:.1f}", times >= LEAST_TIMES)]
    if bfloat16:
        promises.append((f"at least {LEAST:,} words a second with bfloat16: {speed:,.0f}", speed >= LEAST))
    else:
        print(f"16-bit floats gain nothing on this processor; {LEAST:,} words a second are asked where they do\n")
    gates(promises)


if __name__ == "__main__":
    main()
