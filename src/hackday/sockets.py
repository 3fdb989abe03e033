"""A place to listen at, found before anything that takes long: a taken port should be known at once."""

import socket

LOOPBACK = "127.0.0.1"
FIRST_PORT, PORTS = 8000, 50


def open_socket(port: int | None, host: str = LOOPBACK) -> socket.socket:
    """A listening socket at `host`: `port`, or without one the first free from 8000 on. OSError if it is taken."""
    family, address = _resolved(host)
    last: OSError | None = None
    for candidate in [port] if port is not None else range(FIRST_PORT, FIRST_PORT + PORTS):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, candidate))
            listener.listen(64)
        except OSError as error:
            listener.close()
            last = error
        else:
            return listener
    assert last is not None
    raise last


def _resolved(host: str) -> tuple[socket.AddressFamily, str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0]
    return found[0], str(found[4][0])
