"""What a page itself asks of robots: X-Robots-Tag headers and meta robots, read together.

`noindex` (or `none`): the page is not read into the warehouse, nor archived. `noarchive`: its bytes
are kept only until its reading is staged, for a crawl that is killed in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

__all__ = ["RobotsTags", "robots_tags"]

_OURS = ("robots", "hedgerow")
_HEAD = 256 * 1024
"""Bytes in which a head is looked for; past them no site puts one."""
_META_OR_BODY = re.compile(rb"<meta|<body", re.IGNORECASE)
_BODY = re.compile(rb"<body", re.IGNORECASE)
_NAMES = re.compile("|".join(_OURS).encode(), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RobotsTags:
    """Where each wish was read ("X-Robots-Tag" or "meta robots"), or None."""

    noindex: str | None = None
    noarchive: str | None = None


def robots_tags(header: str, body: bytes) -> RobotsTags:
    """The wishes that concern us: of the header, as sent, and of the page's own head."""
    header_says = set(_header_words(header))
    page_says = set(_meta_words(body[:_HEAD]))
    return RobotsTags(
        noindex=_where({"noindex", "none"}, header_says, page_says),
        noarchive=_where({"noarchive", "none"}, header_says, page_says),
    )


def _where(wish: set[str], header_says: set[str], page_says: set[str]) -> str | None:
    if wish & header_says:
        return "X-Robots-Tag"
    return "meta robots" if wish & page_says else None


def _header_words(header: str) -> Iterator[str]:
    """The directives for everyone or for us; several headers arrive joined by commas."""
    for part in header.lower().split(","):
        agent, colon, directive = part.rpartition(":")
        if not colon or agent.strip() in ("hedgerow", "*"):
            yield directive.strip()


def _meta_words(head: bytes) -> Iterator[str]:
    first = _META_OR_BODY.search(head)
    if first is None or first.group().lower() == b"<body":
        return
    end = _BODY.search(head, first.end())
    head = head[: end.start() if end else len(head)]
    if not _NAMES.search(head):
        return
    parser = etree.HTMLParser(recover=True, remove_comments=True)
    tree = etree.fromstring(head.replace(b"\0", b""), parser)
    if tree is None:
        return
    for tag in tree.iter("meta"):
        if (tag.get("name") or "").strip().lower() in _OURS:
            yield from (word.strip() for word in (tag.get("content") or "").lower().split(","))
