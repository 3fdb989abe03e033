"""The same seed gives the same bytes, and run.json alone is enough to train a run again."""

import shutil
from pathlib import Path

import pytest

from hackday.runs import RunDirectory
from tests.conftest import Command
from tests.crashes.remains import differing, only_run, outcome, remains
from tests.crashes.settings import LABS, training


@pytest.fixture(scope="module", params=LABS)
def lab(request: pytest.FixtureRequest) -> str:
    """The name of a lab."""
    return str(request.param)


@pytest.fixture(scope="module")
def original(lab: str, tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    """A finished run of `lab` with a seed and a setting of its own."""
    from hackday.cli import group
    from hackday.cli.errors import exit_code

    runs = tmp_path_factory.mktemp("original")
    assert exit_code(group, [*training(lab), "--seed", "7", "--quiet", "--runs", str(runs)]) == 0
    return found(runs, lab)


def found(runs: Path, lab: str) -> RunDirectory:
    """The one run in there."""
    run = only_run(runs, lab)
    assert run is not None
    return run


def test_the_same_words_give_the_same_bytes(lab: str, original: RunDirectory, command: Command, tmp_path: Path) -> None:
    assert command(*training(lab), "--seed", "7", "--quiet", "--runs", str(tmp_path / "again")).code == 0
    assert outcome(found(tmp_path / "again", lab)) == outcome(original)


def test_run_json_alone_is_enough_to_train_it_again(
    lab: str, original: RunDirectory, command: Command, tmp_path: Path
) -> None:
    bare = tmp_path / "bare" / lab / original.path.name
    bare.mkdir(parents=True)
    shutil.copy(original.path / "run.json", bare)
    again = tmp_path / "again"
    told = command("train", lab, "--like", str(bare), "--quiet", "--runs", str(again))
    assert told.code == 0, told.err
    assert outcome(found(again, lab)) == outcome(original)
    assert found(again, lab).record["seed"] == 7
    assert [path.name for path in bare.iterdir()] == ["run.json"]


def test_another_seed_gives_other_weights(lab: str, original: RunDirectory, command: Command, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert command(*training(lab), "--seed", "8", "--quiet", "--runs", str(other)).code == 0
    assert outcome(found(other, lab)) != outcome(original)


def test_a_run_published_twice_is_the_same_site(
    lab: str, original: RunDirectory, command: Command, tmp_path: Path
) -> None:
    sites = [tmp_path / name for name in ("one", "other")]
    for site in sites:
        assert command("publish", str(original.path), "--out", str(site), "--onnx").code == 0
    one, other = map(remains, sites)
    assert len(one) > 3, lab
    assert differing(one, other) == []
