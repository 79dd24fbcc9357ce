"""The people or animals that a sentence speaks of, in its own words."""

from __future__ import annotations

from functools import cache

from extractors.language.clauses import STRONG, Layout, is_adverb, words
from extractors.language.patterns import RuleMatcher, load_rules

_LONGEST = 12
_ENDS = frozenset(
    {
        "and",
        "but",
        "or",
        "while",
        "whereas",
        "compared",
        "versus",
        "than",
        "to",
        "either",
        "before",
        "during",
        "by",
    }
)


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(load_rules("populations"))


def population_of(layout: Layout) -> str | None:
    """The first population phrase of the sentence, "patients with depression", or None."""
    passage = layout.passage
    spans = [match.span for match in _matcher().find(passage.span)]
    if not spans:
        return None
    first = min(spans, key=lambda span: (span.start, -span.end))
    end = _phrase_end(layout, first.end)
    return str(passage.span.doc[first.start : end].text).rstrip(" .,;")


def _phrase_end(layout: Layout, at: int) -> int:
    """The end of the phrase: a verb group of its own is let in after "who", but no second one."""
    doc = layout.doc
    relative = doc[at - 1].norm_ in words("relatives")
    if relative and not _opens_verb_group(layout, at):
        return at - 1
    limit = min(layout.end, at + _LONGEST)
    for index in range(at, limit):
        token = doc[index]
        if token.text in STRONG or token.text in {",", "(", ")"}:
            return index
        if (
            index > at
            and token.norm_ in _ENDS
            and not (token.norm_ == "to" and (relative or doc[index - 1].text == "-"))
        ):
            return index
        if not relative and token.norm_ in words("relatives"):
            who = token.norm_ in {"who", "whose"} and _opens_verb_group(layout, index + 1)
            return _phrase_end(layout, index + 1) if who else index
        if layout.is_finite(index) and not (relative and _continues(layout, at, index)):
            return index
    return limit


def _opens_verb_group(layout: Layout, index: int) -> bool:
    """Whether the token begins a verb group; after "whose" a noun comes first."""
    if index >= layout.end:
        return False
    token = layout.doc[index]
    whose = layout.doc[index - 1].norm_ == "whose"
    verb = token.norm_ in words("auxiliaries") or is_adverb(token) or layout.is_verb(index)
    return whose or verb or (layout.at(index) is None and layout.doc[index - 1].norm_ == "who")


def _continues(layout: Layout, at: int, index: int) -> bool:
    """Whether the verb belongs to the first verb group of the clause that opens at `at`."""
    before = range(at, index)
    finite = [place for place in before if layout.is_finite(place)]
    return not finite or all(
        layout.doc[place].norm_ in words("auxiliaries") or is_adverb(layout.doc[place])
        for place in range(finite[0], index)
    )
