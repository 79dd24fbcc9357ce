"""Articles in JSON-LD as pages write them: graphs, references, prefixes, broken scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extractors.documents.json_ld import all_names, find_article, first_text

PERSON = {"@type": "Person", "@id": "#ada", "name": "Ada Brook"}
DATED = {"@type": "Article", "author": {"@id": "#ada"}, "datePublished": "2024-03-05"}


def told(*scripts: Any) -> tuple[list[str], str | None]:
    """The authors and the date of the article in the scripts."""
    raw = (one if isinstance(one, str) else json.dumps(one) for one in scripts)
    article = find_article(raw) or {}
    return all_names(article.get("author")), first_text(article.get("datePublished"))


@pytest.mark.parametrize(
    "scripts",
    [
        [{"@graph": [DATED, PERSON]}],
        [PERSON, DATED],
        [[PERSON, DATED]],
        [{"@type": "WebPage", "mainEntity": DATED}, PERSON],
        [{**DATED, "@type": "https://schema.org/NewsArticle"}, PERSON],
        [{**DATED, "@type": "schema:BlogPosting"}, PERSON],
        [{**DATED, "@type": ["Thing", "MedicalWebPage"]}, PERSON],
        [{**DATED, "author": [{"@id": "#ada"}]}, PERSON],
        [{**DATED, "author": {"givenName": "Ada", "familyName": "Brook"}}],
        [{**DATED, "author": {"name": {"@value": "Ada Brook", "@language": "en"}}}],
        ['{"@type": "Article", "author": "Ada Brook", "datePublished": "2024-03-05",}'],
        ['/*<![CDATA[*/{"@type":"Article","author":["Ada Brook",],"datePublished":"2024-03-05"}'],
        [
            "{broken",
            {"@type": "ItemList", "itemListElement": [{"@type": "Article"}]},
            PERSON,
            DATED,
        ],
        [
            {"@type": "Article", "author": {"@id": "#ada"}, "isPartOf": {"@id": "#page"}},
            {"@type": "WebPage", "@id": "#page", "datePublished": "2024-03-05"},
            PERSON,
        ],
    ],
)
def test_one_article_written_in_many_ways(scripts: list[Any]) -> None:
    assert told(*scripts) == (["Ada Brook"], "2024-03-05")


def test_entities_are_read() -> None:
    assert first_text("Brook &amp; Voss&#8217;s") == "Brook & Voss’s"


def test_an_article_keeps_its_own_date() -> None:
    page = {"@type": "WebPage", "datePublished": "2020-01-01", "author": "Nobody Here"}
    assert told(page, {"@type": "Article", "datePublished": "2024-03-05"}) == ([], "2024-03-05")


@pytest.mark.parametrize(
    "scripts",
    [
        [{"@type": "Article", "@id": "#a", "author": {"@id": "#a"}}],
        [{"@type": "Article", "author": {"@id": "#nobody"}}],
        [{"@type": "Organization", "name": "Wire"}],
        ["[" * 100_000],
        [],
    ],
)
def test_no_author_where_none_is_named(scripts: list[Any]) -> None:
    assert told(*scripts) == ([], None)
