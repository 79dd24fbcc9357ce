"""Whether a sentence leads to another's study: a citation, "one study found"."""

from __future__ import annotations

from functools import partial

from extractors.language.studies.study_traits import Traits
from extractors.language.words.expressions import expression
from extractors.language.words.sentences import Passage

__all__ = ["OWN_REGIONS", "brings_in", "cites"]

OWN_REGIONS = frozenset({"results", "conclusion", "methods", "abstract"})
"""Where a report tells of its own study unless it says otherwise."""

_expression = partial(expression, "study_traits")


def cites(passage: Passage, in_report: bool) -> bool:
    """Whether the sentence leads to another's study; in a story numbers are footnotes."""
    marks = "cited" if in_report else "cited_study"
    found = _expression(marks).search(passage.text) is not None
    return found and _expression("sets_beside").search(passage.text) is None


def brings_in(passage: Passage, traits: Traits, own: bool, in_report: bool) -> bool:
    """Whether a study is brought in that is not the one at hand: "one study found"."""
    if own or not in_report:
        return not own and cites(passage, in_report)
    if passage.region in OWN_REGIONS | {"headline"}:
        return False
    if traits.names and cites(passage, in_report):
        return True
    return _expression("a_study").search(passage.text) is not None
