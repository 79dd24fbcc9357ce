"""A page may ask not to be read, or not to be kept; both are respected and on record."""

from __future__ import annotations

import gzip

import pytest

from extractors.errors import DocumentError
from flows.fetching import Fetcher, Response, Target, read_record
from flows.fetching.robots_tags import RobotsTags, robots_tags
from tests.flows.chaos import Site, article
from tests.flows.conftest import Bench

HEADER, META = "X-Robots-Tag", "meta robots"
CASES: list[tuple[str, str, RobotsTags]] = [
    ("", article(), RobotsTags()),
    ("noindex", "", RobotsTags(HEADER, None)),
    ("NoArchive, nofollow", "", RobotsTags(None, HEADER)),
    ("none", "", RobotsTags(HEADER, HEADER)),
    ("otherbot: noindex", "", RobotsTags()),
    ("hedgerow: noarchive, *: noindex", "", RobotsTags(HEADER, HEADER)),
    ("unavailable_after: 25 Jun 2010 15:00:00 PST", "", RobotsTags()),
    ("", '<META NAME="Robots" CONTENT="index, NOARCHIVE">', RobotsTags(None, META)),
    ("", "<meta content='noindex,nofollow' name=robots>", RobotsTags(META, None)),
    ("", '<meta name="hedgerow" content="none">', RobotsTags(META, META)),
    ("", '<meta name="googlebot" content="noindex">', RobotsTags()),
    ("", '<!-- <meta name="robots" content="noindex"> -->', RobotsTags()),
    ("", "<body><p>A page on robots: meta noindex</p>", RobotsTags()),
    ("", '<body><meta name="robots" content="noindex">', RobotsTags()),
    ("noarchive", '<meta name="robots" content="noindex">', RobotsTags(META, HEADER)),
    ("", "<meta name='robots' content='noindex' \x00> <<", RobotsTags(META, None)),
    ("", "<!--robots <meta", RobotsTags()),
]


@pytest.mark.parametrize(("header", "body", "tags"), CASES)
def test_what_header_and_head_ask_for(header: str, body: str, tags: RobotsTags) -> None:
    assert robots_tags(header, body.encode()) == tags


def unindexed(extra: str) -> str:
    return f'<html><head><meta name="robots" content="{extra}"></head>{article()}'


def test_a_page_that_says_noindex_is_neither_read_nor_kept(bench: Bench, site: Site) -> None:
    (response,) = bench.fetch(site.page("/a", unindexed("noindex")))
    assert (response.outcome, response.reason) == ("robots_denied", "meta robots: noindex")
    assert (response.body, response.archive_file) == (b"", None)
    (archive,) = (bench.home / "archive").iterdir()
    assert b"Sentence one" not in gzip.decompress(archive.read_bytes())


def test_a_list_that_says_noindex_is_still_a_list(bench: Bench, site: Site) -> None:
    feed = site.page("/feed", "<rss><channel/></rss>", X_Robots_Tag="noindex, noarchive")

    async def work(fetcher: Fetcher) -> Response:
        return await fetcher.fetch(Target(feed, "test", role="feed"), bench.source())

    response = bench.crawl(work)
    assert (response.outcome, response.noarchive) == ("fetched", False)


@pytest.mark.parametrize("way", ["header", "meta"])
def test_a_page_that_says_noarchive_is_kept_until_it_is_staged(
    bench: Bench, site: Site, way: str
) -> None:
    kept = site.page("/kept", article(2))
    body = article() if way == "header" else unindexed("noarchive")
    headers = {"X_Robots_Tag": "noarchive"} if way == "header" else {}
    url = site.page("/a", body, **headers)
    response, other = bench.fetch(url, kept)
    assert response.ok
    assert (response.reason or "").endswith("noarchive")
    assert response.archive_file is not None and response.archive_offset is not None
    assert read_record(bench.home, response.archive_file, response.archive_offset).body

    async def stage(fetcher: Fetcher) -> None:
        fetcher.mark_staged(fetcher.pending())

    bench.crawl(stage)
    with pytest.raises(DocumentError, match="taken out"):
        read_record(bench.home, response.archive_file, response.archive_offset)
    assert other.archive_file is not None and other.archive_offset is not None
    assert read_record(bench.home, other.archive_file, other.archive_offset).ok
    bench.clock.now += 86_400
    assert bench.fetch(url)[0].outcome == "unchanged"
