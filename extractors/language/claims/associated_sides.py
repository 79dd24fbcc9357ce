"""The two sides of an association that a noun names: "the link between A and B"."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeAlias

from extractors.language.grammar.clauses import Layout
from extractors.language.grammar.phrase_mentions import mentions_after
from extractors.language.grammar.relations import GROUPS
from extractors.model import Mention

__all__ = ["find_sides"]

_Sides: TypeAlias = tuple[tuple[Mention, ...], tuple[Mention, ...]]


def find_sides(layout: Layout, at: int, types: Collection[str]) -> _Sides:
    """What an "and" from token `at` on parts: "[A, B] and [C]", "[A and B] and [C]".

    Of several it is the first that has illnesses on one side and molecules, say, on the other;
    else the first. What "as well as" adds is left out.
    """
    listed = mentions_after(layout, at, types)
    places = range(at, layout.end)
    joints = [place for place in places if layout.doc[place].norm_ in {"and", "&"}]
    added = [place for place in places if layout.doc[place].norm_ == "well"]
    end = layout.doc[added[0] if added else layout.end - 1].idx
    offsets = [layout.doc[joint].idx for joint in joints or [layout.end - 1]]
    parted = [_parted(listed, offset, end) for offset in offsets]
    return next((sides for sides in parted if _are_unlike(*sides)), parted[0])


def _parted(listed: Iterable[Mention], joint: int, end: int) -> _Sides:
    mentions = tuple(listed)
    second = tuple(mention for mention in mentions if joint < mention.start <= end)
    return tuple(mention for mention in mentions if mention.end <= joint), second


def _are_unlike(first: Iterable[Mention], second: Iterable[Mention]) -> bool:
    """Whether both sides name something and no kind of thing stands on both."""
    kinds = [
        {name for mention in side for name, types in GROUPS.items() if mention.type in types}
        for side in (first, second)
    ]
    return all(kinds) and kinds[0].isdisjoint(kinds[1])
