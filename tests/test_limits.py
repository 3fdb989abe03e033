"""What a training will take is told before it begins, and what cannot be is refused before hours have gone into it."""

import sys
from pathlib import Path

import pytest

from hackday import api, limits
from hackday.cli.commands import train
from hackday.limits import DAY, Estimate, Room, TooMuch, check, room_at
from tests.conftest import Command

GB = 10**9
SMALLER = "choose less"
PLENTY = Room(memory=16 * GB, free_memory=12 * GB, free_disk=100 * GB)


def estimate(memory: float = 1, disk: float = 1, seconds: float | None = 60.0) -> Estimate:
    """Of so many gigabytes."""
    return Estimate(round(memory * GB) - 2, 1, 1, round(disk * GB), seconds, SMALLER)


def test_what_fits_is_not_talked_about() -> None:
    assert check(estimate(), PLENTY) == []
    assert check(estimate(seconds=None), PLENTY) == []
    assert check(estimate(memory=10.7, disk=89, seconds=DAY), PLENTY) == []


def test_what_is_tight_or_long_is_asked_about_one_sentence_each() -> None:
    assert check(estimate(memory=11), PLENTY) == ["it needs about 11.0 GB of memory and 12.0 GB are free"]
    assert check(estimate(disk=95), PLENTY) == ["it writes about 95.0 GB and 100.0 GB are free on the disk"]
    assert check(estimate(seconds=30 * 3600), PLENTY) == ["it takes about 30 hours, and no --minutes M ends it earlier"]
    assert check(estimate(seconds=9 * DAY), PLENTY) == ["it takes about 9 days, and no --minutes M ends it earlier"]
    assert len(check(estimate(11, 95, 2 * DAY), PLENTY)) == 3


def test_what_needs_twice_the_machine_is_refused_with_what_would_work() -> None:
    with pytest.raises(TooMuch, match=r"about 33\.0 GB of memory and this machine has 16\.0 GB; choose less"):
        check(estimate(memory=33), PLENTY)
    with pytest.raises(TooMuch, match=r"writes about 201\.0 GB and 100\.0 GB are free on the disk; make room, or"):
        check(estimate(disk=201), PLENTY)


def test_a_machine_that_tells_nothing_is_trusted_but_for_time() -> None:
    unknown = Room(None, None, None)
    assert check(estimate(1000, 1000), unknown) == []
    assert len(check(estimate(1000, 1000, 2 * DAY), unknown)) == 1


def test_this_machine_is_known(tmp_path: Path) -> None:
    room = room_at(tmp_path / "not" / "there" / "yet", tmp_path)
    assert room.free_disk is not None
    assert room.free_disk > 0
    if sys.platform == "linux":
        assert room.memory is not None
        assert room.free_memory is not None
        assert 0 < room.free_memory <= room.memory


def test_small_amounts_are_told_in_megabytes() -> None:
    assert [limits.size(count) for count in (0, 840_000_000, 3_200_000_000)] == ["1 MB", "840 MB", "3.2 GB"]


class TestTrain:
    """`hackday train` on a machine of so much room."""

    @pytest.fixture
    def narrow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Memory enough in all, but hardly any of it free."""
        monkeypatch.setattr(limits, "room_at", lambda *_: Room(memory=16 * GB, free_memory=GB // 5, free_disk=GB))

    @pytest.mark.usefixtures("narrow")
    def test_where_nobody_can_be_asked_it_says_how_to_agree(self, command: Command, tmp_path: Path) -> None:
        outcome = command("train", "addition", "--set", "epochs=1", "--set", "nodes=1")
        assert outcome.code == 2
        said = " ".join(outcome.err.split())
        assert "of memory and 200 MB are free. To train it nevertheless add --yes, or choose fewer" in said
        assert not (tmp_path / "hackday-runs").exists()
        assert not list(tmp_path.rglob("run.json"))

    @pytest.mark.usefixtures("narrow")
    def test_yes_agrees(self, command: Command, tmp_path: Path) -> None:
        settings = ("epochs=1", "nodes=1", "max_sum=16", "seeds=2", "pairs=50", "test_pairs=50")
        outcome = command("train", "addition", "--yes", "-q", *(word for one in settings for word in ("--set", one)))
        assert outcome.code == 0, outcome.err
        assert list(tmp_path.rglob("results.json"))

    @pytest.mark.usefixtures("narrow")
    @pytest.mark.parametrize(("answer", "agreed"), [("y\n", True), ("n\n", False)])
    def test_a_person_is_asked(self, answer: str, agreed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        import click
        from click.testing import CliRunner

        monkeypatch.setattr(train, "_someone_is_there", lambda: True)

        @click.command()
        def asks() -> None:
            train.agree(estimate(1), Path(), yes=False)
            click.echo("it trains")

        outcome = CliRunner().invoke(asks, input=answer)
        assert "large for this machine: it needs about 1.0 GB" in outcome.output
        assert ("it trains" in outcome.output) == agreed

    def test_the_impossible_is_refused_even_with_yes(self, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "room_at", lambda *_: Room(memory=GB // 20, free_memory=None, free_disk=None))
        outcome = command("train", "addition", "--yes")
        assert outcome.code == 2
        assert "this machine has 50 MB" in outcome.err

    @pytest.mark.parametrize("lab", ["addition", "images", "lyrics"])
    def test_a_dry_run_shows_it(self, command: Command, lab: str) -> None:
        told = command("train", lab, "--dry-run").json["estimate"]
        assert 100 < told["memory_mb"] < 4000
        assert 5 < told["disk_mb"] < 2000
        assert 1 < told["seconds"] < DAY
        assert command("train", lab, "--dry-run", "--minutes", "5").json["estimate"]["memory_mb"] > 100


@pytest.mark.parametrize(
    ("lab", "wider"),
    [
        ("addition", ["seeds=400"]),
        ("images", ["generator_widths=256,256,128,64,32", "discriminator_widths=64,128,256,256", "batch_size=64"]),
        ("lyrics", ["layers=2", "hidden=2000", "embedding=1000"]),
    ],
)
def test_more_work_takes_more(lab: str, wider: list[str]) -> None:
    from hackday import domains

    usual, _ = api.plan(lab, settings=[])
    large, _ = api.plan(lab, settings=wider)
    small, big = (domains.lab(lab).estimate(spec, None) for spec in (usual, large))
    assert big.memory_bytes > 1.3 * small.memory_bytes
    assert big.seconds is not None
    assert small.seconds is not None
    assert big.seconds > 2 * small.seconds
