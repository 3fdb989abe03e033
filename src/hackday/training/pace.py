"""How long the rest will take, judged by the last seconds: the first ones go into compiling and say nothing."""

import time

WINDOW_SECONDS = 3.0


class Pace:
    """Work done against time, over a sliding window."""

    def __init__(self) -> None:
        self._marks: list[tuple[float, float]] = []  # (when, work done by then)

    def seconds_for(self, left: float, *, done: float) -> float | None:
        """Seconds that `left` units of work take at the present pace, `done` being done; None while nobody can know."""
        now = time.monotonic()
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] >= WINDOW_SECONDS:
            self._marks.pop(0)
        began, before = self._marks[0]
        if done <= before or now - began < WINDOW_SECONDS / 6:
            return None
        return (now - began) * left / (done - before)

    def per_second(self) -> float | None:
        """Units of work a second at the present pace; None while nobody can know."""
        if len(self._marks) < 2:
            return None
        (began, before), (now, done) = self._marks[0], self._marks[-1]
        return None if now - began < WINDOW_SECONDS / 6 or done <= before else (done - before) / (now - began)
