"""Fetches many pages of a site in this very process and tells how its memory grew.

Run as a script: python fetch_many.py HOME PAGES; prints the resident MiB at a fifth and at the end.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from pathlib import Path

from flows.catalogue import Source
from flows.fetching import Fetcher, Target

BATCH = 100
HOSTS = 8
BODY = b"<html><title>t</title><p>" + b"words and words " * 380 + b"</p></html>"


class Answers(asyncio.Protocol):
    """A site that remembers nothing: a page for every path, an empty robots.txt."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        path = data.split()[1]  # one request is one small packet: none is sent before its answer
        body = b"" if path == b"/robots.txt" else BODY.replace(b"<title>t", b"<title>" + path)
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + length + body)


async def fetch_many(home: Path, pages: int) -> list[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Answers, [f"127.0.0.{n + 1}" for n in range(HOSTS)], 0)
    sites = ["http://{}:{}".format(*socket.getsockname()) for socket in server.sockets]
    source, sizes = Source("test", delay=0.0, allow_private=True), []
    async with Fetcher(home, "run") as fetcher:
        for start in range(0, pages, BATCH):
            urls = [f"{sites[n % HOSTS]}/{n}" for n in range(start, start + BATCH)]
            fetched = await asyncio.gather(
                *(fetcher.fetch(Target(url, "test"), source) for url in urls)
            )
            assert all(response.ok for response in fetched)
            fetcher.mark_staged(fetched)
            if start + BATCH in (pages // 5, pages):
                sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    server.close()
    return sizes


if __name__ == "__main__":
    sys.stdout.write(
        " ".join(map(str, asyncio.run(fetch_many(Path(sys.argv[1]), int(sys.argv[2])))))
    )
