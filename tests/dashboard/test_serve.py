"""`hackday watch` as a person starts it: the address, a taken port, Ctrl-C, and no waiting."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPResponse
from pathlib import Path

import pytest

from hackday.dashboard import door, serve
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


@pytest.mark.parametrize("before", [0, 1], ids=["at once", "after a request"])
def test_whoever_sends_a_request_letter_by_letter_is_not_waited_for(
    before: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "WHOLE_SECONDS", 0.5)
    view = watch_server(tmp_path / "runs", LABS)
    with view.in_background(), socket.create_connection(view.listener.getsockname()[:2], timeout=20) as client:
        for _ in range(before):
            client.sendall(b"GET /api/changes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert client.recv(100_000).startswith(b"HTTP/1.1 200")
        with pytest.raises(ConnectionError):  # noqa: PT012 (which letter is the first that is refused is chance)
            for letter in b"GET /api/changes HTTP/1.1\r\nX-Slow: " + b"a" * 200:
                client.sendall(bytes([letter]))
                time.sleep(0.05)


def answered(client: socket.socket) -> int:
    """The status of an answer, which is read to its end."""
    answer = HTTPResponse(client)
    answer.begin()
    answer.read()
    return answer.status


def test_of_too_many_connections_the_oldest_that_nobody_is_answering_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "most_connections", lambda: 3)
    view = watch_server(tmp_path / "runs", LABS)
    with view.in_background(), contextlib.ExitStack() as held:
        place = view.listener.getsockname()[:2]
        clients = [held.enter_context(socket.create_connection(place, timeout=20)) for _ in range(3)]
        clients[0].sendall(b"GET / HT")
        for _ in range(2):
            clients[2].sendall(b"GET /api/changes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert answered(clients[2]) == 200
            with urllib.request.urlopen(f"{view.address}api/changes", timeout=20) as answer:
                assert answer.status == 200
        with contextlib.suppress(ConnectionResetError):  # closed, too: before its piece of a request was read
            assert clients[0].recv(1) == b""
        clients[1].sendall(b"GET /api/changes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert answered(clients[1]) == 200


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
