"""Expressions as data: each row finds its examples and none of its counter-examples."""

from __future__ import annotations

import pytest

from extractors.errors import LexiconError
from extractors.language.words import expressions as module
from extractors.language.words.expressions import expression, expressions, first_match
from extractors.language.words.patterns import Rule, load_rules

FILES = (
    *("study_traits", "study_sizes", "quantity_shapes", "quantity_ties", "units", "populations"),
    *("told_results", "combinations", "trial_arms", "significance", "no_results", "medical_words"),
    *("overclaims", "claim_certainty"),
)
ROWS = [(file, rule) for file in FILES for rule in load_rules(file)]


@pytest.mark.parametrize(("file", "rule"), ROWS, ids=[rule.id for _, rule in ROWS])
def test_examples_are_found_and_counter_examples_are_not(file: str, rule: Rule) -> None:
    own = [found for row, found in expressions(file, rule.category) if row.id == rule.id]
    for example in rule.examples:
        assert any(found.search(example) for found in own), example
    for example in rule.counter_examples:
        assert not any(found.search(example) for found in own), example


@pytest.mark.parametrize(("file", "rule"), ROWS, ids=[rule.id for _, rule in ROWS])
def test_every_pattern_finds_an_example(file: str, rule: Rule) -> None:
    for row, found in expressions(file, rule.category):
        if row.id == rule.id:
            assert any(found.search(example) for example in rule.examples), found.pattern


def test_the_groups_of_the_pattern_that_matched_are_given() -> None:
    match = first_match("study_traits", "phase", "A phase IIb trial.")
    assert match is not None
    assert match["phase"] == "IIb"
    assert first_match("study_traits", "phase", "The acute phase.") is None


def test_a_category_without_rows_and_a_broken_pattern_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(LexiconError, match="no row of category 'nothing'"):
        expression("study_traits", "nothing")
    broken = Rule("own.broken", "broken", ("(",), "own", (), ())
    monkeypatch.setattr(module, "load_rules", lambda name: (broken,))
    with pytest.raises(LexiconError, match=r"rules/broken.toml: own.broken: '\('"):
        expressions("broken", "broken")
