"""Which hosts may be reached: every connection's own address is judged, then pinned."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

import httpcore

from extractors.errors import FetchError
from flows.fetching.streams import TcpStream

__all__ = [
    "AddressRefused",
    "PinnedBackend",
    "Resolve",
    "host_key",
    "is_loopback",
    "refusal",
    "url_problem",
]

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]
"""From a host name and port to its addresses, as texts."""


class AddressRefused(FetchError):
    """The host's address is private, loopback, link-local or otherwise not a public one."""

    def __init__(self, detail: str) -> None:
        super().__init__("refused", detail)


@lru_cache(1024)
def host_key(url: str) -> str:
    """What politeness counts as one host: the name, with the port where it is not the usual."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return f"{host}:{parts.port}" if parts.port not in (None, 80, 443) else host


@lru_cache(1024)
def url_problem(url: str) -> str | None:
    """Why this can be no page on the web, or None where it can."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return f"only http and https are fetched, not {url[:200]!a}"
        if parts.username is not None:
            return f"an address with a user name or password is not fetched (of {parts.hostname!a})"
        if not parts.hostname or parts.port == 0:
            return f"no valid URL: {url[:200]!a}"
        url.encode("utf-8")
    except ValueError as error:
        return f"no valid URL: {url[:200]!a} ({error})"
    return f"no valid URL: {url[:200]!a}" if "\0" in url else None


@lru_cache(1024)
def is_loopback(url: str) -> bool:
    """Does the URL name this machine itself, without asking any name server?"""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return _plain(ip_address(host)).is_loopback
    except ValueError:
        return False


def refusal(address: str, allow_private: bool) -> str | None:
    """Why this address may not be reached, or None where it may."""
    plain = _plain(ip_address(address.split("%")[0]))
    if plain.is_multicast or plain.is_unspecified:
        return f"{address} is no host's address"
    if plain.is_global or allow_private:
        return None
    return f"{address} is a private or loopback address; allow_private = true permits it"


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries inside, if it does."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if inside is None and address.teredo:
            inside = address.teredo[1]
        if inside is None and address in _NAT64:
            inside = IPv4Address(int(address) & 0xFFFFFFFF)
        return inside or address
    return address


class _Nat64:
    def __contains__(self, address: IPv6Address) -> bool:
        return int(address) >> 32 == int(IPv6Address("64:ff9b::")) >> 32


_NAT64 = _Nat64()


async def resolve_by_system(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system's resolver gives them."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the address that was judged, so that a name cannot change in between."""

    def __init__(self, allow_private: bool, resolve: Resolve = resolve_by_system) -> None:
        self._allow_private = allow_private
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A stream to the first address that answers; AddressRefused where one is not public."""
        addresses = await self._judged(host, port)
        for address in addresses[:-1]:
            try:
                return await self.dial(address, port, timeout, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self.dial(addresses[-1], port, timeout, socket_options)

    async def dial(
        self, address: str, port: int, timeout: float | None, socket_options: Iterable[Any] | None
    ) -> httpcore.AsyncNetworkStream:
        """A stream to exactly this address."""
        return await TcpStream.open(address, port, timeout, socket_options)

    async def _judged(self, host: str, port: int) -> list[str]:
        try:
            addresses = [str(ip_address(host))]
        except ValueError:
            try:
                addresses = await self._resolve(host, port)
            except (OSError, UnicodeError) as error:
                raise httpcore.ConnectError(f"no such host: {host} ({error})") from error
        for address in addresses:
            why = refusal(address, self._allow_private)
            if why:
                raise AddressRefused(why)
        if not addresses:
            raise httpcore.ConnectError(f"no such host: {host}")
        return addresses

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Nothing: AddressRefused, always."""
        raise AddressRefused(f"{path} is a socket file")

    async def sleep(self, seconds: float) -> None:
        """None, after that many seconds."""
        await asyncio.sleep(seconds)
