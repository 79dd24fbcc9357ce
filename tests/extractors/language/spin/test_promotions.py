"""Hype in selling sentences of our own, whichever row finds it, and none in sober ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from extractors.language.pipeline import parse
from extractors.language.spin.hype import find_hype
from extractors.language.words.sentences import passages

SENTENCES = tomllib.loads(Path(__file__).with_name("promotions.toml").read_text("utf-8"))


def flagged(text: str) -> list[str]:
    return [flag.surface for flag in find_hype(passages(parse(text))) if flag.is_flag]


def test_there_are_many_of_both() -> None:
    assert len(SENTENCES["selling"]) > 150
    assert len(SENTENCES["plain"]) >= 50


@pytest.mark.parametrize("text", SENTENCES["selling"])
def test_a_sentence_that_sells_is_flagged(text: str) -> None:
    assert flagged(text)


@pytest.mark.parametrize("text", SENTENCES["plain"])
def test_a_plain_sentence_is_not(text: str) -> None:
    assert flagged(text) == []
