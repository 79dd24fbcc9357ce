"""The pattern language: each element does what the docstring of `patterns` says."""

from __future__ import annotations

import pytest

from extractors.errors import LexiconError
from extractors.language.pipeline import parse
from extractors.language.words.patterns import Rule, RuleMatcher


def found(pattern: str, text: str) -> list[str]:
    doc = parse(text)
    rule = Rule("r", "c", (pattern,), "s", (), ())
    return [match.span.text for match in RuleMatcher([rule]).find(doc)]


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        ("wonder drug", "A wonder drug.", ["wonder drug"]),
        ("~change the landscape", "It changed the landscape.", ["changed the landscape"]),
        ("~revolutionise", "It revolutionized care.", ["revolutionized"]),
        ("~write", "Textbooks were written.", ["written"]),
        ("new|fresh hope", "Fresh hope and new hope.", ["Fresh hope", "new hope"]),
        ("very? good", "Good, and very good.", ["Good", "very good"]),
        ("~change ... life", "It changes their whole life.", ["changes their whole life"]),
        ("~change ...2 life", "It changes a b c life.", []),
        ("~change ... life", "It changes. Life goes on.", []),
        ("[ hope ] for patients", "There is hope for patients.", ["hope"]),
        ("( spell the end | ~mean the end ) of", "It spells hope.", []),
        ("( ~spell | ~mean ) the end of", "It means the end of it.", ["means the end of"]),
        ("( not only )? a cure", "It is not only a cure.", ["not only a cure"]),
        ("<num> million", "Some 350 million people.", ["350 million"]),
        ("/un.*ed/ hope", "An unprecedented hope.", ["unprecedented hope"]),
        ("!no hope", "No hope. Some hope.", ["Some hope"]),
        ("can not ~cure", "It can't cure it.", ["can't cure"]),
        ("do not", "They don’t.", ["don’t"]),
        ("proof \\?", "Is it proof?", ["proof?"]),
        ("tnf - alpha", "TNF-α rose.", ["TNF-α"]),
    ],
)
def test_pattern(pattern: str, text: str, spans: list[str]) -> None:
    assert found(pattern, text) == spans


@pytest.mark.parametrize("pattern", ["( a | b", "a )", "( )?", "a|", "a|/b+/"])
def test_a_malformed_pattern_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(LexiconError, match="r:"):
        found(pattern, "a b")


def test_every_pattern_that_can_match_is_tried_whatever_its_words_have_in_common() -> None:
    patterns = ("the cat", "the dog", "a|the cat|dog sat", "/c.t/", "sat", "the the", "no cat")
    rules = [
        Rule(f"r{number}", "x", (pattern,), "made up", (), ())
        for number, pattern in enumerate(patterns)
    ]
    found = RuleMatcher(rules).find(parse("The cat sat."))
    assert [(m.rule.id, m.span.text) for m in found] == [
        ("r0", "The cat"),
        ("r2", "The cat sat"),
        ("r3", "cat"),
        ("r4", "sat"),
    ]
    assert not list(RuleMatcher([]).find(parse("The cat sat.")))
