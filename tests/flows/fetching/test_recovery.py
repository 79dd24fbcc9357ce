"""What reached the archive is read, whatever happened next; a file of the reader too."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flows.fetching import Fetcher, Target, read_record
from tests.flows.chaos import Site, article
from tests.flows.conftest import Bench


def test_what_was_archived_but_not_staged_is_pending_until_it_is(bench: Bench, site: Site) -> None:
    urls = [site.page(f"/{n}", article(n)) for n in range(3)]
    bench.fetch(*urls)

    async def resume(fetcher: Fetcher) -> list[str]:
        waiting = list(fetcher.pending("test"))
        fetcher.mark_staged(waiting[:2])
        assert waiting[0].body == article(0).encode()
        return [response.url for response in fetcher.pending()]

    assert bench.crawl(resume) == urls[2:]


def test_a_record_that_reached_only_the_archive_is_found_again(bench: Bench, site: Site) -> None:
    urls = [site.page(f"/{n}", article(n)) for n in range(4)]
    responses = bench.fetch(*urls)
    third = responses[2].archive_offset
    database = sqlite3.connect(bench.home / "frontier.sqlite")
    with database:  # as if killed after the third page reached the archive, before its row
        database.execute("DELETE FROM pages WHERE url IN (?, ?)", urls[2:])
        database.execute("DELETE FROM captures WHERE url IN (?, ?)", urls[2:])
        database.execute("UPDATE archives SET length = ?", (third,))
    database.close()
    archive = bench.home / str(responses[0].archive_file)
    archive.write_bytes(archive.read_bytes()[:-20])  # and in the middle of the fourth

    async def pending(fetcher: Fetcher) -> list[tuple[str, bytes]]:
        return [(response.url, response.body) for response in fetcher.pending()]

    assert bench.crawl(pending) == [(urls[n], article(n).encode()) for n in range(3)]
    assert [r.outcome for r in bench.fetch(*urls)] == ["not_due"] * 3 + ["fetched"]
    assert site.paths()["/2"] == 1


def test_a_file_of_the_reader_is_archived_too(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("Tocilizumab may help.", "utf-8")

    async def work(fetcher: Fetcher) -> list[str | None]:
        source = bench.source()
        target = Target(path.as_uri(), "test", path=path, content_type="text/plain")
        gone = Target("file:///none.txt", "test", path=Path("/none.txt"))
        first = await fetcher.fetch(target, source)
        assert first.archive_file is not None and first.archive_offset is not None
        kept = read_record(bench.home, first.archive_file, first.archive_offset)
        assert (kept.body, kept.content_type) == (b"Tocilizumab may help.", "text/plain")
        second = await fetcher.fetch(target, source)
        third = await fetcher.fetch(gone, source)
        return [first.outcome, second.outcome, third.outcome, third.reason]

    expected = ["fetched", "unchanged", "failed", "no such file: /none.txt"]
    assert bench.crawl(work) == expected
