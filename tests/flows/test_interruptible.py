"""A run beside the main thread: what it gives, what it raises, and how signals end it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextvars import ContextVar
from pathlib import Path

import pytest

from flows.interruptible import RUNNING, run_interruptibly

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import asyncio, multiprocessing, subprocess, sys, time
from flows.interruptible import RUNNING, Interrupted, leave, run_interruptibly
from flows.summary import CrawlSummary

class Crawl:
    def break_off(self):
        return CrawlSummary("run", "interrupted", (), documents=3)

async def work():
    RUNNING.get().append(Crawl())
    await asyncio.sleep(0)
    print("ready", flush=True)
    if "deaf" in sys.argv:
        time.sleep(600)
    try:
        await asyncio.sleep(600)
    finally:
        if "slow" in sys.argv:
            await asyncio.sleep(600)

if __name__ == "__main__":
    multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,)).start()
    try:
        run_interruptibly(asyncio.run, work(), lambda summary: print(summary.documents, flush=True))
    except Interrupted as interrupted:
        leave(interrupted.exit_code)
"""


def test_it_gives_what_the_work_gives_in_the_context_of_the_caller() -> None:
    told: ContextVar[str] = ContextVar("told")
    told.set("by the caller")

    async def work() -> tuple[str, list[object] | None]:
        await asyncio.sleep(0)
        return told.get(), RUNNING.get()  # type: ignore[return-value]

    before = signal.getsignal(signal.SIGTERM)
    assert run_interruptibly(asyncio.run, work()) == ("by the caller", [])
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_the_work_starts_leaves_ctrl_c_to_this_process() -> None:
    told = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"

    async def work() -> bytes:
        return subprocess.check_output([sys.executable, "-c", told])

    assert run_interruptibly(asyncio.run, work()) == b"True\n"
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_it_raises_what_the_work_raises() -> None:
    async def work() -> None:
        raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        run_interruptibly(asyncio.run, work())


def lives(group: int) -> bool:
    """Whether anything of it still runs, once its stragglers had ten seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize(
    ("number", "how", "told", "signals"),
    [
        (signal.SIGINT, "at once", ["3"], 1),
        (signal.SIGTERM, "at once", ["3"], 1),
        (signal.SIGINT, "slow", ["3"], 1),  # does not come to its end: left after the grace
        (signal.SIGINT, "deaf", [], 1),  # cannot even be told
        (signal.SIGINT, "deaf", [], 2),
    ],
)
def test_a_signal_ends_it_and_all_that_it_started(
    tmp_path: Path, number: signal.Signals, how: str, told: list[str], signals: int
) -> None:
    (tmp_path / "run.py").write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, "run.py", how],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        assert child.stdout
        assert child.stderr
        assert child.stdout.readline() == "ready\n"
        child.send_signal(number)
        first = child.stderr.readline()
        if signals == 2:
            child.send_signal(number)
        out, err = child.communicate(timeout=300)
    assert first == "stopping: what was fetched and staged is kept ...\n"
    assert (child.returncode, out.split(), err) == (128 + number, told, "")
    assert not lives(child.pid)
