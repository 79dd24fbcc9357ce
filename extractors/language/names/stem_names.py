"""Unlisted drugs, told by the stem of their international non-proprietary name (`stems.csv`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.attrs import LENGTH, NORM
from spacy.tokens import Doc

from extractors.language.names.entity_matches import EntityMatch
from extractors.language.names.lexicon_rows import csv_rows

__all__ = ["names_by_stem"]

_SHORTEST = 7


@dataclass(frozen=True, slots=True)
class _Stem:
    pattern: re.Pattern[str]
    refused: frozenset[str]


def names_by_stem(doc: Doc, taken: set[int]) -> Iterator[EntityMatch]:
    """The drugs named by stem at tokens that are not taken."""
    columns: Any = doc.to_array([NORM, LENGTH])
    norms: list[int] = columns[:, 0].tolist()
    places = (columns[:, 1] >= _SHORTEST).nonzero()[0].tolist()
    long = [index for index in places if index not in taken]
    strings = doc.vocab.strings
    names = {norm: strings[norm] for norm in {norms[index] for index in long}}
    named = {norm: name for norm, name in names.items() if _has_stem(name)}
    for index in long if named else ():
        if name := named.get(norms[index]):
            yield EntityMatch(index, index + 1, f"HEDGEROW:{name}", "drug", name, "pattern")


def _has_stem(norm: str) -> bool:
    if not _any_stem().fullmatch(norm):
        return False
    return any(s.pattern.fullmatch(norm) and norm not in s.refused for s in _stems())


@cache
def _any_stem() -> re.Pattern[str]:
    """One expression for all, since nearly every word has none of them."""
    return re.compile("|".join(f"(?:{stem.pattern.pattern})" for stem in _stems()))


@cache
def _stems() -> tuple[_Stem, ...]:
    return tuple(
        _Stem(re.compile(row["pattern"]), frozenset(row["counter_examples"].split("|")))
        for row in csv_rows("stems")
    )
