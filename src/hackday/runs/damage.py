"""What is read from a run may be a stranger's, and hold anything in the place of what was written there."""

from collections.abc import Iterator
from contextlib import contextmanager

from hackday.runs.directory import RunError

# What JSON raises in whoever counts on other values in it.
DAMAGE = (LookupError, TypeError, ValueError, AttributeError, OverflowError)


@contextmanager
def undamaged(what: str, then: str) -> Iterator[None]:
    """RunError in the place of what damage raises; `then` is what to do about it.

    As in `undamaged("the figures of this run are", "train it again")`, a block's context or a function's decorator.
    """
    try:
        yield
    except DAMAGE as error:
        raise RunError(f"{what} damaged ({error}); {then}") from None
