"""Progress: bars with pace and time left on a terminal of any width, plain lines elsewhere."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from flows.progress import PhaseObserver, TerminalProgress
from flows.summary import SourceSummary

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import time
from flows.progress import TerminalProgress
from flows.summary import SourceSummary
with TerminalProgress() as progress:
    progress.discovered("journal-of-a-rather-long-name [sic]", 40)
    progress.discovered("blog", 3)
    for number in range(30):
        time.sleep(0.03)
        progress.fetched("journal-of-a-rather-long-name [sic]")
    progress.read("journal-of-a-rather-long-name [sic]", 25)
    progress.finished(SourceSummary("blog", documents=3))
    time.sleep(0.3)
    progress.doing("loading")
    time.sleep(0.3)
"""


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def on_a_terminal(columns: int) -> list[str]:
    """The last picture but one that a real terminal of this width is sent, line by line."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "COLUMNS": str(columns), "LINES": "20", "TERM": "xterm"},
    ) as child:
        os.close(theirs)
        sent = b""
        while piece := _read(ours):
            sent += piece
    os.close(ours)
    assert child.returncode == 0, sent.decode()
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", sent.decode())
    return [line for line in re.split(r"[\r\n]+", plain) if line.strip()]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other side has gone
        return b""


@pytest.mark.parametrize(
    ("columns", "name"), [(60, "journal-of-a-ra…"), (120, "journal-of-a-rather-long-name…")]
)
def test_a_bar_tells_name_number_pace_and_time_left(columns: int, name: str) -> None:
    lines = on_a_terminal(columns)
    assert max(map(len, lines)) <= columns
    assert lines[0].startswith("starting ...")
    later = lines[next(i for i, line in enumerate(lines) if "25 read" in line) :]
    assert not [line for line in later if line.startswith("starting")], "it makes room"
    told = [line for line in lines if "25 read" in line]
    assert told, lines
    assert told[-1].startswith(name)
    assert re.search(r"30/40 25 read \d+/min \d\d:\d\d", told[-1]), told[-1]
    assert [line for line in lines if line.startswith("loading ...")]
    assert not lines[-1].startswith("blog"), "a source that is done makes room"


def plain(clock: Clock) -> tuple[TerminalProgress, io.StringIO]:
    written = io.StringIO()
    return TerminalProgress(Console(file=written, width=80), clock), written


def test_elsewhere_a_line_a_minute_says_how_far_it_is() -> None:
    clock = Clock()
    progress, written = plain(clock)
    with progress:
        progress.discovered("a", 100)
        clock.now += 60
        progress.read("a", 5)  # left over from a killed run; of the pace nothing is known yet
        for _ in range(40):
            clock.now += 3
            progress.fetched("a")
        progress.read("a", 25)
        progress.doing("loading")
        progress.finished(SourceSummary("a", "failed", documents=25, reason="gave [too] little"))
    assert written.getvalue().splitlines() == [
        "a: 1 of 100 fetched, 5 read, 1/min, 1:44:00 left",
        "a: 21 of 100 fetched, 5 read, 10/min, 0:08:00 left",
        "a: 25 documents, failed (gave [too] little)",
    ]


def test_a_short_crawl_is_one_line_for_each_source() -> None:
    progress, written = plain(Clock())
    with progress:
        progress.discovered("a", 1)
        progress.fetched("a")
        progress.finished(SourceSummary("a", documents=1))
        progress.finished(SourceSummary("never-begun", "failed", reason="no list"))
    assert written.getvalue().splitlines() == [
        "a: 1 documents, completed",
        "never-begun: 0 documents, failed (no list)",
    ]
    assert isinstance(progress, PhaseObserver)
