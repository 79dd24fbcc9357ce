"""Worker processes that are killed: replaced, and what was being read is read again."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors.errors import HedgerowError
from flows import reading_pool
from flows.batches import Batch, BatchReport
from flows.fetching.frontier import Capture
from flows.given_up import READER_KILLED
from flows.reading_pool import ReadingPool
from tests.flows import poisoned_pages


@pytest.fixture(autouse=True)
def poisonous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_pool, "_warm_up", poisoned_pages.warm_up)
    monkeypatch.setattr(reading_pool, "stage_batch", poisoned_pages.stage)


def batch(home: Path, *urls: str) -> Batch:
    captures = (Capture("a.warc.gz", n, "r", "s", url, None, None) for n, url in enumerate(urls))
    return Batch(home, "run", "s", tuple(captures))


def read(batches: Iterable[Batch], processes: int = 2) -> list[BatchReport]:
    async def together() -> list[BatchReport]:
        with ReadingPool(processes) as pool:
            return await asyncio.gather(*(pool.stage(one) for one in batches))

    return asyncio.run(together())


def test_a_page_that_kills_its_reader_becomes_an_issue_and_all_others_are_read(
    tmp_path: Path,
) -> None:
    reports = read([batch(tmp_path, "a", "b"), batch(tmp_path, "c", "poison", "d")])
    assert reports[0] == BatchReport(documents=2)
    assert reports[1] == BatchReport(documents=2, unreadable=1, reasons=(READER_KILLED,))
    (issues,) = tmp_path.glob("staging/run/part-*/issues.parquet")
    rows = pq.read_table(issues).to_pylist()
    assert [(row["url"], row["reason"]) for row in rows] == [("poison", READER_KILLED)]


def test_a_reader_that_was_killed_by_chance_costs_no_page(tmp_path: Path) -> None:
    assert read([batch(tmp_path, "a", "once", "b")]) == [BatchReport(documents=3)]


def test_a_pool_goes_on_after_its_idle_reader_is_killed(tmp_path: Path) -> None:
    async def killed_between() -> list[BatchReport]:
        with ReadingPool(1) as pool:
            first = await pool.stage(batch(tmp_path, "a"))
            assert pool._pool._processes
            (reader,) = pool._pool._processes
            os.kill(reader, signal.SIGKILL)
            return [first, await pool.stage(batch(tmp_path, "b", "c"))]

    assert [report.documents for report in asyncio.run(killed_between())] == [1, 2]


def test_readers_that_cannot_even_start_are_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_pool, "_warm_up", poisoned_pages.killed_at_once)
    with pytest.raises(HedgerowError, match="killed as they start"):
        read([batch(tmp_path, "a")], processes=1)


def test_a_reader_never_hears_ctrl_c_not_even_as_it_loads(tmp_path: Path) -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with ReadingPool(1) as pool:
        blocked = pool._pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, [])
        assert signal.SIGINT in blocked.result()
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before
