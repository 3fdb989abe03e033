"""Any number of metric lines as a curve of bounded size, which keeps every peak and every dip.

While there are few lines each is a row of its own. When they become many, neighbouring lines share a bucket, and a
bucket is two rows: of every figure the lowest and the highest of its lines, in the order in which they came. Which
values those are does not depend on how the buckets grew, so that a line read alone or among thousands comes to the
same curve.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from hackday.runs.files import is_number

MOST_ROWS = 1024
MOST_NAMES = 64
NOT_FIGURES = ("step", "seconds", "warning")

Pair = tuple[float | None, float | None]
"""The two extremes in the order in which they came; None where no value was finite."""

Row = list[float | bool | None]
"""step, seconds, then a value a name: None where there is no figure, False where it was not a finite number."""


@dataclass
class Bucket:
    """Neighbouring lines: how many, from where to where, and the extremes of each figure."""

    lines: int
    first: tuple[float, float]
    last: tuple[float, float]
    values: dict[str, Pair]

    def absorb(self, later: "Bucket") -> None:
        """Become one with the bucket that follows."""
        self.lines += later.lines
        self.last = later.last
        for name, pair in later.values.items():
            self.values[name] = _extremes([*self.values.get(name, ()), *pair])


@dataclass
class Curves:
    """The figures of all lines so far, in at most MOST_ROWS rows."""

    names: list[str] = field(default_factory=list)
    stride: int = 1
    """Lines a bucket; a power of two."""
    buckets: list[Bucket] = field(default_factory=list)
    lines: int = 0

    def add(self, line: dict[str, Any]) -> None:
        """One line of metrics. A line without a step, or without any figure, adds nothing."""
        step, seconds = line.get("step"), line.get("seconds", 0)
        values: dict[str, float | None] = {
            name: value for name, value in line.items() if name not in NOT_FIGURES and _is_figure(value)
        }
        if not is_number(step) or not is_number(seconds) or not values:
            return
        for name in values:
            if name not in self.names and len(self.names) < MOST_NAMES:
                self.names.append(name)
        here = (float(step), float(seconds))
        one = Bucket(1, here, here, {name: (values[name],) * 2 for name in self.names if name in values})
        self.lines += 1
        if self.buckets and self.buckets[-1].lines < self.stride:
            self.buckets[-1].absorb(one)
        else:
            self.buckets.append(one)
        if len(self.buckets) * (1 if self.stride == 1 else 2) > MOST_ROWS:
            self._coarsen()

    def rows(self, from_bucket: int = 0) -> list[Row]:
        """The rows of all buckets from `from_bucket` on: one a bucket while each line has its own, else two."""
        ends = (0,) if self.stride == 1 else (0, 1)
        return [self._row(bucket, end) for bucket in self.buckets[from_bucket:] for end in ends]

    def complete(self) -> int:
        """How many buckets will not change any more."""
        full = not self.buckets or self.buckets[-1].lines == self.stride
        return len(self.buckets) - (0 if full else 1)

    def spark(self, points: int) -> list[float]:
        """The main curve in about `points` values: the validation loss where there is one, else the first figure."""
        name = main_name(self.names)
        if name is None:
            return []
        values = [bucket.values[name][1] for bucket in self.buckets if name in bucket.values]
        finite = [value for value in values if value is not None]
        taken = min(points, len(finite))
        return [_brief(finite[round(at * (len(finite) - 1) / max(taken - 1, 1))]) for at in range(taken)]

    def _coarsen(self) -> None:
        while len(self.buckets) * 2 > MOST_ROWS:
            self.stride *= 2
            # A new bucket holds the old ones two by two: their lines are counted from the first line on.
            merged = self.buckets[::2]
            for one, later in zip(merged, self.buckets[1::2], strict=False):
                one.absorb(later)
            self.buckets = merged

    def _row(self, bucket: Bucket, end: int) -> Row:
        step, seconds = (bucket.first, bucket.last)[end]
        values = (_shown(bucket.values.get(name), end) for name in self.names)
        return [_brief(step), round(seconds, 2), *values]


def main_name(names: Iterable[str]) -> str | None:
    """The figure that says most in one small line."""
    names = list(names)
    known = [name for name in ("validation_loss", "coverage", "generator_loss") if name in names]
    return next(iter([*known, *(name for name in names if name.startswith("validation_loss/")), *names]), None)


def _shown(pair: Pair | None, end: int) -> float | bool | None:
    if pair is None:
        return None
    value = pair[end]
    return False if value is None else _brief(value)


def _extremes(values: list[float | None]) -> Pair:
    """The lowest and the highest, in the order in which they came."""
    finite = [value for value in values if value is not None]
    if not finite:
        return None, None
    low, high = min(finite), max(finite)
    return (low, high) if finite.index(low) <= finite.index(high) else (high, low)


def _brief(value: float) -> float:
    """Six digits: more than any chart shows, at a third of the bytes."""
    return float(f"{value:.6g}") if abs(value) < 1e6 or value != int(value) else value


def _is_figure(value: object) -> TypeGuard[float | None]:
    return value is None or is_number(value)
