"""Marks stand exactly where the extractor put them, and no text is alive."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.review.passages import Mark, marked, visible, words_of


def mark(text: str, surface: str, kind: str = "hype", offset: int = 0) -> Mark:
    start = text.index(surface) + offset
    return Mark(start, start + len(surface), kind, kind)


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def covered(html: str, kind: str) -> str:
    """The words that lie in marks of this kind."""
    found, depth, open_tags = "", 0, []
    for tag, words in re.findall(r"(<[^>]*>)|([^<]+)", html):
        if tag.startswith("</"):
            depth -= open_tags.pop()
        elif tag:
            open_tags.append(f'class="{kind} ' in tag)
            depth += open_tags[-1]
        elif depth:
            found += unescape(words)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "It is a miracle.",
        "😀 It is a miracle 💊.",
        "👩🏽‍🔬 a miracle e\u0301 e\u0301",
        "IL‑6 — TNF‑α, 不思議 a miracle",
        "𝔘𝔫 a miracle",
    ],
)
def test_a_highlight_never_shifts(text: str) -> None:
    html = marked(text, 0, [mark(text, "a miracle")])
    assert covered(html, "hype") == "a miracle"
    assert plain(html) == text


def test_overlapping_marks_are_all_there_and_nest_in_one_order() -> None:
    text = "It may not be a miracle cure yet"
    marks = [mark(text, "miracle cure"), mark(text, "not be a miracle", "negation"),
             mark(text, "cure yet", "caveat")]  # fmt: skip
    html = marked(text, 0, marks)
    for one in marks:
        assert covered(html, one.kind) == text[one.start : one.end]
    assert plain(html) == text


@given(
    st.text(alphabet="ab é😀<&\u202e\n", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=6),
    st.integers(0, 100),
)
def test_any_marks_on_any_text(text: str, spans: list[tuple[int, int]], offset: int) -> None:
    marks = [Mark(offset + a, offset + a + n, "hype", "x") for a, n in spans]
    html = marked(text, offset, marks)
    assert plain(re.sub(r'<span class="unseen"[^>]*>\w+</span>', "\u202e", html)) == text
    inside = {place for a, n in spans for place in range(a, min(a + n, len(text)))}
    shown = covered(re.sub(r'<span class="unseen"[^>]*>\w+</span>', "\u202e", html), "hype")
    assert shown == "".join(text[place] for place in sorted(inside))


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\u202e", "RLO"),
        ("\u2066", "LRI"),
        ("\u200f", "RLM"),
        ("\u200b", "ZWSP"),
        ("\x00", "U+0000"),
        ("\U000e0041", "U+E0041"),
        ("\ud800", "U+D800"),
    ],
)
def test_what_would_not_be_seen_is_named(hostile: str, shown: str) -> None:
    html = visible(f"a{hostile}b")
    assert hostile not in html
    assert f">{shown}</span>" in html


def test_markup_is_text() -> None:
    html = visible("<script>alert(1)</script>&\"'")
    assert "<script" not in html
    assert '"' not in html
    assert plain(html) == "<script>alert(1)</script>&\"'"


def test_an_emoji_of_several_characters_stays_whole() -> None:
    assert visible("👩🏽‍🔬") == "👩🏽‍🔬"


def test_words_for_marking_anew_know_their_place() -> None:
    text = "💊 The “world’s first” IL‑6 cure, now."
    words = words_of(text, 50)
    assert [word for _, _, word in words] == [
        "💊", "The", "“", "world’s", "first", "”", "IL", "‑", "6", "cure", ",", "now", "."
    ]  # fmt: skip
    assert all(text[start - 50 : end - 50] == word for start, end, word in words)
