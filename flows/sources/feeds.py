"""Adapter `feed`: RSS and Atom, found by autodiscovery where the URL is a page."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from time import struct_time
from urllib.parse import urljoin

import feedparser
from bs4 import BeautifulSoup

from extractors.errors import FetchError
from flows.catalogue import Source
from flows.fetching import Fetcher, Response, Target

__all__ = ["discover_feed"]

_FEED_TYPES = ("application/rss+xml", "application/atom+xml")


async def discover_feed(source: Source, fetcher: Fetcher) -> AsyncIterator[Target]:
    """One target for each entry, in the feed's order, each once.

    FetchError at the end, naming every feed that could not be had, or that holds no entry and is
    not well-formed; the entries of the other feeds come first.
    """
    seen: set[str] = set()
    problems: list[str] = []
    for url in source.urls:
        try:
            entries = await _entries(url, source, fetcher)
        except FetchError as error:
            problems.append(f"{url}: {error.detail}")
            continue
        for target in entries:
            if target.url not in seen:
                seen.add(target.url)
                yield target
    if problems:
        raise FetchError("failed", "; ".join(problems))


async def _entries(url: str, source: Source, fetcher: Fetcher) -> list[Target]:
    response = await _listing(url, source, fetcher)
    named = _autodiscovered(response) if "html" in response.media_type else None
    return _targets(await _listing(named, source, fetcher) if named else response, source)


async def _listing(url: str, source: Source, fetcher: Fetcher) -> Response:
    response = await fetcher.fetch(Target(url, source.name, role="feed"), source)
    if not response.body:
        raise FetchError(response.outcome, f"{response.outcome}: {response.reason}")
    return response


def _autodiscovered(response: Response) -> str | None:
    soup = BeautifulSoup(response.body, "lxml")
    for link in soup.find_all("link", href=True):
        rels = link.get_attribute_list("rel")
        if "alternate" in rels and str(link.get("type", "")).lower() in _FEED_TYPES:
            return urljoin(response.final_url, str(link["href"]))
    return None


def _targets(response: Response, source: Source) -> list[Target]:
    headers = {"content-type": response.content_type, "content-location": response.final_url}
    feed = feedparser.parse(io.BytesIO(response.body), response_headers=headers)
    if not feed.entries and (feed.bozo or not feed.version):
        if "html" in response.media_type:
            raise FetchError("failed", "it is a web page that names no feed")
        raise FetchError("failed", f"no feed ({feed.get('bozo_exception', 'unknown format')})")
    targets = []
    for entry in feed.entries:
        link = entry.get("link") or ""
        if link.startswith(("http://", "https://")):
            when = entry.get("published_parsed") or entry.get("updated_parsed")
            targets.append(
                Target(
                    link.partition("#")[0],
                    source.name,
                    title=entry.get("title") or None,
                    published_at=_iso(when) if when else None,
                )
            )
    return targets


def _iso(when: struct_time) -> str:
    year, month, day, hour, minute, second = when[:6]
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
