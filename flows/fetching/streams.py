"""A connection's bytes both ways: what httpcore reads from and writes to, on asyncio alone.

httpcore's own streams serve trio too, and their layers cost as much as the rest of a request.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

__all__ = ["TcpStream"]

_FULL = 256 * 1024
"""Bytes that wait unread before the other side is made to wait as well."""


class TcpStream(httpcore.AsyncNetworkStream):
    """One TCP connection, with TLS once `start_tls` was called; raises httpcore's errors."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    @classmethod
    async def open(
        cls, address: str, port: int, timeout: float | None, options: Iterable[Any] | None = None
    ) -> TcpStream:
        """A stream to an address; ConnectError or ConnectTimeout where nobody answers."""
        loop = asyncio.get_running_loop()
        with _unconnected():
            async with asyncio.timeout(timeout):
                transport, wire = await loop.create_connection(_Wire, address, port)
        socket = transport.get_extra_info("socket")
        for option in options or ():
            socket.setsockopt(*option)
        return cls(wire)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, at most `max_bytes`; b"" where the other side is done."""
        try:
            return await self._wire.taken(max_bytes, timeout)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """None, once the bytes are on their way."""
        try:
            await self._wire.given(buffer, timeout)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """None; nothing more comes or goes."""
        self._wire.transport.abort()
        await asyncio.sleep(0)  # asyncio closes the socket on its next turn

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> TcpStream:
        """The same connection, encrypted; ConnectError where the certificate is not good."""
        wire, loop = self._wire, asyncio.get_running_loop()
        try:
            with _unconnected():
                async with asyncio.timeout(timeout):
                    wire.transport = await loop.start_tls(  # type: ignore[assignment]
                        wire.transport, wire, ssl_context, server_hostname=server_hostname
                    )
        except BaseException:
            wire.transport.abort()
            raise
        return TcpStream(wire)

    def get_extra_info(self, info: str) -> Any:
        """`is_readable` as httpcore means it: has a connection at rest anything to say?"""
        if info == "is_readable":
            return self._wire.is_readable
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return self._wire.transport.get_extra_info(names.get(info, info))


class _Wire(asyncio.Protocol):
    """Keeps what comes until it is asked for; one reader and one writer at a time."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._come: deque[bytes] = deque()
        self._taken = 0
        self._size = 0
        self._over = False
        self._broken: Exception | None = None
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._full = False

    @property
    def is_readable(self) -> bool:
        return bool(self._come) or self._over

    async def taken(self, most: int, timeout: float | None) -> bytes:
        if not self.is_readable:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await _within(timeout, self._reader)
            finally:
                self._reader = None
        if self._come:
            return self._piece(most)
        if self._broken:
            raise self._broken
        return b""

    def _piece(self, most: int) -> bytes:
        first = self._come[0]
        piece = first[self._taken : self._taken + most]
        self._taken += len(piece)
        if self._taken == len(first):
            self._come.popleft()
            self._taken = 0
        was_full = self._size >= _FULL
        self._size -= len(piece)
        if was_full and self._size < _FULL and not self._over:
            self.transport.resume_reading()
        return piece

    async def given(self, data: bytes, timeout: float | None) -> None:
        if self._over:
            raise self._broken or ConnectionResetError("the connection is closed")
        self.transport.write(data)
        if self._full:
            self._writer = asyncio.get_running_loop().create_future()
            try:
                await _within(timeout, self._writer)
            finally:
                self._writer = None

    # --- what asyncio calls ------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._come.append(data)
        was_full = self._size >= _FULL
        self._size += len(data)
        if self._size >= _FULL and not was_full:
            self.transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> None:
        self._over = True
        _wake(self._reader)

    def connection_lost(self, error: Exception | None) -> None:
        self._over, self._broken = True, error
        self._full = False
        _wake(self._reader)
        _wake(self._writer, error)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        _wake(self._writer)


def _wake(sleeper: asyncio.Future[None] | None, error: Exception | None = None) -> None:
    if sleeper is None or sleeper.done():
        return
    if error:
        sleeper.set_exception(error)
    else:
        sleeper.set_result(None)


async def _within(timeout: float | None, sleeper: asyncio.Future[None]) -> None:
    if timeout is None:
        await sleeper
        return
    timer = asyncio.get_running_loop().call_later(timeout, _wake, sleeper, TimeoutError())
    try:
        await sleeper
    finally:
        timer.cancel()


@contextmanager
def _unconnected() -> Iterator[None]:
    """The errors of asyncio as httpcore's, for a connection that did not come about."""
    try:
        yield
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(str(error)) from error
    except OSError as error:  # ssl.SSLError is one
        raise httpcore.ConnectError(str(error)) from error
