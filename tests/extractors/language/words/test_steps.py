"""The matcher under the pattern language: which of many possible matches it yields."""

from __future__ import annotations

import pytest

from extractors.language.pipeline import parse
from extractors.language.words.patterns import Rule, RuleMatcher
from extractors.language.words.steps import longest_apart, text_of, words_of


def found(text: str, *patterns: str) -> list[str]:
    matcher = RuleMatcher([Rule("r", "c", patterns, "s", (), ())])
    return [match.span.text for match in matcher.find(parse(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        ("big+", "big big big", ["big big big"]),
        ("big* dog", "dog big big dog", ["dog", "big big dog"]),
        ("dog big?", "dog big dog", ["dog big", "dog"]),
        ("dog big*", "dog big big", ["dog big big"]),
        ("dog ...2", "dog runs. dog", ["dog runs", "dog"]),
        ("dog big? old?", "dog old", ["dog old"]),
        ("very? very big", "very big", ["very big"]),
        ("dog ... dog", "dog dog dog", ["dog dog dog"]),
        ("dog old dog", "dog old dog old dog", ["dog old dog"]),
    ],
)
def test_the_longest_match_is_found_wherever_it_starts(
    pattern: str, text: str, spans: list[str]
) -> None:
    assert found(text, pattern) == spans


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        ("dog [ old? ] cat", "dog cat", []),
        ("dog [ old? ] cat", "dog old cat", ["old"]),
        ("[ dog ] very? very* cat", "dog very very cat", ["dog"]),
        ("dog [ very? ] very? cat", "dog very cat", ["very"]),
        ("dog very? [ very? ] cat", "dog very cat", []),
        ("dog [ very? ] very cat", "dog very cat", []),
        ("[ dog ] old [ cat ]", "dog old cat", ["dog old cat"]),
    ],
)
def test_what_is_kept_of_a_match_follows_the_way_through_it(
    pattern: str, text: str, spans: list[str]
) -> None:
    assert found(text, pattern) == spans


def test_contexts_of_one_pattern_do_not_overlap_though_what_is_kept_would_not() -> None:
    assert found("dog cat dog", "[ dog ] cat", "cat [ dog ]") == ["dog", "dog"]
    assert found("old dog old dog old", "old [ dog ] old") == ["dog"]


def test_of_two_patterns_of_one_rule_the_longer_match_stays() -> None:
    assert found("an old dog barks", "old dog", "dog barks", "an old dog") == ["an old dog"]


def test_a_step_that_must_take_a_mention_takes_all_of_it() -> None:
    assert found("Rats ate atopic dermatitis cream.", "ate <condition> cream") == [
        "ate atopic dermatitis cream"
    ]
    assert found("Rats ate much cream.", "ate <any> cream") == []


def test_equally_long_places_stay_from_the_left() -> None:
    assert list(longest_apart([(1, 3), (0, 2), (2, 4), (4, 5)])) == [(0, 2), (2, 4), (4, 5)]


def test_a_sentence_is_read_once() -> None:
    doc = parse("Hope grows. Hope falls.")
    first, second = doc.sents
    assert words_of(first) is words_of(doc[first.start : first.end])
    assert [word.norm for word in words_of(second).row] == ["hope", "falls", "."]


def test_a_document_is_put_together_as_it_was_written() -> None:
    text = "  IL-6 —\n\nwas up; “so what?”  "
    doc = parse(text)
    assert text_of(doc) == text
    assert text_of(doc) is text_of(doc)
