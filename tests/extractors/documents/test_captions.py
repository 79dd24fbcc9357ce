"""Captions of a page's own figures are kept where they stand; teasers' and credits are not."""

from __future__ import annotations

from extractors.documents import read_document
from extractors.model import Document

PROSE = [
    "The team followed two hundred patients for a year and wrote down every flare that they had.",
    "Those who took the drug in the morning fared no better than those who took it at night.",
    "Nobody knows why earlier work had pointed the other way, though chance is one candidate.",
    "A larger study with a longer follow-up is planned and should settle the question in time.",
]


def read(*figures: str) -> Document:
    middle = "".join(figures)
    paragraphs = [f"<p>{line} {line.upper()}</p>" for line in PROSE]
    page = (
        "<html><head><title>Morning or night</title></head><body>"
        "<figure><figcaption>A teaser of another story altogether, with words</figcaption></figure>"
        f"<article><h1>Morning or night</h1>{paragraphs[0]}{paragraphs[1]}{middle}"
        f"{paragraphs[2]}{paragraphs[3]}</article></body></html>"
    )
    return read_document(page.encode(), id="https://page.example/a", kind="html")


def captions(document: Document) -> list[str]:
    return [document.text[r.start : r.end] for r in document.regions if r.kind == "caption"]


def test_a_caption_stands_where_its_figure_stood() -> None:
    words = "Flares per month fell from 4.1 to 3.9 in both groups."
    document = read(f"<figure><img src=a.png><figcaption>{words}</figcaption></figure>")
    assert captions(document) == [words]
    at = document.text.index(words)
    assert document.text.index(PROSE[1]) < at < document.text.index(PROSE[2])


def test_a_credit_is_dropped_and_counted() -> None:
    words = "Photograph: Jane Roe/Getty Images"
    document = read(f"<figure><img src=a.png><figcaption>{words}</figcaption></figure>")
    assert "Jane Roe" not in document.text
    assert [d for d in document.dropped if d.reason == "picture_credit"]


def test_a_caption_in_paragraphs_is_kept_once() -> None:
    words = "Flares per month fell from 4.1 to 3.9 in both groups."
    document = read(f"<figure><figcaption><p>{words}</p></figcaption></figure>" * 2)
    assert document.text.count(words) == 1


def test_a_page_without_figures_has_no_caption() -> None:
    assert captions(read()) == []
