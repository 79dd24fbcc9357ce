"""As many arms as a row of numbers has members, in their order.

"naps helped more than tea (54% v 31%)", "28% and 52% in the nap and tea groups, respectively"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from extractors.language.numbers.arm_names import Arm, different
from extractors.language.numbers.number_points import Point, clause_around, opening_bracket, rows_of
from extractors.language.words.expressions import expression

__all__ = ["dealt_in_rows", "is_list"]

_COMPARED = 2
"""Numbers that are set against each other."""

_expression = partial(expression, "quantity_ties")


def dealt_in_rows(
    text: str, points: Sequence[Point], arms: Sequence[Arm]
) -> Iterator[tuple[Point, Arm]]:
    """The points of each row of numbers, with the row of arms that they belong to."""
    last: list[Arm] = []
    for row in rows_of(text, points):
        since = max((p.end for p in points if p.end <= row[0].start), default=0)
        until = min((p.start for p in points if p.start >= row[-1].end), default=len(text))
        last = _arms_of(text, row, since, until, arms) or (last if len(last) == len(row) else [])
        yield from zip(row, last, strict=False)
        if not last and len(row) == _COMPARED and (arm := _second_side(text, row, arms)):
            yield row[1], arm


def _second_side(text: str, row: Sequence[Point], arms: Sequence[Arm]) -> Arm | None:
    """The only arm known of two that are compared: "more than on tea (51% v 26%)"."""
    opening = opening_bracket(text, row[0].start)
    at = row[0].start if opening is None else opening
    for arm in arms:
        if arm.end <= at and not text[arm.end : at].strip(" :"):
            return arm if _expression("other_side").search(text[: arm.start]) else None
    return None


def _arms_of(
    text: str, row: Sequence[Point], since: int, until: int, arms: Sequence[Arm]
) -> list[Arm]:
    """As many arms as the row has numbers, in their order; none where the sentence leaves it open.

    Behind it where the sentence says "respectively" or puts it in a bracket; else the last named
    before it in its clause; else the ones that the clause, or the whole sentence, knows.
    """
    start, end, count = row[0].start, row[-1].end, len(row)
    first, last = clause_around(text, start)
    here = [arm for arm in arms if first <= arm.start and arm.end <= last]
    before = _in_telling_order(text, different(arm for arm in here if arm.end <= start))
    behind = different(arm for arm in here if end <= arm.start < until)
    dealt = _expression("respectively").search(text, end, min(last, until + 40))
    linked = bool(behind) and _expression("linked_behind").search(text[end : behind[0].start])
    if len(behind) == count and (dealt or ((linked or not before) and is_list(text, behind))):
        return behind
    if linked and not dealt and len(behind) == 1 and not _is_compared_row(text, row):
        return behind * count
    if linked and not dealt and count == 2 and (rivals := _others(before, behind[0])):
        return [rivals[-1], behind[0]]
    if len(before) >= count:
        return _last_list(text, before, count) or before[-count:]
    for known in (here, arms):
        if len(different(known)) == count:
            return _in_order(known)
    return []


def _in_telling_order(text: str, arms: list[Arm]) -> list[Arm]:
    """The arms, one put first only to be compared with behind: "Compared with tea, naps ..."."""
    if len(arms) > 1 and _expression("compared_first").search(text[: arms[0].start]):
        return [*arms[1:], arms[0]]
    return arms


def _is_compared_row(text: str, row: Sequence[Point]) -> bool:
    """Whether the numbers are set against each other: "54% v 31%", not "54% and 31%"."""
    gaps = (text[one.end : other.start] for one, other in pairwise(row))
    return any(_expression("compared").search(gap) for gap in gaps)


def is_list(text: str, arms: Sequence[Arm]) -> bool:
    """Whether nothing stands between the arms but what joins them."""
    gaps = (text[one.end : other.start] for one, other in pairwise(arms))
    return all(_expression("arms_joined").search(gap) for gap in gaps)


def _last_list(text: str, arms: Sequence[Arm], count: int) -> list[Arm]:
    """The last arms in a row that are joined, as many as asked for."""
    starts = range(len(arms) - count, -1, -1)
    rows = (list(arms[start : start + count]) for start in starts)
    return next((row for row in rows if is_list(text, row)), [])


def _others(arms: Sequence[Arm], one: Arm) -> list[Arm]:
    return [arm for arm in arms if arm.key != one.key]


def _in_order(arms: Sequence[Arm]) -> list[Arm]:
    """The arms by their first place."""
    firsts: dict[str, Arm] = {}
    for arm in arms:
        firsts.setdefault(arm.key, arm)
    return list(firsts.values())
