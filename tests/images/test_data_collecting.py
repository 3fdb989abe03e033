"""Files are read by as many threads as there are cores for us."""

import os
import threading
import time

import pytest

from hackday.images.data.collecting import in_order


def test_work_is_done_on_our_cores_alone_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container or a batch system may leave two of many."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 32)
    workers = set()

    def work(item: int) -> int:
        workers.add(threading.get_ident())
        time.sleep(0.002)
        return item

    assert list(in_order(work, range(50))) == list(range(50))
    assert len(workers) == 2
