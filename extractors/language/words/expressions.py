"""Expressions over characters as data, for what stands in too many shapes for token patterns.

A row of such a file is that of any rule file (see `patterns`), but its patterns are regular
expressions over a sentence's characters. In them `<number>` stands for a number in digits or words,
`<digits>` and `<words>` for one of the two, `<time>` for a length of time with the groups `count`
and `unit`, and so on for what `_WRITTEN` holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.errors import LexiconError
from extractors.language.words.literals import folded, required_literals
from extractors.language.words.numerals import DIGITS, NUMBER, SIGNED, WORDS
from extractors.language.words.patterns import Rule, load_rules

__all__ = ["Expression", "compiled", "expression", "expressions", "first_match", "names"]

_PERCENT = r"(?:%|per ?cent\b)"
_SIGN_FREE = rf"(?:(?<![\w)%.])[-−–])?{NUMBER}"
_WRITTEN = {
    "number": NUMBER,
    "digits": DIGITS,
    "words": WORDS,
    "signed": SIGNED,
    "free": _SIGN_FREE,
    "percent": _PERCENT,
    "time": rf"(?P<count>{DIGITS}|{WORDS})[- ](?P<unit>days?|weeks?|wks?|months?|mos?|years?|yrs?)",
    "share": rf"(?P<part>{NUMBER})(?:\s?/\s?|\s(?:out )?of (?:the |these |all )?)"
    rf"(?P<whole>{NUMBER})",
    "range": rf"(?P<low>{SIGNED})\s?(?:{_PERCENT}\s?)?(?:to|through|,|;|and|[-−–—‐‑])\s?"
    rf"(?P<high>{SIGNED})",
    "no_adjective": r"(?:of|in|with|and|or|to|for|groups?|were|was|had|the|that|from|by|on)\b",
}
"""What a placeholder stands for; those of `_NAMED` stand for rows of a file."""
_NAMED = {
    "people": ("quantities", "participant"),
    "dose": ("quantities", "dose"),
    "units": ("units", "unit"),
    "amounts": ("units", "amount"),
    "near_unit": ("units", "near"),
    "arm_stop": ("quantity_ties", "arm_stop"),
    "noun_stop": ("quantity_ties", "noun_stop"),
}


_SHORT = 40
"""So few characters are searched sooner than asked for literals."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression that searches a text only if it holds what every match must hold."""

    whole: re.Pattern[str]
    literals: tuple[str, ...]
    """Literals one of which is in the folded text of every match, none where unknown."""

    @property
    def pattern(self) -> str:
        """The expression as text."""
        return self.whole.pattern

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match in the text, or in its part from `start` to `end`."""
        if not self.can_match(text):
            return None
        return self.whole.search(text, start, len(text) if end is None else end)

    def match(self, text: str, start: int) -> re.Match[str] | None:
        """The match that begins at `start`."""
        return self.whole.match(text, start)

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """Every match in the text, or in its part from `start` to `end`."""
        if not self.can_match(text):
            return iter(())
        return self.whole.finditer(text, start, len(text) if end is None else end)

    def can_match(self, text: str) -> bool:
        """Whether the text is short or holds a literal that every match must hold."""
        if not self.literals or len(text) < _SHORT:
            return True
        lower = folded(text)
        for literal in self.literals:  # noqa: SIM110  half the time of any()
            if literal in lower:
                return True
        return False


@cache
def expressions(file: str, category: str) -> tuple[tuple[Rule, Expression], ...]:
    """Each row of the category with each of its patterns, in order; LexiconError names a bad."""
    return tuple(
        (rule, _compiled(file, rule, pattern))
        for rule in load_rules(file)
        if rule.category == category
        for pattern in rule.patterns
    )


@cache
def expression(file: str, category: str) -> Expression:
    """One expression that finds what any row of the category finds; LexiconError names a bad."""
    found = [p for r in load_rules(file) if r.category == category for p in r.patterns]
    if not found:
        raise LexiconError(f"rules/{file}.toml: no row of category {category!r}")
    try:
        return compiled("|".join(f"(?:{_filled(pattern)})" for pattern in found))
    except re.error:
        expressions(file, category)  # names the row at fault, if it is one alone
        raise


def first_match(file: str, category: str, text: str) -> re.Match[str] | None:
    """The match of the first pattern of the category that has one; its groups are named there."""
    matches = (row.search(text) for _rule, row in expressions(file, category))
    return next((match for match in matches if match), None)


@cache
def names(file: str, category: str) -> str:
    """The patterns of the category as one alternation, to build longer expressions on."""
    return "|".join(p for r in load_rules(file) if r.category == category for p in r.patterns)


def compiled(pattern: str) -> Expression:
    """The pattern ready for search; re.error for what is no pattern."""
    return Expression(re.compile(pattern), tuple(sorted(required_literals(pattern))))


def _compiled(file: str, rule: Rule, pattern: str) -> Expression:
    try:
        return compiled(_filled(pattern))
    except re.error as error:
        raise LexiconError(f"rules/{file}.toml: {rule.id}: {pattern!r}: {error}") from error


def _filled(pattern: str) -> str:
    for name, (file, category) in _NAMED.items():
        if f"<{name}>" in pattern:
            pattern = pattern.replace(f"<{name}>", f"(?:{names(file, category)})")
    for name, written in _WRITTEN.items():
        # A group's own name stands in such brackets too: (?P<share>...).
        pattern = re.sub(rf"(?<!\?P)<{name}>", lambda _: written, pattern)  # noqa: B023
    return pattern
