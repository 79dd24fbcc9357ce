"""Every response in WARC files, as received, before anything reads it.

One gzip member per record, written with a single call, so that a killed crawl leaves at most one
torn record at the end of a file; every crawl starts a file of its own, so nothing is ever written
behind a torn one. Bodies keep their content coding; transfer coding is gone, as WARC tools expect.
Written through to disk at least every few seconds and at the end.
"""

from __future__ import annotations

import hashlib
import io
import os
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, unquote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.errors import DocumentError, FetchError
from flows.fetching.client import Exchange
from flows.fetching.decoding import BodyDecoder
from flows.fetching.response import Response, joined
from flows.fetching.target import Target

__all__ = ["Archive", "iso_time", "read_record", "records_from"]

FOLDER = "archive"
_SYNC_SECONDS = 5.0
_LEVEL, _STORED = 2, 0
"""For plain bodies: more than twice as fast as the usual 6, for a seventh more bytes. A body that
came packed does not shrink again: it is stored as it is, at a fiftieth of the cost."""
_BODY_CAP = 64 * 1024 * 1024
_REFERS = {
    "WARC-Refers-To": "WARC-Record-ID",
    "WARC-Refers-To-Target-URI": "WARC-Target-URI",
    "WARC-Refers-To-Date": "WARC-Date",
    "WARC-Payload-Digest": "WARC-Payload-Digest",
}
"""What a revisit record says, and which header of the first record says it."""
_ROLE, _SOURCE, _RUN, _ASKED = "Hedgerow-Role", "Hedgerow-Source", "Hedgerow-Run", "Hedgerow-Asked"
_TITLE, _DATED = "Hedgerow-Title", "Hedgerow-Dated"


class Archive:
    """The WARC file of one crawl; it appears with the first record."""

    def __init__(self, home: Path, run_id: str) -> None:
        self._home = home
        self._run_id = run_id
        self._file: IO[bytes] | None = None
        self._name = ""
        self._synced = time.monotonic()
        self._builder = RecordBuilder(warc_version="1.1")

    @property
    def length(self) -> int:
        """Bytes written so far."""
        return self._file.tell() if self._file else 0

    def close(self) -> None:
        """None, once everything is on disk."""
        if self._file:
            self._sync()
            self._file.close()
            self._file = None

    def write_exchange(
        self, exchange: Exchange, target: Target, role: str, fetched_at: str
    ) -> tuple[str, int]:
        """The file, relative to the home, and the offset where the answer now lies."""
        phrase = f"{exchange.status} {exchange.phrase}".strip()
        http = StatusAndHeaders(phrase, list(exchange.headers), protocol="HTTP/1.1")
        headers = self._about(target, role)
        level = _STORED if exchange.header("content-encoding") else _LEVEL
        return self._write(
            exchange.url, "response", exchange.wire, http, headers, fetched_at, level
        )

    def write_resource(self, target: Target, body: bytes, fetched_at: str) -> tuple[str, int]:
        """The file, relative to the home, and the offset where this content now lies."""
        headers = self._about(target, "page")
        headers["Content-Type"] = target.content_type or "application/octet-stream"
        return self._write(target.url, "resource", body, None, headers, fetched_at)

    def write_revisit(
        self, exchange: Exchange, target: Target, fetched_at: str, kept: tuple[str, int]
    ) -> tuple[str, int] | None:
        """Where a note now lies that the body is the one at `kept`; None where that is gone.

        The headers are in it, the body is not: a WARC revisit record.
        """
        first = _headers_of(self._home, *kept)
        if first is None:
            return None
        profile = "server-not-modified" if exchange.status == 304 else "identical-payload-digest"
        headers = self._about(target, "revisit")
        headers["WARC-Profile"] = f"http://netpreserve.org/warc/1.1/revisit/{profile}"
        for name, of_first in _REFERS.items():
            headers[name] = first.get_header(of_first) or ""
        phrase = f"{exchange.status} {exchange.phrase}".strip()
        http = StatusAndHeaders(phrase, list(exchange.headers), protocol="HTTP/1.1")
        return self._write(exchange.url, "revisit", b"", http, headers, fetched_at)

    def _about(self, target: Target, role: str) -> dict[str, str]:
        """What the frontier would know of a record, should a kill keep it from being told."""
        about = {_ROLE: role, _SOURCE: target.source, _RUN: self._run_id, _ASKED: target.url}
        hints = {_TITLE: target.title, _DATED: target.published_at}
        return about | {name: quote(hint) for name, hint in hints.items() if hint}

    def _write(
        self,
        url: str,
        kind: str,
        payload: bytes,
        http: StatusAndHeaders | None,
        headers: dict[str, str],
        fetched_at: str,
        level: int = _LEVEL,
    ) -> tuple[str, int]:
        file = self._file or self._open()
        offset = file.tell()
        record = self._builder.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(payload),
            length=len(payload),
            http_headers=http,
            warc_headers_dict={**headers, "WARC-Date": fetched_at},
        )
        self._put(_member(record, level))
        if time.monotonic() - self._synced > _SYNC_SECONDS:
            self._sync()
        return self._name, offset

    def _open(self) -> IO[bytes]:
        folder = self._home / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        stem = "".join(char if char.isalnum() or char in "-_." else "-" for char in self._run_id)
        for number in range(10_000):
            name = f"{stem}{f'-{number}' if number else ''}.warc.gz"
            try:
                self._file = (folder / name).open("xb", buffering=0)
            except FileExistsError:
                continue
            self._name = f"{FOLDER}/{name}"
            info = {"software": "Hedgerow", "format": "WARC File Format 1.1"}
            self._put(_member(self._builder.create_warcinfo_record(name, info)))
            return self._file
        raise AssertionError(f"ten thousand archive files named {stem}")

    def _put(self, member: bytes) -> None:
        """None, once all of it is in the file; where the disk is full, nothing of it is."""
        assert self._file
        start, rest = self._file.tell(), memoryview(member)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._file.seek(start)
            self._file.truncate()
            raise

    def _sync(self) -> None:
        if self._file:
            os.fsync(self._file.fileno())
        self._synced = time.monotonic()


def _member(record: Any, level: int = _LEVEL) -> bytes:
    """One record as one gzip member."""
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    press = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return press.compress(plain.getvalue()) + press.flush()


_GZIP = b"\x1f\x8b"


def iso_time(moment: float) -> str:
    """UTC ISO 8601, whole seconds, of a number of seconds since 1970."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_record(home: Path, file: str, offset: int) -> Response:
    """The response archived there, its body decoded again; needs no network.

    DocumentError `archive_unreadable` where the file or record is gone or torn.
    """
    path = home / file
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            if stream.read(2) != _GZIP:  # warcio would look for a record further on
                raise EOFError("no record starts there")
            stream.seek(offset)
            for record in ArchiveIterator(stream):
                if record.rec_type in ("response", "resource"):
                    return _response(record, file, offset)
                why = "unchanged, no body" if record.rec_type == "revisit" else "taken out"
                raise DocumentError("archive_unreadable", f"{file} at {offset}: {why}")
    except (OSError, ArchiveLoadFailed, FetchError, zlib.error, EOFError) as error:
        raise DocumentError("archive_unreadable", f"{file} at {offset}: {error}") from error
    raise DocumentError("archive_unreadable", f"{file} at {offset}: nothing there")


def records_from(home: Path, file: str, offset: int = 0) -> Iterator[tuple[Response, str, int]]:
    """Every whole response from an offset on, with its role and the offset after it.

    A page found unchanged has the role `revisit` and no body. A torn record at the end ends the
    walk.
    """
    with (home / file).open("rb") as stream:
        stream.seek(offset)
        walk = ArchiveIterator(stream)
        try:
            for record in walk:
                if record.rec_type in ("response", "resource", "revisit"):
                    response = _response(record, file, 0)
                    place = walk.get_record_offset()  # reads the record to its end: body first
                    role = record.rec_headers.get_header(_ROLE) or "page"
                    response = replace(response, archive_offset=place)
                    yield response, role, place + walk.get_record_length()
        except (ArchiveLoadFailed, FetchError, zlib.error, EOFError):
            return


def _headers_of(home: Path, file: str, offset: int) -> Any | None:
    """The WARC headers of the response that lies there; None where it was taken out or pruned."""
    try:
        with (home / file).open("rb") as stream:
            stream.seek(offset)
            if stream.read(2) != _GZIP:
                return None
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)), None)
    except (FileNotFoundError, ArchiveLoadFailed):
        return None
    kept = record is not None and record.rec_type in ("response", "resource")
    return record.rec_headers if record is not None and kept else None


def _response(record: Any, file: str, offset: int) -> Response:
    about = record.rec_headers
    wire = record.raw_stream.read()
    if record.raw_stream.limit:
        raise EOFError("the record is torn")
    url = about.get_header("WARC-Target-URI")
    if record.http_headers:
        headers = joined(record.http_headers.headers)
        status = int(record.http_headers.get_statuscode())
        decoder = BodyDecoder(headers.get("content-encoding", ""), _BODY_CAP, _BODY_CAP)
        decoder.feed(wire)
        body = decoder.finish()[1]
    else:
        headers, status, body = {"content-type": about.get_header("Content-Type")}, None, wire
    return Response(
        url=about.get_header(_ASKED) or url,
        final_url=url,
        source=about.get_header(_SOURCE) or "",
        outcome="unchanged" if record.rec_type == "revisit" else "fetched",
        fetched_at=about.get_header("WARC-Date"),
        status=status,
        headers=headers,
        body=body,
        archive_file=file,
        archive_offset=offset,
        sha256=hashlib.sha256(body).hexdigest(),
        wire_bytes=len(wire),
        title=unquote(about.get_header(_TITLE) or "") or None,
        published_at=unquote(about.get_header(_DATED) or "") or None,
    )
