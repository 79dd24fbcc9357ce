"""The people or animals that a sentence says were studied, in its own words.

"adults with treatment-resistant depression", "low-birth-weight infants", "mice". Neither a bare
noun ("patients") nor a group of the trial ("patients who received the drug", "12% of those with
nausea") says who was studied. Words are data: `rules/populations.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from extractors.language.grammar.clauses import Layout, is_adverb
from extractors.language.grammar.main_clauses import clause_of
from extractors.language.studies.people_complements import complement_end, is_verb_in_tree
from extractors.language.words.expressions import expression
from extractors.language.words.numerals import value_of

__all__ = ["population_of"]

_MODIFIERS = 5
_REFERENCE = re.compile(r"(?:\.\d{1,3}(?:[,–-]\d{1,3})*|(?<=[A-Za-z]),\d{1,3}\b.*)$")
"""A reference's raised number, glued to the stop or a comma: "RA.14", "RA,18 20"."""
_LOOSE = re.compile(
    r"(?: (?:of|to|with|in|by|and|or|who|for|than|aim|regard|without adverse effects))+$"
)
_PLACES = frozenset({"in", "among", "for", "of", "to"})
"""Words before a phrase that often says who was studied."""

_expression = partial(expression, "populations")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase of people, as token indexes, and how surely it says who was studied."""

    start: int
    end: int
    score: int


def population_of(layout: Layout, trigger: int | None = None) -> str | None:
    """The phrase that says who was studied, "adults with depression", or None.

    Of several the surest: one with a complement before one with adjectives, one after "in" or
    "among" before others, the first of equals. What a clause behind that of the trigger, given as
    a token index, tells of other people is left out.
    """
    phrases = (p for p in _phrases(layout) if not _is_of_a_later_clause(layout, trigger, p))
    found = max(phrases, key=lambda phrase: phrase.score, default=None)
    if found is None:
        return None
    phrase = layout.doc[found.start : found.end].text
    if in_study := _expression("in_a_study").search(phrase):
        phrase = phrase[: in_study.start()]
    return _LOOSE.sub("", _REFERENCE.sub("", phrase).rstrip(" .,;"))


def _is_of_a_later_clause(layout: Layout, trigger: int | None, phrase: _Phrase) -> bool:
    """Whether the phrase stands in a clause of its own behind the trigger's."""
    tree = layout.passage.tree
    if tree is None or trigger is None or phrase.start < trigger:
        return False
    return clause_of(tree[phrase.start - layout.start]) != clause_of(tree[trigger - layout.start])


def _phrases(layout: Layout) -> Iterator[_Phrase]:
    """Every phrase that can say who was studied, in order."""
    for index in range(layout.start, layout.end):
        norm = layout.doc[index].norm_
        beast = _expression("beast").search(norm)
        compound = index + 1 < layout.end and layout.doc[index + 1].text == "-"
        if compound or not (beast or _expression("noun").search(norm)):
            continue
        start, end = _first_modifier(layout, index), complement_end(layout, index + 1)
        score = 2 * (end > index + 1) + (start < index) + 2 * bool(beast)
        if score and not _counts_only(layout, start):
            placed = start > layout.start and layout.doc[start - 1].norm_ in _PLACES
            yield _Phrase(start, end, score + placed)


def _first_modifier(layout: Layout, noun: int) -> int:
    """The first of the words before the noun that belong to it and say something."""
    start = noun
    while start > max(layout.start, noun - 2 * _MODIFIERS):
        token = layout.doc[start - 1]
        if token.text == "-" and start - 2 >= layout.start:
            start -= 2  # "treatment-resistant"
        elif _joins_adjectives(layout, start - 1):
            start -= 2
        elif _is_modifier(layout, start - 1):
            start -= 1
        else:
            break
    while start < noun and (said := _said_by(layout, start)) > start:
        start = said
    return start


def _said_by(layout: Layout, start: int) -> int:
    """Behind the word here where it says nothing of who they are; a compound is one word."""
    end = start + 1
    while layout.doc[end].text == "-":
        end += 2
    parts = range(start, end, 2)
    if len(parts) == 1:
        return end if _is_empty(layout, start) else start
    numbers = all(value_of(layout.doc[part].norm_) is not None for part in parts)
    return end if numbers else start


def _is_modifier(layout: Layout, index: int) -> bool:
    norm = layout.doc[index].norm_
    if is_verb_in_tree(layout, index):
        return False
    if is_adverb(layout.doc[index]):
        return index > layout.start and norm.endswith("ly")
    return bool(_expression("modifier").search(norm)) and not layout.is_finite(index)


def _joins_adjectives(layout: Layout, index: int) -> bool:
    """Whether "and" here joins two adjectives of one noun."""
    if layout.doc[index].norm_ not in {"and", ","} or index - 1 < layout.start:
        return False
    around = (layout.doc[index - 1], layout.doc[index + 1])
    return all(
        _is_modifier(layout, token.i)
        and not _is_empty(layout, token.i)
        and _expression("adjective").search(token.norm_)
        for token in around
    )


def _is_empty(layout: Layout, index: int) -> bool:
    token = layout.doc[index]
    empty = _expression("empty").search(token.norm_)
    return bool(empty) or not token.text[0].isalnum() or token.norm_ == "and" or is_adverb(token)


def _counts_only(layout: Layout, start: int) -> bool:
    """Whether what stands before makes the phrase a number's, "12% of", "the percentage of"."""
    at = layout.doc[start].idx - layout.passage.start
    return bool(_expression("share").search(layout.passage.text[:at]))
