"""The API adapters against the APIs played on loopback: every row, once, or a loud reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import read_document
from extractors.errors import FetchError
from flows.catalogue import Source
from flows.fetching import Fetcher, Response, Target
from flows.sources import discover
from flows.sources.article_xml import ArticleRecord, article_xml
from flows.sources.medrxiv import matches
from flows.sources.pubmed import split_records
from tests.flows.chaos import Answer, Asked, Site
from tests.flows.conftest import Bench
from tests.flows.sources.apis import EuropePmc, Medrxiv, PubMed, Registry, as_json, query, study

SPAN = "2026-09-07/2026-09-21"


@pytest.fixture
def ask(bench: Bench, site: Site) -> Callable[..., tuple[list[Response], str | None]]:
    """One crawl of one API source: what was fetched, and the reason it gave at the end, if any."""

    def crawl(adapter: str, **changes: Any) -> tuple[list[Response], str | None]:
        source = Source("lit", adapter=adapter, query="tocilizumab", base_url=site.url)  # type: ignore[arg-type]
        source = replace(source, delay=0.0, allow_private=True, **changes)

        async def work(fetcher: Fetcher) -> tuple[list[Response], str | None]:
            targets: list[Target] = []
            reason = None
            try:
                async for target in discover(source, fetcher):
                    targets.append(target)
            except FetchError as error:
                reason = error.detail
            return [await fetcher.fetch(target, source) for target in targets], reason

        return bench.crawl(work)

    return crawl


def pmids(responses: list[Response]) -> list[str]:
    return [response.url.split("/")[-2] for response in responses]


# --- PubMed -------------------------------------------------------------------------------------


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


# --- Europe PMC -----------------------------------------------------------------------------------

ROWS = [
    {"id": str(n), "source": "MED", "title": f"T{n}", "abstractText": f"A{n}"} for n in range(8)
]


def test_europepmc_follows_cursors_to_the_last_row(ask: Any, site: Site) -> None:
    EuropePmc(ROWS).install(site)
    responses, reason = ask("europepmc")
    assert reason is None
    assert [response.url for response in responses] == [
        f"https://europepmc.org/article/MED/{n}" for n in range(8)
    ]
    assert [query(asked)["cursorMark"] for asked in site.asked] == ["*", "3", "6"]


@pytest.mark.parametrize(
    ("api", "reason"),
    [
        (EuropePmc(ROWS, stuck=True), "3 of 8 rows received: the API repeats its cursor"),
        (EuropePmc(ROWS, announced=9), "8 of 9 rows received: incomplete"),
    ],
)
def test_europepmc_never_ends_in_silence(ask: Any, site: Site, api: EuropePmc, reason: str) -> None:
    api.install(site)
    responses, said = ask("europepmc")
    assert reason in said
    assert len(responses) == (3 if api.stuck else 8)


def test_europepmc_may_find_nothing(ask: Any, site: Site) -> None:
    EuropePmc([]).install(site)
    assert ask("europepmc") == ([], None)


def test_europepmc_asks_for_open_full_text(ask: Any, site: Site) -> None:
    open_row = {**ROWS[0], "isOpenAccess": "Y", "pmcid": "PMC5"}
    EuropePmc([open_row, {**ROWS[1], "isOpenAccess": "N", "pmcid": "PMC6"}]).install(site)
    site.routes["/PMC5/fullTextXML"] = Answer(
        b"<article><front/><body><p>Whole text.</p></body></article>",
        headers={"Content-Type": "application/xml", "X-Robots-Tag": "noindex"},
    )
    responses, _ = ask("europepmc", full_text=True)
    assert [response.url.rpartition("/")[2] for response in responses] == ["0", "fullTextXML", "1"]
    assert all(response.ok for response in responses)


def test_a_second_crawl_finds_the_records_unchanged(ask: Any, site: Site) -> None:
    EuropePmc(ROWS).install(site)
    ask("europepmc")
    responses, _ = ask("europepmc")
    assert {response.outcome for response in responses} == {"unchanged"}


@pytest.mark.data
def test_recorded_europepmc_rows_become_readable_records(data: Path, ask: Any, site: Site) -> None:
    recorded = json.loads((data / "api/europepmc/search_cancer_core.json").read_text("utf-8"))
    rows = recorded["resultList"]["result"]
    EuropePmc(rows, page=10).install(site)
    responses, reason = ask("europepmc")
    assert (len(responses), reason) == (len(rows), None)
    for row, response in zip(rows, responses, strict=True):
        document = read_document(response.body, id="x", content_type="application/xml")
        assert document.doi == row.get("doi", "").lower() or document.doi == row.get("doi")
        assert document.pmid == row.get("pmid")
        assert document.published_at and document.published_at.startswith(row["pubYear"][:3])


@pytest.mark.data
def test_the_recorded_first_page_repeated_is_detected(data: Path, ask: Any, site: Site) -> None:
    recorded = (data / "api/europepmc/search_cancer.json").read_bytes()
    site.routes["/search"] = Answer(recorded, headers={"Content-Type": "application/json"})
    responses, reason = ask("europepmc")
    assert len(responses) == 25
    assert "25 of 5,059,039 rows received: the API repeats its cursor" in reason


# --- medRxiv --------------------------------------------------------------------------------------


def preprint(number: int, words: str) -> dict[str, str]:
    return {
        "doi": f"10.1101/{number}",
        "version": "2",
        "title": words,
        "abstract": "An abstract.",
        "authors": "Doe, J.; Roe, R. M.",
        "date": "2026-09-10",
        "server": "medRxiv",
    }


FEED = [preprint(n, "Tocilizumab for mood" if n % 2 else "Bridges") for n in range(5)]


def test_medrxiv_pages_by_rows_received_and_filters_here(ask: Any, site: Site) -> None:
    Medrxiv(FEED).install(site, SPAN)
    responses, reason = ask("medrxiv")
    assert reason is None
    assert [response.url for response in responses] == [
        "https://www.medrxiv.org/content/10.1101/1v2",
        "https://www.medrxiv.org/content/10.1101/3v2",
    ]
    document = read_document(responses[0].body, id="x", content_type="application/xml")
    assert (document.title, document.doi) == ("Tocilizumab for mood", "10.1101/1")
    assert document.published_at == "2026-09-10"


def test_medrxiv_says_when_its_total_is_not_reached(ask: Any, site: Site) -> None:
    Medrxiv(FEED, announced=7).install(site, SPAN)
    responses, reason = ask("medrxiv")
    assert len(responses) == 2
    assert "5 of 7 rows received: incomplete" in reason


def test_medrxiv_may_have_no_posts(ask: Any, site: Site) -> None:
    Medrxiv([]).install(site, SPAN)
    assert ask("medrxiv") == ([], None)


@pytest.mark.parametrize(
    ("asked", "text", "fits"),
    [
        ("tocilizumab depression", "Depression under TOCILIZUMAB", True),
        ("tocilizumab depression", "Depression alone", False),
        ("tocilizumab OR sarilumab", "Sarilumab", True),
        ('"interleukin 6" mood', "mood and interleukin 16", False),
        ('"interleukin 6" AND mood', "mood and interleukin 6", True),
        ("depress", "antidepressant", False),
        ("depress", "depressive", True),
    ],
)
def test_the_words_of_a_query(asked: str, text: str, fits: bool) -> None:
    assert matches(asked, text) is fits


# --- ClinicalTrials.gov ---------------------------------------------------------------------------

STUDIES = [study(f"NCT0000000{n}") for n in range(5)]


def test_clinicaltrials_follows_tokens_to_the_last_study(ask: Any, site: Site) -> None:
    Registry(STUDIES).install(site)
    responses, reason = ask("clinicaltrials")
    assert reason is None
    assert [response.url[-1] for response in responses] == list("01234")
    assert responses[0].url == "https://clinicaltrials.gov/study/NCT00000000"
    assert (responses[0].title, responses[0].published_at) == ("Trial NCT00000000", "2026-01-02")


@pytest.mark.parametrize(
    ("api", "reason"),
    [
        (Registry(STUDIES, announced=8), "5 of 8 rows received: incomplete"),
        (Registry(STUDIES[:4], endless=True), "repeats its cursor"),
    ],
)
def test_clinicaltrials_never_ends_in_silence(
    ask: Any, site: Site, api: Registry, reason: str
) -> None:
    api.install(site)
    assert reason in ask("clinicaltrials")[1]


@pytest.mark.parametrize("adapter", ["clinicaltrials", "europepmc"])
def test_an_endless_pager_ends(ask: Any, site: Site, adapter: str) -> None:
    def again(asked: Asked) -> Answer:
        number = len(site.asked)
        rows = {"result": [{"id": "1", "source": "MED", "title": "One"}]}
        found = {"hitCount": 9, "resultList": rows, "nextCursorMark": f"c{number}"}
        return as_json(
            {**found, "totalCount": 9, "studies": [study("NCT1")], "nextPageToken": f"t{number}"}
        )

    site.routes["/search"] = site.routes["/studies"] = again
    responses, reason = ask(adapter)
    assert len(responses) == 1
    assert reason.endswith("1 of 9 rows received: a page of the API brought nothing new")


@pytest.mark.data
def test_recorded_studies_are_readable(data: Path, ask: Any, site: Site) -> None:
    paths = sorted((data / "api" / "clinicaltrials").glob("*.json"))
    Registry([json.loads(path.read_text("utf-8")) for path in paths]).install(site)
    responses, reason = ask("clinicaltrials")
    assert reason is None
    for path, response in zip(paths, responses, strict=True):
        document = read_document(response.body, id="x", content_type=response.content_type)
        assert path.stem in document.registry_ids


# --- records ------------------------------------------------------------------------------------


def test_a_record_keeps_sections_signs_and_retractions() -> None:
    record = ArticleRecord(
        title="IL-6 &amp; <i>mood</i>",
        abstract="<h4>Background</h4>Scores fell (p<0.05).<h4>Results: </h4>IL-6 was < 3 pg/mL.",
        pmid="5",
        doi="10.1/x",
        published="2026-03-04",
        publication_types=("Journal Article", "Retracted Publication"),
        corrections=(("RetractionIn", "77"),),
    )
    document = read_document(article_xml(record), id="x", content_type="application/xml")
    assert document.title == "IL-6 & mood"
    assert "Scores fell (p<0.05)." in document.text
    assert "IL-6 was < 3 pg/mL." in document.text
    assert document.retracted
    assert document.publication_types == ("Journal Article", "Retracted Publication")
    assert {region.kind for region in document.regions} >= {"background", "results"}
