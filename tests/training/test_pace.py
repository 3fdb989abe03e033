"""What is told follows the last seconds; what is planned follows the whole, or it would jump in every pause."""

import pytest

from hackday.training import pace as module
from hackday.training.pace import WINDOW_SECONDS, Pace


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        """Its time."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def work(pace: Pace, clock: Clock, done: float, seconds: float, per_second: float = 10) -> float:
    """Go on at a steady pace; returns what is done."""
    for _ in range(round(seconds * per_second)):
        clock.now += 1 / per_second
        done += 1
        pace.seconds_for(0, done=done)
    return done


def test_a_steady_pace_is_told_and_planned_with(clock: Clock) -> None:
    pace = Pace()
    assert pace.per_second() is None
    assert pace.done_after(10) is None
    assert pace.seconds_for(90, done=10) is None, "one look tells no pace"
    done = work(pace, clock, 10, 5)
    assert pace.seconds_for(40, done=done) == pytest.approx(4)
    assert pace.per_second() == pytest.approx(10)
    assert pace.done_after(10) == pytest.approx(done + 100)


def test_what_is_told_follows_the_last_seconds(clock: Clock) -> None:
    pace = Pace()
    done = work(pace, clock, 0, 20)
    work(pace, clock, done, WINDOW_SECONDS + 1, per_second=2)
    assert pace.per_second() == pytest.approx(2, rel=0.1)


def test_a_plan_is_not_turned_over_by_a_pause(clock: Clock) -> None:
    """A budget of 600 s, and a pause of 4 s after every 30: the share that is done grows steadily to 1."""
    pace, done, end, shares = Pace(), 0.0, clock.now + 600, []
    pace.seconds_for(0, done=done)
    while clock.now < end:
        done = work(pace, clock, done, 30)
        clock.now += 4
        for _ in range(5):
            done = work(pace, clock, done, 0.1)
            planned = pace.done_after(max(end - clock.now, 0))
            assert planned is not None
            shares.append((done / planned, 1 - max(end - clock.now, 0) / 600))
    assert all(share == pytest.approx(time, abs=0.01) for share, time in shares)
