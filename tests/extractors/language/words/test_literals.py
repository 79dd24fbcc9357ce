"""The literals of an expression: every match holds one, and rows that need none say so."""

from __future__ import annotations

import re

import pytest

from extractors.language.words.expressions import Expression, compiled, expressions
from extractors.language.words.literals import folded, required_literals
from extractors.language.words.patterns import Rule, load_rules

FILES = ("study_traits", "study_sizes", "quantity_shapes", "quantity_ties", "units", "populations")
ROWS = [(file, rule) for file in FILES for rule in load_rules(file)]


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"\b(?i:Phase)[- ]?\d", {"phase"}),
        (r"(?:arms?|groups?)\b", {"arm", "group"}),
        (r"\d+ (?:of|out of) the patients", {" the patients"}),
        (r"(?:mouse |rat )*trial", {"trial"}),
        (r"(?:placebo){1,2}", {"placebo"}),
        (r"(?>sham)\d", {"sham"}),
        (r"patients?|patient group", {"patient"}),
        (r"\d+%", {"%"}),
        (r"trials?|\d+", set()),
        (r"(?:placebo)?\d", set()),
        (r"(?!placebo)\w+", set()),
        (r"[ab]|n", set()),
    ],
)
def test_what_every_match_must_hold(pattern: str, literals: set[str]) -> None:
    assert required_literals(pattern) == literals


@pytest.mark.parametrize(
    "text", ["\u212aIT", "\u0130nsulin KIT", "ki\u017ft KIT", "K\u0131T", "kit"]
)
def test_letters_that_match_where_case_is_ignored_are_folded(text: str) -> None:
    assert re.search("(?i:kit)", text)
    assert "kit" in folded(text)


@pytest.mark.parametrize(("file", "rule"), ROWS, ids=[rule.id for _, rule in ROWS])
def test_no_example_is_lost_for_want_of_a_literal(file: str, rule: Rule) -> None:
    for row, found in expressions(file, rule.category):
        for example in rule.examples if row.id == rule.id else ():
            for written in (example, example.upper(), f"{example} {'It rained. ' * 6}"):
                _assert_same_matches(found, written)


def _assert_same_matches(found: Expression, text: str) -> None:
    plain = [match.span() for match in found.whole.finditer(text)]
    assert [match.span() for match in found.finditer(text)] == plain
    if plain and found.literals:
        assert any(literal in folded(text) for literal in found.literals)


def test_a_text_without_the_literal_is_not_searched() -> None:
    trial = compiled(r"\b(?i:trial)s?\b")
    long = "Nothing of the kind was ever carried out, they said."
    assert not trial.can_match(long)
    assert trial.search(long) is None
    assert list(trial.finditer(long)) == []
    found = trial.search(f"{long} A Trial.")
    assert found is not None
    assert found.group() == "Trial"


def test_bounds_are_those_of_the_expression() -> None:
    trial = compiled("trial")
    text = "a trial and another trial, and then a third trial in the end"
    second = trial.search(text, 5)
    assert second is not None
    assert second.start() == text.index("trial", 5)
    assert trial.search(text, 5, 12) is None
    assert len(list(trial.finditer(text, 5))) == 2
    assert trial.match(text, 2) is not None
    assert trial.match(text, 0) is None
