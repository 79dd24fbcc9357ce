"""What came back, or why nothing did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Outcome", "Response", "joined", "sniff"]

Outcome = Literal[
    "fetched",
    "unchanged",
    "not_due",
    "redirected",
    "failed",
    "robots_denied",
    "blocked",
    "refused",
    "too_large",
    "forgotten",
]
"""How one request ended.

fetched        a new or changed body, archived
unchanged      304, or the same bytes as last time
not_due        no request was made: the page is known and to be asked again later (one that was
               never had keeps the outcome of its last request instead)
redirected     one hop; the row after it says where it led
failed         no usable answer: network, time, HTTP error, truncated body, a file that is not there
robots_denied  robots.txt says no or answers 5xx, or the page says noindex
blocked        no request was made: the host asked for a pause, or failed too often
refused        a scheme, an address or a kind of content that is never fetched
too_large      more bytes than a page may have, on the wire or decoded
forgotten      no request was made: the page was taken out by `hedgerow forget`
"""


@dataclass(frozen=True, slots=True)
class Response:
    """One request and its outcome; `body` is decoded bytes, never text."""

    url: str
    final_url: str
    source: str
    outcome: Outcome
    fetched_at: str
    """UTC ISO 8601, seconds."""
    status: int | None = None
    reason: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; repeated ones joined by a comma."""
    body: bytes = b""
    archive_file: str | None = None
    """Name of the WARC file, relative to the home."""
    archive_offset: int | None = None
    """Byte offset of the record in that file."""
    sha256: str | None = None
    """Of the decoded body, in hex."""
    milliseconds: int = 0
    wire_bytes: int = 0
    """Bytes of the body as received, still content-encoded."""
    title: str | None = None
    """The title that the list gave for this page."""
    published_at: str | None = None
    """The date that the list gave for this page."""

    noarchive: bool = False
    """Does the site want no copy kept? Then the archive's goes once the reading is staged."""

    @property
    def ok(self) -> bool:
        """Is there a new body to read?"""
        return self.outcome == "fetched"

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent, charset and all; empty where there was none."""
        return self.headers.get("content-type", "")

    @property
    def media_type(self) -> str:
        """The media type that the bytes themselves speak for, else the header's, lower case."""
        return sniff(self.body, self.content_type)


def joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Header values by lower-case name; those of a repeated one joined by a comma."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


_DECLARED = ("application/json", "text/csv", "text/markdown")
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)
_ROOTS = (
    (b"<rss", "application/rss+xml"),
    (b"<rdf:rdf", "application/rss+xml"),
    (b"<feed", "application/atom+xml"),
    (b"<urlset", "application/sitemap+xml"),
    (b"<sitemapindex", "application/sitemap+xml"),
    (b"<pubmedarticle", "application/pubmed+xml"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<article", "application/jats+xml"),
    (b"<!doctype article", "application/jats+xml"),
)


def sniff(body: bytes, declared: str) -> str:
    """The media type of some bytes, lower case, without parameters; `declared` breaks ties."""
    stated = declared.split(";")[0].strip().lower()
    for magic, kind in _MAGIC:
        if body.startswith(magic):
            return kind
    head = body[:2048].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if stated in _DECLARED or (head[:1] in (b"{", b"[") and "json" in stated):
        return stated
    if head.startswith(b"<"):
        found = [(head.find(root), kind) for root, kind in _ROOTS if root in head]
        if found and (b"<?xml" in head[:5] or "html" not in stated):
            return min(found)[1]
    return stated or ("text/html" if head.startswith(b"<") else "text/plain")
