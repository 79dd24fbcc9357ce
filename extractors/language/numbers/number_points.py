"""Numbers that say one thing, the rows that they stand in, and the edges around them.

one point     "12% (n = 7)", "45.2%, 33 of 73", "from 47.2 to 36.1"
a row         "28%, 52% and 74%", "54% v 31%"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from extractors.language.words.expressions import expression
from extractors.model import Quantity

__all__ = ["Point", "clause_around", "clauses", "opening_bracket", "points_of", "rows_of"]

_BRACKET = 90
"""Characters within which the bracket around a number opens."""
_ROUNDING = 0.5
_SHARE = re.compile(r"/| of ")

_expression = partial(expression, "quantity_ties")


@dataclass(frozen=True, slots=True)
class Point:
    """Numbers that say one thing ("12% (n = 7)"), as half-open offsets into the sentence."""

    start: int
    end: int
    numbers: tuple[Quantity, ...]

    @property
    def measure(self) -> str:
        """What the first number measures."""
        return self.numbers[0].measure


def clause_around(text: str, at: int) -> tuple[int, int]:
    """The clause around a character: from the end before it to the end behind it."""
    ends = list(_expression("clause_end").finditer(text))
    first = max((match.end() for match in ends if match.end() <= at), default=0)
    last = min((match.start() for match in ends if match.start() >= at), default=len(text))
    return first, last


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Every clause of the sentence, parted by semicolons and "whereas"."""
    ends = [match.span() for match in _expression("clause_end").finditer(text)]
    return zip([0, *(end for _start, end in ends)], [*(s for s, _end in ends), len(text)],
               strict=True)  # fmt: skip


def opening_bracket(text: str, at: int) -> int | None:
    """Where the outermost bracket around a character opens, None where it stands in none."""
    depth, found = 0, None
    for index in range(at - 1, max(-1, at - _BRACKET), -1):
        if text[index] in ")]":
            depth += 1
        elif text[index] in "([":
            if depth == 0:
                found = index
            depth = max(0, depth - 1)
    return found


def points_of(text: str, offset: int, counted: Sequence[Quantity]) -> list[Point]:
    """The numbers in order as points; `offset` is the sentence's first code point."""
    points: list[Point] = []
    for number in counted:
        start, end = number.start - offset, number.end - offset
        last = points[-1] if points else None
        if last and _is_one(last, number, text[last.end : start]):
            points[-1] = Point(last.start, end, (*last.numbers, number))
        else:
            points.append(Point(start, end, (number,)))
    return points


def _is_one(last: Point, number: Quantity, between: str) -> bool:
    """Whether the number goes with the one before it: "12% (n = 7)", "45.2%, 33 of 73"."""
    before = last.numbers[-1]
    if before.measure == number.measure and _expression("from_to").search(between):
        return True
    if before.measure == number.measure:
        same = (
            before.unit == number.unit
            and abs((before.value or 0) - (number.value or 0)) < _ROUNDING
        )
        shared = any(_SHARE.search(one.surface) for one in (before, number))
        return same and shared and between.strip() in {",", "(", ";"}
    return between.strip() in {"(", "[", ",", "", "of", "of the", "of all", "of these"}


def rows_of(text: str, points: Sequence[Point]) -> Iterator[list[Point]]:
    """Neighbours of one measure with nothing but "v", "and" or commas between them."""
    row: list[Point] = list(points[:1])
    closed = False
    for first, second in pairwise(points):
        between = text[first.end : second.start]
        joined = first.measure == second.measure and _expression("joined").search(between)
        listed = first.measure == second.measure and _expression("listed").search(between)
        if (joined or listed) and not closed and not _leaves_bracket(text, row, second):
            row.append(second)
            closed = bool(joined) and not _expression("compared").search(between)
            continue
        if len(row) > 1:
            yield row
        row, closed = [second], False
    if len(row) > 1:
        yield row


def _leaves_bracket(text: str, row: Sequence[Point], following: Point) -> bool:
    """Whether the row shares a bracket that ends before the number: "(12% v 30%), and 5% left"."""
    inside = len(row) > 1 and ")" not in text[row[0].end : row[-1].start]
    return inside and ")" in text[row[-1].end : following.start]
