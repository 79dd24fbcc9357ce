"""`kill -9` at several moments of a crawl; the next one completes, and fetches nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from flows.fetching.archive import records_from
from tests.flows.chaos import Answer, Asked, Site, article

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("crawl_and_stage.py")
PAGES = 60


def start(home: Path, site: Site, run_id: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(SCRIPT), str(home), site.url, str(PAGES), run_id]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})


def fill(site: Site, moment: threading.Event, at: list[int]) -> None:
    """Pages that tell when the next moment to kill has come."""

    def page(asked: Asked) -> Answer:
        if at and len(site.asked) >= at[0]:
            at.pop(0)
            moment.set()
        return Answer(article(int(asked.path[1:])).encode())

    site.routes.update({f"/{number}": page for number in range(PAGES)})


def archived(home: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in sorted((home / "archive").glob("*.warc.gz")):
        for response, role, _ in records_from(home, f"archive/{path.name}"):
            found[response.url] += role == "page"
    return +found


def test_a_killed_crawl_completes_next_time(tmp_path: Path, site: Site) -> None:
    home, moment = tmp_path / "home", threading.Event()
    fill(site, moment, [4, 17, 41])
    for number, lag in enumerate((0.0, 0.004, 0.01)):
        child = start(home, site, f"killed-{number}")
        assert moment.wait(30)
        moment.clear()
        time.sleep(lag)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert start(home, site, "last").wait(60) == 0
    assert archived(home) == {f"{site.url}/{number}": 1 for number in range(PAGES)}
    staged = [path.read_bytes().split(b"\n", 1) for path in (home / "staged").iterdir()]
    assert sorted(url.decode() for url, _ in staged) == sorted(archived(home))
    for url, body in staged:
        assert body.decode() == article(int(url.rpartition(b"/")[2]))
    asked = site.paths()
    assert all(asked[f"/{number}"] <= 2 for number in range(PAGES))
    assert sum(asked[f"/{number}"] for number in range(PAGES)) <= PAGES + 3
