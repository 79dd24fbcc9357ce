"""PubMed, played on loopback: every paper as its own record, once, or a loud reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import read_document
from flows.catalogue import Source
from flows.fetching import Fetcher, Response
from flows.sources import discover
from flows.sources.pubmed import split_records
from tests.flows.chaos import Answer, Site
from tests.flows.conftest import Bench
from tests.flows.sources.apis import PubMed, query


def pmids(responses: list[Response]) -> list[str]:
    return [response.url.split("/")[-2] for response in responses]


def test_pubmed_gives_each_paper_as_its_own_record(ask: Any, site: Site) -> None:
    PubMed([(str(n), "2026-01-01") for n in range(450)]).install(site)
    responses, reason = ask("pubmed", max_documents=1000)
    assert reason is None
    assert pmids(responses) == [str(n) for n in range(450)]
    assert responses[7].url == "https://pubmed.ncbi.nlm.nih.gov/7/"
    document = read_document(responses[7].body, id="x", content_type=responses[7].content_type)
    assert "Words of paper 7." in document.text
    assert "Words of paper 8." not in document.text
    assert [query(asked).get("retstart") for asked in site.asked] == [None, "0", "200", "400"]


def test_pubmed_cuts_a_large_query_by_date(ask: Any, site: Site, monkeypatch: Any) -> None:
    monkeypatch.setattr("flows.sources.pubmed.MOST_HITS", 50)
    papers = [(str(n), f"2026-0{n % 9 + 1}-1{n % 7}") for n in range(400)]
    PubMed(papers, most=50).install(site)
    responses, reason = ask("pubmed", max_documents=1000)
    assert reason is None
    assert sorted(pmids(responses), key=int) == [pmid for pmid, _ in papers]


def test_pubmed_says_when_one_day_is_too_much(ask: Any, site: Site, monkeypatch: Any) -> None:
    monkeypatch.setattr("flows.sources.pubmed.MOST_HITS", 5)
    PubMed([(str(n), "2026-01-01") for n in range(9)]).install(site)
    _, reason = ask("pubmed")
    assert reason == "tocilizumab: 9 hits on 2026-01-01; narrow the query"


@pytest.mark.parametrize("lists_ids", [True, False])
def test_pubmed_names_what_is_missing(ask: Any, site: Site, lists_ids: bool) -> None:
    papers = [(str(n), "2026-01-01") for n in range(5)]
    PubMed(papers, lost=frozenset("3"), lists_ids=lists_ids).install(site)
    responses, reason = ask("pubmed")
    assert pmids(responses) == ["0", "1", "2", "4"]
    assert reason == "pubmed 'tocilizumab': 4 of 5 rows received: incomplete"


def test_pubmed_asks_by_id_for_the_few_that_are_new(ask: Any, site: Site) -> None:
    api = PubMed([(str(n), "2026-01-01") for n in range(10)])
    api.install(site)
    ask("pubmed")
    api.papers.append(("99", "2026-09-20"))
    responses, reason = ask("pubmed")
    assert reason is None
    assert [response.outcome for response in responses] == ["not_due"] * 10 + ["fetched"]
    assert pmids(responses)[-1] == "99"
    assert query(site.asked[-1])["id"] == "99"


def test_pubmed_finds_a_retraction_when_the_record_is_due(
    ask: Any, site: Site, bench: Bench
) -> None:
    api = PubMed([("1", "2026-01-01"), ("2", "2026-01-01")])
    api.install(site)
    ask("pubmed")
    bench.clock.now += 86_400
    changed = Answer(
        b"<PubmedArticleSet><PubmedArticle><PMID>1</PMID>new</PubmedArticle><PubmedArticle>"
        b"<PMID>2</PMID></PubmedArticle></PubmedArticleSet>"
    )
    site.routes["/efetch.fcgi"] = changed
    responses, _ = ask("pubmed")
    assert [response.outcome for response in responses] == ["fetched", "fetched"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b'{"esearchresult": {"ERROR": "Invalid db name"}}'), "Invalid db name"),
        (Answer(b'{"error": "API rate limit exceeded"}'), "API rate limit exceeded"),
        (Answer(b"<html>"), "no JSON"),
        (Answer(b"[]"), "no object"),
        (Answer(b"", 502), "HTTP 502"),
    ],
)
def test_a_search_that_fails_says_so(ask: Any, site: Site, answer: Answer, reason: str) -> None:
    site.routes["/esearch.fcgi"] = answer
    responses, said = ask("pubmed")
    assert responses == []
    assert reason in said


def test_an_error_page_of_efetch_is_no_empty_answer(ask: Any, site: Site) -> None:
    PubMed([("1", "2026-01-01")]).install(site)
    site.routes["/efetch.fcgi"] = Answer(b"<eFetchResult><ERROR>Expired</ERROR></eFetchResult>")
    assert ask("pubmed")[1] == "efetch gave <eFetchResult>: Expired"


def test_the_key_and_contact_reach_the_api_and_nothing_that_is_kept(
    bench: Bench, site: Site
) -> None:
    PubMed([("1", "2026-01-01")]).install(site)
    source = Source("lit", adapter="pubmed", query="x", base_url=site.url)
    source = replace(source, delay=0.0, allow_private=True)
    secret = "0123456789abcdef"
    fetcher = Fetcher(bench.home, "keyed", "me@example.org", api_keys={"ncbi": secret})

    async def work() -> list[str]:
        async with fetcher:
            async for target in discover(source, fetcher):
                await fetcher.fetch(target, source)
            return [row.url for row in fetcher.records]

    import asyncio

    rows = asyncio.run(work())
    sent = query(site.asked[0])
    assert (sent["api_key"], sent["email"]) == (secret, "me@example.org")
    assert not any(secret in url or "me%40example.org" in url for url in rows)
    import gzip

    for path in bench.home.rglob("*"):
        if path.is_file():
            kept = path.read_bytes()
            kept = gzip.decompress(kept) if path.suffix == ".gz" else kept
            assert secret.encode() not in kept, path


@pytest.mark.data
def test_recorded_records_split_and_read(data: Path) -> None:
    for path in sorted((data / "api" / "pubmed").glob("*.xml")):
        (record,) = split_records(path.read_bytes())
        document = read_document(record[1], id=path.name, content_type="application/xml")
        assert document.pmid == record[0]
