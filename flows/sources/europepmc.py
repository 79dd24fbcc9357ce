"""Adapter `europepmc`: the search of Europe PMC, paged by cursor; abstracts, and open full text.

Built from documentation and recorded answers; never run against the live service. The `page`
parameter of this API is ignored by it, so only cursors are used.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from flows.catalogue import Source
from flows.fetching import Fetcher, Target
from flows.sources.article_xml import ArticleRecord, article_xml
from flows.sources.crossref import CrossrefNotices
from flows.sources.paging import ApiCall, Ledger, Row, pace

__all__ = ["article_record", "discover_europepmc"]

PAGE = 100
_LEAST_DELAY = 0.2
_CORRECTIONS = {
    "retraction in": "RetractionIn",
    "retraction of": "RetractionOf",
    "erratum in": "ErratumIn",
    "erratum for": "ErratumFor",
    "expression of concern in": "ExpressionOfConcernIn",
    "update in": "UpdateIn",
    "update of": "UpdateOf",
}


async def discover_europepmc(source: Source, fetcher: Fetcher) -> AsyncIterator[Target]:
    """One target for each record, newest first; with `full_text`, one more for each open article.

    FetchError where the cursor repeats or rows are missing at the end.
    """
    call = ApiCall(source, fetcher, _LEAST_DELAY)
    ledger = Ledger(f"europepmc {source.query!r}")
    crossref = CrossrefNotices(source, fetcher)
    cursor: str | None = "*"
    while cursor:
        ledger.turn(cursor)
        page = await _page(call, cursor)
        ledger.announced = int(page.get("hitCount") or 0)
        rows = {_name(row): row for row in (page.get("resultList") or {}).get("result") or ()}
        for name in ledger.take(rows):
            record = await crossref.added_to(article_record(rows[name]))
            for target in _targets(call, rows[name], record):
                yield target
        cursor = page.get("nextCursorMark") if rows and not ledger.is_complete else None
    ledger.close()
    crossref.close()


async def _page(call: ApiCall, cursor: str) -> dict[str, Any]:
    return await call.object(
        "/search",
        query=call.source.query,
        resultType="core",
        format="json",
        pageSize=PAGE,
        cursorMark=cursor,
        sort="P_PDATE_D desc",
    )


def _targets(call: ApiCall, row: Row, record: ArticleRecord) -> list[Target]:
    url = f"https://europepmc.org/article/{row.get('source', 'MED')}/{row.get('id')}"
    targets = [
        call.record(url, article_xml(record), "application/xml", record.title, record.published)
    ]
    if call.source.full_text and row.get("isOpenAccess") == "Y" and record.pmcid:
        targets.append(_full_text(call, record))
    return targets


def _full_text(call: ApiCall, record: ArticleRecord) -> Target:
    return Target(
        f"{call.source.api}/{record.pmcid}/fullTextXML",
        call.source.name,
        title=record.title,
        published_at=record.published or None,
        robots=False,
        delay=pace(call.source, _LEAST_DELAY),
    )


def article_record(row: Row) -> ArticleRecord:
    """What a `core` result says of a paper."""
    kinds = (row.get("pubTypeList") or {}).get("pubType") or ()
    headings = (row.get("meshHeadingList") or {}).get("meshHeading") or ()
    journal = (row.get("journalInfo") or {}).get("journal") or {}
    return ArticleRecord(
        title=row.get("title") or "",
        abstract=row.get("abstractText") or "",
        pmid=row.get("pmid") or "",
        doi=row.get("doi") or "",
        pmcid=row.get("pmcid") or "",
        journal=journal.get("title") or (row.get("bookOrReportDetails") or {}).get("publisher", ""),
        published=row.get("firstPublicationDate") or str(row.get("pubYear") or ""),
        authors=tuple(_author(author) for author in _listed(row, "authorList", "author")),
        publication_types=tuple(_kind(kind) for kind in kinds),
        mesh=tuple(heading.get("descriptorName") or "" for heading in headings),
        corrections=tuple(_corrections(row)),
        language=row.get("language") or "eng",
    )


def _author(author: Row) -> tuple[str, str]:
    if author.get("lastName"):
        return author["lastName"], author.get("firstName") or author.get("initials") or ""
    return author.get("collectiveName") or author.get("fullName") or "", ""


def _kind(kind: str) -> str:
    """PubMed's spelling of a kind of paper: Europe PMC writes it in lower case."""
    return {"preprint": "Preprint"}.get(kind, kind[:1].upper() + kind[1:])


def _corrections(row: Row) -> list[tuple[str, str]]:
    found = []
    for notice in _listed(row, "commentCorrectionList", "commentCorrection"):
        kind = _CORRECTIONS.get(str(notice.get("type", "")).lower())
        if kind:
            found.append((kind, str(notice.get("id") or notice.get("reference") or "")))
    return found


def _listed(row: Row, outer: str, inner: str) -> list[Row]:
    return list((row.get(outer) or {}).get(inner) or ())


def _name(row: Row) -> str:
    return f"{row.get('source')}/{row.get('id')}"
