"""Weights as they ship."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extractors.training.shipped_pipeline import BITS, rounded


@given(st.lists(st.floats(-1e3, 1e3, width=32, allow_subnormal=False), min_size=1))
def test_a_rounded_weight_is_near_and_short(values: list[float]) -> None:
    weights = np.array(values, dtype=np.float32)
    short = rounded(weights)
    assert np.all(np.abs(short - weights) <= np.abs(weights) * 2.0 ** -(BITS + 1))
    assert np.all(short.view(np.uint32) & np.uint32((1 << (23 - BITS)) - 1) == 0)


def test_rounding_twice_changes_nothing() -> None:
    weights = np.linspace(-2, 2, 999, dtype=np.float32)
    assert np.array_equal(rounded(rounded(weights)), rounded(weights))
