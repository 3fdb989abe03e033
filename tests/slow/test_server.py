"""The live view under load: 1,000 connections at once, slow clients, ten minutes without a rest. `make test-slow`."""

from pathlib import Path

import pytest

from tests.dashboard.asking import make_run
from tests.dashboard.load import beside_slow_ones, crowd, run, served, soak

CONNECTIONS, SLOW, SOAK_SECONDS = 1000, 300, 600.0
STEADY_BYTES = 20_000_000


@pytest.mark.timeout(3600)
def test_a_thousand_connections_slow_clients_and_a_soak(tmp_path: Path) -> None:
    make_run(tmp_path / "runs", "images/0001-faces", lines=5000)
    with served(tmp_path / "runs") as server:
        answers = run(crowd(server.port, CONNECTIONS))
        assert [status for status, _ in answers] == [200] * CONNECTIONS
        slowest = max(seconds for _, seconds in answers)
        beside = run(beside_slow_ones(server.port, SLOW))
        assert {status for status, _ in beside} == {200}
        assert max(seconds for _, seconds in beside) < 2
        count, memory = run(soak(server, SOAK_SECONDS))
        assert max(memory[10:]) - min(memory[5:10]) < STEADY_BYTES, memory
        assert server.open_files() < 60
    print(f"{CONNECTIONS} connections answered, the slowest after {slowest:.1f} s; {count:,} answers in "  # noqa: T201
          f"{SOAK_SECONDS:.0f} s; memory {min(memory) / 1e6:.0f} to {max(memory) / 1e6:.0f} MB")  # fmt: skip
