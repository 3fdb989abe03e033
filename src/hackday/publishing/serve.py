"""Serving a published site on this machine, for looking at it."""

import mimetypes
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from hackday.sockets import LOOPBACK, open_socket

__all__ = ["open_socket", "site_app", "site_server"]


def site_app(folder: Path) -> Starlette:
    """The site as an application. Only requests to this machine by name or number are answered."""
    # Some systems register .js as text/plain, and a browser then refuses the script.
    for kind, ending in (("text/javascript", ".js"), ("text/css", ".css"), ("application/json", ".json")):
        mimetypes.add_type(kind, ending)
    return Starlette(
        routes=[Mount("/", StaticFiles(directory=folder, html=True, follow_symlink=False))],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])],
    )


def site_server(folder: Path) -> uvicorn.Server:
    """A server of `folder`; `run(sockets=[listener])` serves until Ctrl-C, or until `should_exit` is set."""
    return uvicorn.Server(uvicorn.Config(site_app(folder), log_level="warning", access_log=False))
