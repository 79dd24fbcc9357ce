"""Adapter `sitemap`: sitemaps, index files, gzip, and news sitemaps with a window of days."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from lxml import etree

from extractors.errors import FetchError
from flows.catalogue import Source
from flows.fetching import Fetcher, Target
from flows.fetching.decoding import BodyDecoder

__all__ = ["SitemapEntry", "discover_sitemap", "sitemap_entries"]

MOST_URLS = 50_000
DEEPEST = 3
_BODY_CAP = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One line of a sitemap: a page, or another sitemap."""

    url: str
    is_sitemap: bool
    dated: str | None = None
    """When it was published, for news, else last changed; ISO 8601 as given."""
    title: str | None = None


@dataclass
class _Walk:
    source: Source
    fetcher: Fetcher
    seen: set[str]
    problems: list[str]
    since: datetime | None


async def discover_sitemap(source: Source, fetcher: Fetcher) -> AsyncIterator[Target]:
    """One target for each page, each once; a URL that is no sitemap stands for its site's own.

    With `days`, pages dated earlier are left out, undated ones kept. FetchError at the end names
    every sitemap that could not be had.
    """
    since = None
    if source.days:
        now = datetime.fromtimestamp(fetcher.clock(), UTC)
        since = now - timedelta(days=source.days)
    walk = _Walk(source, fetcher, set(), [], since)
    for url in source.urls:
        for start in await _starts(walk, url):
            async for target in _walked(walk, start, 1):
                yield target
    if walk.problems:
        raise FetchError("failed", "; ".join(walk.problems))


async def _starts(walk: _Walk, url: str) -> tuple[str, ...]:
    """The URL itself, or what robots.txt names where the URL is a site's front page."""
    if urlsplit(url).path not in ("", "/"):
        return (url,)
    try:
        named = await walk.fetcher.sitemaps_of(url, walk.source)
    except FetchError as error:
        walk.problems.append(f"{url}: {error.detail}")
        return ()
    return named or (urljoin(url, "/sitemap.xml"),)


async def _walked(walk: _Walk, url: str, depth: int) -> AsyncIterator[Target]:
    walk.seen.add(url)
    try:
        entries = list(await _entries(walk, url))
    except FetchError as error:
        walk.problems.append(f"{url}: {error.detail}")
        return
    for entry in entries:
        if entry.url in walk.seen or not _is_recent(entry, walk.since):
            continue
        if not entry.is_sitemap:
            walk.seen.add(entry.url)
            when = entry.dated if entry.title else None
            yield Target(entry.url, walk.source.name, title=entry.title, published_at=when)
        elif depth >= DEEPEST:
            walk.problems.append(f"{entry.url}: sitemaps nested deeper than {DEEPEST}")
        else:
            async for target in _walked(walk, entry.url, depth + 1):
                yield target


async def _entries(walk: _Walk, url: str) -> Iterator[SitemapEntry]:
    target = Target(url, walk.source.name, role="sitemap")
    response = await walk.fetcher.fetch(target, walk.source)
    if not response.body:
        raise FetchError(response.outcome, f"{response.outcome}: {response.reason}")
    body = response.body
    if body.startswith(b"\x1f\x8b"):
        decoder = BodyDecoder("gzip", _BODY_CAP, _BODY_CAP)
        decoder.feed(body)
        body = decoder.finish()[1]
    return iter(sitemap_entries(body, response.final_url))


def sitemap_entries(body: bytes, base: str) -> list[SitemapEntry]:
    """The lines of a sitemap or sitemap index, at most 50,000; a plain list of URLs will do.

    FetchError where the bytes are neither.
    """
    if not body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        lines = body.decode("utf-8", "replace").split()
        return [SitemapEntry(line, False) for line in lines if line.startswith("http")][:MOST_URLS]
    entries: list[SitemapEntry] = []
    try:
        steps = etree.iterparse(
            io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, recover=True
        )
        for _, element in steps:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if name in ("url", "sitemap"):
                entry = _entry(element, name == "sitemap", base)
                element.clear()
                if entry and len(entries) < MOST_URLS:
                    entries.append(entry)
    except etree.XMLSyntaxError as error:
        raise FetchError("failed", f"no sitemap ({error})") from error
    if not entries and b"urlset" not in body[:4096] and b"sitemapindex" not in body[:4096]:
        raise FetchError("failed", "no sitemap: neither <urlset> nor <sitemapindex>")
    return entries


def _entry(element: etree._Element, is_sitemap: bool, base: str) -> SitemapEntry | None:
    found: dict[str, str] = {}
    for part in element.iter():
        if isinstance(part.tag, str) and part.text and part.text.strip():
            found.setdefault(etree.QName(part).localname, part.text.strip())
    url = urljoin(base, found.get("loc", ""))
    if not found.get("loc") or not url.startswith(("http://", "https://")):
        return None
    dated = found.get("publication_date") or found.get("lastmod")
    title = found.get("title") if "publication_date" in found else None
    return SitemapEntry(url.partition("#")[0], is_sitemap, dated, title)


def _is_recent(entry: SitemapEntry, since: datetime | None) -> bool:
    if since is None or not entry.dated:
        return True
    try:
        dated = datetime.fromisoformat(entry.dated)
    except ValueError:
        return True
    return (dated if dated.tzinfo else dated.replace(tzinfo=UTC)) >= since
