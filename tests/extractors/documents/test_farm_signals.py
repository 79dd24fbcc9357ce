"""Signals of content farms: each fires on a page written to show it, none on decent pages."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.documents import read_document, read_text

FILL = (
    "Dr Ada Voss of the University of Nowhere gave 40 adults a lamp and asked how they slept. "
    "Most of them slept as they had before, which she had expected after 2 small trials. "
)
TITLE = "Lamps and the Sleep of Tired People"
PLAIN = f"{TITLE}\n\n{FILL}\n\n{FILL}\n\n{FILL}\n\n{FILL}"
LISTED = {
    *("title_repeated_at_foot", "title_year_in_brackets", "engagement_counters"),
    *("generated_author_card", "empty_references", "no_number", "one_huge_paragraph"),
    *("first_person_opinion", "generic_padding", "teasing_title"),
}


def signals(text: str) -> dict[str, str]:
    found = read_text(text, id="t").farm_signals
    return {signal.signal: signal.evidence for signal in found}


def test_a_decent_text_has_none() -> None:
    assert signals(PLAIN) == {}


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("title_repeated_at_foot", f"{PLAIN}\n\n{TITLE}\n"),
        ("title_year_in_brackets", PLAIN.replace("Tired People", "Tired People (2031)")),
        ("teasing_title", PLAIN.replace(TITLE, "Could Lamps Be the Next Miracle for Sleep?")),
        ("engagement_counters", f"{PLAIN}\n\nViews: 1,204\nRating: 4.8 / 5 (31 voted)\n"),
        (
            "generated_author_card",
            f"{PLAIN}\n\nName: Orla Testcase\nBirthday: 1999-01-02\nPhone: +100 200 300\n",
        ),
        ("empty_references", f"{PLAIN}\n\nReferences\n"),
        ("no_number", PLAIN.replace("40", "forty").replace("2 small", "two small")),
        ("one_huge_paragraph", f"{TITLE}\n\n{FILL * 12}"),
        (
            "first_person_opinion",
            PLAIN + " I think it is odd. In my view it is late. Personally, I doubt it.",
        ),
        (
            "generic_padding",
            PLAIN + " It's important to note that lamps differ. Only time will tell.",
        ),
    ],
)
def test_each_signal_fires_alone(signal: str, text: str) -> None:
    found = signals(text)
    assert set(found) == {signal}, found
    assert found[signal]
    assert not any(personal in repr(found) for personal in ("Orla", "1999", "+100"))


def test_no_link_is_said_of_pages_alone() -> None:
    body = "".join(f"<p>In week {week} it was so. {FILL}</p>" for week in range(5))
    page = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{body}%s"
    bare = read_document((page % "").encode(), id="https://x.example/a", kind="html")
    link = '<p>The full report, with its tables, is <a href="https://y.example/b">here</a>.</p>'
    linked = read_document((page % link).encode(), id="https://x.example/a", kind="html")
    assert [signal.signal for signal in bare.farm_signals] == ["no_link"]
    assert linked.farm_signals == ()


def test_what_others_are_quoted_to_think_is_not_the_writers_opinion() -> None:
    said = "“I think lamps help,” she said. “I believe they do,” said he. “I think not,” said I. "
    assert signals(f"{PLAIN}\n\n{said}") == {}
    assert "first_person_opinion" in signals(f"{PLAIN}\n\n{said.replace('“', '').replace('”', '')}")


@pytest.mark.data
def test_decent_pages_have_none_of_the_listed_signals(gold_pages: list[Any]) -> None:
    wrong: dict[str, list[str]] = {}
    decent = 0
    for page in gold_pages[:40]:
        document = read_document(page.payload, id=page.url, kind="html")
        if document.verdict != "article":
            continue
        decent += 1
        seen = {signal.signal for signal in document.farm_signals}
        if seen & LISTED:
            wrong[page.url] = sorted(seen & LISTED)
    assert decent >= 20
    assert len(wrong) <= 1, wrong  # one page truly gives its writer's opinion three times
