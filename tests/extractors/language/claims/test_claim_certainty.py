"""How surely claims are put, and which hedges make a cause conditional."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "certainty", "strength"),
    [
        ("Tocilizumab reduces fatigue.", "fact", 3),
        ("Tocilizumab can reduce fatigue.", "probable", 3),
        ("The results suggest that tocilizumab reduces fatigue.", "probable", 3),
        ("We believe that tocilizumab reduces fatigue.", "probable", 3),
        ("Tocilizumab often reduces fatigue.", "probable", 3),
        ("Tocilizumab is likely to reduce fatigue.", "probable", 2),
        ("The results suggest that tocilizumab may reduce fatigue.", "possible", 2),
        ("We hypothesized that tocilizumab would reduce fatigue.", "possible", 2),
        ("If taken early, tocilizumab reduces fatigue.", "conditional", 2),
        ("We tested whether tocilizumab reduces fatigue.", "uncommitted", 0),
        ("The trial does not show that tocilizumab reduces fatigue.", "uncommitted", 0),
        ("Does tocilizumab reduce fatigue?", "uncommitted", 0),
        ("Tocilizumab has reduced fatigue.", "fact", 3),
        ("Fatigue was lower with tocilizumab than with placebo.", "fact", 1),
        ("Fatigue decreased in the tocilizumab group.", "fact", 1),
        ("Fatigue was more common with tocilizumab than with placebo.", "fact", 1),
        ("Patients on tocilizumab had reduced fatigue.", "fact", 1),
        ("Tocilizumab was more effective than placebo.", "fact", 3),
        ("Immunotherapy has transformed the treatment of depression.", "fact", 3),
        ("Immunotherapy could transform the treatment of depression.", "possible", 2),
        ("Because tocilizumab eases fatigue, doctors give it, if pain allows.", "fact", 3),
    ],
)
def test_levels_of_claims(tiny: Read, text: str, certainty: str, strength: int) -> None:
    (claim,) = tiny(text).claims
    assert (claim.certainty, claim.causal_strength) == (certainty, strength)
