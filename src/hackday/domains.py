"""The table of three: which labs there are. A lab is imported when it is asked for, never before."""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from hackday.limits import Estimate
from hackday.runs import RunDirectory
from hackday.specs import SpecError, nearest
from hackday.tables import Finding, Table

if TYPE_CHECKING:  # the command line names the labs in its help without loading numpy
    from matplotlib.figure import Figure

    from hackday.training import Session

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""

DOMAINS = {"addition": "hackday.addition.lab", "images": "hackday.images.lab", "lyrics": "hackday.lyrics.lab"}


class Preset(Protocol):
    """A named experiment."""

    @property
    def spec(self) -> Any:
        """The settings."""

    @property
    def summary(self) -> str:
        """What it is, in a sentence."""

    @property
    def expect(self) -> str:
        """What it shows, in a sentence."""

    @property
    def needs(self) -> str:
        """The data of one's own that it is for, where it names none itself; else empty."""


class Lab(Protocol):
    """What every lab answers to: a module of this shape."""

    Spec: type[Any]
    PRESETS: Mapping[str, Preset]
    DEFAULT: str
    DATASETS: Mapping[str, str]
    EXAMPLE_PROMPT: str
    SAMPLE_FILE: str | None
    PERMISSION: str
    """What to know before one publishes a network that learned from data of one's own; empty where there are none."""
    FIGURES: tuple[str, ...]
    """How the names of the artifacts begin that `figure` draws."""
    MEASURED_ON: tuple[str, ...]
    """The settings that say what the figures are measured on: where they differ, compare with care."""

    def with_data(self, spec: Any, data: str) -> Any:
        """The settings with `data`, a path or a name. SpecError unless this lab can learn from it."""

    def located(self, spec: Any) -> Any:
        """The settings with paths that hold from every folder, as a run may be resumed or repeated from another."""

    def steps(self, spec: Any) -> int:
        """How far the progress of a run counts."""

    def estimate(self, spec: Any, minutes: float | None) -> Estimate:
        """What a training within `minutes`, if given, will take of memory, disk and time."""

    def train(self, session: "Session", spec: Any) -> None:
        """Train, measure, inspect, export. Raises Stopped when asked to stop."""

    def tables(self, results: dict[str, Any]) -> list[Table]:
        """The figures as people read them."""

    def figure(self, name: str, content: dict[str, Any]) -> "Figure":
        """The picture of an artifact, from its JSON."""

    def first_look(self, files: Sequence[str]) -> list[str]:
        """Of the pictures and texts in a run's artifacts those that tell most, best first."""

    def figures(self, results: dict[str, Any]) -> list[Finding]:
        """The figures one by one, as the live view and a comparison show them. RunError if they are damaged."""

    def sample(
        self, run: RunDirectory, prompt: str | None, count: int | None, seed: int, options: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """What the trained network answers, `count` times (None: as often as is usual). `options`: how words are
        chosen, by name; SpecError from labs that write none."""

    def stream(
        self, run: RunDirectory, prompt: str | None, count: int | None, seed: int, options: Mapping[str, Any],
        tell: Callable[[str], None],
    ) -> Iterator[str] | None:  # fmt: skip
        """The answers as text, piece by piece as they come; None where they are no running text. `tell` is told what a
        person should know of the prompt."""

    def interactive(
        self, run: RunDirectory, prompt: str | None, seed: int, options: Mapping[str, Any], ask: Callable[[str], str],
        tell: Callable[[str], None],
    ) -> None:  # fmt: skip
        """Answer together with a person. SpecError where there is nothing to choose."""

    def sample_table(self, answers: list[dict[str, Any]]) -> Table:
        """The answers as people read them."""

    def write_sample(self, answers: list[dict[str, Any]], out: Path, *, each: bool) -> list[Path]:
        """The answers as files, by the ending of `out`; with `each` a file for every one. SpecError if it cannot be."""

    def write_walk(self, run: RunDirectory, prompt: str | None, stops: int, seed: int, out: Path) -> list[Path]:
        """A film past `stops` answers. SpecError where answers cannot turn into each other."""

    def describe_data(self, name: str, settings: Sequence[str], sheet: Path | None, progress: Progress) -> list[Table]:
        """What is in a data set, read as `settings` (NAME=VALUE) say; with `sheet`, a picture of it written there.
        SpecError for a setting that does not say how the data are read."""

    def make_data(self, name: str, out: Path, progress: Progress) -> Path:
        """Write a data set into a folder."""


def lab(domain: str) -> Lab:
    """The lab of `domain`. SpecError for a name that is none of the three."""
    if domain not in DOMAINS:
        raise SpecError(f"there is no lab '{domain[:60]}'{nearest(domain, DOMAINS)}")
    return cast(Lab, importlib.import_module(DOMAINS[domain]))


class _Labs(Mapping[str, Lab]):
    """The labs by name, each imported as it is asked for."""

    def __getitem__(self, domain: str) -> Lab:
        return lab(domain)

    def __iter__(self) -> Iterator[str]:
        return iter(DOMAINS)

    def __len__(self) -> int:
        return len(DOMAINS)


LABS: Mapping[str, Lab] = _Labs()
"""For whoever must know no lab himself, as the live view."""
