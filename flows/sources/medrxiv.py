"""Adapter `medrxiv`: the details feed of medRxiv or bioRxiv, filtered here by the query's words.

The feed knows no search: it lists every preprint of a span of days, so the query is applied to
title and abstract here. Words must all occur, "quoted ones" together; OR separates alternatives.

Built from documentation alone; never run against the live service.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.catalogue import Source
from flows.fetching import Fetcher, Target
from flows.sources.article_xml import ArticleRecord, article_xml
from flows.sources.crossref import CrossrefNotices
from flows.sources.paging import ApiCall, Ledger, Row

__all__ = ["discover_medrxiv", "matches"]

WINDOW_DAYS = 14
_LEAST_DELAY = 1.0


async def discover_medrxiv(source: Source, fetcher: Fetcher) -> AsyncIterator[Target]:
    """One target for each version of each preprint that fits the query.

    Pages are as long as they come, never a presumed length. FetchError where fewer rows come than
    were announced.
    """
    call = ApiCall(source, fetcher, _LEAST_DELAY)
    until = datetime.fromtimestamp(fetcher.clock(), UTC).date()
    since = until - timedelta(days=source.days or WINDOW_DAYS)
    ledger = Ledger(f"{source.server} {since} to {until}")
    crossref = CrossrefNotices(source, fetcher)
    seen = 0
    while not ledger.is_complete:
        page = await call.object(f"/details/{source.server}/{since}/{until}/{seen}/json")
        ledger.announced = _total(page)
        rows = {_name(row): row for row in page.get("collection") or ()}
        if not rows:
            break
        seen += len(page["collection"])
        for name in ledger.take(rows):
            if matches(source.query or "", _words(rows[name])):
                record = await crossref.added_to(_record(source, rows[name]))
                yield _target(call, source, rows[name], record)
        if seen >= ledger.announced:
            break
    if seen < (ledger.announced or 0):
        ledger.close()
    crossref.close()


def _total(page: dict[str, Any]) -> int:
    """The announced rows, a number or a text; 0 where the feed says that nothing was posted."""
    first = (page.get("messages") or [{}])[0]
    total = str(first.get("total") or first.get("count") or "0")
    return int(total) if total.isdigit() else 0


def matches(query: str, text: str) -> bool:
    """Does the text hold every word of one of the query's alternatives, whatever the case?"""
    text = text.lower()
    for alternative in re.split(r"\s+OR\s+", query):
        terms = re.findall(r'"([^"]+)"|([^\s"()]+)', alternative)
        words = [(quoted or word).lower() for quoted, word in terms if word != "AND"]
        if words and all(re.search(rf"\b{re.escape(word)}", text) for word in words):
            return True
    return False


def _words(row: Row) -> str:
    return f"{row.get('title', '')}\n{row.get('abstract', '')}"


def _name(row: Row) -> str:
    return f"{row.get('doi')}v{row.get('version')}"


def _record(source: Source, row: Row) -> ArticleRecord:
    return ArticleRecord(
        title=row.get("title") or "",
        abstract=row.get("abstract") or "",
        doi=row.get("doi") or "",
        journal={"medrxiv": "medRxiv", "biorxiv": "bioRxiv"}[source.server],
        published=row.get("date") or "",
        authors=tuple(_authors(row.get("authors") or "")),
        publication_types=("Preprint",),
    )


def _target(call: ApiCall, source: Source, row: Row, record: ArticleRecord) -> Target:
    url = f"https://www.{source.server}.org/content/{_name(row)}"
    return call.record(url, article_xml(record), "application/xml", record.title, record.published)


def _authors(listed: str) -> list[tuple[str, str]]:
    names = (name.strip().partition(",") for name in listed.split(";"))
    return [(last.strip(), first.strip()) for last, _, first in names if last.strip()]
