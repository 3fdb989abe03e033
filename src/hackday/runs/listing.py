"""Finding runs: all of a runs directory, or the one that a person names."""

from collections.abc import Iterable
from pathlib import Path

from hackday.runs.directory import DIRECTORY_NAME, RunDirectory, RunError

LONGEST_NUMBER = 18  # digits: no run has more, and Python refuses to read very many


def list_runs(runs: Path, domains: Iterable[str]) -> tuple[list[RunDirectory], list[str]]:
    """All readable runs under `runs`, oldest first a domain, and a sentence for each directory that cannot be read."""
    found: list[RunDirectory] = []
    complaints: list[str] = []
    for domain in domains:
        for path in _directories(runs, domain):
            try:
                found.append(RunDirectory(path))
            except RunError as error:
                complaints.append(str(error))
    found.sort(key=lambda run: (run.domain, run.number))
    return found, complaints


def find_run(runs: Path, name: str, domains: Iterable[str], *, finished: bool = False) -> RunDirectory:
    """The run that `name` means: a path, a domain with a number (`addition/7`), or a lab for its newest run; with
    `finished` for its newest finished one, if there is any.

    RunError says what there is instead.
    """
    domains = tuple(domains)
    if not name or "\x00" in name:
        raise RunError("an empty text is not a run; name a path, a number such as addition/7, or a lab for its newest")
    domain, slash, number = name.partition("/")
    if domain in domains and (not slash or (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER)):
        if slash:
            for path in _directories(runs, domain):
                if int(path.name.partition("-")[0]) == int(number):
                    return RunDirectory(path)  # a damaged one says so itself
        known, _ = list_runs(runs, [domain])
        if known and not slash:
            done = (run for run in reversed(known) if run.status()["state"] == "done")
            return next(done, known[-1]) if finished else known[-1]
        if not known:
            raise RunError(f"there are no {domain} runs in {runs}/ yet; start one with: hackday train {domain}")
        have = ", ".join(run.name for run in known[-8:])
        raise RunError(f"there is no run {name} in {runs}/; the newest are: {have}")
    path = Path(name)
    try:
        if path.is_dir():
            return RunDirectory(path)
        if (runs / name).is_dir():
            return RunDirectory(runs / name)
    except OSError as error:
        raise RunError(f"'{name[:80]}' cannot be opened as a run: {error.strerror}") from None
    raise RunError(f"there is no run '{name[:80]}'; name a path, a number such as addition/7, or a lab for its newest")


def _directories(runs: Path, domain: str) -> list[Path]:
    """The folders under `runs` that have the name of a run, whatever is in them, sorted by name."""
    parent = runs / domain
    entries = sorted(parent.iterdir()) if parent.is_dir() else []
    return [path for path in entries if DIRECTORY_NAME.fullmatch(path.name) and path.is_dir()]
