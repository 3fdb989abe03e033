"""The Python API, on which the command line stands too: create a run, train it, load it, ask it, publish it."""

import contextlib
import html
import os
import platform
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hackday import comparing, limits, notebook, specs
from hackday.caching import cache_folder
from hackday.comparing import Comparison
from hackday.domains import DOMAINS, lab
from hackday.errors import HackdayError
from hackday.runs import MOST_MINUTES, MOST_SEED, RunDirectory, find_run, usual_runs
from hackday.runs.files import MOST_RESULTS_BYTES, read_json
from hackday.version import __version__

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def runs_folder(runs: str | Path | None = None) -> Path:
    """Where runs are kept: `runs` if given, else HACKDAY_RUNS, else `runs/` here."""
    return Path(runs) if runs else usual_runs()


class Run:
    """One run, as files say it is: every property is read anew."""

    def __init__(self, directory: RunDirectory) -> None:
        self.directory = directory

    @property
    def path(self) -> Path:
        """Its directory."""
        return self.directory.path

    @property
    def name(self) -> str:
        """`addition/7`."""
        return self.directory.name

    @property
    def domain(self) -> str:
        """`addition`, `images` or `lyrics`."""
        return self.directory.domain

    @property
    def spec(self) -> Any:
        """The settings it was made with. SpecError if they are not of this version."""
        return specs.read(lab(self.domain).Spec, self.directory.record["spec"])

    @property
    def status(self) -> dict[str, Any]:
        """state, step, steps, seconds, message, at."""
        return self.directory.status()

    @property
    def results(self) -> dict[str, Any] | None:
        """The figures that count; None before it is done."""
        return self.directory.results()

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """Every line of figures so far."""
        return self.directory.metrics()[0]

    def sample(
        self, prompt: str | None = None, *, count: int | None = None, seed: int = 0,
        options: Mapping[str, Any] | None = None,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """What it answers to `prompt` ("2 + 2", "hair_color=red", "hello world"), `count` times, by chance from `seed`.

        `options` are for songs, for example {"temperature": 0.8, "lines": 12, "artist": "Rust Kitchen"}.
        """
        return lab(self.domain).sample(self.directory, prompt, count, seed, options or {})

    @property
    def figures(self) -> list[str]:
        """The names of its pictures, for `figure`. They grow while it trains."""
        return sorted(file.stem for file in self.directory.artifacts.glob("*.png"))

    def figure(self, name: str) -> "Figure":
        """The picture `name`, one of `figures`, as a matplotlib figure to change and save. SpecError if there is none.

        Curves, surfaces and diagrams are drawn anew from their numbers; sheets of pictures are shown as they are.
        """
        if name not in self.figures:
            raise specs.SpecError(f"{self.name} has no picture '{name[:60]}'{specs.nearest(name, self.figures)}")
        numbers = self.directory.artifacts / f"{name}.json"
        if numbers.exists() and name.startswith(lab(self.domain).FIGURES):
            return lab(self.domain).figure(name, read_json(numbers, MOST_RESULTS_BYTES))
        import numpy as np
        from PIL import Image

        from hackday.plots.picture import picture

        with Image.open(numbers.with_suffix(".png")) as opened:
            return picture(np.asarray(opened.convert("RGB")))

    def publish(self, target: str | Path) -> Path:
        """Make it a page: one file if `target` ends in .html, else a folder. Returns what to open."""
        from hackday.publishing import publish_file, publish_site

        target = Path(target)
        if target.suffix == ".html":
            return publish_file(self.directory, target)
        return publish_site([self.directory], target)

    def __repr__(self) -> str:
        return f"<hackday run {self.name} ({self.status['state']}) in {self.path}>"

    def _repr_html_(self) -> str:
        chosen = lab(self.domain)
        try:
            return notebook.summary(self.directory, chosen.tables, chosen.first_look)
        except HackdayError as error:  # damaged figures: a notebook shows the sentence, not where it was raised
            return f"<p>{html.escape(str(error))}</p>"


def train(
    domain: str,
    *,
    preset: str | None = None,
    data: str | Path | None = None,
    minutes: float | None = None,
    seed: int = 0,
    settings: Mapping[str, Any] | None = None,
    runs: str | Path | None = None,
) -> Run:
    """Create a run and train it to its end. SpecError for settings that cannot be, limits.TooMuch for what this machine
    cannot do; Stopped if it is asked to stop."""
    spec, preset = plan(
        domain, preset=preset, data=data, settings=[f"{k}={specs.typed(v)}" for k, v in (settings or {}).items()]
    )
    check_seed_and_minutes(seed, minutes)
    limits.check(lab(domain).estimate(spec, minutes), limits.room_at(runs_folder(runs), cache_folder()))
    run = create(domain, spec, preset=preset, seed=seed, minutes=minutes, runs=runs)
    with discarded_if_impossible(run):
        return go(run)


def load(name: str | Path, *, runs: str | Path | None = None, finished: bool = False) -> Run:
    """The run called `name`: a path, `addition/7`, or `addition` for its newest; with `finished` for its newest
    finished one, if there is any. RunError if there is no run."""
    return Run(find_run(runs_folder(runs), str(name), DOMAINS, finished=finished))


def resume(name: str | Path, *, runs: str | Path | None = None) -> Run:
    """Train a stopped or interrupted run to its end; a finished one is returned as it is.

    RunInUse if another process is training it.
    """
    run = load(name, runs=runs)
    return run if run.status["state"] == "done" else go(run)


def compare(*runs: Run) -> Comparison:
    """Runs of one lab side by side: what differs, and the figures. SpecError unless there are two or more."""
    return comparing.compare([run.directory for run in runs])


def plan(
    domain: str,
    *,
    preset: str | None = None,
    data: str | Path | None = None,
    settings: list[str],
    like: Run | None = None,
) -> tuple[Any, str]:
    """The spec that these wishes come to, and the name of its preset. SpecError if they cannot be."""
    chosen = lab(domain)
    if like is not None:
        if like.domain != domain:
            raise specs.SpecError(f"{like.name} is of the {like.domain} lab; train {like.domain} to make one like it")
        spec, name = like.spec, like.directory.record["preset"]
    else:
        name = preset or chosen.DEFAULT
        if name not in chosen.PRESETS:
            raise specs.SpecError(f"the {domain} lab has no preset '{name[:60]}'{specs.nearest(name, chosen.PRESETS)}")
        spec = chosen.PRESETS[name].spec
        needs = chosen.PRESETS[name].needs
        named = data is not None or any(one.partition("=")[0].strip() == "data" for one in settings)
        specs.require(named or not needs, f"the preset {name} is for {needs}; give yours with --data")
    if data is not None:
        spec = chosen.with_data(spec, str(data))
    return chosen.located(specs.change(spec, settings)), name


def check_seed_and_minutes(seed: int, minutes: float | None) -> None:
    """SpecError unless both are possible."""
    specs.require(0 <= seed <= MOST_SEED, f"seed={seed} is not possible: it lies between 0 and {MOST_SEED}")
    if minutes is not None:
        possible = 0 < minutes <= MOST_MINUTES
        limit = f"it is more than 0 and at most a week ({MOST_MINUTES})"
        specs.require(possible, f"minutes={minutes:g} is not possible: {limit}")


def create(
    domain: str,
    spec: Any,
    *,
    preset: str,
    seed: int,
    minutes: float | None = None,
    runs: str | Path | None = None,
) -> Run:
    """A new run directory that says all that is needed to train it again; nothing is trained yet."""
    check_seed_and_minutes(seed, minutes)
    record = {
        "label": preset,
        "preset": preset,
        "seed": seed,
        "minutes": minutes,
        "spec": specs.plain(spec),
        "command": command_for(domain, spec, preset=preset, seed=seed, minutes=minutes),
        "versions": versions(),
        "commit": source_commit(),
        "machine": machine(),
    }
    return Run(RunDirectory.create(runs_folder(runs), domain, preset, record))


@contextlib.contextmanager
def discarded_if_impossible(run: Run) -> Iterator[None]:
    """A new run that turns out to be impossible (too few songs, no such artist) before it learns is not kept."""
    try:
        yield
    except specs.SpecError:
        if run.status["step"] == 0 and not run.directory.checkpoints.exists():
            run.directory.discard()
        raise


def command_for(domain: str, spec: Any, *, preset: str, seed: int, minutes: float | None) -> str:
    """The shortest command that makes such a run, however it was really made."""
    words = ["hackday", "train", domain, "--preset", preset]
    known = lab(domain).PRESETS.get(preset)
    usual = specs.plain(known.spec) if known is not None else {}
    if known is not None and known.needs:  # its data are named, whatever they are
        del usual["data"]
    words += ["--seed", str(seed)] if seed else []
    words += ["--minutes", f"{minutes:g}"] if minutes is not None else []
    for name, value in specs.plain(spec).items():
        if value != usual.get(name):
            words += ["--set", f"{name}={specs.typed(value)}"]
    return shlex.join(words)


def go(run: Run) -> Run:
    """Train `run` from where it is to its end."""
    from hackday.training import Session

    chosen, spec = lab(run.domain), run.spec
    with Session(run.directory, steps=chosen.steps(spec), minutes=run.directory.record.get("minutes")) as session:
        chosen.train(session, spec)
    return run


def versions() -> dict[str, str]:
    """What a run depends on, with versions."""
    found = {"hackday": __version__, "python": platform.python_version()}
    for name in ("numpy", "numba", "torch"):
        found[name] = metadata.version(name)
    return found


def machine() -> str:
    """The machine in a line: processor, cores, system."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass  # not Linux: the platform module's word stands
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def source_commit() -> str | None:
    """The git commit of hackday's own source, if it runs from a checkout."""
    source = Path(__file__).parents[2]
    if not (source / ".git").exists():
        return None
    try:
        answer = subprocess.run(
            ["git", "-C", str(source), "rev-parse", "HEAD"], capture_output=True, text=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()
