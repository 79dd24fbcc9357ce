"""The memory of a whole crawl over many loopback pages, process by process.

Run as a script: python crawl_in_bounds.py FOLDER PAGES [plain] [short]; prints one JSON object (see
`Measured`). It is `hedgerow crawl` that is measured, or with `plain` the same without Prefect.
Pages have some 400 words; with `short` 50, for what grows by the page and not by the word.
Linux only: what a process holds is read from /proc.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTS = 8
MIB = 1024 * 1024
LONG, SHORT = 22, 1
"""Sentences of a page that claim nothing."""
_WORDS = """
    the trial of patients with depression and inflammation showed that response to treatment rose
    over weeks while placebo did not and researchers measured interleukin-6 in blood samples before
    after each dose of tocilizumab or infliximab safety was as expected yet larger studies are
    needed to confirm whether symptoms improve in people who were ill
""".split()  # noqa: SIM905  words to a person, not items


def page(number: int, filler: int) -> bytes:
    """So many sentences of 16 words and three with claims and hype, other ones on every page."""
    chance = random.Random(number)
    sentences = [" ".join(chance.choices(_WORDS, k=16)).capitalize() + "." for _ in range(filler)]
    sentences.insert(2, f"Tocilizumab may reduce fatigue in {number + 20} adults with depression.")
    sentences.insert(9, f"This is a groundbreaking step, said the head of group {number}.")
    sentences.insert(15, f"Infliximab did not lower depression scores in {number + 9} patients.")
    paragraphs = (" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    title = f"Story number {number}"
    head = f"<head><title>{title}</title></head>"
    return f"<html>{head}<body><article><h1>{title}</h1>{body}</article></body></html>".encode()


@dataclass
class Measured:
    """MiB of each kind of process, the largest of its kind; `pages` is how many were asked for."""

    pages: int
    seconds: float
    at_a_quarter: dict[str, float]
    before_the_load: dict[str, float]
    peak: dict[str, float]
    mib_per_thousand_pages: dict[str, float]
    """The slope of a straight line through all samples from a quarter of the pages on."""


class Answers(asyncio.Protocol):
    """A site that remembers nothing but how often it was asked."""

    asked = 0
    filler = LONG

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        path = data.split()[1]
        body = b"" if path == b"/robots.txt" else page(int(path[1:]), Answers.filler)
        Answers.asked += bool(body)
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + length + body)


@contextmanager
def site() -> Iterator[list[str]]:
    """The addresses of eight hosts, served by a thread of this process."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    hosts = [f"127.0.0.{number + 1}" for number in range(HOSTS)]
    found: list[str] = []

    async def serve() -> None:
        server = await loop.create_server(Answers, hosts, 0)
        found.extend("http://{}:{}".format(*one.getsockname()) for one in server.sockets)
        ready.set()
        await asyncio.Event().wait()

    threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True).start()
    ready.wait()
    yield found


def write_sources(folder: Path, hosts: list[str], pages: int) -> None:
    rows = []
    for number, host in enumerate(hosts):
        urls = json.dumps([f"{host}/{n}" for n in range(number, pages, len(hosts))])
        rows.append(
            f'[[source]]\nname = "host-{number}"\nadapter = "page"\nurls = {urls}\n'
            f"max_documents = {pages}\nallow_private = true\ndelay = 0.0\n"
        )
    (folder / "sources.toml").write_text("\n".join(rows))


def sizes(group: int) -> dict[str, float]:
    """MiB in memory of the largest process of each kind, of one process group, by kind."""
    found: dict[str, float] = defaultdict(float)
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if os.getpgid(int(folder.name)) != group:
                continue
            words = (folder / "cmdline").read_text()
            resident = int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
        except (OSError, IndexError):  # it has just ended
            continue
        if "resource_tracker" not in words:
            kind = next((kind for mark, kind in _KINDS.items() if mark in words), "crawl")
            found[kind] = max(found[kind], resident / MIB)
    return dict(found)


_COMMAND = ("-m", "flows", "--home", "home", "crawl")
_PLAIN = (str(Path(__file__).with_name("plain_crawl.py")),)
_KINDS = {"spawn_main": "reader", "uvicorn": "server"}
Sample = tuple[int, dict[str, float]]


def measure(folder: Path, pages: int, *, plain: bool = False) -> Measured:
    """What one crawl of so many pages took."""
    began, samples = time.monotonic(), list[Sample]()
    with site() as hosts:
        write_sources(folder, hosts, pages)
        words = [*_PLAIN, "home"] if plain else [*_COMMAND, "--sources"]
        with subprocess.Popen(
            [sys.executable, *words, "sources.toml"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        ) as crawl:
            while crawl.poll() is None:
                samples.append((Answers.asked, sizes(crawl.pid)))
                time.sleep(0.5)
    assert crawl.returncode == 0, crawl.returncode
    return _measured(samples, pages, time.monotonic() - began)


def _measured(samples: list[Sample], pages: int, seconds: float) -> Measured:
    kinds = sorted({kind for _, held in samples for kind in held})
    quarter = next(held for asked, held in samples if asked >= pages / 4)
    working = [(a, held) for a, held in samples if pages / 4 <= a and "reader" in held]
    loading = next((n for n, (a, _) in enumerate(working) if a >= pages), len(working) - 1)
    return Measured(
        pages,
        round(seconds, 1),
        {kind: round(quarter.get(kind, 0)) for kind in kinds},
        {kind: round(working[loading][1].get(kind, 0)) for kind in kinds},
        {kind: round(max(held.get(kind, 0) for _, held in samples)) for kind in kinds},
        {kind: _slope(working[: loading + 1], kind) for kind in kinds},
    )


def _slope(samples: list[Sample], kind: str) -> float:
    points = [(asked / 1000, held[kind]) for asked, held in samples if kind in held]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return round(sum((x - mean_x) * (y - mean_y) for x, y in points) / spread, 2) if spread else 0.0


if __name__ == "__main__":
    Answers.filler = SHORT if "short" in sys.argv else LONG
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(
        json.dumps(asdict(measure(folder, int(sys.argv[2]), plain="plain" in sys.argv)), indent=1)
        + "\n"
    )
