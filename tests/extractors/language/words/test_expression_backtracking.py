"""No expression of a rule file tries a text that nearly matches in ever more ways.

Each is tried on two thousand characters that repeat a part of its own example, or what numbers
and tables are made of. One that can share out white space or words among its parts in several ways
needs hours for that, a sound one milliseconds; the limit only ends the former, with its row's name.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator

import pytest

from extractors.documents.line_rules import LineRule, line_rules
from extractors.language.words.expressions import expressions
from extractors.language.words.patterns import Rule, load_rules
from tests.extractors.language.words.test_expressions import FILES

_LENGTH = 2_000
_LIMIT = 1.0
"""CPU seconds, a hundred times what any needs."""
_PIECES = (
    *("a ", "12 ", "1, ", "and ", "3.1 ", "(", "a", "1", " ", "\n ", "5% ", "(1 ", "12.4 (3.1) "),
    *(", ", "-", "mg/", "12 of ", "1-", "group ", "the tea group ", "v "),
)


class _NotSoonError(Exception):
    pass


def _stop(_signal: int, _frame: object) -> None:
    raise _NotSoonError


def _is_given_up_soon(find: Callable[[str], object], text: str) -> bool:
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _LIMIT)
    try:
        find(text)
    except _NotSoonError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return True


def _near_matches(rule: Rule | LineRule) -> Iterator[str]:
    example = rule.examples[0]
    pieces = {*_PIECES, example[:-1], example[: len(example) // 2], example[len(example) // 3 :]}
    for piece in sorted(pieces - {""}):
        yield (piece * (_LENGTH // len(piece) + 1))[:_LENGTH]


@pytest.mark.parametrize("file", (*FILES, "quantities"))
def test_near_matches_are_given_up_soon(file: str) -> None:
    endless = [
        (rule.id, found.pattern, text[:40])
        for category in dict.fromkeys(rule.category for rule in load_rules(file))
        for rule, found in expressions(file, category)
        for text in _near_matches(rule)
        if not _is_given_up_soon(found.whole.findall, text)
    ]
    assert endless == []


@pytest.mark.parametrize("file", ["furniture", "farm_signals", "verdicts"])
def test_lines_that_nearly_fit_are_given_up_soon(file: str) -> None:
    endless = [
        (rule.id, text[:40])
        for rule in line_rules(file)
        for text in _near_matches(rule)
        if not _is_given_up_soon(rule.fits, text)
    ]
    assert endless == []


def test_an_expression_that_shares_out_white_space_in_many_ways_is_caught() -> None:
    assert not _is_given_up_soon(re.compile(r"\s*\s*\s*\s*x").findall, " " * _LENGTH)
