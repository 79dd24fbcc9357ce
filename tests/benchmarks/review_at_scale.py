"""How quick the review page is: `python tests/benchmarks/review_at_scale.py [CLAIMS] [HOME]`.

Makes a warehouse of CLAIMS claims (default 200000) and half as many hype flags, as
`warehouse_at_scale.py` does, or takes that in HOME; serves its review page on loopback, and does
what a reader does without stopping to think, so that nothing is ready beforehand. The verdicts stay
in HOME. Prints one JSON object: seconds until the page answers, milliseconds of each action, the
server's CPU seconds and its peak of memory.
"""

from __future__ import annotations

import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from html import unescape
from pathlib import Path

import httpx
from made_up_claims import CLAIMS_PER_PAGE, write_parts

from warehouse.load import load_parts
from warehouse.publish import publish

ROUNDS = 30
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
VIEWS = ("/?severity=3", "/?drug=drug+3", "/?of=claims", "/filters", "/rules", "/sources",
         "/agreement")  # fmt: skip


class Reader:
    """One reader, and how long each answer took."""

    def __init__(self, url: str) -> None:
        headers = {"origin": url, "x-partial": "1"}
        self.client = httpx.Client(
            base_url=url, headers=headers, follow_redirects=True, timeout=600
        )
        self.page = self.client.get("/").text
        self.took: dict[str, list[float]] = defaultdict(list)

    def send(self, name: str, path: str, form: int, **more: str) -> None:
        """None; the form of the page, changed so, was sent and the next page is here."""
        given = dict(FIELD.findall(self.page.split('id="undo"')[form])) | more
        self._timed(name, "POST", path, data=given)

    def follow(self, relation: str) -> None:
        """None; the link of the page was followed."""
        found = re.search(rf'rel="{relation}" href="([^"]+)"', self.page)
        assert found, relation
        self._timed(relation, "GET", unescape(found[1]))

    def see(self, path: str) -> None:
        """None; another page was looked at."""
        kept = self.page
        self._timed(path, "GET", path)
        self.page = kept

    def _timed(self, name: str, method: str, path: str, **more: dict[str, str]) -> None:
        start = time.perf_counter()
        answer = self.client.request(method, path, **more)  # type: ignore[arg-type]
        self.took[name].append(1000 * (time.perf_counter() - start))
        answer.raise_for_status()
        self.page = answer.text


def read(reader: Reader) -> None:
    """None; everything was done ROUNDS times."""
    for _ in range(ROUNDS):
        reader.send("accept", "/judge", 0, act="accepted")
        reader.send("reject", "/judge", 0, act="rejected", reason="quoted")
        reader.send("unsure", "/judge", 0, act="unsure")
        reader.send("skip", "/judge", 0, act="skipped")
        reader.send("undo", "/undo", 1)
        reader.send("note", "/judge", 0, act="noted", note="ask")
        reader.follow("next")
        reader.follow("prev")
    for view in VIEWS:
        for _ in range(3):
            reader.see(view)


def served(home: Path) -> tuple[subprocess.Popen[str], str]:
    """The running command and its address, once it answers."""
    words = [sys.executable, "-m", "flows", "--home", str(home), "--json", "review", "--port", "0"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    url = json.loads(process.stdout.readline())["url"].rstrip("/")
    return process, url


def measure(home: Path) -> dict[str, object]:
    """Everything that is printed."""
    start = time.perf_counter()
    process, url = served(home)
    try:
        reader = Reader(url)
        ready = round(time.perf_counter() - start, 1)
        read(reader)
    finally:
        process.terminate()
        process.wait()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds until the first card": ready,
        "server's CPU seconds": round(spent.ru_utime + spent.ru_stime, 1),
        "server's peak memory, bytes": 1024 * spent.ru_maxrss,
        "milliseconds": {
            name: {
                "median": round(statistics.median(took), 1),
                "95%": round(sorted(took)[int(0.95 * len(took))], 1),
                "max": round(max(took), 1),
            }
            for name, took in reader.took.items()
        },
    }


if __name__ == "__main__":
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch)
        if not (place / "warehouse.duckdb").exists():
            write_parts(place, 0, claims // CLAIMS_PER_PAGE)
            load_parts(place)
            publish(place)
        sys.stdout.write(json.dumps({"claims": claims, **measure(place)}, indent=1) + "\n")
