"""Serving the live view: on this machine alone, or, where a host is named, to whoever has the token."""

import contextlib
import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from hackday.dashboard.app import watch_app
from hackday.dashboard.door import Client, Door, most_connections
from hackday.dashboard.guard import LOOPBACK_NAMES, Access
from hackday.dashboard.watched import LabFigures
from hackday.dashboard.watcher import Watcher
from hackday.errors import HackdayError
from hackday.sockets import LOOPBACK, open_socket

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (named to be told apart, and only served with a token)
GOODBYE_SECONDS = 3


class NoSuchHost(HackdayError):
    """The machine has no such address to listen at."""


@dataclass(frozen=True)
class LiveView:
    """A server that is ready to run, and what to open."""

    server: uvicorn.Server
    listener: socket.socket
    address: str

    def run(self) -> None:
        """Serve until Ctrl-C, or until `server.should_exit` is set."""
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a server ends, not a mishap
            self.server.run(sockets=[self.listener])

    @contextlib.contextmanager
    def in_background(self) -> Iterator[None]:
        """Serve while the block runs."""
        thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.server.should_exit = True
            thread.join()


def watch_server(
    runs: Path, labs: Mapping[str, LabFigures], *, host: str = LOOPBACK, port: int | None = None
) -> LiveView:
    """The live view of `runs` (which need not exist yet), listening at once; `port` None: the first free from 8000.

    OSError if the port is taken, NoSuchHost if this machine has no such address.
    """
    try:
        listener = open_socket(port, host)
    except socket.gaierror:
        raise NoSuchHost(
            f"--host {host[:60]} is no address; use a name or number of this machine, or 0.0.0.0"
        ) from None
    except OSError as error:
        if host != LOOPBACK and error.errno not in _port_errors():
            raise NoSuchHost(
                f"this machine cannot listen at --host {host[:60]} ({error.strerror}); use one of its own names or "
                "numbers, or 0.0.0.0 for all of them"
            ) from None
        raise
    number = listener.getsockname()[1]
    access = access_for(host, listener.getsockname()[0], number)
    app = watch_app(Watcher(runs, labs), access)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=GOODBYE_SECONDS,
                            ws="none", server_header=False, loop="asyncio", http=Client)  # fmt: skip
    server = uvicorn.Server(config)
    door = Door(listener, most_connections(), server.server_state.connections)
    token = f"?token={access.token}" if access.token is not None else ""
    return LiveView(server, door, f"http://{_spoken(host)}:{number}/{token}")


def access_for(host: str, address: str, port: int) -> Access:
    """Who may see a view that listens at `address`: this machine, or whoever has a token made now."""
    cookie = f"hackday-watch-{port}"  # cookies do not tell ports apart
    if address in LOOPBACK_NAMES or address.startswith("127."):
        return Access(LOOPBACK_NAMES | {host.lower(), address}, cookie=cookie)
    names = {host.lower(), address}
    if host in EVERYWHERE:
        own = socket.gethostname().lower()
        names |= {own, f"{own}.local", socket.getfqdn().lower()}
    return Access(LOOPBACK_NAMES | names, any_number=host in EVERYWHERE, token=secrets.token_urlsafe(24), cookie=cookie)


def _port_errors() -> set[int]:
    import errno

    return {errno.EADDRINUSE, errno.EACCES}


def _spoken(host: str) -> str:
    """How the host is written in an address; listening everywhere, the number under which others reach this machine."""
    if host in EVERYWHERE:
        host = _own_number()
    return f"[{host}]" if ":" in host else host


def _own_number() -> str:
    """The number of this machine in its network, else its name. Nothing is sent: the socket only chooses a way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(("192.0.2.1", 9))
            return str(way.getsockname()[0])
        except OSError:
            return socket.gethostname()
