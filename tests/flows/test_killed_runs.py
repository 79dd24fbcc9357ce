"""What a killed crawl leaves behind is told by the next one: its requests and how it ended."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flows.catalogue import Source
from flows.crawl import Crawl
from flows.fetching import Target
from flows.reading_pool import POOL, ReadingPool
from flows.settings import Settings
from tests.flows.chaos import Site, article
from warehouse.places import Places
from warehouse.store import open_store

IDLE = object.__new__(ReadingPool)
"""Stands for the reading processes of a crawl that reads nothing."""


async def crawl(home: Path, site: Site, paths: list[str], *, killed: bool) -> str:
    """One crawl of these pages; a killed one leaves as soon as they are fetched."""
    POOL.set(IDLE)
    source = Source("test", delay=0.0, allow_private=True)
    async with Crawl(Settings(home), [source]) as running:
        await running.fetch("test", [Target(site.url + path, "test") for path in paths])
        if not killed:
            running.stage_records()
            running.load()
        return running.run_id


def test_a_crawl_broken_off_as_it_loads_does_not_say_that_it_is_done(home: Path) -> None:
    async def broken_off() -> str:
        POOL.set(IDLE)
        async with Crawl(Settings(home), [Source("test", delay=0.0)]) as running:
            running.stage_records()
            return running.break_off().status

    assert asyncio.run(broken_off()) == "interrupted"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def ask(home: Path, query: str) -> list[tuple[object, ...]]:
    with open_store(home) as store:
        return store.execute(query).fetchall()


def test_requests_of_a_killed_run_reach_the_warehouse_once(home: Path, site: Site) -> None:
    site.page("/a", article())
    site.page("/b", article(2))
    first = asyncio.run(crawl(home, site, ["/a"], killed=True))
    second = asyncio.run(crawl(home, site, ["/b"], killed=False))
    third = asyncio.run(crawl(home, site, ["/c"], killed=False))
    rows = ask(home, "SELECT run_id, url, outcome FROM raw.fetches")
    expected = {
        (first, f"{site.url}/robots.txt", "fetched"),
        (first, f"{site.url}/a", "fetched"),
        (second, f"{site.url}/b", "fetched"),
        (third, f"{site.url}/c", "failed"),
    }
    assert set(rows) == expected
    assert len(rows) == len(expected)


def test_a_killed_run_is_marked_as_crashed(home: Path, site: Site) -> None:
    site.page("/a", article())
    first = asyncio.run(crawl(home, site, ["/a"], killed=True))
    assert not Places(home).store.exists()
    second = asyncio.run(crawl(home, site, ["/a"], killed=False))
    third = asyncio.run(crawl(home, site, ["/a"], killed=False))
    runs = "SELECT run_id, status, fetched, finished_at IS NOT NULL FROM raw.runs ORDER BY 1"
    assert set(ask(home, runs)) == {
        (first, "crashed", 1, True),
        (second, "completed", 0, True),
        (third, "completed", 0, True),
    }
