"""The clock that all three labs share. It counts, logs, saves, resumes and stops; it never calls back.

A domain writes its own loop and tells the session where it is:

    with Session(run, steps=spec.epochs) as session:
        ...                                      # prepare the data: no part of the minutes
        checkpoint = session.resume()            # the clock starts
        while session.step < session.steps:
            ...                                  # the domain's own forward, backward, step
            session.advance(step, message="…")   # status, at most four times a second
            session.log(validation_loss=loss)    # one metrics line
            if session.save_due():
                session.save(arrays, state)
            if session.stop_requested():
                session.save(arrays, state)
                session.stop()                   # raises Stopped

Leaving the block writes the last status: done, stopped or failed.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from types import FrameType, TracebackType
from typing import Any, NoReturn, Self

import numpy as np

from hackday.errors import HackdayError
from hackday.runs import RunDirectory
from hackday.training.checkpoints import Checkpoint, read_latest, write_checkpoint
from hackday.training.pace import Pace

STATUS_INTERVAL_SECONDS = 0.25
SAVE_INTERVAL_SECONDS = 0.5
SAVE_SHARE = 0.05  # of the time may go into checkpoints


class Stopped(HackdayError):
    """The run was asked to stop and has saved itself. `by_keyboard` tells a Ctrl-C from an empty file `stop`."""

    def __init__(self, run: RunDirectory, by_keyboard: bool) -> None:
        super().__init__(f"{run.called} stopped, saved; go on with: hackday resume {run.called}")
        self.run = run
        self.exit_code = 130 if by_keyboard else 0  # a wish that was granted is no failure


class TrainingFailed(HackdayError):
    """The numbers went out of bounds and nothing helped; the message says what to try."""

    exit_code = 1


class Session:
    """Training `run` from where it is to `steps`, within `minutes` if given. Holds the run for writing."""

    def __init__(self, run: RunDirectory, *, steps: int, minutes: float | None = None) -> None:
        self.run = run
        self.steps = steps
        self.step = 0
        self.seed: int = run.record["seed"]
        self._budget_seconds = None if minutes is None else minutes * 60
        self._seconds_before = 0.0
        self._began = time.monotonic()
        self._status_at = 0.0
        self._saved_at = 0.0
        self._save_seconds = 0.0
        self._interrupted = False
        self._previous_handler: Any = None
        self._status: dict[str, Any] = {"message": "", "seconds_left": None}

    def __enter__(self) -> Self:
        self._claim = self.run.claim()
        self._claim.__enter__()
        try:
            self.run.clear_stop()
            self.run.sweep()
            # Python delivers signals to the main thread alone; elsewhere (a notebook's worker) Ctrl-C is not ours.
            if threading.current_thread() is threading.main_thread():
                self._previous_handler = signal.signal(signal.SIGINT, self._on_interrupt)
            self._began = time.monotonic()
            self._write_status("training")
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._status["seconds_left"] = None
        try:
            if error is None:
                if self._budget_seconds is not None:  # which ended the training, not the number of steps
                    self.steps = self.step
                self._status["message"] = ""
                self._write_status("done")
            elif isinstance(error, Stopped | KeyboardInterrupt):
                self._status["message"] = "stopped on request"
                self._write_status("stopped")
            else:
                # What we say ourselves is a sentence; of anything else the kind of error tells most.
                named = "" if kind is None or isinstance(error, HackdayError) else f"{kind.__name__}: "
                self._status["message"] = f"{named}{error}"[:500]
                self._write_status("failed")
        except OSError:
            if error is None:  # else the first error is the one to tell
                raise
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._previous_handler is not None:
            signal.signal(signal.SIGINT, self._previous_handler)
        self._claim.__exit__(None, None, None)

    def _on_interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if self._interrupted:  # the second Ctrl-C leaves at once; the last checkpoint stands
            raise KeyboardInterrupt
        self._interrupted = True

    @property
    def seconds(self) -> float:
        """Seconds of training so far, those before a resume included."""
        return self._seconds_before + time.monotonic() - self._began

    def resume(self, notices: Iterable[str] = ()) -> Checkpoint | None:
        """The state to go on from, or None for a fresh start. The metrics are cut back to that moment.

        A fresh start warns of `notices` about the data; a resumed run has them among its metrics.

        The clock of the training starts here: data that were prepared before take nothing of the budget of minutes.
        """
        self._began = time.monotonic()
        checkpoint = read_latest(self.run.checkpoints)
        if checkpoint is None:
            self.run.truncate_metrics(0)
            for notice in notices:
                self.warn(notice)
            return None
        self.run.truncate_metrics(checkpoint.metrics_size)
        self.step = checkpoint.step
        self._seconds_before = checkpoint.seconds
        return checkpoint

    def advance(self, step: int, *, message: str = "", seconds_left: float | None = None) -> None:
        """Say where the training is. Cheap: the status file is replaced at most four times a second."""
        self.step = step
        self._status = {"message": message, "seconds_left": seconds_left}
        if time.monotonic() - self._status_at >= STATUS_INTERVAL_SECONDS:
            self._write_status("training")

    def announce(self, message: str) -> None:
        """Say at once what comes next, however lately the status was written: the start of something longer.

        Raises Stopped where the run was asked to stop: what was saved stands, and a resumed run comes here again.
        """
        self.stop_if_asked()
        self._status = {"message": message, "seconds_left": None}
        self._write_status("training")

    def log(self, **figures: float | int | None) -> None:
        """Append one line of figures, with the step and the seconds so far. Values that are not finite become null."""
        clean = {name: value if value is None or np.isfinite(value) else None for name, value in figures.items()}
        self.run.append_metrics({"step": self.step, "seconds": round(self.seconds, 3), **clean})

    def save_due(self, at_least: float | None = None) -> bool:
        """Is the last checkpoint old enough for another: `at_least` so many seconds (None: half a second)?"""
        interval = max(SAVE_INTERVAL_SECONDS if at_least is None else at_least, self._save_seconds / SAVE_SHARE)
        return time.monotonic() - self._saved_at >= interval

    def save(self, arrays: Mapping[str, np.ndarray[Any, Any]], state: Mapping[str, Any] | None = None) -> None:
        """Write a checkpoint of this moment: everything that a resumed run needs to equal an uninterrupted one."""
        began = time.monotonic()
        self.run.sync_metrics()
        checkpoint = Checkpoint(self.step, self.seconds, self.run.metrics_size(), arrays, state or {})
        write_checkpoint(self.run.checkpoints, checkpoint)
        self._saved_at = time.monotonic()
        self._save_seconds = self._saved_at - began

    def stop_requested(self) -> bool:
        """Has Ctrl-C been pressed, or the file `stop` been touched?"""
        return self._interrupted or self.run.stop_requested()

    def warn(self, message: str) -> None:
        """Append a line with a `warning` in plain words among the metrics: every reader of a run meets it."""
        self.run.append_metrics({"step": self.step, "seconds": round(self.seconds, 3), "warning": message})

    def seconds_left(self) -> float | None:
        """Of the budget of minutes; None without one."""
        return None if self._budget_seconds is None else max(0.0, self._budget_seconds - self.seconds)

    def time_is_up(self) -> bool:
        """Is the budget of minutes spent? The domain then ends its training in good order."""
        return self._budget_seconds is not None and self.seconds >= self._budget_seconds

    def seconds_for_rest(self, pace: Pace) -> float | None:
        """Seconds that the steps that are left take, `pace` being of steps; within a budget of minutes what is left of
        it. None while nobody can know."""
        seconds, budget = pace.seconds_for(self.steps - self.step, done=self.step), self.seconds_left()
        return seconds if budget is None else budget

    def replan(self, pace: Pace) -> int:
        """Within a budget of minutes, the number of steps follows the machine's real pace, which is `pace`.

        Returns the steps in all: always one more than are done, as the budget ends a training and not the plan.
        """
        budget = self.seconds_left()
        steps = None if budget is None else pace.done_after(budget)
        if steps is not None:
            self.steps = max(int(steps), self.step + 1)
        return self.steps

    def stop_if_asked(self) -> None:
        """Between the parts of work that is done anew after a resume: leave here if the run was asked to stop."""
        if self.stop_requested():
            self.stop()

    def preparing(self, what: str) -> Callable[[int, int], None]:
        """A callback (done, of) that shows how far preparing `what` has come, and leaves if asked to stop."""
        self.announce(f"preparing {what}")

        def tell(done: int, of: int) -> None:
            self.stop_if_asked()
            self.advance(self.step, message=f"preparing {what}: {done:,} of {of:,}")

        return tell

    def stop(self) -> NoReturn:
        """Leave the loop as stopped; call after saving."""
        raise Stopped(self.run, by_keyboard=self._interrupted)

    def _write_status(self, state: str) -> None:
        self._status_at = time.monotonic()
        self.run.write_status(
            {"state": state, "step": self.step, "steps": self.steps, "seconds": round(self.seconds, 2), **self._status}
        )
