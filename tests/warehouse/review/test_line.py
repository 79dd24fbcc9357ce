"""A line without those that are out is the one that a plain list would give."""

from __future__ import annotations

import random

import numpy as np
import pytest

from warehouse.review.line import Line, Ranks


def ranks(numbers: list[int]) -> Ranks:
    return np.asarray(numbers, np.uint32)


def drawn(seed: int) -> tuple[list[int], list[int]]:
    """Some ranks of fifty, and some to be left out, which need not be among them."""
    draw = random.Random(seed)
    some = sorted(draw.sample(range(50), draw.randrange(1, 30)))
    return some, sorted(draw.sample(range(50), draw.randrange(30)))


@pytest.mark.parametrize("seed", range(20))
def test_a_line_is_what_is_left(seed: int) -> None:
    some, out = drawn(seed)
    line, plain = Line(ranks(some), ranks(out)), [rank for rank in some if rank not in out]
    assert [line.at(place) for place in range(len(line))] == plain
    for rank in range(50):
        assert line.place(rank) == sum(1 for other in plain if other < rank)
        assert line.holds(rank) == (rank in plain)


@pytest.mark.parametrize("seed", range(20))
def test_a_line_of_a_few_is_those_that_are_asked_for(seed: int) -> None:
    some, wanted = drawn(seed)
    line = Line.of(ranks(some), ranks(wanted))
    both = [rank for rank in some if rank in wanted]
    assert [line.at(place) for place in range(len(line))] == both


def test_after_the_last_comes_the_first() -> None:
    line = Line(ranks([2, 4, 6, 8]), ranks([4]))
    assert list(line.after(6, 8)) == [8, 2]
    assert list(line.after(4, 2)) == [6, 8], "one that is out has a place all the same"
    assert list(line.after(-1, 8)) == [2, 6, 8]
    assert list(line.after(8, 1)) == [2]


def test_nobody_waits_in_an_empty_line() -> None:
    for line in (Line(ranks([]), ranks([3])), Line(ranks([3]), ranks([3])),
                 Line.of(ranks([]), ranks([3])), Line.of(ranks([3]), ranks([]))):  # fmt: skip
        assert len(line) == 0
        assert list(line.after(-1, 8)) == []
        assert not line.holds(3)
