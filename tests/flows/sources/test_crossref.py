"""Crossref's notices on the papers of a source: marked, asked for seldom, never lost again."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from extractors.documents import read_document
from extractors.errors import CatalogueError, FetchError
from flows.catalogue import Source, read_catalogue
from flows.fetching import Fetcher, Response
from flows.sources import discover
from flows.sources.crossref import notices_in
from tests.flows.chaos import Answer, Asked, Site
from tests.flows.conftest import Bench
from tests.flows.sources.apis import EuropePmc, query

WEEK = 7 * 86_400


@dataclass
class Crossref:
    """Works by DOI over given updates."""

    updates: dict[str, list[dict[str, str]]]
    status: int = 200
    asked: list[str] = field(default_factory=list)

    def install(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("flows.sources.crossref.API", site.url)
        for doi in ("10.1/a", "10.1/b"):
            site.routes["/works/" + doi.replace("/", "%2F")] = self.work(doi)

    def work(self, doi: str):  # type: ignore[no-untyped-def]
        def answer(asked: Asked) -> Answer:
            self.asked.append(doi)
            if self.status != 200 or doi not in self.updates:
                return Answer(b"Resource not found.", self.status if self.status != 200 else 404)
            work = {"DOI": doi, "updated-by": self.updates[doi], "seen": asked.count}
            body = json.dumps({"status": "ok", "message": work}).encode()
            return Answer(body, headers={"Content-Type": "application/json"})

        return answer


def crawl(bench: Bench, site: Site, *, crossref: bool = True) -> tuple[list[Response], str | None]:
    rows = [
        {"id": name, "source": "MED", "title": f"Paper {name}", "doi": f"10.1/{name}"}
        for name in ("a", "b")
    ]
    EuropePmc(rows).install(site)
    source = Source("lit", adapter="europepmc", query="x", base_url=site.url, crossref=crossref)
    source = replace(source, delay=0.0, allow_private=True)

    async def work(fetcher: Fetcher) -> tuple[list[Response], str | None]:
        found: list[Response] = []
        try:
            async for target in discover(source, fetcher):
                found.append(await fetcher.fetch(target, source))
        except FetchError as error:
            return found, error.detail
        return found, None

    return bench.crawl(work)


def retracted(responses: list[Response]) -> list[bool | None]:
    return [
        read_document(response.body, id="x", content_type="application/xml").retracted
        for response in responses
    ]


RETRACTED = [{"DOI": "10.1/n", "type": "retraction", "source": "retraction-watch"}]


def test_a_retraction_marks_the_paper_and_an_unknown_doi_does_not(
    bench: Bench, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.contact = "me@example.org"
    Crossref({"10.1/a": RETRACTED}).install(site, monkeypatch)
    responses, reason = crawl(bench, site)
    assert (reason, retracted(responses)) == (None, [True, False])
    assert b"RetractionIn" in responses[0].body
    asked = [each for each in site.asked if each.path.startswith("/works/")]
    assert [query(each) for each in asked] == [{"mailto": "me@example.org"}] * 2


def test_it_is_asked_once_a_week_and_what_it_said_stays(
    bench: Bench, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = Crossref({"10.1/a": [], "10.1/b": []})
    api.install(site, monkeypatch)
    assert retracted(crawl(bench, site)[0]) == [False, False]
    api.updates["10.1/a"] = RETRACTED
    bench.clock.now += 86_400
    crawl(bench, site)
    assert api.asked == ["10.1/a", "10.1/b"]
    bench.clock.now += WEEK
    responses, _ = crawl(bench, site)
    assert [response.outcome for response in responses] == ["fetched", "unchanged"]
    assert retracted(responses[:1]) == [True]
    api.status = 502
    bench.clock.now += WEEK
    responses, reason = crawl(bench, site)
    assert [response.outcome for response in responses] == ["unchanged", "unchanged"]
    assert reason == "Crossref: 2 papers unasked: 10.1/b: HTTP 502 Bad Gateway"


def test_a_source_that_does_not_opt_in_asks_nothing(
    bench: Bench, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = Crossref({"10.1/a": RETRACTED})
    api.install(site, monkeypatch)
    assert retracted(crawl(bench, site, crossref=False)[0]) == [False, False]
    assert api.asked == []


def test_kinds_are_told_in_the_words_of_pubmed() -> None:
    kinds = ("correction", "Withdrawal", "expression_of_concern", "new_version", "clarification")
    rows = [{"DOI": f"10.1/{number}", "type": kind} for number, kind in enumerate(kinds)]
    assert notices_in(json.dumps({"message": {"updated-by": rows}}).encode()) == [
        ("ErratumIn", "10.1/0"),
        ("RetractionIn", "10.1/1"),
        ("ExpressionOfConcernIn", "10.1/2"),
        ("UpdateIn", "10.1/3"),
    ]


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"message": {"updated-by": [{}]}}'])
def test_an_answer_of_another_shape_is_told(body: bytes) -> None:
    with pytest.raises(FetchError, match="of another shape"):
        notices_in(body)


def test_only_sources_with_dois_may_opt_in(tmp_path: Path) -> None:
    row = '[[source]]\nname = "a"\nadapter = "pubmed"\nquery = "x"\ncrossref = true\n'
    (tmp_path / "s.toml").write_text(row)
    with pytest.raises(CatalogueError, match="crossref = true is for adapters europepmc and"):
        read_catalogue(tmp_path / "s.toml")


def recorded(folder: Path) -> Iterator[bytes]:
    """The bodies of the recorded answers, unpacked."""
    for path in sorted(folder.glob("*.yaml")):
        for packed in re.findall(r"!!binary \|\n((?: +[\w+/=]+\n)+)", path.read_text("utf-8")):
            yield gzip.decompress(base64.b64decode("".join(packed.split())))


@pytest.mark.data
def test_notices_of_recorded_works(data: Path) -> None:
    answers = [(json.loads(body), body) for body in recorded(data / "api" / "crossref")]
    found = {
        answer["message"]["DOI"]: [kind for kind, _ in notices_in(body)]
        for answer, body in answers
        if answer["message-type"] == "work"
    }
    assert found["10.1371/journal.pone.0033693"] == ["ErratumIn"]
    assert found["10.1371/journal.pone.0020476"] == []
