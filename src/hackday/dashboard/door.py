"""Clients that come and never go on: whoever keeps a connection waiting makes room for whoever asks.

A request is to be whole within some seconds, and the connections held at a time are fewer than the files that this
process may have open. Who comes then is let in all the same, and who has been here longest goes: those with half a
request or none before those that are being answered.
"""

import asyncio
import errno
import socket
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 1000
OTHER_FILES = 64
"""Files that are no connections: those of the runs, and of Python itself."""
WHOLE_SECONDS = 10.0
"""For a request, from the beginning of its connection or from its own first byte."""


class Client(H11Protocol):
    """A connection as uvicorn serves it, which is closed when its request does not become whole in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It waits for a request from now on."""
        self.since = self.loop.time()
        self._deadline: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is expected any more."""
        self._relax()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A piece of a request, perhaps its last."""
        if self.idle and self._deadline is None:
            self._expect()
        super().data_received(data)
        if not self.idle:
            self._relax()

    @property
    def idle(self) -> bool:
        """Is no request of it being answered?"""
        return self.cycle is None or self.cycle.response_complete

    def _expect(self) -> None:
        self._deadline = self.loop.call_later(WHOLE_SECONDS, self.transport.abort)

    def _relax(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None


class Door(socket.socket):
    """The listening socket `listener`, taken over, which lets in at most `most` at a time.

    `clients` are the connections that the server has; one of them is closed where there are too many.
    """

    def __init__(self, listener: socket.socket, most: int, clients: set[Any]) -> None:
        super().__init__(listener.family, listener.type, listener.proto, listener.detach())
        self._most, self._clients = most, clients
        self._let_in: list[socket.socket] = []

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection; for one too many another is closed, and until it is, BlockingIOError as if none came."""
        if len(self._let_in) >= self._most:
            self._let_in = [one for one in self._let_in if one.fileno() >= 0]
        if len(self._let_in) > self._most:
            self._make_room()
            raise BlockingIOError
        try:
            come, address = super().accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE) and self._make_room():
                raise BlockingIOError from None
            raise
        self._let_in.append(come)
        if len(self._let_in) > self._most:
            self._make_room()
        return come, address

    def _make_room(self) -> bool:
        """Close the oldest connection, one that is not being answered if there is any; False if there is none.

        It is gone, and its file with it, in the loop's next turn; to close it twice before that changes nothing.
        """
        clients = [one for one in self._clients if isinstance(one, Client)]
        if clients:
            min(clients, key=lambda one: (not one.idle, one.since)).transport.abort()
        return bool(clients)


def most_connections() -> int:
    """How many connections this process may hold; first it allows itself the files for that, if the system does."""
    try:
        import resource
    except ImportError:  # Windows: there is no such limit
        return MOST_CONNECTIONS
    wanted = MOST_CONNECTIONS + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(16, min(MOST_CONNECTIONS, soft - OTHER_FILES))
