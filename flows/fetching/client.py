"""The one module that speaks HTTP: one exchange, capped in bytes and time, no redirects followed.

httpx stays behind this module. One httpx client slows down with every connection that it holds,
so hosts are spread over several clients of at most eight connections each. Proxies and netrc of
the environment are not used.
"""

from __future__ import annotations

import asyncio
import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urlsplit

import httpcore
import httpx

from extractors.errors import FetchError
from flows.fetching.addresses import PinnedBackend, Resolve, resolve_by_system
from flows.fetching.decoding import BodyDecoder
from flows.fetching.response import Outcome

__all__ = ["Caps", "Exchange", "HttpClient"]

_SHARDS = 8
_CONNECTIONS = 8
_UNREAD = ("image/", "video/", "audio/", "font/", "application/zip", "application/x-tar")


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
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None


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
        self._resolve = resolve
        self._backend = backend
        self._clients: dict[tuple[bool, int], httpx.AsyncClient] = {}
        self._rooms: dict[tuple[bool, int], asyncio.Semaphore] = {}
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
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    async def exchange(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        allow_private: bool = False,
        caps: Caps | None = None,
    ) -> Exchange:
        """One answer, or the problem in its place; never raises for anything a host can do."""
        caps = caps or self.caps
        room = self._rooms.setdefault(_shard(url, allow_private), asyncio.Semaphore(_CONNECTIONS))
        async with (
            room
        ):  # outside the deadline: waiting for a free connection is no fault of a host
            return await self._within(caps, url, headers, allow_private)

    async def _within(
        self, caps: Caps, url: str, headers: Mapping[str, str] | None, allow_private: bool
    ) -> Exchange:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(caps.total_seconds):
                done = await self._send(url, headers or {}, allow_private, caps)
        except FetchError as error:
            done = _problem(url, error.outcome, error.detail)
        except TimeoutError:
            done = _problem(url, "failed", f"took longer than {caps.total_seconds:g} s in all")
        except httpx.TimeoutException as error:
            done = _problem(url, "failed", _timeout_detail(error, caps))
        except httpx.InvalidURL as error:
            done = _problem(url, "refused", f"no valid URL ({error})")
        except (httpx.HTTPError, httpcore.ConnectError, ssl.SSLError, OSError) as error:
            done = _problem(url, "failed", _detail(error), _is_transient(error))
        return _timed(done, started)

    async def _send(
        self, url: str, headers: Mapping[str, str], allow_private: bool, caps: Caps
    ) -> Exchange:
        timeout = httpx.Timeout(
            caps.read_seconds, connect=caps.connect_seconds, pool=caps.total_seconds
        )
        client = self._client(url, allow_private)
        async with client.stream("GET", url, headers=dict(headers), timeout=timeout) as answer:
            kept = tuple(
                (name, value)
                for name, value in answer.headers.multi_items()
                if name.lower() not in ("transfer-encoding", "connection", "keep-alive")
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

    def _client(self, url: str, allow_private: bool) -> httpx.AsyncClient:
        key = _shard(url, allow_private)
        if key not in self._clients:
            self._clients[key] = httpx.AsyncClient(
                transport=_PinnedTransport(self._backend(allow_private, self._resolve)),
                headers=self._headers,
                follow_redirects=False,
                trust_env=False,
            )
        return self._clients[key]


@cache
def _tls() -> ssl.SSLContext:
    """The certificate rules of every connection, made once: loading them takes a while."""
    return httpx.create_ssl_context(trust_env=False)


def _shard(url: str, allow_private: bool) -> tuple[bool, int]:
    host = urlsplit(url).hostname or ""
    return allow_private, zlib.crc32(host.encode("utf-8", "replace")) % _SHARDS


class _PinnedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a pool that dials through a PinnedBackend."""

    def __init__(self, backend: PinnedBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_tls(),
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_CONNECTIONS,
            keepalive_expiry=15.0,
            network_backend=backend,
        )


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


def _timeout_detail(error: httpx.TimeoutException, caps: Caps) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection within {caps.connect_seconds:g} s"
    return f"silent for {caps.read_seconds:g} s"


def _is_transient(error: Exception) -> bool:
    return isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError)


def _detail(error: Exception) -> str:
    if isinstance(error, httpx.RemoteProtocolError):
        return f"broken answer ({error})"
    if isinstance(error, httpx.UnsupportedProtocol):
        return "only http and https are fetched"
    return (
        f"no connection ({error})"
        if isinstance(error, httpx.ConnectError)
        else (f"{type(error).__name__} ({error})" if str(error) else type(error).__name__)
    )
