"""The lyrics lab as the rest of the house sees it: what every lab answers to (hackday.domains.Lab)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hackday.limits import Estimate
from hackday.lyrics.presets import DEFAULT, PRESETS
from hackday.lyrics.report import figures, tables
from hackday.lyrics.spec import READING_SETTINGS, VOCABULARY_SETTINGS, LyricsSpec
from hackday.specs import SpecError, change, from_anywhere
from hackday.tables import Table
from hackday.training import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hackday.runs import RunDirectory

__all__ = [
    "DATASETS",
    "DEFAULT",
    "EXAMPLE_PROMPT",
    "FIGURES",
    "MEASURED_ON",
    "PERMISSION",
    "PRESETS",
    "SAMPLE_FILE",
    "Spec",
    "describe_data",
    "estimate",
    "figure",
    "figures",
    "first_look",
    "interactive",
    "located",
    "make_data",
    "sample",
    "sample_table",
    "steps",
    "stream",
    "tables",
    "train",
    "with_data",
    "write_sample",
    "write_walk",
]

Spec = LyricsSpec
EXAMPLE_PROMPT = '"hello world"'
SAMPLE_FILE = None
FIGURES = ("training-curves",)
MEASURED_ON = ("data", *READING_SETTINGS, *VOCABULARY_SETTINGS)
DATASETS = {"songbook": "240 songs by twenty invented bands, written for hackday"}


PERMISSION = (
    "to publish a network that was trained on other people's songs may need their permission; hackday show tells how "
    "much it copies"
)


def with_data(spec: LyricsSpec, data: str) -> LyricsSpec:
    """The settings with `data`, the songbook or a path. SpecError unless something is there."""
    from hackday.lyrics.data.prepared import songs_path

    songs_path(data)
    return replace(spec, data=data)


def located(spec: LyricsSpec) -> LyricsSpec:
    """The settings with paths that hold from every folder."""
    data = spec.data if spec.data in DATASETS else from_anywhere(spec.data)
    return replace(spec, data=data, word_vectors=from_anywhere(spec.word_vectors))


def steps(spec: LyricsSpec) -> int:
    """How far the progress of a run counts: nobody knows before the songs are read."""
    return max(1, round(spec.epochs))


def estimate(spec: LyricsSpec, minutes: float | None) -> Estimate:
    """What a training will take. SpecError unless there are songs, with the columns that the settings name."""
    from hackday.lyrics.data.prepared import open_source
    from hackday.lyrics.estimate import estimate as estimated

    open_source(spec)
    return estimated(spec, minutes)


def train(session: Session, spec: LyricsSpec) -> None:
    """Train the network, then measure, inspect and export. Raises Stopped when asked to stop."""
    from hackday.lyrics.data.prepared import open_corpus
    from hackday.lyrics.train import train as train_network

    corpus = open_corpus(spec, session.preparing("songs"))
    learned = train_network(session, spec, corpus)
    from hackday.lyrics.export import export
    from hackday.lyrics.inspect import inspect
    from hackday.lyrics.results import measure, summary
    from hackday.lyrics.trained import trained_from

    trained = trained_from(learned.network, spec, corpus)
    measured = measure(trained, corpus, spec, session.seed, session.announce)
    results = {**summary(session, learned, corpus), **measured.results}
    inspect(session, trained, measured)
    session.announce("exporting")
    results["no_page"] = export(session, spec, corpus, trained, measured, results)
    # Only now: names of files are not for the page.
    results["notices"] = [*corpus.notices, *([] if spec.data in DATASETS else [PERMISSION])]
    session.run.write_results(results)


def figure(name: str, content: dict[str, Any]) -> "Figure":
    """The picture of the artifact `name`, from its JSON."""
    from hackday.lyrics import pictures

    return pictures.figure(name, content)


def first_look(files: Sequence[str]) -> list[str]:
    """The songs, or of a training its newest verses; and the curves."""
    verses = [file for file in files if file.startswith("verses/")][-1:]
    return ["songs.txt" if "songs.txt" in files else "".join(verses), "training-curves.png"]


def sample(
    run: "RunDirectory", prompt: str | None, count: int | None, seed: int, options: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Songs that begin with the prompt."""
    from hackday.lyrics import asking

    return asking.sample(run, prompt, count, seed, options)


def stream(
    run: "RunDirectory", prompt: str | None, count: int | None, seed: int, options: Mapping[str, Any],
    tell: Callable[[str], None],
) -> Iterator[str] | None:  # fmt: skip
    """The same as text, word by word as they come."""
    from hackday.lyrics import asking

    return asking.stream(run, prompt, count, seed, options, tell)


def interactive(
    run: "RunDirectory", prompt: str | None, seed: int, options: Mapping[str, Any], ask: Callable[[str], str],
    tell: Callable[[str], None],
) -> None:  # fmt: skip
    """Write a song with a person, who chooses each word from the likeliest ten."""
    from hackday.lyrics import asking

    asking.interactive(run, prompt, seed, options, ask, tell)


def sample_table(answers: list[dict[str, Any]]) -> Table:
    """The songs, a row each."""
    shares = ["" if one["copied"] is None else f"{one['copied']['share']:.3f}" for one in answers]
    rows = [(str(one["seed"]), one["text"], share) for one, share in zip(answers, shares, strict=True)]
    return Table("", ("seed", "song", "copied"), rows)


def write_sample(answers: list[dict[str, Any]], out: Path, *, each: bool) -> list[Path]:
    """The songs as a text, JSON or CSV file; with `each` a file for every one."""
    from hackday.lyrics import asking

    return asking.write_sample(answers, out, each=each)


def write_walk(_run: "RunDirectory", _prompt: str | None, _stops: int, _seed: int, _out: Path) -> list[Path]:
    """Songs do not turn into each other."""
    raise SpecError("songs do not turn into each other; --walk is for pictures")


def describe_data(
    name: str, settings: Sequence[str], sheet: Path | None, progress: Callable[[int, int], None]
) -> list[Table]:
    """What is in the songbook or a file of songs, read as a training with these settings reads it."""
    from hackday.lyrics.data.describe import describe
    from hackday.lyrics.data.prepared import open_corpus

    spec = change(LyricsSpec(data=name), settings, only=(*READING_SETTINGS, *VOCABULARY_SETTINGS))
    if sheet is not None:
        raise SpecError("--sheet is for pictures; songs have none")
    return describe(open_corpus(spec, progress))


def make_data(name: str, out: Path, progress: Callable[[int, int], None]) -> Path:
    """Write the songbook as a CSV into folder `out`."""
    from importlib.resources import files

    from hackday.runs.files import replace_bytes

    if name not in DATASETS:
        raise SpecError(f"'{name[:60]}' is no built-in data set of songs; there is: songbook")
    out.mkdir(parents=True, exist_ok=True)
    replace_bytes(out / "songbook.csv", (files("hackday.lyrics") / "songbook.csv").read_bytes())
    progress(1, 1)
    return out
