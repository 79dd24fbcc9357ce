"""Ctrl-C and SIGTERM: answered at once, nothing left running, the next crawl goes on from there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.flows.chaos import HeldPage, Site, article

ROOT = Path(__file__).resolve().parents[2]
PAGES = 6
HELD = 3
WORDS = ["--home", "home", "--json", "crawl", "--sources", "sources.toml"]


@dataclass(frozen=True)
class Stopped:
    """A crawl that was told to stop, once everything of it had ended."""

    code: int
    out: str
    err: list[str]


@pytest.fixture
def held(tmp_path: Path, site: Site) -> HeldPage:
    """One of the six pages that the catalogue names; the crawl comes as far as this one."""
    urls = json.dumps([site.page(f"/{n}", article(n)) for n in range(PAGES)])
    row = f'[[source]]\nname = "a"\nadapter = "page"\nurls = {urls}\nallow_private = true\n'
    (tmp_path / "sources.toml").write_text(row + "delay = 0.0\n")
    return site.hold(f"/{HELD}", article(HELD))


@contextmanager
def crawling(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "flows", *WORDS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        yield child


def ended(child: subprocess.Popen[str]) -> Stopped:
    """How it ended; its pipes close when the last process of it is gone."""
    out, err = child.communicate(timeout=300)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(child.pid, 0)
        except ProcessLookupError:
            return Stopped(child.returncode, out, err.splitlines())
        time.sleep(0.05)
    raise AssertionError("a process was left running")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "whom"),
    [(signal.SIGINT, os.killpg), (signal.SIGTERM, os.killpg), (signal.SIGTERM, os.kill)],
)
def test_an_interrupted_crawl_says_so_and_goes_on_next_time(
    tmp_path: Path,
    site: Site,
    held: HeldPage,
    hedgerow: Callable[..., Any],
    number: signal.Signals,
    whom: Callable[[int, int], None],
    record_property: Callable[[str, object], None],
) -> None:
    with crawling(tmp_path) as child:
        is_there = held.asked_for.wait(300)
        told_at = time.monotonic()
        whom(child.pid, number)
        stopped = ended(child)
        record_property("seconds from signal to end", round(time.monotonic() - told_at, 2))
        held.let_go.set()
    assert is_there, stopped.err
    assert stopped.code == 128 + number
    assert len(stopped.err) == 2, stopped.err
    assert stopped.err[0] == "stopping: what was fetched and staged is kept ..."
    assert stopped.err[1].startswith("hedgerow: interrupted; what was fetched and staged is kept")
    summary = json.loads(stopped.out)
    assert summary["status"] == "interrupted"
    assert summary["sources"][0]["fetched"] == HELD
    assert summary["sources"][0]["status"] == "interrupted"
    again = hedgerow(*WORDS, cwd=tmp_path)
    assert again.json["documents"] == PAGES
    asked = site.paths()
    assert {asked[f"/{n}"] for n in range(HELD)} == {1}
    runs = "select status from runs order by started_at, run_id"
    told = hedgerow("--home", "home", "sql", runs, "--format", "json", cwd=tmp_path).json
    assert [run["status"] for run in told] == ["interrupted", "completed"]


@pytest.mark.slow
def test_a_second_ctrl_c_does_not_wait(tmp_path: Path, held: HeldPage) -> None:
    with crawling(tmp_path) as child:
        is_there = held.asked_for.wait(300)
        os.kill(child.pid, signal.SIGINT)
        assert child.stderr
        first = child.stderr.readline()
        os.kill(child.pid, signal.SIGINT)
        stopped = ended(child)
    assert is_there, stopped.err
    assert first.startswith("stopping")
    assert stopped.code == 130
    assert [line[:21] for line in stopped.err] == ["hedgerow: interrupted"]


@pytest.mark.slow
def test_nothing_outlives_a_crawl_whose_own_process_alone_is_killed(
    tmp_path: Path, held: HeldPage
) -> None:
    with crawling(tmp_path) as child:
        is_there = held.asked_for.wait(300)
        os.kill(child.pid, signal.SIGKILL)
        stopped = ended(child)
    assert is_there, stopped.err
    assert stopped.code == -signal.SIGKILL
