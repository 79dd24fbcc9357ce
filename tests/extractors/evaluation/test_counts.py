"""Scores worked out by hand."""

from __future__ import annotations

import pytest

from extractors.evaluation.counts import Counts, macro_f1, pearson


def test_counts() -> None:
    counts = Counts()
    counts.add({"a", "b"}, {"b", "c"})
    counts.add({"a"}, {"a"})
    assert (counts.hits, counts.false_alarms, counts.misses) == (2, 1, 1)
    assert counts.precision == counts.recall == counts.f1 == pytest.approx(2 / 3)


def test_nothing_found_and_nothing_to_find_score_zero() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (0.0, 0.0, 0.0)


def test_macro_f1_weighs_labels_alike() -> None:
    assert macro_f1([0, 0, 0, 1], [0, 0, 0, 0], [0, 1]) == pytest.approx((6 / 7) / 2)


def test_pearson() -> None:
    assert pearson([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert pearson([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
