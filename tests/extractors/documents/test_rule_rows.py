"""Every row of the documents' rule files: each example fits, no counter-example does."""

from __future__ import annotations

import time

import pytest

from extractors.documents.line_rules import LineRule, line_rules

WHOLE_LINE = line_rules("furniture")
SOMEWHERE = (*line_rules("verdicts"), *line_rules("farm_signals"))
TAKES = {
    *("line", "list", "bio", "rest", "empty", "card", "sentence"),
    *("about_heading", "sender", "portrait", "closing_heading", "closing_paragraph"),
}


@pytest.mark.parametrize("rule", WHOLE_LINE, ids=lambda rule: rule.id)
def test_furniture_examples(rule: LineRule) -> None:
    assert rule.extra["takes"] in TAKES
    assert [line for line in rule.examples if not rule.fits(line)] == []
    assert [line for line in rule.counter_examples if rule.fits(line)] == []
    assert rule.examples and rule.counter_examples and rule.source


@pytest.mark.parametrize("rule", SOMEWHERE, ids=lambda rule: rule.id)
def test_phrase_examples(rule: LineRule) -> None:
    assert rule.extra["where"] in {"title", "text"}
    assert [line for line in rule.examples if not rule.found_in(line)] == []
    assert [line for line in rule.counter_examples if rule.found_in(line)] == []
    assert rule.examples and rule.counter_examples and rule.source


def test_counter_examples_fit_no_other_rule_that_stands_alone() -> None:
    alone = [rule for rule in WHOLE_LINE if rule.extra["takes"] in {"line", "list", "bio"}]
    wrong = [
        (rule.id, other.id, line)
        for rule in WHOLE_LINE
        for line in rule.counter_examples
        for other in alone
        if other is not rule and other.fits(line)
    ]
    assert wrong == [("furniture.empty_label", "furniture.stamp", "Published: 12 May 2020")]


@pytest.mark.parametrize("rule", (*WHOLE_LINE, *SOMEWHERE), ids=lambda rule: rule.id)
def test_no_rule_takes_long_over_a_line(rule: LineRule) -> None:
    """Lines of 700 characters made of what the rule looks for: no pattern may blow up on them."""
    for example in (*rule.examples, "a@", "1 ", "no ", "we use cookies "):
        line = (f"{example} " * 700)[:699] + "\x01"
        started = time.process_time()
        rule.fits(line)
        rule.found_in(line)
        assert time.process_time() - started < 0.1, example
