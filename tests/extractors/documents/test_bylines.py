"""A byline is believed only where it is one: names, called so by the page, and just one."""

from __future__ import annotations

import pytest
from lxml import html

from extractors.documents import read_document
from extractors.documents.bylines import author_in_byline

PROSE = "".join(
    f"<p>Sentence {n} says at some length what the trial found and what it did not find.</p>"
    for n in ["one", "two", "three", "four", "five", "six"]
)


@pytest.mark.parametrize(
    ("markup", "author"),
    [
        ("<p class='byline'>By Ana Quill</p>", "Ana Quill"),
        ("<span class='post-author'>By Ana Quill and Bo van Reed</span>", "Ana Quill, Bo van Reed"),
        ("<p class='byline'>By ANA QUILL and BO REED Associated Press</p>", "ANA QUILL, BO REED"),
        ("<a rel='author' href='/q'>Ana Quill</a>", "Ana Quill"),
        ("<div class='entry-byline'>by Ana Quill @anaq | May 3, 2026</div>", "Ana Quill"),
        (
            "<div class='byline'>By Ana Quill on Monday</div><a rel=author>Ana Quill</a>",
            "Ana Quill",
        ),
        ("<a rel='author nofollow' href='/q'>Ana Quill</a>", "Ana Quill"),
        ("<span itemprop='author creator'>Text by: Ana Quill</span>", "Ana Quill"),
        ("<h3 class='byline'>by Ana Quill<br>Monday, May 4, 2026</h3>", "Ana Quill"),
        ("<a class='author-link' href='/q'> Ana Quill</a>", "Ana Quill"),
        ("<p class='article__meta'>By <a>Ana Quill</a> on Monday, May 4th</p>", "Ana Quill"),
        ("<p class='article__meta'>Ana Quill</p>", None),
        ("<a rel='author'>Ana Quill</a><a rel='author'>Bo Reed</a>", None),
        ("<div class='author'>About the Author</div>", None),
        ("<div class='author'>More Posts</div>", None),
        ("<div class='authority'>Ana Quill</div>", None),
        ("<div class='byline'>By the newsroom</div>", None),
        ("<p>By Ana Quill</p>", None),
    ],
)
def test_bylines(markup: str, author: str | None) -> None:
    assert author_in_byline(html.fromstring(f"<body><h1>A title</h1>{markup}</body>")) == author


def test_the_name_on_an_author_card_is_never_stored() -> None:
    card = (
        "<h2>Author information</h2><p>Name: Gerd Crankshaw</p><p>Birthday: 1996-03-08</p>"
        "<p>Address: 12 Mill Lane, Nowhere</p><p>Phone: +1 555 010 199</p>"
    )
    for head in ("<meta name='author' content='Gerd Crankshaw'>", ""):
        page = (
            f"<html><head><title>Does it help?</title>{head}</head><body><article>"
            f"<h1>Does it help?</h1><a rel='author'>Gerd Crankshaw</a>{PROSE}{card}"
            "</article></body></html>"
        )
        document = read_document(page.encode(), id="https://farm.example/a", kind="html")
        assert document.author is None
        assert "Crankshaw" not in repr(document)


@pytest.mark.parametrize(
    ("declared", "byline", "author"),
    [
        ("The Westmarch", "<p class='byline'>By Ana Quill</p>", "Ana Quill"),
        ("The Westmarch", "", "The Westmarch"),
        ("Bo Reed", "<p class='byline'>By Ana Quill</p>", "Bo Reed"),
    ],
)
def test_a_site_that_calls_itself_the_author(declared: str, byline: str, author: str) -> None:
    page = (
        "<html><head><title>Does it help?</title><meta property='og:site_name' content="
        f"'The Westmarch Ledger'><meta name='author' content='{declared}'></head><body><article>"
        f"<h1>Does it help?</h1>{byline}{PROSE}</article></body></html>"
    )
    document = read_document(page.encode(), id="https://ledger.example/a", kind="html")
    assert document.author == author
