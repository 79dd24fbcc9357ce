"""What was done to a paper since, as Crossref has it: retractions, corrections, newer versions.

A source that says `crossref = true` has each of its DOIs asked for, one at a time and once a week;
in between, and where Crossref does not answer, its last answer in the archive serves. The contact
goes along as `mailto`, which is what Crossref's polite pool asks for.

Built from documentation and recorded answers; never run against the live service.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from extractors.errors import FetchError
from flows.catalogue import Source
from flows.fetching import Fetcher, Target
from flows.sources.article_xml import ArticleRecord

__all__ = ["CrossrefNotices", "notices_in"]

API = "https://api.crossref.org"
_DELAY = 0.2
"""Seconds between requests: half of the ten a second that the polite pool allows."""
_KINDS = {
    "retraction": "RetractionIn",
    "partial_retraction": "RetractionIn",
    "withdrawal": "RetractionIn",
    "removal": "RetractionIn",
    "correction": "ErratumIn",
    "corrigendum": "ErratumIn",
    "erratum": "ErratumIn",
    "expression_of_concern": "ExpressionOfConcernIn",
    "new_version": "UpdateIn",
    "new_edition": "UpdateIn",
    "addendum": "UpdateIn",
}
"""Crossref's kinds of update in PubMed's words."""
_RETRACTED = "Retracted Publication"


class CrossrefNotices:
    """Asks for the notices of one source's papers; of none where the source did not opt in."""

    def __init__(self, source: Source, fetcher: Fetcher) -> None:
        self._source, self._fetcher = source, fetcher
        self._missing: list[str] = []

    async def added_to(self, record: ArticleRecord) -> ArticleRecord:
        """The record with the notices that Crossref has for it, marked where it was retracted."""
        if not self._source.crossref or not record.doi:
            return record
        known = set(record.corrections)
        notices = [each for each in await self._notices(record.doi) if each not in known]
        kinds = record.publication_types
        if _RETRACTED not in kinds and any(kind == "RetractionIn" for kind, _ in notices):
            kinds = (*kinds, _RETRACTED)
        return replace(record, corrections=(*record.corrections, *notices), publication_types=kinds)

    def close(self) -> None:
        """None; FetchError where Crossref could not be asked for some of the papers."""
        if self._missing:
            number = len(self._missing)
            raise FetchError("failed", f"Crossref: {number} papers unasked: {self._missing[-1]}")

    async def _notices(self, doi: str) -> list[tuple[str, str]]:
        target = Target(
            f"{API}/works/{quote(doi, safe='')}",
            self._source.name,
            role="notice",
            credential="crossref",
            robots=False,
            delay=_DELAY,
        )
        if self._fetcher.plan(target).due:
            response = await self._fetcher.fetch(target, self._source)
            if response.outcome not in ("fetched", "unchanged") and response.status != 404:
                self._missing.append(f"{doi}: {response.reason}")
        try:
            return notices_in(self._fetcher.kept_body(target.url))
        except FetchError as error:
            self._missing.append(f"{doi}: {error.detail}")
            return []


def notices_in(body: bytes) -> list[tuple[str, str]]:
    """Kind, in PubMed's words, and DOI of each notice in a work of Crossref; none in no answer."""
    try:
        work: Any = json.loads(body)["message"] if body else {}
        rows = work.get("updated-by") or ()
        listed = dict.fromkeys((str(row["type"]).lower(), str(row["DOI"])) for row in rows)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FetchError("failed", f"an answer of another shape ({error!r})") from error
    return [(_KINDS[kind], doi) for kind, doi in listed if kind in _KINDS]
