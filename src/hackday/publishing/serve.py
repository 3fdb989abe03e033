"""Serving a published site on this machine, for looking at it."""

import mimetypes
import socket
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

LOOPBACK = "127.0.0.1"
FIRST_PORT, PORTS = 8000, 50


def site_app(folder: Path) -> Starlette:
    """The site as an application. Only requests to this machine by name or number are answered."""
    # Some systems register .js as text/plain, and a browser then refuses the script.
    for kind, ending in (("text/javascript", ".js"), ("text/css", ".css"), ("application/json", ".json")):
        mimetypes.add_type(kind, ending)
    return Starlette(
        routes=[Mount("/", StaticFiles(directory=folder, html=True, follow_symlink=False))],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])],
    )


def open_socket(port: int | None) -> socket.socket:
    """A listening socket on loopback: `port`, or without one the first free from 8000 on. OSError if it is taken."""
    last: OSError | None = None
    for candidate in [port] if port is not None else range(FIRST_PORT, FIRST_PORT + PORTS):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, candidate))
            listener.listen(64)
        except OSError as error:
            listener.close()
            last = error
        else:
            return listener
    assert last is not None
    raise last


def site_server(folder: Path) -> uvicorn.Server:
    """A server of `folder`; `run(sockets=[listener])` serves until Ctrl-C, or until `should_exit` is set."""
    return uvicorn.Server(uvicorn.Config(site_app(folder), log_level="warning", access_log=False))
