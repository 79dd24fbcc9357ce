"""What Prefect costs a crawl, start-up apart: the same crawl with it and without it.

    python tests/benchmarks/prefect_overhead.py [--pages 2000] [--words 350] [--hosts 4]

Invented pages over loopback hosts without delay, an empty home each time, one reading process.
"Without" calls what the tasks call, in the same order, in plain asyncio; "with" is the very flow,
on a standing server with the settings of `hedgerow schedule`, its log and its page included. Both
begin with readers that have loaded. CPU is that of this process, of its readers and of the server,
which has ten seconds more to write down what it was told; it is the firmer figure on a busy
machine. What the server takes while nobody speaks to it is known from the crawl without it, and is
no crawl's. Prefect costs by the task, not by the word: `--words 40` gives the same seconds sooner.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import Process, SimpleQueue
from pathlib import Path

from rows import Row, write_rows

from flows.prefect_home import serve_prefect
from flows.prefect_server import PrefectServer, end_server, new_server, start_server
from flows.reading_pool import POOL, ReadingPool, _warm_up

DRAIN_SECONDS = 10
_SAID = (
    "In a trial of {n} adults, {drug} reduced {what} by {m} per cent compared with placebo.",
    "Researchers said that {drug} may not help people whose {what} has lasted for {m} years.",
    "The difference was not statistically significant in the {n} patients who finished.",
    "It could be a game changer for millions, according to a press release about {drug}.",
    "Visit {n} of the study took place in a clinic near the river, on a rainy afternoon in May.",
    "A larger study is needed before anybody can say whether {drug} is safe for {what}.",
    "Participants filled in a form with {m} questions about sleep, appetite and their families.",
)
_DRUGS = ("tocilizumab", "sirukumab", "infliximab", "celecoxib", "minocycline", "ketamine")
_WHATS = ("depression", "anxiety", "fatigue", "insomnia", "inflammation")


@dataclass(frozen=True)
class Cost:
    """What one crawl took, in seconds."""

    wall: float
    client: float
    readers: float
    server: float
    documents: int

    @property
    def cpu(self) -> float:
        return self.client + self.readers + self.server


def page(number: int, words: int) -> bytes:
    """One page; no two are near-copies."""
    chance, said = random.Random(number), [f"Report {number}."]
    while sum(len(sentence.split()) for sentence in said) < words:
        sentence = chance.choice(_SAID).format(
            n=chance.randint(20, 9000),
            m=chance.randint(2, 90),
            drug=chance.choice(_DRUGS),
            what=chance.choice(_WHATS),
        )
        said.append(sentence)
    body = "".join(f"<p>{' '.join(said[n : n + 4])}</p>" for n in range(0, len(said), 4))
    title = f"Report {number} on {chance.choice(_DRUGS)}"
    head = f"<html><head><meta charset=utf-8><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def answer(pages: int, words: int, hosts: int, port: SimpleQueue[int]) -> None:
    """Serves the pages on every host, in a process apart, for ever."""
    bodies = [page(number, words) for number in range(pages)]

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:  # the crawl is done with this connection
                break
            stem = head.split(b" ", 2)[1].decode().strip("/")
            body, status = (bodies[int(stem)], "200 OK") if stem.isdigit() else (b"", "404 No")
            kind = f"Content-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(f"HTTP/1.1 {status}\r\n{kind}".encode() + body)
        writer.close()

    async def forever() -> None:
        first = await asyncio.start_server(one, "127.0.0.1", 0)
        found = first.sockets[0].getsockname()[1]
        for host in range(1, hosts):
            await asyncio.start_server(one, f"127.0.0.{host + 1}", found)
        port.put(found)
        await first.serve_forever()

    asyncio.run(forever())


@contextmanager
def served(pages: int, words: int, hosts: int) -> Iterator[int]:
    """The port of the pages."""
    port: SimpleQueue[int] = SimpleQueue()
    process = Process(target=answer, args=(pages, words, hosts, port), daemon=True)
    process.start()
    try:
        yield port.get()
    finally:
        process.kill()
        process.join()


def home_with(folder: Path, name: str, port: int, pages: int, hosts: int) -> Path:
    """A home whose catalogue names the pages, some on each host."""
    home = folder / name
    home.mkdir()
    (home / "settings.toml").write_text("workers = 1\n")
    rows = ""
    for host in range(hosts):
        urls = [f"http://127.0.0.{host + 1}:{port}/{n}" for n in range(host, pages, hosts)]
        rows += f'[[source]]\nname = "host-{host}"\nadapter = "page"\nurls = {json.dumps(urls)}\n'
        rows += "delay = 0.0\nallow_private = true\nmax_documents = 100000\n\n"
    (home / "sources.toml").write_text(rows)
    return home


async def without(home: Path) -> int:
    """How many documents came of the crawl, in plain asyncio."""
    from flows.artifacts import run_page
    from flows.crawl import Crawl, chosen_sources
    from flows.settings import read_settings

    async with Crawl(read_settings(home), chosen_sources(home / "sources.toml", ())) as crawl:

        async def source(name: str) -> None:
            for targets in crawl.batches(await crawl.discover(name)):
                await crawl.fetch(name, targets)
                await asyncio.gather(*(crawl.read(batch) for batch in crawl.unstaged(name)))
            crawl.summary_of(name)

        await asyncio.gather(*(source(name) for name in crawl.sources))
        crawl.stage_records()
        await asyncio.to_thread(crawl.load)
        await asyncio.to_thread(crawl.publish)
        await asyncio.to_thread(run_page, home, crawl.summary())
        return crawl.summary().documents


async def with_prefect(home: Path) -> int:
    """How many documents came of the crawl, as the flow."""
    from flows.nightly import nightly

    state = await nightly(home, home / "sources.toml", return_state=True)
    summary = await state.aresult(raise_on_failure=False)
    return int(summary.documents)


def used_by(pid: int | None) -> float:
    """CPU seconds of a process, by /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost_of(crawl: object, home: Path, server: PrefectServer) -> Cost:
    """What the crawl of a home took, once its reader has loaded."""

    async def run() -> Cost:
        POOL.set(pool)
        await asyncio.get_running_loop().run_in_executor(pool._pool, _warm_up)
        (reader,) = pool._pool._processes
        begun, before = time.perf_counter(), spent(reader)
        documents = await crawl(home)  # type: ignore[operator]
        wall, after = time.perf_counter() - begun, spent(reader)
        time.sleep(DRAIN_SECONDS)
        serving = used_by(server.pid) - before[2]
        if not documents:
            raise SystemExit(f"{home.name}: nothing was read")
        return Cost(wall, after[0] - before[0], after[1] - before[1], serving, documents)

    def spent(reader: int) -> tuple[float, float, float]:
        own = resource.getrusage(resource.RUSAGE_SELF)
        return own.ru_utime + own.ru_stime, used_by(reader), used_by(server.pid)

    with ReadingPool(1) as pool:
        return asyncio.run(run())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--words", type=int, default=350)
    parser.add_argument("--hosts", type=int, default=4)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        served(asked.pages, asked.words, asked.hosts) as port,
    ):
        folder = Path(name).resolve()
        server = start_server(folder, new_server(folder, None))
        serve_prefect(folder, server)
        os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
        try:
            for number, crawl in enumerate((with_prefect, without)):  # what is lazy is imported
                cost_of(crawl, home_with(folder, f"warm-{number}", port, 8, asked.hosts), server)
            plain = cost_of(
                without, home_with(folder, "plain", port, asked.pages, asked.hosts), server
            )
            told = cost_of(
                with_prefect, home_with(folder, "flow", port, asked.pages, asked.hosts), server
            )
        finally:
            end_server(server)
    idle = plain.server / (plain.wall + DRAIN_SECONDS)
    plain = replace(plain, server=0.0)
    told = replace(told, server=max(0.0, told.server - idle * (told.wall + DRAIN_SECONDS)))
    words = (
        f"{told.documents} of {asked.pages} pages; CPU s without: client {plain.client:.1f}, "
        f"readers {plain.readers:.1f}; with: client {told.client:.1f}, readers {told.readers:.1f}, "
        f"server {told.server:.1f} (idle it takes {100 * idle:.1f} % of a core); wall "
        f"{plain.wall:.0f} and {told.wall:.0f} s"
    )
    extra = told.client - plain.client + told.server
    write_rows(
        [
            Row(
                "Prefect's share of CPU",
                "%",
                100 * extra / plain.cpu,
                note=words,
                more_is_better=False,
            ),
            Row("the same, wall", "%", 100 * (told.wall / plain.wall - 1), more_is_better=False),
        ]
    )


if __name__ == "__main__":
    main()
