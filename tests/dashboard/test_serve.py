"""`hackday watch` as a person starts it: the address, a taken port, Ctrl-C, and no waiting."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from hackday.dashboard.serve import NoSuchHost, watch_server
from hackday.domains import LABS
from tests.conftest import Command
from tests.dashboard.asking import make_run

WATCHED_WATCH = """
import atexit, sys
from hackday.cli import main
atexit.register(lambda: print("torch" in sys.modules, "numba" in sys.modules))
main()
"""


def test_the_view_runs_beside_other_work_and_ends_with_it(tmp_path: Path) -> None:
    make_run(tmp_path / "runs")
    view = watch_server(tmp_path / "runs", LABS)
    with view.in_background(), urllib.request.urlopen(f"{view.address}api/changes", timeout=20) as answer:
        assert b"images/0001-faces" in answer.read()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(view.address, timeout=5)


def test_a_taken_port_is_told_before_anything_else(command: Command, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        outcome = command("watch", "--runs", str(tmp_path), "--port", str(other.getsockname()[1]))
    assert (outcome.code, outcome.out) == (2, "")
    assert "the port is taken by another program; name another with --port" in outcome.err


@pytest.mark.parametrize("host", ["no.such.host.invalid", "198.51.100.7"])
def test_a_host_that_is_not_this_machine_is_refused(host: str, tmp_path: Path) -> None:
    with pytest.raises(NoSuchHost, match=r"0\.0\.0\.0"):
        watch_server(tmp_path, LABS, host=host)


def test_a_view_for_others_has_its_token_in_the_address(tmp_path: Path) -> None:
    view = watch_server(tmp_path, LABS, host="0.0.0.0")
    view.listener.close()
    assert "/?token=" in view.address
    assert "0.0.0.0" not in view.address
    loopback = watch_server(tmp_path, LABS)
    loopback.listener.close()
    assert loopback.address.startswith("http://127.0.0.1:")
    assert loopback.address.endswith("/")


def test_ctrl_c_ends_it_cleanly_and_torch_was_never_needed(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = subprocess.Popen(
        [sys.executable, "-c", WATCHED_WATCH, "watch", "--runs", "missing"],
        cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    )  # fmt: skip
    assert started.stderr is not None
    words = [started.stderr.readline().decode() for _ in range(2)]
    assert "missing/ does not exist yet" in words[0]
    address = words[1].split()[0]
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}api/changes", timeout=20) as answer:
                assert b'"exists":false' in answer.read()
            break
        except OSError:
            time.sleep(0.1)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=30)
    assert (started.returncode, out, err) == (0, b"False False\n", b"")
