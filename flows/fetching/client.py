"""The one module that speaks HTTP: one exchange, capped in bytes and time, no redirects followed.

httpx stays behind this module and `connections`: its requests, its answers and its transport
interface, without its client, which keeps cookies and follows redirects and proxies of its own.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace

import httpcore
import httpx

from extractors.errors import FetchError
from flows.fetching.addresses import PinnedBackend, Resolve, resolve_by_system
from flows.fetching.connections import Connections
from flows.fetching.decoding import BodyDecoder
from flows.fetching.response import Outcome, joined

__all__ = ["Caps", "Exchange", "HttpClient"]

_TOGETHER = 64
_UNREAD = ("image/", "video/", "audio/", "font/", "application/zip", "application/x-tar")


_BROKEN = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    ssl.SSLError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Caps:
    """How much one exchange may cost."""

    wire_bytes: int = 5 * 1024 * 1024
    body_bytes: int = 20 * 1024 * 1024
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it; `problem` is None where a whole answer came."""

    url: str
    status: int | None = None
    phrase: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    """As received, less the transfer coding, which is gone from `wire`."""
    wire: bytes = b""
    body: bytes = b""
    milliseconds: int = 0
    problem: Outcome | None = None
    detail: str = ""
    transient: bool = False
    """Might the same request succeed a moment later?"""

    def header(self, name: str) -> str | None:
        """The value of a header, repeated ones joined by a comma; None where there is none."""
        return joined(self.headers).get(name.lower())


class HttpClient:
    """Sends single requests; safe for any host by default."""

    def __init__(
        self,
        user_agent: str,
        contact: str | None = None,
        caps: Caps | None = None,
        resolve: Resolve = resolve_by_system,
        backend: type[PinnedBackend] = PinnedBackend,
    ) -> None:
        self.caps = caps or Caps()
        self._ways = {private: Connections(backend(private, resolve)) for private in (False, True)}
        self._room = asyncio.Semaphore(_TOGETHER)
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "en;q=1.0, *;q=0.1",
        }
        if contact and "@" in contact:
            self._headers["From"] = contact

    async def aclose(self) -> None:
        """None, once every connection is closed."""
        for way in self._ways.values():
            await way.aclose()

    async def exchange(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        allow_private: bool = False,
        caps: Caps | None = None,
    ) -> Exchange:
        """One answer, or the problem in its place; never raises for anything a host can do."""
        caps = caps or self.caps
        async with self._room:  # outside the deadline: waiting for a turn is no fault of a host
            return await self._within(caps, url, headers or {}, allow_private)

    async def _within(
        self, caps: Caps, url: str, headers: Mapping[str, str], allow_private: bool
    ) -> Exchange:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(caps.total_seconds):
                done = await self._send(url, headers, allow_private, caps)
        except FetchError as error:
            done = _problem(url, error.outcome, error.detail)
        except TimeoutError:
            done = _problem(url, "failed", f"took longer than {caps.total_seconds:g} s in all")
        except httpcore.TimeoutException as error:
            done = _problem(url, "failed", _timeout_detail(error, caps))
        except httpx.InvalidURL as error:
            done = _problem(url, "refused", f"no valid URL ({error})")
        except _BROKEN as error:
            done = _problem(url, "failed", _detail(error), _is_transient(error))
        return _timed(done, started)

    async def _send(
        self, url: str, headers: Mapping[str, str], allow_private: bool, caps: Caps
    ) -> Exchange:
        timeout = {"connect": caps.connect_seconds, "read": caps.read_seconds}
        request = httpx.Request(
            "GET",
            url,
            headers={**self._headers, **headers},
            extensions={"timeout": {**timeout, "write": caps.read_seconds}},
        )
        answer = await self._ways[allow_private].handle_async_request(request)
        async with aclosing(answer):
            kept = tuple(
                (name, value)
                for name, value in answer.headers.multi_items()
                if name not in ("transfer-encoding", "connection", "keep-alive")
            )
            head = Exchange(url, answer.status_code, answer.reason_phrase, kept)
            refused = _unread(head)
            if refused:
                return _with_problem(head, "refused", refused)
            try:
                wire, body = await _read(answer, caps)
            except FetchError as error:
                return _with_problem(head, error.outcome, error.detail)
            return Exchange(url, head.status, head.phrase, kept, wire, body)


async def _read(answer: httpx.Response, caps: Caps) -> tuple[bytes, bytes]:
    declared = answer.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > caps.wire_bytes:
        raise FetchError("too_large", f"{int(declared):,} bytes announced")
    decoder = BodyDecoder(
        answer.headers.get("content-encoding", ""), caps.wire_bytes, caps.body_bytes
    )
    async for piece in answer.aiter_raw():
        decoder.feed(piece)
    return decoder.finish()


def _unread(head: Exchange) -> str | None:
    """Why the body of this answer is not worth its bytes, or None where it is."""
    kind = (head.header("content-type") or "").split(";")[0].strip().lower()
    if head.status == 200 and (kind.startswith(_UNREAD) or kind == "application/pdf"):
        return f"content of type {kind} is not read"
    return None


def _problem(url: str, outcome: str, detail: str, transient: bool = False) -> Exchange:
    return _with_problem(Exchange(url), outcome, detail, transient)


def _with_problem(head: Exchange, outcome: str, detail: str, transient: bool = False) -> Exchange:
    known: dict[str, Outcome] = {"too_large": "too_large", "refused": "refused"}
    problem = known.get(outcome, "failed")
    return replace(head, problem=problem, detail=detail, transient=transient)


def _timed(done: Exchange, started: float) -> Exchange:
    return replace(done, milliseconds=round((time.perf_counter() - started) * 1000))


def _timeout_detail(error: httpcore.TimeoutException, caps: Caps) -> str:
    if isinstance(error, httpcore.ConnectTimeout):
        return f"no connection within {caps.connect_seconds:g} s"
    return f"silent for {caps.read_seconds:g} s"


def _is_transient(error: Exception) -> bool:
    return isinstance(
        error, httpcore.RemoteProtocolError | httpcore.ReadError | httpcore.WriteError
    )


def _detail(error: Exception) -> str:
    if isinstance(error, httpcore.RemoteProtocolError):
        return f"broken answer ({error})"
    if isinstance(error, httpcore.UnsupportedProtocol):
        return str(error)
    if isinstance(error, httpcore.ConnectError):
        return f"no connection ({error})"
    return f"{type(error).__name__} ({error})" if str(error) else type(error).__name__
