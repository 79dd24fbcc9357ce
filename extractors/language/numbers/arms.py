"""The arms of a comparison that each have a number: "54% given X ..., 31% given Y"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from extractors.language.grammar.clauses import Layout, is_stop, words
from extractors.language.words.numerals import value_of
from extractors.model import Mention

_REACH = 14
"""How many tokens after its number an arm's treatment is named at the farthest."""
_SHARE_REACH = 5
_ARM_WORDS = frozenset(
    {"given", "receiving", "received", "taking", "took", "on", "with", "treated", "using",
     "assigned", "randomised", "randomized", "allocated", "in"}
)  # fmt: skip
_OF_PEOPLE = frozenset({"%", "percent", "cent"})
_SPREADS = ("±", "+/-", "+-", "+/−")
_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:[.·]\d+)?%?|[a-z]+")


@dataclass(frozen=True, slots=True)
class Arm:
    """A treatment and the number its people have; `at` is the number's token."""

    at: int
    value: float
    treatment: Mention
    named_at: int


def values_from(layout: Layout, at: int) -> tuple[tuple[int, float], ...]:
    """Free numbers from token `at` on as (token, value): no brackets; "9 of 17" is one share."""
    found: list[tuple[int, float]] = []
    depth = 0
    for index in range(at, layout.end):
        text = layout.doc[index].text
        depth += (text in {"(", "["}) - (text in {")", "]"})
        value = None if depth or layout.at(index) else _number_at(layout, index)
        if value is not None and not _is_denominator(layout, index, found):
            found.append((index, value / (_denominator(layout, index) or 1)))
    return tuple(found)


def arms_of(layout: Layout, types: Collection[str]) -> tuple[Arm, ...]:
    """The arms in order of their numbers, each treatment once."""
    arms: list[Arm] = []
    values = values_from(layout, layout.start)
    for place, (index, value) in enumerate(values):
        stop = values[place + 1][0] if place + 1 < len(values) else layout.end
        if not _counts_people(layout, index):
            continue
        for named_at, treatment in _treatments(layout, index, stop, types):
            if treatment.concept_id not in {arm.treatment.concept_id for arm in arms}:
                arms.append(Arm(index, value, treatment, named_at))
            break
    return tuple(arms)


def _number_at(layout: Layout, index: int) -> float | None:
    norm = layout.doc[index].norm_
    before = "".join(token.text for token in layout.doc[max(layout.start, index - 3) : index])
    if before.endswith(_SPREADS):
        return None  # "2.1 ± 0.3" is one number of its arm
    if norm in {"a", "an", "and", "one"} or not _NUMBER.fullmatch(norm):
        return None
    return value_of(norm.rstrip("%"))


def _is_denominator(layout: Layout, index: int, found: list[tuple[int, float]]) -> bool:
    before = layout.doc[index - 1].norm_ if index > layout.start else ""
    return before in {"of", "/"} and any(index - at <= 3 for at, _value in found)


def _denominator(layout: Layout, index: int) -> float | None:
    """What the number is a part of: 17 in "9 of 17", "9 of the 17", "9/17"."""
    for step in range(index + 1, min(index + 4, layout.end)):
        if layout.doc[step].norm_ not in {"of", "/", "the"}:
            return _number_at(layout, step) if step > index + 1 else None
    return None


def _counts_people(layout: Layout, index: int) -> bool:
    """Whether the number tells how many people: a percentage, or people or an arm follow."""
    if layout.doc[index].text.endswith("%"):
        return True
    after = range(index + 1, min(index + 1 + _SHARE_REACH, layout.end))
    norms = {layout.doc[step].norm_ for step in after}
    return bool(norms & (words("people") | _OF_PEOPLE | _ARM_WORDS))


def _treatments(
    layout: Layout, at: int, stop: int, types: Collection[str]
) -> Iterator[tuple[int, Mention]]:
    """The treatments named close after the number, before the next, by a word for an arm."""
    for start, _end, mention in layout.mentions:
        if mention.type not in types or not at < start < min(stop, at + _REACH):
            continue
        between = [layout.doc[index] for index in range(at + 1, start)]
        if any(is_stop(layout, index) for index in range(at + 1, start)):
            return
        if any(token.norm_ in _ARM_WORDS for token in between[-3:]):
            yield start, mention
