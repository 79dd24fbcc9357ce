"""The ridge regression behind the certainty score, on sums that can be checked by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from extractors.language.wording.cues import cue_rules
from extractors.language.words.patterns import load_rules
from extractors.training.certainty_weights import WEIGHTS, Model, cross_validated, fit, write

HEDGED, PLAIN = frozenset({"hedge"}), frozenset[str]()


def test_fit_learns_that_hedges_lower_the_rating() -> None:
    model = fit([HEDGED, PLAIN] * 50, [3.0, 5.0] * 50)
    assert model.predict(PLAIN) == pytest.approx(5.0, abs=0.2)
    assert model.predict(HEDGED) == pytest.approx(3.0, abs=0.2)


def test_rare_features_get_no_weight() -> None:
    model = fit([frozenset({"rare"}), *[HEDGED, PLAIN] * 5], [1.0, *[3.0, 5.0] * 5])
    assert set(model.weights) == {"hedge"}


def test_cross_validation_keeps_the_order() -> None:
    predictions = cross_validated([HEDGED, PLAIN, PLAIN] * 20, [3.0, 5.0, 5.0] * 20)
    assert len(predictions) == 60
    assert predictions[0] < predictions[1]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    model = Model(4.5, {"hedge.may": -1.25, "booster": 0.5})
    write(model, tmp_path / "weights.toml")
    content = tomllib.loads((tmp_path / "weights.toml").read_text("utf-8"))
    assert content == {"intercept": 4.5, "weights": model.weights}


def test_shipped_weights_name_rules_that_exist() -> None:
    known = {*cue_rules(), *(rule.id for rule in load_rules("frames"))}
    names = set(tomllib.loads(WEIGHTS.read_text("utf-8"))["weights"])
    assert names - known - {"hedge", "negation", "booster"} == set()
