"""Pages per CPU-second of fetching alone: many loopback hosts, politeness off.

    python tests/benchmarks/fetch_throughput.py [--pages 3000] [--kilobytes 6] [--hosts 16] [--gzip]
        [--scrapy PYTHON]

Prints one line for each way to fetch: the HTTP client by itself, the whole fetcher with robots.txt
and frontier but no archive ("bare"), and the same with the archive ("fetcher"). With Scrapy
importable here, or by the interpreter that --scrapy names, Scrapy too. CPU is the client process's
own; the server is a process apart.

The same for all: pages, hosts, requests open at once, delay (none), one Python process on asyncio
without uvloop, bodies decoded where they come packed. Not the same: Scrapy has robots.txt, cookies,
retries and its log switched off, keeps nothing on disk, and asks a host several things at once;
"bare" hears robots.txt, asks each host one thing at a time, looks for meta robots, hashes each body
and enters each request and page in SQLite. Nobody parses a page.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import importlib
import importlib.util
import multiprocessing
import random
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

PORT = 18321


def page(kilobytes: int) -> bytes:
    """A page of about this size, of words, so that it compresses as pages do."""
    words = random.Random(1).choices([f"word{n}" for n in range(2000)], k=kilobytes * 140)
    return f"<html><title>t</title><p>{' '.join(words)}</p></html>".encode()[: kilobytes * 1024]


class _Answers(asyncio.Protocol):
    answer = b""
    nothing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            robots = head.startswith(b"GET /robots.txt")
            self.transport.write(self.nothing if robots else self.answer)


def serve(hosts: list[str], body: bytes, packed: bool, ready: Connection) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    if packed:
        head, body = head + b"Content-Encoding: gzip\r\n", gzip.compress(body)
    _Answers.answer = head + b"Content-Length: %d\r\n\r\n" % len(body) + body

    async def run() -> None:
        loop = asyncio.get_running_loop()
        servers = [await loop.create_server(_Answers, host, PORT) for host in hosts]
        ready.send(len(servers))
        await asyncio.Event().wait()

    asyncio.run(run())


async def with_client(urls: list[str], together: int) -> int:
    from flows.fetching.client import HttpClient

    client, turns, good = HttpClient("bench"), asyncio.Semaphore(together), 0

    async def one(url: str) -> None:
        nonlocal good
        async with turns:
            done = await client.exchange(url, allow_private=True)
            good += done.problem is None and len(done.body) > 1000

    await asyncio.gather(*(one(url) for url in urls))
    await client.aclose()
    return good


async def with_fetcher(urls: list[str], together: int, archived: bool = True) -> int:
    from flows.catalogue import Source
    from flows.fetching import Fetcher, Target

    source = Source("bench", delay=0.0, allow_private=True)
    turns = asyncio.Semaphore(together)
    good = 0

    async def one(fetcher: Fetcher, url: str) -> None:
        nonlocal good
        async with turns:
            response = await fetcher.fetch(Target(url, "bench"), source)
            good += response.ok

    with tempfile.TemporaryDirectory() as home:
        async with Fetcher(Path(home), "bench") as fetcher:
            if not archived:
                fetcher.archive.write_exchange = lambda *_: ("none", 0)  # type: ignore[method-assign]
            await asyncio.gather(*(one(fetcher, url) for url in urls))
    return good


def with_scrapy(urls: list[str], together: int) -> int:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Bench(scrapy.Spider):
        name = "bench"
        good = 0

        async def start(self):  # type: ignore[no-untyped-def]
            for url in urls:
                yield scrapy.Request(url, self.parse, dont_filter=True)

        def parse(self, response):  # type: ignore[no-untyped-def]
            Bench.good += len(response.body) > 1000

    settings = {
        "CONCURRENT_REQUESTS": together,
        "CONCURRENT_REQUESTS_PER_DOMAIN": together,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": False,
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "RETRY_ENABLED": False,
    }
    process = CrawlerProcess(settings)
    process.crawl(Bench)
    process.start()
    return Bench.good


WAYS = {
    "client": with_client,
    "bare": partial(with_fetcher, archived=False),
    "fetcher": with_fetcher,
}


def measured(name: str, urls: list[str], together: int) -> None:
    """Runs one way in a process of its own and prints its line."""
    importlib.import_module("scrapy.crawler" if name == "scrapy" else "flows.fetching")  # not timed
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    if name == "scrapy":
        good = with_scrapy(urls, together)
    else:
        work = WAYS[name]
        good = asyncio.run(work(urls, together))
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    line = f"{name:8} {good:6} pages {len(urls) / cpu:7.0f} per CPU-second"
    print(  # noqa: T201
        f"{line} {len(urls) / (time.perf_counter() - started):7.0f} per second"
        f" {after.ru_maxrss // 1024:5} MiB at most"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("pages", 3000), ("kilobytes", 6), ("hosts", 16), ("together", 64)):
        options.add_argument(f"--{name}", type=int, default=usual)
    options.add_argument("--gzip", action="store_true", help="pages come packed")
    options.add_argument("--scrapy", help="an interpreter that has Scrapy")
    options.add_argument("--only", help=argparse.SUPPRESS)
    asked = options.parse_args()
    hosts = [f"127.0.0.{number + 1}" for number in range(asked.hosts)]
    urls = [f"http://{hosts[n % len(hosts)]}:{PORT}/{n}.html" for n in range(asked.pages)]
    if asked.only:
        measured(asked.only, urls, asked.together)
        return
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    given = (hosts, page(asked.kilobytes), asked.gzip, there)
    server = spawn.Process(target=serve, args=given, daemon=True)
    server.start()
    here.recv()
    runs = [(sys.executable, way) for way in WAYS]
    if asked.scrapy or importlib.util.find_spec("scrapy"):
        runs.append((asked.scrapy or sys.executable, "scrapy"))
    shared = [f"--{name}={getattr(asked, name)}" for name in ("pages", "hosts", "together")]
    for interpreter, way in runs:
        subprocess.run([interpreter, __file__, "--only", way, *shared], check=True)
    server.terminate()


if __name__ == "__main__":
    main()
