"""The connections of a crawl: an httpx transport that keeps one for each request in flight.

httpx's own pool looks through all its connections for every request, and asks the system about
each that rests, so it slows down with every host. A crawl asks one thing at a time of a host: it
takes that host's resting connection, or dials.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from functools import cache

import httpcore
import httpx

from flows.fetching.addresses import PinnedBackend

__all__ = ["Connections"]

_RESTING = 64
"""At most so many connections are kept open for a next request."""
_REST_SECONDS = 15.0

_Origin = tuple[bytes, bytes, int]


class Connections(httpx.AsyncBaseTransport):
    """Sends single requests over HTTP/1.1; raises httpcore's errors, and the backend's."""

    def __init__(self, backend: PinnedBackend) -> None:
        self._backend = backend
        self._resting: list[tuple[_Origin, httpcore.AsyncHTTPConnection]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The head of the answer, its body still to come; the caller closes it."""
        asked = _asked(request)
        connection = await self._connection(asked.url.origin)
        answer = await connection.handle_async_request(asked)
        body = _Body(self, connection, asked.url.origin, answer)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=body, extensions=answer.extensions
        )

    async def keep(self, origin: httpcore.Origin, used: httpcore.AsyncHTTPConnection) -> None:
        """None; the connection rests, where it can serve again, for a while."""
        if not used.is_idle():  # it broke, or its answer was not read to the end
            await used.aclose()
            return
        self._resting.append((_key(origin), used))
        while self._resting and (
            len(self._resting) > _RESTING or self._resting[0][1].has_expired()
        ):
            await self._resting.pop(0)[1].aclose()

    async def aclose(self) -> None:
        """None, once every connection at rest is closed."""
        resting, self._resting = self._resting, []
        for _, connection in resting:
            await connection.aclose()

    async def _connection(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        key = _key(origin)
        for place in reversed(range(len(self._resting))):
            if self._resting[place][0] == key:
                connection = self._resting.pop(place)[1]
                if not connection.has_expired():
                    return connection
                await connection.aclose()
                break
        return httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=_tls(),
            keepalive_expiry=_REST_SECONDS,
            network_backend=self._backend,
        )


class _Body(httpx.AsyncByteStream):
    """The rest of an answer; closing it gives the connection back."""

    def __init__(
        self,
        connections: Connections,
        connection: httpcore.AsyncHTTPConnection,
        origin: httpcore.Origin,
        answer: httpcore.Response,
    ) -> None:
        self._connections, self._connection = connections, connection
        self._origin, self._answer = origin, answer
        self._is_closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._answer.aiter_stream()

    async def aclose(self) -> None:
        if self._is_closed:  # httpx closes what was read to its end, and so does its reader
            return
        self._is_closed = True
        await self._answer.aclose()
        await self._connections.keep(self._origin, self._connection)


def _asked(request: httpx.Request) -> httpcore.Request:
    url = request.url
    if url.scheme not in ("http", "https"):
        raise httpcore.UnsupportedProtocol("only http and https are fetched")
    place = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    return httpcore.Request(
        request.method, place, headers=request.headers.raw, extensions=request.extensions
    )


def _key(origin: httpcore.Origin) -> _Origin:
    return origin.scheme, origin.host, origin.port


@cache
def _tls() -> ssl.SSLContext:
    """The certificate rules of every connection, made once: loading them takes a while."""
    return httpx.create_ssl_context(trust_env=False)
