"""The archive is plain WARC: other tools read it, and it gives back what was received."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from extractors.errors import DocumentError
from flows.fetching import Frontier, read_record
from tests.flows.chaos import Answer, Asked, Site, article
from tests.flows.conftest import Bench


def filled(bench: Bench, site: Site) -> Path:
    """The archive file of a crawl with a gzipped page, a redirect, a 404 and a plain page."""
    packed = gzip.compress(article(1).encode())
    site.routes["/gz"] = Answer(packed, headers={"Content-Encoding": "gzip"}, chunked=True)
    site.routes["/there"] = Answer(status=302, headers={"Location": "/plain"})
    plain = site.page("/plain", article(2), Set_Cookie="a=b")
    bench.fetch(site.url + "/gz", site.url + "/there", site.url + "/none", plain)
    (path,) = (bench.home / "archive").iterdir()
    return path


def test_another_reader_sees_every_response(bench: Bench, site: Site) -> None:
    path = filled(bench, site)
    with path.open("rb") as stream:
        seen = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(stream, check_digests="raise")
            if record.content_stream().read() or True
        ]
    assert seen == [
        ("warcinfo", None),
        ("response", site.url + "/robots.txt"),
        ("response", site.url + "/gz"),
        ("response", site.url + "/there"),
        ("response", site.url + "/plain"),
        ("response", site.url + "/none"),
        ("response", site.url + "/plain"),
    ]


def records(path: Path) -> list[tuple[str, str, bytes]]:
    """Type, profile and content of each record, as another reader sees them."""
    with path.open("rb") as stream:
        return [
            (
                record.rec_type,
                (record.rec_headers.get_header("WARC-Profile") or "").rpartition("/")[2],
                record.content_stream().read(),
            )
            for record in ArchiveIterator(stream, check_digests="raise")
        ]


def asked_again(bench: Bench, url: str) -> Path:
    """The archive of a second night."""
    before = set((bench.home / "archive").iterdir())
    bench.clock.now += 86_400
    assert bench.fetch(url)[0].outcome == "unchanged"
    (path,) = set((bench.home / "archive").iterdir()) - before
    return path


@pytest.mark.parametrize("tagged", [True, False], ids=["304", "same bytes"])
def test_an_unchanged_body_is_not_kept_twice(bench: Bench, site: Site, tagged: bool) -> None:
    def page(asked: Asked) -> Answer:
        known = tagged and asked.headers.get("if-none-match") == '"1"'
        return Answer(status=304) if known else Answer(article().encode(), headers={"ETag": '"1"'})

    site.routes["/a"] = page
    (first,) = bench.fetch(site.url + "/a")
    path = asked_again(bench, site.url + "/a")
    profile = "server-not-modified" if tagged else "identical-payload-digest"
    assert records(path)[-1] == ("revisit", profile, b"")
    with path.open("rb") as stream:
        *_, revisit = ArchiveIterator(stream)
    assert revisit.rec_headers.get_header("WARC-Refers-To-Target-URI") == first.url
    assert revisit.rec_headers.get_header("WARC-Refers-To-Date") == first.fetched_at
    checked(path)
    with Frontier(bench.home) as frontier:
        page_state = frontier.page(first.url)
        last = frontier.fetches("run-2")[-1]
    assert page_state is not None
    assert (page_state.archive_file, page_state.archive_offset) == (
        first.archive_file,
        first.archive_offset,
    )
    assert (last.outcome, last.archive_file) == ("unchanged", f"archive/{path.name}")
    with pytest.raises(DocumentError, match="unchanged, no body"):
        read_record(bench.home, last.archive_file or "", last.archive_offset or 0)


def test_a_revisit_of_a_body_that_was_pruned_leaves_no_record(bench: Bench, site: Site) -> None:
    (first,) = bench.fetch(site.page("/a", article()))
    (bench.home / str(first.archive_file)).unlink()
    assert [kind for kind, *_ in records(asked_again(bench, first.url))] == ["warcinfo", "response"]


@pytest.mark.parametrize(
    "fault",
    [Answer(b"<html>half", length=99), Answer(b"x", length=6_000_000)],
    ids=["truncated", "too large"],
)
def test_half_a_body_is_not_archived(bench: Bench, site: Site, fault: Answer) -> None:
    site.routes["/a"] = fault
    (response,) = bench.fetch(site.url + "/a")
    assert (response.archive_file, response.body) == (None, b"")
    (path,) = (bench.home / "archive").iterdir()
    assert [kind for kind, *_ in records(path)] == ["warcinfo", "response"], "robots.txt alone"


def test_the_tool_that_checks_archives_finds_nothing_wrong(bench: Bench, site: Site) -> None:
    checked(filled(bench, site))


def checked(path: Path) -> None:
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr
    assert "digest failed" not in check.stdout


def test_each_record_is_a_gzip_member_of_its_own(bench: Bench, site: Site) -> None:
    path = filled(bench, site)
    assert gzip.decompress(path.read_bytes()).count(b"WARC/1.1\r\n") == 7


def test_a_record_that_is_not_there_is_an_error_of_its_document(bench: Bench, site: Site) -> None:
    path = filled(bench, site)
    name = f"archive/{path.name}"
    for place, file in ((10**9, name), (3, name), (0, "archive/none.warc.gz")):
        with pytest.raises(DocumentError, match="archive_unreadable"):
            read_record(bench.home, file, place)
