"""A kill at the worst moments of each lab, a full disk, a read-only place, two resumes at once: nothing is lost.

The long form is tests/slow/test_crashes.py; the figures are in docs/promises.md.
"""

from collections.abc import Iterator

import pytest

from tests.crashes.faults import FULL, KILL, READ_ONLY, Fault, Kind
from tests.crashes.remains import only_run
from tests.crashes.settings import LABS
from tests.crashes.trials import CRITICAL, Trials


@pytest.fixture(scope="module", params=LABS)
def trials(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    with Trials(request.param, tmp_path_factory.mktemp("crashes") / "trials") as trials:
        yield trials


def test_all_critical_places_occur_in_an_untroubled_training(trials: Trials) -> None:
    assert all(trials.moments(place) for place in CRITICAL)


def test_figures_are_on_the_disk_before_the_checkpoint_that_counts_on_them(trials: Trials) -> None:
    changes = [change for change in trials.changes if "metrics.jsonl" in change or "rename" in change]
    for place, change in enumerate(changes):
        if change.startswith("rename") and "/checkpoints/" in change:
            before = [one for one in changes[:place] if "metrics.jsonl" in one]
            assert not before or before[-1].startswith("fsync")


@pytest.mark.parametrize("place", ["a metrics line", "a checkpoint", "the export"])
def test_killed_at_a_critical_place_it_goes_on_to_the_same_bytes(place: str, trials: Trials) -> None:
    moments = trials.moments(place)
    trials.killed(moments[len(moments) * 2 // 3], place)


def test_killed_before_its_record_is_written_there_is_no_run_and_its_number_is_free(trials: Trials) -> None:
    at = trials.moments("the first second")[-1]
    runs = trials.fresh()
    assert trials.nursery.train(runs, fault=Fault(at, KILL)).killed
    assert only_run(runs, trials.lab) is None
    trials.finish(runs, "killed in the first second")
    trials.assert_whole(runs, "killed in the first second")


@pytest.mark.parametrize("kind", [FULL, READ_ONLY])
def test_a_place_that_cannot_be_written_is_a_sentence_and_later_a_whole_run(kind: Kind, trials: Trials) -> None:
    trials.refused(trials.moments("a checkpoint")[2], kind)


def test_of_two_that_resume_at_once_one_wins_and_the_other_says_so(trials: Trials) -> None:
    trials.resumed_by_two(trials.moments("a checkpoint")[4])


def test_a_clock_that_was_set_back_changes_nothing(trials: Trials) -> None:
    trials.clock_set_back(trials.moments("the export")[0])
