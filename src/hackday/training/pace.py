"""How fast the work goes: by the last seconds, for what is told, and on the whole, for what is planned."""

import time

WINDOW_SECONDS = 3.0


class Pace:
    """Work done against time. The first call of `seconds_for` is the start: what was before went into compiling."""

    def __init__(self) -> None:
        self._start: tuple[float, float] | None = None
        self._marks: list[tuple[float, float]] = []  # (when, work done by then), over a sliding window

    def seconds_for(self, left: float, *, done: float) -> float | None:
        """Seconds that `left` units of work take at the present pace, `done` being done; None while nobody can know."""
        now = time.monotonic()
        self._start = self._start or (now, done)
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] >= WINDOW_SECONDS:
            self._marks.pop(0)
        pace = self.per_second()
        return None if pace is None else left / pace

    def per_second(self) -> float | None:
        """Units of work a second at the present pace; None while nobody can know."""
        if len(self._marks) < 2:
            return None
        (began, before), (now, done) = self._marks[0], self._marks[-1]
        return None if now - began < WINDOW_SECONDS / 6 or done <= before else (done - before) / (now - began)

    def done_after(self, seconds: float) -> float | None:
        """The work that will be done so many seconds after the last call of `seconds_for`; None while nobody can know.

        At the pace since the start, pauses for looking and saving included: they will come again. A schedule that
        followed the last seconds would jump to its end in every pause.
        """
        if self._start is None:
            return None
        (began, before), (now, done) = self._start, self._marks[-1]
        if now - began < WINDOW_SECONDS or done <= before:
            return None
        return done + seconds * (done - before) / (now - began)
