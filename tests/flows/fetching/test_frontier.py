"""The frontier file: requests committed in groups, each of them all or nothing."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flows.fetching import Fetcher, Target
from flows.fetching.frontier import Frontier
from flows.fetching.frontier_file import GROUP_SECONDS
from flows.fetching.response import Response
from tests.flows.chaos import Answer, Site, article
from tests.flows.conftest import Bench


def on_disk(home: Path, table: str = "fetches") -> list[str]:
    """The URLs that another process finds in a table now."""
    with closing(sqlite3.connect(home / "frontier.sqlite")) as other:
        return [url for (url,) in other.execute(f"SELECT url FROM {table} ORDER BY rowid")]


def response(url: str) -> Response:
    return Response(url, url, "test", "fetched", "2026-01-01T00:00:00Z", body=b"x", sha256="1")


def test_a_group_is_seen_at_once_here_and_by_others_once_committed(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        frontier.record(response("a"), "run", "page", 0.0)
        assert frontier.page("a") is not None
        assert (frontier.is_uncommitted, on_disk(tmp_path)) == (True, [])
        frontier.commit()
        assert (frontier.is_uncommitted, on_disk(tmp_path)) == (False, ["a"])
        frontier.record(response("b"), "run", "page", 0.0)
        frontier.set_archive_length("archive/x", 1)  # a transaction takes what waits along
        assert on_disk(tmp_path) == ["a", "b"]
        frontier.record(response("c"), "run", "page", 0.0)
    assert on_disk(tmp_path) == ["a", "b", "c"]


def test_a_large_group_does_not_wait(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        for number in range(64):
            frontier.record(response(str(number)), "run", "page", 0.0)
        assert len(on_disk(tmp_path)) == 64


def test_a_request_that_cannot_be_recorded_leaves_its_group_alone(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        frontier.record(response("a"), "run", "page", 0.0)
        with pytest.raises(sqlite3.IntegrityError), frontier.grouped():
            frontier.record_request(response("b"), "run")
            frontier._db.execute("INSERT INTO runs VALUES ('x', NULL, NULL, 0)")
        assert frontier.page("b") is None
        frontier.record(response("c"), "run", "page", 0.0)
    assert on_disk(tmp_path) == on_disk(tmp_path, "pages") == ["a", "c"]


def test_nothing_waits_longer_than_its_time(bench: Bench, site: Site) -> None:
    url = site.page("/a", article())

    async def work(fetcher: Fetcher) -> list[str]:
        await fetcher.fetch(Target(url, "test"), bench.source())
        await asyncio.sleep(GROUP_SECONDS * 3)
        return on_disk(bench.home, "pages")

    assert bench.crawl(work) == [url]


def test_what_a_page_is_known_for_survives_forgetting_it(tmp_path: Path) -> None:
    with Frontier(tmp_path) as frontier:
        frontier.record(response("a"), "run", "page", 0.0)
        assert not frontier.is_forgotten("a")
        assert frontier.forget("a", "2026-01-01T00:00:00Z")
        assert (frontier.page("a"), frontier.is_forgotten("a")) == (None, True)


def test_a_killed_group_is_found_again_with_all_that_its_list_said(
    bench: Bench, site: Site, tmp_path: Path
) -> None:
    site.routes["/old"] = Answer(status=301, headers={"Location": "/a"})
    site.page("/a", article())
    left = tmp_path / "left"

    async def killed(fetcher: Fetcher) -> None:
        target = Target(f"{site.url}/old", "test", title="Naïve: 100 %", published_at="2026-01-02")
        await fetcher.fetch(target, bench.source())
        shutil.copytree(bench.home, left)  # what a kill at this moment would leave

    bench.crawl(killed)
    assert on_disk(left) == [f"{site.url}/robots.txt"]
    bench.home = left

    async def again(fetcher: Fetcher) -> tuple[list[tuple[str | None, ...]], list[str]]:
        pending = [(r.title, r.published_at, r.body.decode()) for r in fetcher.pending()]
        return pending, [row.outcome for row in fetcher.frontier.unstaged_fetches()]

    waiting, outcomes = bench.crawl(again)
    assert waiting == [("Naïve: 100 %", "2026-01-02", article())]
    assert outcomes == ["fetched", "redirected", "fetched"]
    assert bench.fetch(f"{site.url}/old")[0].outcome == "not_due"
    assert site.paths()["/old"] == 1
