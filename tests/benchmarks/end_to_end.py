"""Pages per minute and peak memory of a whole `hedgerow crawl` of real pages, served on loopback.

    python tests/benchmarks/end_to_end.py DATA [--releases 340]

News pages as they were served (DATA/article_extraction) and press releases (DATA/hype) in a plain
page each, over sixteen loopback hosts without delay; an empty home, so everything is fetched,
archived, read, loaded, audited and published. The start-up of Prefect and of the language part is
measured by a crawl of one page for each host and taken off the second figure, which goes by the CPU
time of every process: on a busy machine the first says more of its other guests. Memory is the sum
of what the command's processes alone hold (PSS), sampled ten times a second; Linux only.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from rows import Row, write_rows

from extractors.evaluation.article_extraction import read_pages

HOSTS = 16


def pages_of(data: Path, releases: int) -> list[bytes]:
    """The bodies to serve."""
    lines = (data / "hype" / "press_releases.jsonl").read_text("utf-8").splitlines()[:releases]
    made = []
    for line in lines:
        title, *rest = json.loads(line)["text"].strip().split("\n")
        body = "".join(f"<p>{html.escape(part)}</p>" for part in rest if part.strip())
        head = f"<html><head><meta charset=utf-8><title>{html.escape(title[:200])}</title></head>"
        article = (
            f"<body><article><h1>{html.escape(title[:200])}</h1>{body}</article></body></html>"
        )
        made.append((head + article).encode())
    return [page.payload for page in read_pages(data)] + made


@contextmanager
def served(pages: list[bytes]) -> Iterator[int]:
    """The port at which every host answers `/N.html`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            stem = self.path.strip("/").removesuffix(".html")
            body = pages[int(stem)] if stem.isdigit() else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None: ...

    with ExitStack() as stack:
        port = 0
        for number in range(HOSTS):
            server = ThreadingHTTPServer((f"127.0.0.{number + 1}", port), Handler)
            port = server.server_address[1]
            stack.enter_context(server)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        yield port


def catalogue(folder: Path, port: int, count: int) -> Path:
    rows = ""
    for host in range(HOSTS):
        urls = [f"http://127.0.0.{host + 1}:{port}/{n}.html" for n in range(host, count, HOSTS)]
        rows += f'[[source]]\nname = "host-{host}"\nadapter = "page"\nurls = {json.dumps(urls)}\n'
        rows += "delay = 0.0\nallow_private = true\nmax_documents = 100000\n\n"
    path = folder / "sources.toml"
    path.write_text(rows)
    return path


def held_by(group: int) -> int:
    """Bytes that the processes of a group hold by themselves."""
    total = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(place.name)) == group:
                told = (place / "smaps_rollup").read_text()
                total += 1024 * int(told.partition("Pss:")[2].split()[0])
        except (OSError, IndexError):  # it ended meanwhile
            continue
    return total


def crawled(folder: Path, sources: Path, *words: str) -> tuple[dict[str, Any], float, float, int]:
    """The summary, wall and CPU seconds, and the most memory that the crawl held."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "flows", "--home", str(folder / "home"), "--json", "crawl"]
    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(
            [*command, "--sources", str(sources), *words],
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            start_new_session=True,
        ) as child,
    ):
        most = 0
        while child.poll() is None:
            most = max(most, held_by(child.pid))
            time.sleep(0.1)
        assert child.stdout
        told = child.stdout.read()
        complaints.seek(0)
        if not told:
            raise SystemExit(
                f"the crawl ended with {child.returncode}: {complaints.read()[-2000:]}"
            )
        summary = json.loads(told)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return summary, wall, cpu, most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--releases", type=int, default=340)
    asked = parser.parse_args()
    pages = pages_of(asked.data, asked.releases)
    with served(pages) as port, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "few").mkdir()
        sources = catalogue(folder, port, len(pages))
        first, _, first_cpu, _ = crawled(folder / "few", sources, "--limit", "1")
        told, wall, cpu, most = crawled(folder, sources)
        archive = sum(f.stat().st_size for f in (folder / "home" / "archive").iterdir())
        rows = (folder / "home" / "warehouse.duckdb").resolve().stat().st_size
    fetched = sum(source["fetched"] for source in told["sources"])
    few = sum(source["fetched"] for source in first["sources"])
    rest = fetched - few
    words = (
        f"{fetched} pages, {told['documents']} documents, {told['claims']} claims; {wall:.0f} s, "
        f"CPU {cpu:.0f} s, of which start-up and the first {few} pages {first_cpu:.0f} s; "
        f"{(cpu - first_cpu) / rest * 1000:.0f} CPU-ms for each page more; archive "
        f"{archive / fetched / 1000:.1f} kB and warehouse {rows / fetched / 1000:.1f} kB a page"
    )
    write_rows(
        [
            Row("crawl end to end", "pages / minute", 60 * fetched / wall, note=words),
            Row("the same, start-up apart", "pages / CPU-minute", 60 * rest / (cpu - first_cpu)),
            Row("the same, peak memory", "MB", most / 1e6, more_is_better=False),
        ]
    )


if __name__ == "__main__":
    main()
