"""The four literature APIs in small, played on the loopback site from made-up records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.flows.chaos import Answer, Asked, Site

JSON = {"Content-Type": "application/json"}
XML = {"Content-Type": "text/xml; charset=UTF-8"}


def query(asked: Asked) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(asked.path).query).items()}


def as_json(found: Any) -> Answer:
    return Answer(json.dumps(found).encode(), headers=JSON)


@dataclass
class PubMed:
    """E-utilities over (PMID, day entered) pairs."""

    papers: list[tuple[str, str]]
    most: int = 9_999
    lost: frozenset[str] = frozenset()
    """Announced by esearch, but never given by efetch."""
    lists_ids: bool = True

    def install(self, site: Site) -> None:
        self.found: list[list[str]] = []
        site.routes["/esearch.fcgi"] = self.search
        site.routes["/efetch.fcgi"] = self.fetch

    def search(self, asked: Asked) -> Answer:
        given = query(asked)
        low = given.get("mindate", "0").replace("/", "-")
        high = given.get("maxdate", "9").replace("/", "-")
        ids = [pmid for pmid, day in self.papers if low <= day <= high]
        self.found.append(ids)
        result: dict[str, Any] = {"count": str(len(ids)), "webenv": "MCID_1"}
        result |= {"querykey": str(len(self.found)), "retmax": given["retmax"], "retstart": "0"}
        result["idlist"] = ids[: self.most] if self.lists_ids else []
        return as_json({"header": {}, "esearchresult": result})

    def fetch(self, asked: Asked) -> Answer:
        given = query(asked)
        if "id" in given:
            ids = given["id"].split(",")
        else:
            hits, start = self.found[int(given["query_key"]) - 1], int(given["retstart"])
            ids = hits[start : start + int(given["retmax"])][: self.most]
        papers = "".join(paper(pmid) for pmid in ids if pmid not in self.lost)
        head = '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "x" "https://dtd.test/x.dtd">'
        return Answer(f"{head}<PubmedArticleSet>{papers}</PubmedArticleSet>".encode(), headers=XML)


def paper(pmid: str) -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID Version='1'>{pmid}</PMID><Article>"
        f"<ArticleTitle>Paper <i>{pmid}</i></ArticleTitle><Abstract><AbstractText>"
        f"Words of paper {pmid}.</AbstractText></Abstract></Article></MedlineCitation>"
        "</PubmedArticle>\n"
    )


@dataclass
class EuropePmc:
    """Search with cursors over given rows."""

    rows: Sequence[dict[str, Any]]
    page: int = 3
    announced: int | None = None
    stuck: bool = False

    def install(self, site: Site) -> None:
        site.routes["/search"] = self.search

    def search(self, asked: Asked) -> Answer:
        cursor = query(asked)["cursorMark"]
        start = 0 if cursor == "*" or self.stuck else int(cursor)
        rows = list(self.rows[start : start + self.page])
        total = len(self.rows) if self.announced is None else self.announced
        found: dict[str, Any] = {"hitCount": total, "resultList": {"result": rows}}
        if rows:
            found["nextCursorMark"] = str(start + len(rows))
        return as_json(found)


@dataclass
class Medrxiv:
    """The details feed over given rows; totals come as texts, as they do."""

    rows: Sequence[dict[str, Any]]
    page: int = 2
    announced: int | None = None

    def install(self, site: Site, span: str) -> None:
        for start in range(len(self.rows) + 1):
            path = f"/details/medrxiv/{span}/{start}/json"
            rows = self.rows[start : start + self.page]
            total = len(self.rows) if self.announced is None else self.announced
            about = {"status": "ok", "cursor": start, "count": len(rows), "total": str(total)}
            site.routes[path] = as_json({"messages": [about], "collection": rows})
        if not self.rows:
            nothing = {"messages": [{"status": "no posts found"}], "collection": []}
            site.routes[f"/details/medrxiv/{span}/0/json"] = as_json(nothing)


@dataclass
class Registry:
    """ClinicalTrials.gov v2 over given studies."""

    studies: Sequence[dict[str, Any]]
    page: int = 2
    announced: int | None = None
    endless: bool = False

    def install(self, site: Site) -> None:
        site.routes["/studies"] = self.search

    def search(self, asked: Asked) -> Answer:
        start = int(query(asked).get("pageToken", "0"))
        rows = self.studies[start : start + self.page]
        found: dict[str, Any] = {"studies": rows}
        if not start:
            total = len(self.studies) if self.announced is None else self.announced
            found["totalCount"] = total
        if start + self.page < len(self.studies) or self.endless:
            found["nextPageToken"] = str((start + self.page) % max(len(self.studies), 1))
        return as_json(found)


def study(nct_id: str) -> dict[str, Any]:
    naming = {"nctId": nct_id, "briefTitle": f"Trial {nct_id}"}
    posted = {"studyFirstPostDateStruct": {"date": "2026-01-02"}}
    return {"protocolSection": {"identificationModule": naming, "statusModule": posted}}
