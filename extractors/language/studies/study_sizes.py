"""How many took part in a study: the counts of people in a sentence, scored as its size.

A sentence counts many people: those who were screened, who fell out, who got better, whom a power
calculation asked for, and those of each arm. Each count gets a score by the words around it; from
`ENROLLED` on it is the size of the whole study, below 1 that of a part. Arms that a sentence allots
add up. Words and scores are data: `rules/study_sizes.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from extractors.language.words.expressions import expression, expressions, first_match
from extractors.language.words.numerals import value_of
from extractors.language.words.sentences import Passage
from extractors.model import Quantity

__all__ = ["ENROLLED", "find_groups", "find_sizes", "size_per_arm"]

ENROLLED = 4
"""The score from which a count of people is the size of the study and not of a part of it."""
_BEFORE, _AFTER = 60, 70
"""Characters around a count that tell what it counts."""
_AROUND = 45
_IN_BRACKETS = 3
_FEWEST = 5
"""Fewer are the size of a study only where its words say so, and no greater number is told."""
_UNLIKELY = 3
_PARTS = 3
"""So many counts of one kind in a sentence are those of the parts of a sample."""
_HYPHENED = re.compile(r"[\w,]+-(?:patient|person|participant|subject|woman|man)")

_expression = partial(expression, "study_sizes")


def find_sizes(passage: Passage, quantities: Sequence[Quantity]) -> tuple[tuple[int, int], ...]:
    """The counts in the sentence with their scores; none where it tells of a sample to come."""
    if _expression("planned").search(passage.text):
        return ()
    counted = [
        (int(quantity.value), _score(passage, quantity))
        for quantity in quantities
        if quantity.measure == "sample_size" and quantity.value
    ]
    return (*_added(passage.text), *_summed(counted))


def _summed(counted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Three or more counts that one sentence gives with one score are parts of their sum."""
    scores = [score for _, score in counted if score >= ENROLLED]
    if len(scores) < _PARTS or len(scores) < len(counted) or len(set(scores)) > 1:
        return counted
    return [(sum(number for number, _ in counted), ENROLLED - 1)]


def find_groups(passage: Passage, quantities: Sequence[Quantity]) -> tuple[int, ...]:
    """Counts in brackets, as in "naps (n = 14) or placebo (16 patients)"."""
    return tuple(
        int(q.value)
        for q in quantities
        if q.measure == "sample_size" and q.value and _is_bracketed(passage, q)
    )


def size_per_arm(text: str) -> int | None:
    """The number of people that the sentence tells for every arm alike: "30 per group"."""
    match = None if _expression("planned").search(text) else _expression("per_arm").search(text)
    value = value_of(match["count"]) if match else None
    return int(value) if value else None


def _added(text: str) -> Iterator[tuple[int, int]]:
    """Sizes that the sentence tells through its arms, as surely as any."""
    for category in ("allotted_of", "enrolled", "pair", "two_kinds"):
        if match := first_match("study_sizes", category, text):
            values = [value_of(number) for number in match.groupdict().values()]
            total = sum(value for value in values if value is not None)
            if total >= _FEWEST:
                yield int(total), ENROLLED + 1


def _is_bracketed(passage: Passage, quantity: Quantity) -> bool:
    """Whether the count stands in brackets that open before it in the sentence."""
    before = passage.text[: quantity.start - passage.start]
    return sum(before.count(mark) for mark in "([") > sum(before.count(mark) for mark in ")]")


def _is_bare(quantity: Quantity) -> bool:
    """Whether only "n" names who is counted."""
    return quantity.surface[0] in "nN"


def _score(passage: Passage, quantity: Quantity) -> int:
    """How surely this count is the size of the whole study; below 1 it is that of a part."""
    at, end = quantity.start - passage.start, quantity.end - passage.start
    before, after = passage.text[max(0, at - _BEFORE) : at], passage.text[end : end + _AFTER]
    first = ")" not in passage.text[:at]
    whole = first and _expression("whole_in_brackets").search(before)
    around = f"{before} {quantity.surface} {after[:_AROUND]}"
    score = _enrolment(passage.text if whole else around)
    if _HYPHENED.match(quantity.surface):
        score = 6
    if (_is_bracketed(passage, quantity) and not whole) or (_is_bare(quantity) and score == 1):
        score = _IN_BRACKETS
    if _expression("whole_after").search(after):
        score = max(score, ENROLLED + 1)
    if (quantity.value or 0) < _FEWEST:
        return score - _UNLIKELY if score >= ENROLLED else 0
    return score - 6 if _is_part(before, quantity.surface, after) else score


def _is_part(before: str, surface: str, after: str) -> bool:
    """Whether the words around a count make it that of a part: "Of 18 adults ..., 11"."""
    if _expression("whole_after").search(after):
        return False
    found = (
        _expression("part_before").search(before)
        or _expression("part_inside").search(surface)
        or _expression("part_after").search(after)
    )
    return found is not None


def _enrolment(words: str) -> int:
    rows = expressions("study_sizes", "enrolment")
    return max((int(rule.extra["score"]) for rule, e in rows if e.search(words)), default=1)
