"""Europe PMC, played on loopback: every row, once, or a loud reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import read_document
from tests.flows.chaos import Answer, Site
from tests.flows.sources.apis import EuropePmc, query

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
