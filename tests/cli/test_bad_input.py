"""Whatever is typed, and whatever is on disk: a message that helps, the right exit code, never a traceback."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hackday import api
from hackday.addition.export import read_exported
from hackday.api import Run
from hackday.images.trained import read_trained as read_generator
from hackday.lyrics.spec import LyricsSpec
from hackday.lyrics.trained import read_trained as read_writer
from hackday.runs import RunDirectory, RunError, files
from hackday.specs import SpecError
from hackday.training.checkpoints import Checkpoint, write_checkpoint
from tests.conftest import Command


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "addition", "--set", "nodse=3"], "did you mean 'nodes'"),
        (["train", "addition", "--set", "nodes=0"], "nodes=0 is not possible: a hidden layer has 1 to 256 nodes"),
        (["train", "addition", "--set", "nodes="], "names nothing"),
        (["train", "addition", "--set", "nodes=2,2"], "names the same value twice"),
        (["train", "addition", "--set", "max_sum=-3"], "max_sum=-3 is not possible"),
        (["train", "addition", "--set", "max_sum=17"], "even number"),
        (["train", "addition", "--set", "epochs=0"], "epochs=0 is not possible"),
        (["train", "addition", "--set", "epochs=many"], "epochs=many is not a whole number"),
        (["train", "addition", "--set", "learning_rate=-1"], "learning_rate=-1"),
        (["train", "addition", "--set", "validation_share=1"], "validation_share"),
        (["train", "addition", "--set", "seeds=10001"], "seeds=10001"),
        (["train", "addition", "--set", "seeds=9999"], "at most"),
        (["train", "addition", "--preset", "sloved"], "did you mean 'solved'"),
        (["train", "addition", "--preset", "solved", "--set", "biases=true"], "without biases"),
        (["train", "addition", "--seed", "-1"], "seed=-1 is not possible"),
        (["train", "addition", "--minutes", "0"], "minutes=0 is not possible"),
        (["train", "addition", "--minutes", "nan"], "minutes=nan is not possible"),
        (["train", "addition", "--data", "songs.csv"], "draws its own pairs"),
        (["train", "addition", "--like", "addition/5"], "there are no addition runs"),
        (["train", "subtraction"], "there is no lab 'subtraction'. Known: addition, images, lyrics"),
        (["train"], "Missing argument"),
        (["tarin"], "did you mean 'train'"),
        (["show", "addition/5"], "there are no addition runs"),
        (["show", "nowhere"], "there is no run 'nowhere'"),
        (["sample", "addition", "2 + 2"], "there are no addition runs"),
        (["resume", "addition"], "there are no addition runs"),
        (["publish", "addition", "--out", "x"], "there are no addition runs"),
        (["publish", "addition"], "say where"),
        (["compare", "addition"], "there are no addition runs"),
        (["data", "describe", "paris:16"], "did you mean 'pairs:16'"),
        (["data", "make", "pairs:99", "--out", "x"], "there is no data set"),
        (["demo", "--port", "0"], "not in the range"),
    ],
)
def test_wrong_words_are_answered_with_what_would_work(
    command: Command, tmp_path: Path, arguments: list[str], words: str
) -> None:
    outcome = command(*arguments)
    assert outcome.code == 2
    assert words in " ".join(outcome.err.split())
    assert "Traceback" not in outcome.err
    assert not list(tmp_path.iterdir()), "nothing is left behind"


@pytest.mark.parametrize(
    "prompt",
    ["", "2", "two + two", "2 + ", "2 - 2", "2.5 + 1", "1" * 40 + " + 1", "2 + 2; rm", "²+²", "<script>", "\x00"],
)
def test_a_prompt_that_is_no_sum_is_a_message(command: Command, small_run: Run, prompt: str) -> None:
    outcome = command("sample", str(small_run.path), prompt)
    assert outcome.code == 2
    assert 'write for example "2 + 2"' in outcome.err


def test_sampling_into_a_file_of_unknown_kind_is_refused(command: Command, small_run: Run) -> None:
    assert command("sample", str(small_run.path), "2 + 2", "-o", "x.png").code == 2


def copy_of(run: Run, tmp_path: Path) -> Path:
    return Path(shutil.copytree(run.path, tmp_path / "copy"))


def unfinished(run: Run, tmp_path: Path) -> Path:
    """A copy of the run that says it was stopped."""
    path = copy_of(run, tmp_path)
    status = json.loads((path / "status.json").read_text())
    (path / "status.json").write_text(json.dumps({**status, "state": "stopped"}))
    return path


@pytest.mark.parametrize("name", ["metrics.jsonl", "checkpoints", "export", "artifacts"])
def test_resume_writes_through_no_link_of_a_strangers_run(
    command: Command, small_run: Run, tmp_path: Path, name: str
) -> None:
    path = unfinished(small_run, tmp_path)
    outside = (path / name).rename(tmp_path / "outside")
    (path / name).symlink_to(outside)
    files = [outside] if outside.is_file() else [file for file in sorted(outside.rglob("*")) if file.is_file()]
    before = [(file, file.read_bytes()) for file in files]
    outcome = command("resume", str(path), "--quiet")
    assert outcome.code == 2
    assert f"{path / name} is a link" in outcome.err
    assert [(file, file.read_bytes()) for file in files] == before


def test_resume_from_a_checkpoint_of_impossible_figures_is_a_message(
    command: Command, small_run: Run, tmp_path: Path
) -> None:
    path = unfinished(small_run, tmp_path)
    write_checkpoint(path / "checkpoints", Checkpoint(10**7, -1.0, 0, {}, {}))
    outcome = command("resume", str(path), "--quiet")
    assert outcome.code == 2
    assert "is damaged: seconds is -1.0" in outcome.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("read", [read_exported, read_generator, read_writer])
def test_a_pipe_in_the_place_of_weights_is_not_waited_for(
    small_run: Run, tmp_path: Path, read: Callable[[RunDirectory], object]
) -> None:
    path = copy_of(small_run, tmp_path)
    (path / "export" / "model.safetensors").unlink()
    os.mkfifo(path / "export" / "model.safetensors")
    with pytest.raises(RunError, match="it is no file"):
        read(RunDirectory(path))


@pytest.mark.parametrize("damage", ["missing", "empty", "noise", "truncated"])
@pytest.mark.parametrize(
    "name", ["run.json", "export/model.safetensors", "export/page.json", "results.json", "status.json"]
)
def test_a_damaged_run_is_a_message_whatever_is_asked_of_it(
    command: Command, small_run: Run, tmp_path: Path, name: str, damage: str
) -> None:
    path = copy_of(small_run, tmp_path)
    file = path / name
    content = file.read_bytes()
    match damage:
        case "missing":
            file.unlink()
        case "empty":
            file.write_bytes(b"")
        case "noise":
            file.write_bytes(bytes((7 * i * i + 13) % 256 for i in range(999)))
        case _:
            file.write_bytes(content[: len(content) // 2])
    questions = [
        ["show"],
        ["show", "--json"],
        ["sample", "2 + 2"],
        ["publish", "--single-file", "page.html"],
        ["compare", str(path)],
    ]
    for verb, *rest in questions:
        outcome = command(verb, str(path), *rest)
        assert outcome.code in (0, 2), (verb, outcome.err)
        assert outcome.code == 0 or outcome.err.startswith("hackday: ")
    if name == "run.json":
        assert command("show", str(path)).code == 2
    if name == "export/page.json":
        assert command("publish", str(path), "--single-file", "page.html").code == 2
        assert not (tmp_path / "page.html").exists()


def test_a_full_disk_ends_with_code_1_and_a_resumable_run(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = files.replace_bytes

    def full(path: Path, content: bytes) -> None:
        if path.suffix == ".safetensors" and path.parent.name == "export":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        whole(path, content)

    words = ["train", "addition", "--set", "nodes=2", "--set", "max_sum=16", "--set", "epochs=3", "--set", "pairs=100"]
    with monkeypatch.context() as patch:
        patch.setattr("hackday.addition.export.replace_bytes", full)
        outcome = command(*words)
    assert outcome.code == 1
    assert "the disk is full" in outcome.err
    assert command("list", "--json").json["runs"][0]["state"] == "failed"
    assert command("resume", "addition").code == 0
    assert command("list", "--json").json["runs"][0]["state"] == "done"
    assert not list((tmp_path / "runs").rglob("*.tmp"))


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX systems")
def test_a_place_without_permission_is_a_message(tmp_path: Path) -> None:
    """As another user where we are root, because root may write everywhere."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    tmp_path.chmod(0o755)
    code = "import os, sys\n"
    code += "sys.path[:0] = sys.argv[1].split(os.pathsep)\n"
    code += "from hackday.cli import group\nfrom hackday.cli.errors import exit_code\nfrom hackday import api\n"
    code += "exit_code(group, ['train', 'addition', '--dry-run'])  # loads all that the other user may not read\n"
    code += "os.setuid(65534) if os.getuid() == 0 else None\n"
    code += "sys.exit(exit_code(group, ['train', 'addition', '--runs', sys.argv[2]]))"
    arguments = [sys.executable, "-c", code, os.pathsep.join(sys.path), str(locked / "runs")]
    outcome = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd="/")
    assert "no permission to write" in outcome.stderr, outcome.stderr
    assert outcome.returncode == 2


def test_a_runs_directory_that_is_a_file_is_a_message(command: Command, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    outcome = command("train", "addition", "--runs", str(tmp_path / "taken"))
    assert outcome.code == 2
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_training_that_cannot_begin_leaves_no_run(command: Command, tmp_path: Path) -> None:
    songs = tmp_path / "songs.csv"
    songs.write_text("artist,song,text\nA,B,hello world\n")
    outcome = command("train", "lyrics", "--data", str(songs))
    assert outcome.code == 2
    assert "has 0 usable songs" in outcome.err
    with pytest.raises(SpecError, match="has 0 usable songs"):
        api.train("lyrics", data=songs, runs=tmp_path / "runs")
    assert command("list", "--json").json == {"runs": [], "unreadable": []}


def test_a_run_that_had_begun_is_kept_when_its_data_go(command: Command, tmp_path: Path) -> None:
    """A data set that is gone can come back; what was learned is not thrown away."""
    run = api.create("lyrics", LyricsSpec(data=str(tmp_path / "gone.csv")), preset="songbook", seed=0,
                             runs=tmp_path / "runs")  # fmt: skip
    run.directory.checkpoints.mkdir()
    with pytest.raises(SpecError), api.discarded_if_impossible(run):
        api.go(run)
    assert command("list", "--json").json["runs"][0]["state"] == "failed"
