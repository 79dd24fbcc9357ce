"""Certainty of findings beside readers' ratings from 1 to 6 (Pei & Jurgens 2021)."""

from __future__ import annotations

from pathlib import Path

from extractors.evaluation.counts import pearson
from extractors.language.wording.certainty import ORDER, sentence_certainty
from extractors.model import Certainty
from extractors.training.certainty_weights import (
    cross_validated,
    features_of,
    read_findings,
    read_passages,
)

RATING: dict[Certainty, float] = {
    "fact": 5.0,
    "probable": 4.0,
    "conditional": 4.0,
    "possible": 3.0,
    "doubtful": 3.0,
    "uncommitted": 3.0,
    "counterfact": 4.0,
}
"""A level on the readers' scale, set by hand, not fitted."""


def level_of(text: str) -> Certainty:
    """The weakest level among the sentences of a finding."""
    return max((sentence_certainty(p) for p in read_passages(text)), key=ORDER.index)


def score(folder: Path) -> dict[str, float]:
    """Pearson's correlation with the ratings: of the seven levels, of the cross-validated score."""
    texts, ratings = zip(*read_findings(folder), strict=True)
    levels = [RATING[level_of(text)] for text in texts]
    graded = cross_validated([features_of(text) for text in texts], ratings)
    return {
        "certainty_level_pearson": pearson(ratings, levels),
        "certainty_score_pearson": pearson(ratings, graded),
    }
