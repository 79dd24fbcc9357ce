"""What is taken out is out, and the rest stays where it was."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from extractors.errors import InputError
from flows.fetching import Fetcher, Target, forget, prune_archive, read_record
from flows.fetching.overwriting import padded
from tests.flows.chaos import Answer, Site, article
from tests.flows.conftest import START, Bench

SECRET = "Names a person who asked to be taken out."


def archive_files(home: Path) -> list[Path]:
    return sorted((home / "archive").glob("*.warc.gz"))


def test_a_forgotten_page_leaves_the_archive_and_is_not_fetched_again(
    bench: Bench, site: Site
) -> None:
    wanted, kept = site.page("/secret", f"<p>{SECRET}</p>"), site.page("/kept", article())
    site.routes["/way"] = Answer(status=302, headers={"Location": "/secret"})
    bench.fetch(site.url + "/way", wanted)
    (other,) = bench.fetch(kept)
    before = [path.stat().st_size for path in archive_files(bench.home)]
    done = forget(bench.home, wanted, START)
    assert (done.records, done.was_known) == (2, True)
    assert [path.stat().st_size for path in archive_files(bench.home)] == before
    for path in archive_files(bench.home):
        assert SECRET.encode() not in gzip.decompress(path.read_bytes())
        with path.open("rb") as stream:
            kinds = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
        assert kinds[0] == "warcinfo"
    assert other.archive_file is not None and other.archive_offset is not None
    again = read_record(bench.home, other.archive_file, other.archive_offset)
    assert again.body == article().encode()
    (response,) = bench.fetch(wanted)
    assert response.outcome == "forgotten"
    bench.clock.now += 86_400
    (way,) = bench.fetch(site.url + "/way")
    assert (way.outcome, way.body) == ("forgotten", b"")
    assert site.paths()["/secret"] == 2


def test_a_forgotten_page_awaits_no_reading(bench: Bench, site: Site) -> None:
    url = site.page("/a", article())
    bench.fetch(url)
    forget(bench.home, url)

    async def pending(fetcher: Fetcher) -> int:
        return len(list(fetcher.pending()))

    assert bench.crawl(pending) == 0


def test_nothing_is_forgotten_while_a_crawl_runs(bench: Bench, site: Site) -> None:
    async def work(fetcher: Fetcher) -> None:
        with pytest.raises(InputError, match="a crawl is running"):
            forget(bench.home, "http://a.test/")

    bench.crawl(work)


def test_a_url_nobody_knows_is_remembered_all_the_same(bench: Bench, site: Site) -> None:
    assert not forget(bench.home, "http://127.0.0.1/x").was_known
    assert bench.fetch("http://127.0.0.1/x")[0].outcome == "forgotten"


@pytest.mark.parametrize("length", [200, 255, 256, 70_000])
def test_a_note_fits_any_room(length: int) -> None:
    note = padded(b"short words", length)
    assert len(note) == length
    assert gzip.decompress(note) == b"short words"


def test_old_archives_go_once_they_are_read(bench: Bench, site: Site) -> None:
    feed = site.page("/feed", "<rss><channel><item/></channel></rss>", ETag='"f"')
    url = site.page("/a", article())
    bench.fetch(url)

    async def list_and_stage(fetcher: Fetcher) -> None:
        await fetcher.fetch(Target(feed, "test", role="feed"), bench.source())
        fetcher.mark_staged(fetcher.pending())

    first, *_ = archive_files(bench.home)
    os.utime(first, (START, START))
    assert prune_archive(bench.home, 30, START + 60 * 86_400) == ()
    bench.crawl(list_and_stage)
    for path in archive_files(bench.home):
        os.utime(path, (START, START))
    assert prune_archive(bench.home, 30, START + 29 * 86_400) == ()
    gone = prune_archive(bench.home, 30, START + 31 * 86_400)
    assert len(gone) == 2
    assert archive_files(bench.home) == []
    bench.clock.now += 86_400

    async def again(fetcher: Fetcher) -> tuple[str, bytes]:
        listed = await fetcher.fetch(Target(feed, "test", role="feed"), bench.source())
        page = await fetcher.fetch(Target(url, "test"), bench.source())
        return page.outcome, listed.body[:4]

    assert bench.crawl(again) == ("unchanged", b"<rss")
    assert "if-none-match" not in [a for a in site.asked if a.path == "/feed"][-1].headers


def test_the_note_of_an_unchanged_visit_is_taken_out_too(bench: Bench, site: Site) -> None:
    url = site.page("/a", article(), ETag='"secret-tag"')
    bench.fetch(url)
    bench.clock.now += 86_400
    assert bench.fetch(url)[0].outcome == "unchanged"
    assert forget(bench.home, url).records >= 2
    kept = b"".join(gzip.decompress(path.read_bytes()) for path in archive_files(bench.home))
    assert b"secret-tag" not in kept
