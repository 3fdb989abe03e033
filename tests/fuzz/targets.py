"""What strangers' bytes reach: each target makes hostile input of one kind and hands it to the code that reads it."""

import atexit
import contextlib
import functools
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hackday import api, domains, specs
from hackday.cli import group
from hackday.cli.errors import exit_code
from hackday.publishing.serve import site_app
from hackday.publishing.site import MARK
from hackday.runs import RunDirectory
from hackday.training import Session, session
from hackday.training.checkpoints import Checkpoint, read_latest
from tests.crashes.settings import LABS, training
from tests.dashboard.asking import app_of, ask
from tests.fuzz.files import Archives, Labels, Pictures, Songs
from tests.fuzz.harness import MESSAGE, RESULT, SECRET, Target, listing
from tests.fuzz.spoiling import (
    NASTY,
    Rng,
    choice,
    odd_value,
    replace,
    spoil,
    spoil_checkpoint,
    spoil_figures,
    spoil_text,
    spoil_weights,
)  # fmt: skip

PROMPTS = {"addition": ["2 + 2"], "images": [], "lyrics": ["the road"]}
"""What `hackday sample` is asked."""
REAL_PLACES = ("/etc/passwd", "~", "../..", "C:\\")
"""Of the machine that the attack runs on: they stay out where they would be read."""


def typed(arguments: Sequence[str], *, messages: tuple[int, ...] = (2,)) -> str:
    """What a command comes to. AssertionError for any exit code but those of a result and of `messages`."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        code = exit_code(group, arguments)
    said = raw.getvalue().decode("utf-8", "replace")
    assert code in (0, *messages), (code, said[-300:])
    assert "Traceback" not in said
    assert SECRET.decode() not in said
    return RESULT if code == 0 else MESSAGE


@functools.cache
def _trained() -> Path:
    """A finished run of each lab, as small as they come; trained once, as this takes longer than most attacks."""
    folder = Path(tempfile.mkdtemp(prefix="hackday-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for lab in LABS:
        assert typed([*training(lab), "--quiet", "--runs", str(folder)]) == RESULT
    return folder


def small_runs(folder: Path) -> Path:
    """A finished run of each lab, to be spoiled."""
    return Path(shutil.copytree(_trained(), folder))


def run_of(runs: Path, lab: str) -> Path:
    """The one run of a lab; beside it lies the lock."""
    return next(path for path in (runs / lab).iterdir() if path.is_dir())


class Runs:
    """A run directory of which any file is spoiled, swapped or replaced, read by every command that reads runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.good = folder, small_runs(folder / "good")
        self.runs = folder / "runs"
        self._anew()

    def _anew(self) -> None:
        shutil.rmtree(self.runs, ignore_errors=True)
        shutil.copytree(self.good, self.runs)

    def case(self, rng: Rng) -> str:
        """Spoil, read, put right."""
        if rng.random() < 0.2:
            return self._replaced(rng)
        files = [path for path in sorted(self.runs.rglob("*")) if path.is_file()]
        weights = [
            0.2 if "artifacts" in path.parts or path.name == ".lock" else 3.0 if path.name == "results.json" else 1.0
            for path in files
        ]
        path = files[int(rng.choice(len(files), p=np.array(weights) / sum(weights)))]
        lab = path.relative_to(self.runs).parts[0]
        content = path.read_bytes()
        path.write_bytes(self._spoiled(rng, path, content, files))
        try:
            return self._read(rng, lab)
        finally:
            path.write_bytes(content)

    def _replaced(self, rng: Rng) -> str:
        """Something else than a file of its own in a file's or a folder's place."""
        lab = choice(rng, LABS)
        replace(rng, choice(rng, sorted(run_of(self.runs, lab).rglob("*"))), self.folder.parent / "outside")
        try:
            return self._read(rng, lab)
        finally:
            self._anew()

    def _spoiled(self, rng: Rng, path: Path, content: bytes, files: list[Path]) -> bytes:
        if rng.random() < 0.1:
            return bytes(choice(rng, files).read_bytes())
        if path.suffix == ".safetensors" and rng.random() < 0.6:
            return spoil_weights(rng, content)
        if path.name == "results.json" and rng.random() < 0.7:
            return spoil_figures(rng, content)
        if path.suffix in (".json", ".jsonl") and rng.random() < 0.7:
            return spoil_text(rng, content)
        return spoil(rng, content)

    def _read(self, rng: Rng, lab: str) -> str:
        run = str(run_of(self.runs, lab))
        way = rng.random()
        if way < 0.2:
            return typed(["list", "--runs", str(self.runs)])
        if way < 0.45:
            return typed(["show", run])
        if way < 0.65:
            return typed(["sample", run, *PROMPTS[lab]])
        if way < 0.7:
            return typed(["compare", run, run])
        if way < 0.8:
            return typed(["publish", run, "--single-file", str(self.folder / "page.html")])
        if way < 0.85:
            shutil.rmtree(self.folder / "site", ignore_errors=True)
            end = typed(["publish", run, "--out", str(self.folder / "site"), "--onnx"])
            assert not any(SECRET in path.read_bytes() for path in (self.folder / "site").rglob("*") if path.is_file())
            return end
        if way < 0.86:
            end = typed(["resume", run, "--quiet"])
            self._anew()
            return end
        app = app_of(self.runs)
        answers = [ask(app, "/api/changes?since="), ask(app, f"/api/runs/{lab}/{Path(run).name}")]
        assert all(answer.status < 500 for answer in answers), [answer.status for answer in answers]
        return RESULT if answers[-1].status == 200 else MESSAGE


class Resumes:
    """A run that was stopped in the middle, of which a checkpoint is spoiled or any file replaced, resumed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.good, self.runs = folder, folder / "good", folder / "runs"
        self.restored: int | None = None
        with self._stopping():
            for lab in LABS:
                assert typed([*training(lab), "--quiet", "--runs", str(self.good)]) == RESULT
                assert any((run_of(self.good, lab) / "checkpoints").iterdir())

    def case(self, rng: Rng) -> str:
        """Spoil one and resume it."""
        shutil.rmtree(self.runs, ignore_errors=True)
        shutil.copytree(self.good, self.runs)
        run = run_of(self.runs, choice(rng, LABS))
        if rng.random() < 0.2:
            replace(rng, choice(rng, sorted(run.rglob("*"))), self.folder.parent / "outside")
        else:
            for path in (run / "checkpoints").iterdir():
                way = choice(rng, (spoil, spoil_weights, spoil_checkpoint, spoil_checkpoint, spoil_checkpoint))
                path.write_bytes(way(rng, path.read_bytes()))
        with self._stopping():
            return typed(["resume", str(run), "--quiet"], messages=(1, 2))  # 1: spoiled numbers may go out of bounds

    @contextlib.contextmanager
    def _stopping(self) -> Iterator[None]:
        """A training is asked to stop a step after it was restored, so that what fits is not trained to its end."""
        self.restored = None
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(session, "read_latest", self._read)
            patched.setattr(Session, "stop_requested", lambda one: self._has_learned(one))
            yield

    def _read(self, checkpoints: Path) -> Checkpoint | None:
        found = read_latest(checkpoints)
        self.restored = found.step if found else 0
        return found

    def _has_learned(self, one: Session) -> bool:
        return self.restored is not None and one.step > self.restored


class Weights:
    """A checkpoint, or the weights of a finished run, with wrong shapes and huge declared sizes."""

    def __init__(self, folder: Path) -> None:
        self.runs = small_runs(folder / "runs")
        self.weights = [run_of(self.runs, lab) / "export" / "model.safetensors" for lab in LABS]
        self.content = [path.read_bytes() for path in self.weights]
        self.checkpoints = folder / "checkpoints"
        self.checkpoints.mkdir()
        self.checkpoint = sorted((self.runs / "addition").rglob("checkpoints/step-*"))[-1].read_bytes()

    def case(self, rng: Rng) -> str:
        """Read one."""
        if rng.random() < 0.4:
            (self.checkpoints / "step-00000001.safetensors").write_bytes(spoil_weights(rng, self.checkpoint))
            return RESULT if read_latest(self.checkpoints) else MESSAGE
        place = int(rng.integers(len(LABS)))
        how = spoil_weights if rng.random() < 0.8 else spoil
        self.weights[place].write_bytes(how(rng, self.content[place]))
        try:
            return typed(["sample", str(self.weights[place].parents[1]), *PROMPTS[LABS[place]]])
        finally:
            self.weights[place].write_bytes(self.content[place])


class Pages:
    """A page model that somebody else made: it is published as text, or refused."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runs = folder, small_runs(folder / "runs")
        self.paths = [run_of(self.runs, lab) / "export" / "page.json" for lab in LABS]
        self.content = [path.read_bytes() for path in self.paths]

    def case(self, rng: Rng) -> str:
        """Publish one; no text of it may have become a tag."""
        place = int(rng.integers(len(LABS)))
        self.paths[place].write_bytes(spoil_text(rng, self.content[place]))
        page = self.folder / "page.html"
        try:
            end = typed(["publish", str(self.paths[place].parents[1]), "--single-file", str(page)])
        finally:
            self.paths[place].write_bytes(self.content[place])
        if end == RESULT:
            text = page.read_text(encoding="utf-8")
            assert text.count("<script") == 2, "a script of the page model's own"
            assert text.count("<img") <= 0, "a tag of the page model's own"
        return end


class Sites:
    """A site of several runs, of which some are spoiled: it is published whole, or the old one stays as it was."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.good = folder, small_runs(folder / "good")
        for lab in LABS:
            run = run_of(self.good, lab)
            shutil.copytree(run, run.with_name(run.name.replace("0001", "0002")))
        self.runs, self.site = folder / "runs", folder / "places" / "site"
        shutil.copytree(self.good, self.runs)

    def case(self, rng: Rng) -> str:
        """Spoil one or more of the runs, publish several, put right."""
        everything = sorted(path.parent for path in self.runs.glob("*/*/run.json"))
        chosen = [everything[place] for place in rng.permutation(len(everything))[: 2 + int(rng.integers(4))]]
        if rng.random() < 0.1:
            chosen.append(choice(rng, chosen))
        if rng.random() < 0.1 and (mark := self.site / MARK).exists():
            mark.write_bytes(spoil(rng, mark.read_bytes()))
        before = listing(self.site.parent)
        try:
            for run in chosen[: 1 + int(rng.integers(2))]:
                self._spoil(rng, run)
            options = ["--out", str(self.site), *(["--onnx"] if rng.random() < 0.3 else [])]
            end = typed(["publish", *map(str, chosen), *options])
        finally:
            for run in set(chosen):
                shutil.rmtree(run)
                shutil.copytree(self.good / run.relative_to(self.runs), run)
        if end == MESSAGE:
            assert listing(self.site.parent) == before, "the old site is not as it was, or something lies beside it"
        else:
            self._look(len(chosen))
        return end

    def _spoil(self, rng: Rng, run: Path) -> None:
        """One file, mostly what stands in the pages."""
        if rng.random() < 0.15:
            replace(rng, choice(rng, sorted(run.rglob("*"))), self.folder.parent / "outside")
            return
        page = run / "export" / "page.json"
        path = page if rng.random() < 0.7 else choice(rng, sorted(path for path in run.rglob("*") if path.is_file()))
        how = spoil_text if path.suffix in (".json", ".jsonl") and rng.random() < 0.9 else spoil
        path.write_bytes(how(rng, path.read_bytes()))

    def _look(self, count: int) -> None:
        """A front page, a page and a card for each run, and no tag, script or file of a run's own."""
        assert [path.name for path in self.site.parent.iterdir()] == [self.site.name]
        assert len(json.loads((self.site / MARK).read_bytes())["runs"]) == count
        assert len(list(self.site.glob("*/index.html"))) == len(list(self.site.glob("*/MODEL_CARD.md"))) == count
        for path in self.site.rglob("*"):
            assert not path.is_symlink(), path
            content = path.read_bytes() if path.is_file() else b""
            assert SECRET not in content, path
            if path.suffix == ".html":
                assert (content.count(b"<script"), content.count(b"<img")) == (2, 0), path


class Settings:
    """Settings of any type, from the command line and from run.json; of those that are possible the estimate, too."""

    def __init__(self, folder: Path) -> None:
        self.types: list[Any] = [domains.lab(lab).Spec for lab in LABS]
        self.names = [list(specs.plain(kind())) for kind in self.types]

    def case(self, rng: Rng) -> str:
        """Read one."""
        place = int(rng.integers(len(LABS)))
        spec = (self._typed if rng.random() < 0.5 else self._kept)(rng, place)
        if rng.random() < 0.2 and not set(REAL_PLACES) & set(map(str, specs.plain(spec).values())):
            minutes = choice(rng, (None, 0.5))
            assert json.dumps(domains.lab(LABS[place]).estimate(spec, minutes).plain(), allow_nan=False)
        return RESULT

    def _typed(self, rng: Rng, place: int) -> Any:
        """After `--set`, beside any preset."""
        name = choice(rng, self.names[place]) if rng.random() < 0.9 else choice(rng, NASTY)
        value = odd_value(rng)
        settings = [f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
        preset = choice(rng, list(domains.lab(LABS[place]).PRESETS)) if rng.random() < 0.9 else choice(rng, NASTY)
        return api.plan(LABS[place], preset=preset, settings=settings)[0]

    def _kept(self, rng: Rng, place: int) -> Any:
        """In run.json."""
        kind, names = self.types[place], self.names[place]
        values = specs.plain(kind())
        for _ in range(1 + int(rng.integers(3))):
            values[choice(rng, names) if rng.random() < 0.95 else choice(rng, NASTY)] = odd_value(rng)
        return specs.read(kind, values)


class Commands:
    """Words after `hackday` in any order. Nothing is trained: there are no runs, and training stops at --dry-run."""

    WORDS = (
        "train", "list", "show", "sample", "compare", "publish", "resume", "data", "describe", "make", "addition",
        "images", "lyrics", "--set", "nodes=2", "--preset", "post", "--seed", "1", "-1", "--minutes", "0.5", "--like",
        "--runs", "--out", "--single-file", "--json", "--temperature", "-n", "3", "--artists", "--yes", "--version",
        "--help", "images/1", "pairs:16", "--data", "--quiet", "--onnx", "--lines", "--top-k",
    )  # fmt: skip

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def case(self, rng: Rng) -> str:
        """Type some."""
        count = 1 + int(rng.integers(6))
        words = [choice(rng, self.WORDS) if rng.random() < 0.85 else choice(rng, NASTY) for _ in range(count)]
        words = [word for word in words if word not in REAL_PLACES]
        with contextlib.chdir(self.folder):
            return typed([*words, "--dry-run"] if "train" in words else words)


class Requests:
    """Requests to the live view and to the server of sites: ways out of the folder, hosts, origins, methods."""

    PIECES = (
        "..", "%2e%2e", "..%2f", "%2F", "//", "/", "\\", "%5c", "%00", "a", "api", "runs", "changes", "files", "zip",
        "addition", "0001-post", "status.json", "link", "outside", "secret.txt", "stop", "%ff", "?", "since=", "&",
        "since=9-9", "run.json", ".", "%252e%252e", "index.html", "etc", "passwd", "~", "checkpoints",
    )  # fmt: skip
    HOSTS = ("127.0.0.1:8000", "localhost:8000", "evil.example", "127.0.0.1.evil.example:8000", "", "[::1]:8000",
             "127.0.0.1:x")  # fmt: skip
    METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X")
    ORIGINS = ("null", "http://evil.example", "http://127.0.0.1:8000")
    RANGES = ("bytes=0-", "bytes=9999999999-", "bytes=-1", "bytes=0-0,5-", "x")

    def __init__(self, folder: Path) -> None:
        self.runs = folder / "runs"
        run = RunDirectory.create(self.runs, "addition", "post", _record())
        (folder.parent / "outside").mkdir(exist_ok=True)
        (folder.parent / "outside" / "secret.txt").write_bytes(SECRET)
        (run.path / "link").symlink_to(folder.parent / "outside", target_is_directory=True)
        self.live, self.site = app_of(self.runs), site_app(self.runs)

    def case(self, rng: Rng) -> str:
        """Ask one."""
        path = "/" + "".join(
            choice(rng, self.PIECES) + ("/" if rng.random() < 0.5 else "") for _ in range(int(rng.integers(9)))
        )
        told = choice(rng, NASTY).encode("ascii", "ignore").decode().replace("\n", "").replace("\r", "")
        headers = [("origin", choice(rng, self.ORIGINS)), ("cookie", told), ("range", choice(rng, self.RANGES))]
        answer = ask(
            self.live if rng.random() < 0.7 else self.site,
            path,
            method=choice(rng, self.METHODS),
            headers=[one for one in headers if rng.random() < 0.3],
            host=choice(rng, self.HOSTS) if rng.random() < 0.3 else self.HOSTS[0],
        )
        assert answer.status < 500, (answer.status, path)
        assert SECRET not in answer.body, path
        return RESULT if answer.status < 400 else MESSAGE


def _record() -> dict[str, Any]:
    return {"label": "post", "preset": "post", "seed": 0, "minutes": None, "spec": {}, "versions": {},
            "command": "hackday train addition", "machine": "a machine"}  # fmt: skip


TARGETS: dict[str, Callable[[Path], Target]] = {
    "runs": Runs, "resumes": Resumes, "weights": Weights, "pages": Pages, "sites": Sites, "settings": Settings,
    "commands": Commands, "pictures": Pictures, "archives": Archives, "songs": Songs, "labels": Labels,
    "requests": Requests,
}  # fmt: skip
"""By name; each is made with a folder of its own, which is all that it writes to."""
