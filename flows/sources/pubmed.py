"""Adapter `pubmed`: E-utilities, every paper of a query, newest first.

esearch leaves the hits on NCBI's history server and lists their ids; efetch then pages through
them, or, where few are due, asks for those by id. PubMed pages through no more than 9,999 hits, so
a larger query is cut by the date that papers were entered, as often as it takes.

Built from NCBI's documentation and recorded records; never run against the live service.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lxml import etree

from extractors.errors import FetchError
from flows.catalogue import Source
from flows.fetching import Fetcher, Target
from flows.sources.paging import ApiCall, Ledger

__all__ = ["discover_pubmed", "split_records"]

MOST_HITS = 9_999
PAGE = 200
_FIRST_DAY = date(1900, 1, 1)
_WITHOUT_KEY, _WITH_KEY = 0.34, 0.11
"""NCBI allows three requests a second, ten with a key."""


@dataclass(frozen=True, slots=True)
class _Hits:
    count: int
    ids: tuple[str, ...]
    web_env: str
    query_key: str


async def discover_pubmed(source: Source, fetcher: Fetcher) -> AsyncIterator[Target]:
    """One target for each paper; those that are new or due hold their record already.

    FetchError where a day has more hits than PubMed pages through, or where records are missing.
    """
    least = _WITH_KEY if fetcher.has_key("ncbi") else _WITHOUT_KEY
    call = ApiCall(source, fetcher, least, credential="ncbi")
    last = datetime.fromtimestamp(fetcher.clock(), UTC).date() + timedelta(days=1)
    first = last - timedelta(days=source.days) if source.days else None
    async for hits in _slices(call, first, last):
        async for target in _records(call, hits):
            yield target


async def _slices(call: ApiCall, first: date | None, last: date) -> AsyncIterator[_Hits]:
    """The hits in slices that PubMed pages through, newest first."""
    hits = await _search(call, first, last)
    if hits.count <= MOST_HITS:
        yield hits
        return
    start = first or _FIRST_DAY
    if start >= last:
        raise FetchError(
            "failed", f"{call.source.query}: {hits.count:,} hits on {start}; narrow the query"
        )
    middle = start + (last - start) // 2
    async for part in _slices(call, middle + timedelta(days=1), last):
        yield part
    async for part in _slices(call, start, middle):
        yield part


async def _search(call: ApiCall, first: date | None, last: date) -> _Hits:
    window: dict[str, Any] = {}
    if first:
        window = {"datetype": "edat", "mindate": f"{first:%Y/%m/%d}", "maxdate": f"{last:%Y/%m/%d}"}
    found = await call.object(
        "/esearch.fcgi",
        db="pubmed",
        term=call.source.query,
        usehistory="y",
        retmode="json",
        retmax=MOST_HITS,
        **window,
    )
    result: dict[str, Any] = found.get("esearchresult") or {}
    if "count" not in result:
        why = result.get("ERROR") or found.get("error") or "no count in the answer"
        raise FetchError("failed", f"{call.source.query}: {why}")
    return _Hits(
        int(result["count"]),
        tuple(str(pmid) for pmid in result.get("idlist") or ()),
        str(result.get("webenv") or ""),
        str(result.get("querykey") or ""),
    )


async def _records(call: ApiCall, hits: _Hits) -> AsyncIterator[Target]:
    wanted = [pmid for pmid in hits.ids if _is_due(call, pmid)]
    if len(hits.ids) == hits.count and len(wanted) <= hits.count // 2:
        ledger = Ledger(f"pubmed {call.source.query!r}", len(wanted))
        pages: list[dict[str, Any]] = [{"id": ",".join(part)} for part in _parts(wanted)]
    else:
        ledger = Ledger(f"pubmed {call.source.query!r}", hits.count)
        history: dict[str, Any] = {
            "WebEnv": hits.web_env,
            "query_key": hits.query_key,
            "retmax": PAGE,
        }
        pages = [{**history, "retstart": start} for start in range(0, hits.count, PAGE)]
    due = set(wanted)
    for pmid in hits.ids:
        if pmid not in due:
            yield Target(_url(pmid), call.source.name)
    for page in pages:
        response = await call.answer("/efetch.fcgi", db="pubmed", retmode="xml", **page)
        found = dict(split_records(response.body))
        for pmid in ledger.take(found):
            if _is_due(call, pmid):
                yield call.record(_url(pmid), found[pmid], "application/xml")
    ledger.close()


def split_records(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The PMID of each record of an efetch answer, and a set that holds it alone.

    FetchError where the answer is no record set, such as E-utilities' own error pages.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise FetchError("failed", f"efetch gave no XML ({error})") from error
    if root.tag != "PubmedArticleSet":
        words = " ".join(str(root.xpath("string()")).split())[:200]
        raise FetchError("failed", f"efetch gave <{root.tag}>: {words}")
    for record in root.iterchildren("PubmedArticle", "PubmedBookArticle"):
        pmid = record.findtext(".//PMID") or ""
        record.tail = None
        alone = etree.tostring(record, encoding="unicode")
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>'
        yield pmid, f"{head}{alone}</PubmedArticleSet>".encode()


def _is_due(call: ApiCall, pmid: str) -> bool:
    """New, or on its falling schedule: retractions and corrections come as changed records."""
    return call.fetcher.plan(Target(_url(pmid), call.source.name)).due


def _parts(pmids: list[str]) -> list[list[str]]:
    return [pmids[start : start + PAGE] for start in range(0, len(pmids), PAGE)]


def _url(pmid: str) -> str:
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
