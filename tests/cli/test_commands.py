"""The commands as a person types them."""

import csv
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hackday import api
from hackday.api import Run
from hackday.runs import RunDirectory
from tests.conftest import Command

TRAIN = ["train", "addition", "--set", "nodes=2", "--set", "max_sum=16", "--set", "epochs=3", "--set", "pairs=100"]


def test_help_answers_within_the_third_of_a_second_and_loads_nothing_heavy() -> None:
    probe = "import sys, hackday.cli; from hackday.cli.errors import exit_code\n"
    probe += "code = exit_code(hackday.cli.group, ['--help'])\n"
    probe += "print([name for name in ('numpy', 'numba', 'torch', 'matplotlib', 'rich') if name in sys.modules], code)"
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        answer = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
        seconds.append(time.perf_counter() - began)
        assert answer.stdout.splitlines()[-1] == "[] 0"
    assert min(seconds) < 0.3


def test_train_show_list_sample_compare_publish(command: Command, tmp_path: Path) -> None:
    trained = command(*TRAIN)
    assert trained.code == 0
    assert "2 nodes" in trained.out
    assert "addition/1 is done" in trained.err

    assert command("list", "--json").json["runs"][0]["state"] == "done"
    assert "addition/1" in command("list").out
    shown = command("show", "addition", "--json").json
    assert shown["run"]["spec"]["nodes"] == [2]
    assert shown["results"]["networks"][0]["hidden"] == 2
    assert "learning_rate" in command("show", "addition/1").out

    answers = command("sample", "addition", "2 + 2", "--json").json
    assert [(one["a"], one["b"], one["sum"], len(one["hidden"])) for one in answers] == [(2, 2, 4, 2)]
    assert "2 + 2 = 4, says:" in command("sample", "addition", "2+2=?").out
    assert "-3 + 5 = 2, says:" in command("sample", "addition", "-3", "+", "5").out

    assert command(*TRAIN, "--seed", "1", "--quiet").out.strip().endswith("0002-post")
    compared = command("compare", "addition/1", "addition/2", "--json").json
    assert compared["settings"] == {"seed": [0, 1]}
    assert len(compared["figures"][0]["values"]) == 2
    assert "What came of it" in command("compare", "addition/1", "addition/2").out

    assert command("publish", "addition/1", "addition/2", "--out", "site").code == 0
    assert (tmp_path / "site" / "index.html").exists()
    assert command("publish", "addition", "--single-file", "page.html").out.strip() == "page.html"
    assert "the one that also had addition/1" in command("publish", "addition/2", "--out", "site").err


def test_quiet_prints_the_path_and_nothing_else(command: Command) -> None:
    outcome = command(*TRAIN, "--quiet")
    assert (outcome.out, outcome.err) == ("runs/addition/0001-post\n", "")


def test_like_takes_settings_and_seed_from_another_run(command: Command) -> None:
    command(*TRAIN, "--seed", "7", "-q")
    command("train", "addition", "--like", "addition/1", "-q")
    one, two = (command("show", f"addition/{number}", "--json").json for number in (1, 2))
    assert one["run"]["spec"] == two["run"]["spec"]
    assert one["results"]["networks"] == two["results"]["networks"]


def test_dry_run_shows_the_settings_and_makes_nothing(command: Command, tmp_path: Path) -> None:
    plan = command("train", "addition", "--preset", "solved", "--set", "seeds=3", "--dry-run").json
    assert plan["settings"]["method"] == "projection"
    assert plan["settings"]["seeds"] == 3
    assert set(plan["presets"]) >= {"post", "solved", "linear", "nau"}
    assert not list(tmp_path.iterdir())


def test_samples_go_into_files(command: Command, small_run: Run, tmp_path: Path) -> None:
    assert command("sample", str(small_run.path), "-n", "3", "-o", "answers.csv").code == 0
    with (tmp_path / "answers.csv").open() as file:
        assert len(list(csv.reader(file))) == 1 + 3 * 4
    command("sample", str(small_run.path), "1 + 2", "-o", "answers.json")
    assert len(json.loads((tmp_path / "answers.json").read_text())) == 4


def test_samples_depend_on_their_seed(command: Command, small_run: Run) -> None:
    drawn = [command("sample", str(small_run.path), "-n", "5", "--seed", seed, "--json").out for seed in "001"]
    assert drawn[0] == drawn[1] != drawn[2]


def test_data_list_describe_make(command: Command, tmp_path: Path) -> None:
    assert "pairs:65536" in command("data", "list").out
    assert "0 … 7" in command("data", "describe", "pairs:16").out
    made = command("data", "make", "pairs:16", "--out", "here")
    rows = (tmp_path / made.out.strip()).read_text().splitlines()
    assert rows[0] == "a,b,sum"
    assert len(rows) == 10_001
    assert all(int(a) + int(b) == int(total) for a, b, total in (row.split(",") for row in rows[1:]))


def test_resume_of_a_finished_run_says_so(command: Command, small_run: Run) -> None:
    outcome = command("resume", str(small_run.path))
    assert outcome.code == 0
    assert "done already" in outcome.err


def test_a_run_whose_process_died_is_listed_as_interrupted(command: Command, tmp_path: Path) -> None:
    command(*TRAIN, "-q")
    path = tmp_path / "runs" / "addition" / "0001-post" / "status.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "state": "training"}))
    assert command("list", "--json").json["runs"][0]["state"] == "interrupted"


@pytest.mark.parametrize("option", [("--artists", "Queen"), ("--min-songs", "5"), ("--max-songs", "5")])
def test_what_chooses_songs_is_refused_by_the_other_labs(command: Command, option: tuple[str, str]) -> None:
    outcome = command("train", "addition", *option)
    assert outcome.code == 2
    assert "for songs" in outcome.err


def test_artists_are_named_one_after_another_or_in_a_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "bands.txt").write_text("Rust Kitchen\n\nMother Thimble\n", encoding="utf-8")
    for given in (["Rust Kitchen", "Mother Thimble"], [str(tmp_path / "bands.txt")]):
        plan = command("train", "lyrics", "--dry-run", "--artists", *given).json
        assert plan["settings"]["artists"] == ["Rust Kitchen", "Mother Thimble"]
    stray = command("train", "lyrics", "Rust Kitchen")
    assert (stray.code, "one word too many" in stray.err) == (2, True)


def test_the_csv_holds_every_network_in_plain_numbers(small_run: Run) -> None:
    with (small_run.path / "artifacts" / "table.csv").open() as file:
        rows = list(csv.DictReader(file))
    networks = (small_run.results or {})["networks"]
    assert [float(row["mse"]) for row in rows] == [network["mse"] for network in networks]
    assert [int(row["worst_a"]) for row in rows] == [network["worst_pair"]["a"] for network in networks]


def test_what_a_run_lacks_comes_with_a_way_to_come_by_it(command: Command, small_run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "runs" / "addition" / small_run.path.name
    shutil.copytree(small_run.path, copy)
    (copy / "results.json").unlink()
    (copy / "export" / "page.json").unlink()
    (copy / "export" / "model.safetensors").unlink()
    again = "train it again: hackday train addition --like addition/1"
    assert again in command("show", str(copy)).err
    assert again in command("publish", str(copy), "--out", str(tmp_path / "site")).err
    assert again in command("sample", str(copy), "1 + 1").err
    status = json.loads((copy / "status.json").read_text())
    (copy / "status.json").write_text(json.dumps(status | {"state": "stopped"}))
    assert "finish it: hackday resume addition/1" in command("show", str(copy)).err
    with RunDirectory(copy).claim():
        assert "wait until it is trained" in command("show", str(copy)).err


def test_a_lab_is_asked_by_its_newest_finished_run(command: Command, small_run: Run, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    shutil.copytree(small_run.path, runs / "addition" / "0001-post")
    api.create("addition", small_run.spec, preset="post", seed=0, runs=runs)
    where = ("--runs", str(runs))
    assert command("sample", "addition", "1 + 1", *where).code == 0
    assert command("publish", "addition", "--out", str(tmp_path / "site"), *where).code == 0
    assert "addition/2" in command("show", "addition", *where).out


def test_a_length_of_ones_own_takes_the_place_of_the_minutes_of_another_run(
    command: Command, small_run: Run, tmp_path: Path
) -> None:
    run = api.create("addition", small_run.spec, preset="post", seed=0, minutes=2, runs=tmp_path / "runs")
    like = ("train", "addition", "--like", str(run.path), "--dry-run")
    assert command(*like).json["minutes"] == 2
    assert command(*like, "--set", "pairs=200").json["minutes"] == 2
    assert command(*like, "--set", "epochs=3").json["minutes"] is None
    assert command(*like, "--set", "epochs=3", "--minutes", "1").json["minutes"] == 1
