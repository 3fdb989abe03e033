"""The addition lab as the rest of the house sees it: what every lab answers to (hackday.domains.Lab)."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hackday.addition.data import draw_pairs
from hackday.addition.presets import DEFAULT, PRESETS
from hackday.addition.report import figures, network_name, plain_table, table
from hackday.addition.spec import AdditionSpec
from hackday.limits import Estimate
from hackday.runs.damage import undamaged
from hackday.runs.files import replace_bytes
from hackday.specs import SpecError, nearest, no_options, require
from hackday.tables import Table, percent
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

Spec = AdditionSpec

DATASETS = {
    f"pairs:{max_sum}": f"10,000 pairs of whole numbers whose sums stay below {max_sum:,}, with their sums"
    for max_sum in AdditionSpec().max_sum
}


EXAMPLE_PROMPT = '"2 + 2"'
SAMPLE_FILE = None
PERMISSION = ""
MEASURED_ON = ()  # a figure names the sums that it was measured on
FIGURES = ("validation-loss", "error-along-sum", "error-surface", "weight-paths", "weights", "hidden-outputs",
           "binary-code", "saturation")  # fmt: skip
PICTURED = re.compile(r"(?P<kind>error-surface|weights)-[a-z]+-(?:(?P<nodes>\d+)-)?(?P<max_sum>\d+)\.png")


def with_data(_spec: AdditionSpec, data: str) -> AdditionSpec:
    """SpecError: this lab makes its own data."""
    raise SpecError(
        f"the addition lab draws its own pairs, so --data {data} has no use; choose them with --set max_sum=…"
    )


def located(spec: AdditionSpec) -> AdditionSpec:
    """The settings: none is a path."""
    return spec


def steps(spec: AdditionSpec) -> int:
    """How far the progress of a run counts: epochs, or networks where each is solved whole."""
    return spec.epochs if spec.method == "adam" else spec.seeds * len(spec.cells())


def sample(
    run: "RunDirectory", prompt: str | None, count: int | None, seed: int, options: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Sums as the networks answer them."""
    from hackday.addition import sampling

    no_options(options, "sums")
    return sampling.sample(run, prompt, count, seed)


def stream(
    _run: "RunDirectory", _prompt: str | None, _count: int | None, _seed: int, _options: Mapping[str, Any],
    _tell: Callable[[str], None],
) -> None:  # fmt: skip
    """The answers are no running text."""


def interactive(
    _run: "RunDirectory", _prompt: str | None, _seed: int, _options: Mapping[str, Any], _ask: Callable[[str], str],
    _tell: Callable[[str], None],
) -> None:  # fmt: skip
    """There is nothing to choose."""
    raise SpecError("--interactive is for songs, whose words can be chosen one by one")


def estimate(spec: AdditionSpec, _minutes: float | None) -> Estimate:
    """What a training will take."""
    from hackday.addition.estimate import estimate as estimated
    from hackday.processes import cores

    return estimated(spec, cores())


def train(session: Session, spec: AdditionSpec) -> None:
    """Train all networks, then measure, inspect and export them. Raises Stopped when asked to stop."""
    from hackday.addition.export import export
    from hackday.addition.inspect import inspect
    from hackday.addition.results import measure
    from hackday.addition.train import train as train_networks

    networks = train_networks(session, spec)
    session.announce("measuring every network on fresh pairs")
    results = measure(networks, spec, session.seconds)
    first = networks[: len(spec.cells())]
    session.run.artifacts.mkdir(exist_ok=True)
    replace_bytes(session.run.artifacts / "table.csv", plain_table(results).as_csv().encode())
    session.announce("exporting")
    export(session.run, networks, spec, results)
    session.run.write_results(results)
    inspect(session, first)


def figure(name: str, content: dict[str, Any]) -> "Figure":
    """The picture of the artifact `name`, from its JSON."""
    from hackday.addition import pictures

    return pictures.figure(name, content)


def first_look(files: Sequence[str]) -> list[str]:
    """The error of the largest network of a middling sum, a small network with its weights, and the learning curves."""
    by_kind: dict[str, list[tuple[int, int, str]]] = {"error-surface": [], "weights": []}
    for file in files:
        if match := PICTURED.fullmatch(file):
            by_kind[match["kind"]].append((int(match["nodes"] or 0), int(match["max_sum"]), file))
    chosen = []
    if surfaces := by_kind["error-surface"]:
        sums = sorted({max_sum for _, max_sum, _ in surfaces})
        chosen.append(max(one for one in surfaces if one[1] == sums[len(sums) // 2])[2])
    if diagrams := by_kind["weights"]:
        chosen.append(min(diagrams, key=lambda one: (abs(one[0] - 2), one[1]))[2])
    return [*chosen, "validation-loss.png", "error-along-sum-256.png"]


@undamaged("the figures of this run are", "train it again")
def tables(results: dict[str, Any]) -> list[Table]:
    """Everything that `hackday show` prints of the figures. RunError if they are damaged."""
    shown = [table(results)]
    outside = [row for row in results["networks"] if row["seed"] == results["networks"][0]["seed"]]
    if any(row["kind"] != "hidden" for row in outside):
        rows = [
            (
                network_name(row["kind"], row["hidden"]),
                str(row["max_sum"]),
                str(row["extrapolation"]["max_sum"]),
                percent(row["extrapolation"]["accuracy"]),
            )
            for row in outside
        ]
        title = "Far outside the numbers they learned from"
        shown.append(Table(title, ("network", "learned sums up to", "asked sums up to", "right"), rows))
    return shown


def sample_table(answers: list[dict[str, Any]]) -> Table:
    """The answers as people read them."""
    from hackday.addition import sampling

    return sampling.sample_table(answers)


def write_sample(answers: list[dict[str, Any]], out: Path, *, each: bool) -> list[Path]:
    """The answers as .csv or .json. SpecError for another ending."""
    from hackday.addition import sampling

    return sampling.write_sample(answers, out, each=each)


def write_walk(_run: "RunDirectory", _prompt: str | None, _stops: int, _seed: int, _out: Path) -> list[Path]:
    """SpecError: there is no way from one sum to another."""
    raise SpecError("sums do not turn into each other; --walk is for pictures")


def describe_data(
    name: str, settings: Sequence[str], sheet: Path | None, _progress: Callable[[int, int], None]
) -> list[Table]:
    """What is in a data set: how many pairs, which numbers, the most frequent sums. SpecError for an unknown name."""
    max_sum = _max_sum(name)
    require(not settings, "pairs of numbers are described as they are drawn; --set is for pictures and songs")
    require(sheet is None, "pairs of numbers have no contact sheet")
    pairs = draw_pairs(0, "training", AdditionSpec().pairs, max_sum)
    common = ", ".join(f"{int(total)} ({count}×)" for total, count in Counter(pairs.sums.tolist()).most_common(5))
    rows = [
        ("pairs", f"{len(pairs):,}"),
        ("distinct pairs", f"{len(set(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))):,}"),
        ("numbers", f"whole, 0 … {max_sum // 2 - 1:,}"),
        ("sums", f"{int(pairs.sums.min()):,} … {int(pairs.sums.max()):,}, mean {pairs.sums.mean():,.1f}"),
        ("most frequent sums", common),
        ("for training", f"{len(pairs) - AdditionSpec().validation_pairs:,}, the rest decides when to stop"),
        ("licence", "none needed: drawn from a random number generator"),
    ]
    return [Table(f"{name}: {DATASETS[name]}", ("", ""), rows)]


def make_data(name: str, out: Path, _progress: Callable[[int, int], None]) -> Path:
    """Write the data set as CSV (a, b, sum) into folder `out`; returns the file. SpecError for an unknown name."""
    pairs = draw_pairs(0, "training", AdditionSpec().pairs, _max_sum(name))
    rows = [(str(int(a)), str(int(b)), str(int(a + b))) for a, b in zip(pairs.a, pairs.b, strict=True)]
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name.replace(':', '-')}.csv"
    replace_bytes(path, Table(name, ("a", "b", "sum"), rows).as_csv().encode())
    return path


def _max_sum(name: str) -> int:
    if name not in DATASETS:
        raise SpecError(f"there is no data set '{name[:60]}'{nearest(name, DATASETS)}")
    return int(name.partition(":")[2])
