"""The live view stands a crowd, slow clients and steady work. The long form is tests/slow/test_server.py."""

import sys
from pathlib import Path

import pytest

from hackday.dashboard.door import WHOLE_SECONDS
from tests.dashboard.asking import make_run
from tests.dashboard.load import beside_half_requests, beside_slow_ones, crowd, run, served, soak

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and open files are told by Linux alone")
CONNECTIONS, SLOW, SOAK_SECONDS = 200, 50, 3.0
FILES, HALF_REQUESTS = 256, 300


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A run with some lines."""
    make_run(tmp_path / "runs", "images/0001-faces", lines=50)
    return tmp_path / "runs"


def test_a_crowd_slow_clients_and_steady_work(runs: Path) -> None:
    with served(runs) as server:
        answers = run(crowd(server.port, CONNECTIONS))
        assert [status for status, _ in answers] == [200] * CONNECTIONS
        answers = run(beside_slow_ones(server.port, SLOW))
        assert {status for status, _ in answers} == {200}
        assert max(seconds for _, seconds in answers) < 10
        count, memory = run(soak(server, SOAK_SECONDS))
        assert count > 20
        assert memory[-1] < memory[4] + 30_000_000
        assert server.open_files() < 60


def test_who_asks_is_let_in_beside_more_half_requests_than_there_can_be_open_files(runs: Path) -> None:
    with served(runs, files=FILES) as server:
        answers, seconds = run(beside_half_requests(server.port, HALF_REQUESTS))
        assert [status for status, _ in answers] == [200, 200]
        assert max(seconds for _, seconds in answers) < 5
        assert seconds < 3 * WHOLE_SECONDS, "half a request is closed in time"
        assert server.open_files() < 60
