"""A web site on loopback that does everything wrong, each fault under its own path."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Headers = Mapping[str, str]
_DRUGS = ("tocilizumab", "sirukumab", "infliximab", "ketamine", "minocycline", "celecoxib")


@dataclass(frozen=True)
class Answer:
    """What one path answers with."""

    body: bytes = b""
    status: int = 200
    headers: Headers = field(default_factory=lambda: {"Content-Type": "text/html"})
    length: int | None = None
    """Announced Content-Length, where it is a lie."""
    drip: float = 0.0
    """Seconds between single bytes."""
    chunked: bool = False


Route = Answer | Callable[["Asked"], Answer]


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: Headers
    count: int
    """How often this path was asked before."""


@dataclass(frozen=True)
class HeldPage:
    """A page whose answer waits until it is let go, at the latest as its site ends."""

    answer: Answer
    asked_for: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, asked: Asked) -> Answer:
        self.asked_for.set()
        self.let_go.wait()
        return self.answer


@dataclass
class Site:
    """A running site; `routes` may be changed while it runs."""

    url: str
    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    busiest: int = 0
    """The most requests that were in flight at once."""

    def paths(self) -> Counter[str]:
        return Counter(asked.path for asked in self.asked)

    def page(self, path: str, body: str | bytes, **headers: str) -> str:
        payload = body.encode("utf-8") if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.routes[path] = Answer(payload, headers={"Content-Type": "text/html", **named})
        return self.url + path

    def hold(self, path: str, body: str) -> HeldPage:
        """A page that whoever asks for it waits for; a test learns so that a crawl is at work."""
        held = self.routes[path] = HeldPage(Answer(body.encode()))
        return held


def article(number: int = 1) -> str:
    """A page with a title and a few sentences, different for each number."""
    return (
        f"<html><head><title>Page {number}</title></head><body><article><h1>Page {number}</h1>"
        f"<p>Sentence one of page {number}. Sentence two of page {number}.</p></article></body>"
    )


def story(number: int) -> str:
    """An article with claims, hype and a quantity in it, another one for each number."""
    drug = _DRUGS[number % len(_DRUGS)]
    return (
        f"<html><head><title>Story {number} on {drug}</title></head><body><article>"
        f"<h1>Story {number} on {drug}</h1><p>In trial number {number}, {drug} did not reduce "
        f"depression scores compared with placebo in {20 + number} adults, researchers said.</p>"
        f"<p>A groundbreaking result, wrote one of them: {drug} may help people with depression. "
        f"Larger trials are needed before anyone can say whether {drug} helps. The team measured "
        f"interleukin-6 in {number + 3} samples and found that it was linked to fatigue.</p>"
        "</article></body></html>"
    )


def bomb(megabytes: int) -> bytes:
    """Gzip that grows a thousandfold."""
    return gzip.compress(b"\0" * (megabytes * 1024 * 1024))


@contextmanager
def chaos_site(host: str = "127.0.0.1") -> Iterator[Site]:
    """A site with no routes yet: every path, robots.txt too, answers 404."""
    site = Site("")
    handler = type("Handler", (_Handler,), {"site": site, "lock": threading.Lock()})
    server = (_Server6 if ":" in host else ThreadingHTTPServer)((host, 0), handler)
    server.daemon_threads = True
    name = f"[{host}]" if ":" in host else host
    site.url = f"http://{name}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        for route in site.routes.values():
            if isinstance(route, HeldPage):
                route.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site
    lock: threading.Lock
    in_flight = 0
    wbufsize = 65536

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        kind = type(self)
        with self.lock:
            kind.in_flight += 1
            self.site.busiest = max(self.site.busiest, kind.in_flight)
            path = self.path.split("?")[0]
            before = sum(asked.path == self.path for asked in self.site.asked)
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, before)
            self.site.asked.append(asked)
            route = self.site.routes.get(self.path, self.site.routes.get(path))
        try:
            answer = route(asked) if callable(route) else route
            self._answer(answer or Answer(b"not here", 404))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with self.lock:
                kind.in_flight -= 1

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status == 304:
            self.end_headers()
            return
        if answer.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            length = len(answer.body) if answer.length is None else answer.length
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self._body(answer)
        if answer.length is not None:
            self.close_connection = True

    def _body(self, answer: Answer) -> None:
        if answer.chunked:
            half = len(answer.body) // 2
            for piece in (answer.body[:half], answer.body[half:]):
                if piece:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
        elif answer.drip:
            for number in range(len(answer.body)):
                self.wfile.write(answer.body[number : number + 1])
                self.wfile.flush()
                time.sleep(answer.drip)
        else:
            self.wfile.write(answer.body)
