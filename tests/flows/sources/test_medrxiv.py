"""medRxiv, played on loopback: every preprint that fits the query, once, or a loud reason."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.documents import read_document
from flows.sources.medrxiv import matches
from tests.flows.chaos import Site
from tests.flows.sources.apis import Medrxiv

SPAN = "2026-09-07/2026-09-21"


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
