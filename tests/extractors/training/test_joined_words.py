"""Spacing given back to tokens that lost it."""

from __future__ import annotations

import pytest

from extractors.training.joined_words import joined

TEXTS = [
    "Anti-IL-6 therapy (0.5 mg/kg) fell by 12.5%, to 1,200 units.",
    "Parkinson's disease; patients' wives, the 5' end.",
    'They called it a "miracle cure" twice.',
    "Doses of 3 +/- 1 mg in pre- and postmenopausal women",
    "Ca2+ and K(+) currents of CD4+ cells",
    "Vitamin pills - a trial of two doses",
    "TNF-a secretion, i.e. an A>G variant [2]",
    "A 1:2 ratio (P = .05, z = -1.5), as in Fig. 2",
    "salt + pepper: none",
    "(in mice)",
]


def words_of(text: str) -> list[str]:
    """The words and signs of a text, every sign alone."""
    words: list[str] = []
    for letter, before in zip(text, " " + text, strict=False):
        if letter == " ":
            continue
        if words and letter.isalnum() and before.isalnum():
            words[-1] += letter
        else:
            words.append(letter)
    return words


@pytest.mark.parametrize("text", TEXTS)
def test_spaces_come_back(text: str) -> None:
    assert joined(words_of(text)).text == text


@pytest.mark.parametrize("text", TEXTS)
def test_every_word_lies_where_it_is_said_to_lie(text: str) -> None:
    running = joined(words_of(text))
    assert [running.text[start:end] for start, end in running.spans] == words_of(text)


def test_no_words_are_no_text() -> None:
    assert joined([]).text == ""
