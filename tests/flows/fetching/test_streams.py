"""Connections on loopback: kept for the next request, bounded, encrypted, and never waited on."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore
import pytest

from flows.fetching import connections
from flows.fetching.client import Caps, HttpClient
from flows.fetching.streams import TcpStream

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of a server on which `talk` holds each connection."""

    async def held(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(held, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]
        server.close()


class Pages:
    """Answers every request with the same body; counts connections and requests."""

    def __init__(self, body: bytes = b"words", requests_each: int = 1_000) -> None:
        self.body, self.requests_each = body, requests_each
        self.connections = self.requests = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        for _ in range(self.requests_each):
            await reader.readuntil(b"\r\n\r\n")
            self.requests += 1
            length = b"Content-Length: %d\r\n\r\n" % len(self.body)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + length + self.body)
            await writer.drain()


def test_one_connection_serves_request_after_request() -> None:
    async def work() -> tuple[int, int, bytes]:
        pages, client = Pages(b"x" * 700_000), HttpClient("test")
        async with serving(pages) as port:
            for number in range(5):
                done = await client.exchange(f"http://127.0.0.1:{port}/{number}", None, True)
                assert len(client._ways[True]._resting) == 1
            await client.aclose()
        return pages.connections, pages.requests, done.body

    assert asyncio.run(work()) == (1, 5, b"x" * 700_000)


def test_requests_at_once_have_a_connection_each() -> None:
    async def work() -> tuple[int, int]:
        pages, client = Pages(), HttpClient("test")
        async with serving(pages) as port:
            urls = [f"http://127.0.0.1:{port}/{number}" for number in range(20)]
            done = await asyncio.gather(*(client.exchange(url, None, True) for url in urls))
            await client.aclose()
        assert all(exchange.body == b"words" for exchange in done)
        return pages.connections, pages.requests

    assert asyncio.run(work()) == (20, 20)


def test_a_connection_that_the_site_closed_is_dialled_anew() -> None:
    async def work() -> tuple[int, list[str | None]]:
        pages, client = Pages(requests_each=1), HttpClient("test")
        problems = []
        async with serving(pages) as port:
            for number in range(3):
                done = await client.exchange(f"http://127.0.0.1:{port}/{number}", None, True)
                problems.append(done.problem)
                await asyncio.sleep(0.05)
            await client.aclose()
        return pages.connections, problems

    assert asyncio.run(work()) == (3, [None, None, None])


def test_no_more_connections_rest_than_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_RESTING", 2)

    async def work() -> int:
        client = HttpClient("test")
        async with serving(Pages()) as port:
            urls = [f"http://127.0.0.{number}:{port}/" for number in (1, 1, 1, 1)]
            await asyncio.gather(*(client.exchange(url, None, True) for url in urls))
            resting = len(client._ways[True]._resting)
            await client.aclose()
        return resting

    assert asyncio.run(work()) == 2


def test_a_silent_site_is_given_up() -> None:
    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async def work() -> tuple[str | None, str]:
        client = HttpClient("test", None, Caps(read_seconds=0.05))
        async with serving(silence) as port:
            done = await client.exchange(f"http://127.0.0.1:{port}/", None, True)
            await client.aclose()
        return done.problem, done.detail

    assert asyncio.run(work()) == ("failed", "silent for 0.05 s")


def test_a_site_that_sends_faster_than_it_is_read_is_made_to_wait() -> None:
    sent = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()
            sent += 65_536

    async def work() -> int:
        async with serving(flood) as port:
            stream = await TcpStream.open("127.0.0.1", port, 5)
            await asyncio.sleep(0.2)
            held_back = sent
            read = 0
            while read <= held_back:
                piece = await stream.read(1_000, 5)
                assert 0 < len(piece) <= 1_000
                read += len(piece)
            await stream.aclose()
        return held_back

    assert asyncio.run(work()) < 50_000_000


def test_a_closed_port_is_no_connection() -> None:
    with pytest.raises(httpcore.ConnectError):
        asyncio.run(TcpStream.open("127.0.0.1", 9, 5))


# --- TLS --------------------------------------------------------------------------------------


def certificate(folder: Path) -> Path:
    """A certificate for localhost that nobody but its own file vouches for, and its key."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "site.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(
    ("host", "is_trusted", "problem"),
    [
        ("localhost", True, None),
        ("localhost", False, "certificate verify failed"),
        ("127.0.0.1", True, "IP address mismatch"),
    ],
)
def test_an_encrypted_site_must_prove_its_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    is_trusted: bool,
    problem: str | None,
) -> None:
    path = certificate(tmp_path)
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    theirs.load_cert_chain(path)
    if is_trusted:
        ours.load_verify_locations(path)
    monkeypatch.setattr(connections, "_tls", lambda: ours)

    async def work() -> list[str]:
        pages, client = Pages(b"secret " * 50_000), HttpClient("test")
        async with serving(pages, theirs) as port:
            done = [
                await client.exchange(f"https://{host}:{port}/{number}", None, True)
                for number in range(3)
            ]
            await client.aclose()
        if problem is None:
            assert all(exchange.body == pages.body for exchange in done)
            assert (pages.connections, pages.requests) == (1, 3)
        return [exchange.detail for exchange in done]

    details = asyncio.run(work())
    assert all((problem or "") in detail and bool(detail) == bool(problem) for detail in details)
