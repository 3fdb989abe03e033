"""Who may see the live view: the guard in front of every request.

On loopback nobody but this machine reaches us; a page elsewhere that knows our address is kept out by the Host header
(a name that was made to lead to 127.0.0.1 is not one of ours) and cannot read what we answer. Anywhere else a token
is demanded too. What changes something comes from our own page: a browser says where a POST comes from, and a page
cannot change that.
"""

import hmac
import ipaddress
import re
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Access:
    """Which names in the address are ours, and the token, if one is demanded."""

    hosts: frozenset[str] = LOOPBACK_NAMES
    any_number: bool = False
    """Listening everywhere, this machine is reached under all its numbers; a number cannot be made to lead here."""
    token: str | None = None
    cookie: str = "hackday-watch"

    def knows(self, host_header: str) -> bool:
        """Is this Host header one of ours?"""
        match = HOST.fullmatch(host_header)
        if match is None:
            return False
        name = match[1].strip("[]").lower().rstrip(".")
        return name in self.hosts or (self.any_number and _is_number(name))

    def admits(self, given: str | None) -> bool:
        """Is this the token? Compared in a time that says nothing about it."""
        return self.token is None or (given is not None and hmac.compare_digest(given.encode(), self.token.encode()))


class Guard:
    """An ASGI application in front of another: refuses who may not see it, and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there are no websockets here
        headers = Headers(scope=scope)
        by_address = QueryParams(scope["query_string"]).get("token") if scope["path"] == "/" else None
        refusal = self._refusal(scope["method"], headers, by_address)
        cookie = None
        if refusal is None and self._access.token is not None and by_address is not None:
            # SameSite=Strict: the browser sends it along with nothing that begins on another site.
            cookie = f"{self._access.cookie}={self._access.token}; Path=/; HttpOnly; SameSite=Strict"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                out.setdefault("Cache-Control", "no-store")
                if cookie is not None:
                    out.append("Set-Cookie", cookie)
            await send(message)

        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refusal(self, method: str, headers: Headers, by_address: str | None) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if not self._access.knows(host):
            return PlainTextResponse("This is not the address of the live view.\n", 400)
        tokens = [by_address, _bearer(headers.get("authorization", "")), self._in_cookie(headers.get("cookie", ""))]
        if not any(self._access.admits(token) for token in tokens):
            words = "Open the address that `hackday watch` printed, with the token at its end.\n"
            return PlainTextResponse(words, 401, {"WWW-Authenticate": "Bearer"})
        if method not in ("GET", "HEAD") and not _from_own_page(headers.get("origin", ""), host):
            return PlainTextResponse("This must come from the live view's own page.\n", 403)
        return None

    def _in_cookie(self, header: str) -> str | None:
        try:
            morsel = SimpleCookie(header).get(self._access.cookie)
        except CookieError:
            return None
        return morsel.value if morsel is not None else None


def _bearer(header: str) -> str | None:
    kind, _, token = header.partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def _from_own_page(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
