"""The role of a paragraph that carries no markup, from how it is written."""

from __future__ import annotations

import re

from extractors.documents.sections import section_kind
from extractors.model import RegionKind

_HEADLINE = 220
_SUBHEAD = 110
_TITLE_WORDS = 5
"""A title that ends like a sentence has at least as many words: "Dear Reader." is none."""
_ENDS = frozenset('.!?…"”)')
_LIST_ITEM = re.compile(r"(?:[-*•‣▪–—]|\(?\d{1,2}[.)]|[a-z]\))\s+\S")


def guess_kind(words: str, following: str, *, first: bool = False) -> RegionKind:
    """headline, subhead, list or body, from a paragraph's own look and the paragraph after it."""
    if _LIST_ITEM.match(words):
        return "list"
    if first and _is_headline(words, following):
        return "headline"
    if following and _is_subhead(words, following):
        return "subhead"
    return "body"


def _is_headline(words: str, following: str) -> bool:
    """Whether the first line is a title: open-ended or in capitals, over text or a second line.

    A short line after it that ends no sentence is a deck, a date line or the title again.
    """
    if not following or len(words) > _HEADLINE or "\n" in words or words[-1] in ",:":
        return False
    if words[0].isalpha() and not words[0].isupper():
        return False
    in_capitals = _capitals(words) >= 0.6
    if words[-1] in ".;":
        return in_capitals and len(words.split()) >= _TITLE_WORDS and len(following) > len(words)
    return in_capitals or len(following) > len(words) or following[-1] not in _ENDS


def _is_subhead(words: str, following: str) -> bool:
    if section_kind(words):
        return True
    if len(words) > _SUBHEAD or "\n" in words or words[-1] in '.,;!…"”' or len(words.split()) > 14:
        return False
    if not (words[0].isupper() or words[0].isdigit()) or len(following) < len(words):
        return False
    return words[-1] not in "?:" or _capitals(words) >= 0.6 or len(words.split()) <= 6


def _capitals(words: str) -> float:
    """The share of longer words that open with a capital or a digit."""
    longer = [word for word in re.findall(r"\w[\w'’-]*", words) if len(word) > 3]
    named = sum(1 for word in longer if word[0].isupper() or word[0].isdigit())
    return named / max(1, len(longer))
