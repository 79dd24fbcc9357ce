"""Whether a text shares sentences with others, however each was spaced and punctuated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

WORDS_PER_SHINGLE = 8
SHARE = 0.2
"""Abstracts of one journal share phrases, never a fifth of their eight-word runs."""

_WORD = re.compile(r"[^\W_]+")


def shingles(text: str) -> Iterator[str]:
    """The runs of eight words in the text, folded; a shorter text is one run."""
    words = [match.group().lower() for match in _WORD.finditer(text)]
    for start in range(max(1, len(words) - WORDS_PER_SHINGLE + 1)):
        yield " ".join(words[start : start + WORDS_PER_SHINGLE])


def overlaps(text: str, others: Set[str]) -> bool:
    """Whether at least a fifth of the text's shingles are among these."""
    own = list(shingles(text))
    return bool(others) and sum(shingle in others for shingle in own) >= SHARE * len(own)
