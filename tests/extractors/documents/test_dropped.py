"""What was dropped is told once, and nothing that the document holds is told as dropped."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.documents.dropped import OUTSIDE, read_apart, text_apart
from extractors.errors import DocumentError

TITLE = "Lamps and the sleep of tired people"
BODY = "".join(
    f"<p>In week {week} they gave <b>{40 + week} adults</b> a lamp and asked how they slept.</p>"
    for week in range(6)
)
TABLE = "<table><tr><td>Age</td><td>41</td></tr><tr><td>Women</td><td>12</td></tr></table>"


def page(outside: str, depth: int = 0) -> bytes:
    return (
        f"<html><head><title>{TITLE}</title></head><body>{outside}{'<div>' * depth}<article>"
        f"<h1>{TITLE}</h1>{BODY}{TABLE}</article></body></html>"
    ).encode()


def outside(payload: bytes) -> list[tuple[str, str]]:
    (apart,) = read_apart(payload, id="https://x.example/a", kind="html")
    return [(one.where, one.words) for one in apart.dropped if one.reason == OUTSIDE]


def test_what_the_text_holds_is_not_told() -> None:
    assert outside(page("")) == []


def test_scripts_are_no_words_and_words_around_links_stay_together() -> None:
    menu = "<footer>Made by <a href='/'>us</a> alone.<script>var a = 1</script></footer>"
    assert outside(page(menu)) == [("<footer>", "Made by us alone.")]


def test_words_past_a_bound_are_told_by_their_number() -> None:
    (apart,) = read_apart(page("", depth=300), id="https://x.example/a", kind="html")
    (past,) = [one for one in apart.dropped if one.reason == "past_limit"]
    assert past.words == "" and past.characters > 400
    assert apart.document.verdict == "too_short"


def test_a_deep_page_is_walked_without_recursion() -> None:
    assert outside(page("<div>" * 200 + "<p>deep words of a menu</p>" + "</div>" * 200))


def test_records_have_nothing_to_tell_and_refusals_stay_refusals() -> None:
    article = b"<article article-type='x'><front><article-meta/></front><body><p>Word.</p></body>"
    (apart,) = read_apart(article + b"</article>", id="a")
    assert (apart.document.text, apart.dropped) == ("Word.", ())
    with pytest.raises(DocumentError, match="pdf"):
        read_apart(b"%PDF-1.7", id="a")


def test_stretches_of_a_text_are_its_own_characters() -> None:
    prose = "Nobody who was given a lamp in the trial slept better than they had before it began, "
    lines = ("A lamp.", "", "Views: 12", "", f"{prose} says the team.", "References", "")
    apart = text_apart("\r\n".join(lines), id="t")
    told = [(one.reason, one.where, one.words) for one in apart.dropped]
    assert told == [
        ("engagement_counter", "line 3", "Views: 12"),
        ("empty_heading", "line 6", "References"),
    ]
    assert all(one.span and apart.document.text[slice(*one.span)] == one.words
               for one in apart.dropped)  # fmt: skip


@pytest.mark.data
def test_real_pages_tell_no_line_that_they_kept(gold_pages: list[Any]) -> None:
    for gold in gold_pages[::12]:
        (apart,) = read_apart(gold.payload, id=gold.url, kind="html")
        kept = {line for line in apart.document.text.split("\n") if len(line) > 80}
        told = {line for one in apart.dropped for line in one.words.split("\n")}
        assert not kept & told
        assert apart.dropped
