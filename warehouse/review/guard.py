"""Who may ask: host, origin and token are checked; and what every answer says of itself."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "Guard", "Secret", "is_loopback"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
"""What every answer carries unless it says otherwise."""
_COOKIE = "hedgerow_token"
_LARGEST_FORM = 64 * 1024


def is_loopback(host: str) -> bool:
    """Is this a name or address that only this machine reaches?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Secret:
    """What only this home knows; it outlives the server, so that open pages go on working."""

    key: bytes

    @classmethod
    def of(cls, home: Path) -> Secret:
        """The home's secret, made at the first call; only its owner can read the file."""
        path = home / "review.secret"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(bytes.fromhex(path.read_text("ascii")))
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made := secrets.token_hex(32))
        return cls(bytes.fromhex(made))

    @property
    def token(self) -> str:
        """What a reader elsewhere must bring."""
        return self.sign("token")

    def sign(self, words: str) -> str:
        """What proves that these words were given out by this home."""
        return hmac.new(self.key, words.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]

    def signed(self, words: str, signature: str) -> bool:
        """Is this the signature of these words?"""
        return hmac.compare_digest(self.sign(words).encode(), signature.encode("utf-8", "replace"))


class Guard:
    """The application behind checks of host, origin, size and, where `token` is set, the token."""

    def __init__(self, app: ASGIApp, *, host: str, token: str | None) -> None:
        self._app = app
        self._host = host
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """None; the answer was sent, by the application or by this guard."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        answer = refused or self._app
        await answer(scope, receive, _sender(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._known(headers.get("host", "")):
            return _no(421, "This server does not answer to that name.")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _no(405, "Only GET and POST are understood.")
        if scope["method"] == "POST" and (why := _foreign(headers)):
            return _no(403, why)
        return self._unlocked(scope, headers) if self._token else None

    def _known(self, host: str) -> bool:
        """A name only leads here by a rebound DNS entry, unless it is ours; an address cannot."""
        name = _split(f"//{host}").hostname or ""
        if is_loopback(name) or name == self._host:
            return True
        if is_loopback(self._host):
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in (socket.gethostname().lower(), socket.getfqdn().lower())
        return True

    def _unlocked(self, scope: Scope, headers: Headers) -> Response | None:
        assert self._token
        query = dict(parse_qsl(scope["query_string"].decode("ascii", "replace")))
        if _same(query.pop("token", ""), self._token) and scope["method"] == "GET":
            path = f"{scope['path']}?{urlencode(query)}".rstrip("?")
            answer = RedirectResponse("/" + path.lstrip("/\\"), 303)
            answer.set_cookie(
                _COOKIE, self._token, max_age=31_536_000, httponly=True, samesite="strict"
            )
            return answer
        if _same(cookie_parser(headers.get("cookie", "")).get(_COOKIE, ""), self._token):
            return None
        return _no(401, "Open the address with the token that `hedgerow review` printed.")


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _foreign(headers: Headers) -> str | None:
    """Why a change does not come from one of our own pages; None where it does."""
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return "That request came from another site."
    origin = _split(headers.get("origin", ""))
    if origin.scheme not in ("http", "https") or origin.netloc != headers.get("host"):
        return "That request did not come from this site's own pages."
    if not headers.get("content-length", "x").isdigit():
        return "That form has no length."
    if int(headers["content-length"]) > _LARGEST_FORM:
        return "That form is too long."
    return None


def _split(address: str) -> SplitResult:
    """The address in its parts; in no parts where it is none, such as `//[::1`."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _no(status: int, why: str) -> Response:
    return PlainTextResponse(f"{why}\n", status)


def _sender(send: Send) -> Send:
    """Sends on, with our headers where the application gave none of that name."""

    async def decorated(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return decorated
