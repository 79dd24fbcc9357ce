"""The two seed articles, as plain text and wrapped in a plain page: what must go, goes."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.documents import cut_furniture, read_document, read_text
from extractors.model import Document

pytestmark = pytest.mark.data

FURNITURE_FROM = {"000": 3212, "004": 3093}
PERSONAL = ("Birthday", "Phone", "Address:", "Hobby", "Introduction:", "Author:", "readers found")


def seed(seeds: Path, number: str) -> str:
    return next(seeds.glob(f"{number}_*.txt")).read_text("utf-8")


def as_page(text: str, mark: str) -> bytes:
    title, *lines = [line for line in text.split("\n") if line.strip()]
    body = "".join(mark.format(html.escape(line)) for line in lines)
    return (
        f"<html><head><title>{html.escape(title)} | Some Blog</title></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>{html.escape(title)}</h1>{body}</article>"
        "</body></html>"
    ).encode()


@pytest.mark.parametrize("number", FURNITURE_FROM)
def test_plain_text_is_kept_whole_and_its_foot_is_boilerplate(seeds: Path, number: str) -> None:
    text = seed(seeds, number)
    document = read_text(text, id=number)
    assert document.text == text
    at = FURNITURE_FROM[number]
    kinds = {document.region_at(i) for i in range(at, len(text)) if not text[i].isspace()}
    assert {document.region_at(i) for i in range(at) if text[i].isalnum()}.isdisjoint(
        {"boilerplate"}
    )
    foot = text[at:]
    outside = [
        foot[i]
        for i in range(len(foot))
        if foot[i].isalnum() and document.region_at(at + i) != "boilerplate"
    ]
    assert outside == []
    assert "boilerplate" in kinds
    assert document.regions[0].kind == "headline"


@pytest.mark.parametrize("number", FURNITURE_FROM)
@pytest.mark.parametrize("mark", ["<p>{}</p>", "<div>{}</div>", "{}<br><br>\n"])
def test_a_page_of_it_keeps_the_article_and_nothing_personal(
    seeds: Path, number: str, mark: str
) -> None:
    text = seed(seeds, number)
    page = read_document(as_page(text, mark), id="https://blog.example/post")
    article = re.findall(r"\w+", text[: FURNITURE_FROM[number]])
    assert re.findall(r"\w+", page.text) == article
    assert page.verdict == "article"
    assert page.title == text.split("\n")[0]
    assert_nothing_personal(page)


def test_a_text_file_loses_its_foot_too(seeds: Path) -> None:
    text = seed(seeds, "000")
    stored = read_document(text.encode(), id="a.txt", kind="text")
    assert stored.text == text[: FURNITURE_FROM["000"]].rstrip()
    alone = cut_furniture(read_text(text, id="a.txt"))
    assert replace(stored, minhash=(), numbers=()) == alone
    assert_nothing_personal(stored)
    assert {cut.reason for cut in stored.dropped} >= {"author_card", "repeated_title"}


def assert_nothing_personal(document: Document) -> None:
    everything = repr(document)
    assert [word for word in PERSONAL if word in document.text] == []
    assert re.search(r"\+\d{8,}|\b\d{4}-\d{2}-\d{2}\b", everything) is None
    assert document.author is None and document.published_at is None


def test_content_farm_signals(seeds: Path) -> None:
    farm = {signal.signal for signal in read_text(seed(seeds, "000"), id="0").farm_signals}
    assert farm >= {
        *("title_repeated_at_foot", "title_year_in_brackets", "engagement_counters"),
        *("generated_author_card", "empty_references", "no_number", "one_huge_paragraph"),
        *("first_person_opinion", "generic_padding"),
    }
