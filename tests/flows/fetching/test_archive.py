"""The archive is plain WARC: other tools read it, and it gives back what was received."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from extractors.errors import DocumentError
from flows.fetching import read_record
from tests.flows.chaos import Answer, Site, article
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


def test_the_tool_that_checks_archives_finds_nothing_wrong(bench: Bench, site: Site) -> None:
    path = filled(bench, site)
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
