"""The demonstration's own web site: bundled pages, served on loopback by a real HTTP server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from threading import Thread
from typing import Any


class _QuietHandler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def guess_type(self, path: Any) -> str:
        """The media type of a page; feeds are RSS, not just any XML."""
        return "application/rss+xml" if str(path).endswith(".xml") else super().guess_type(path)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the crawl keeps its own record of every request."""


@contextmanager
def demo_site() -> Iterator[str]:
    """The base URL of the running site, without a slash at the end; stopped on leaving."""
    with resources.as_file(resources.files("flows") / "demo" / "pages") as folder:
        handler = partial(_QuietHandler, directory=str(folder))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            server.daemon_threads = True
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_address[1]}"
            finally:
                server.shutdown()
                thread.join()
