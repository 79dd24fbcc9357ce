"""The study that a claim rests on once the whole document is read, and whether it cites another.

A claim without a study of its own still rests on the document's where a paper tells its results or
concludes, and where a story speaks of "the results"; a claim that cites a study, and a paper's
background, rest on what stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from extractors.language.words.expressions import expression
from extractors.language.words.sentences import Passage
from extractors.model import Claim, Study

__all__ = [
    "Support",
    "calls_it_a_trial",
    "entitles",
    "finds_alike",
    "is_at_large",
    "names_a_study",
    "rests_elsewhere",
    "speaks_of_any_study",
    "speaks_of_studies",
    "study_of",
    "surely_told",
    "tells_its_kind",
    "tells_of_others",
]

_expression = partial(expression, "study_traits")
_standing = partial(expression, "overclaims")
_OWN_REGIONS = frozenset({"results", "conclusion"})
_TITLES = frozenset({"headline", "subhead"})
_TOLD_APART = frozenset({"headline", "abstract"})
_NUMBERED = re.compile(r"\(\d{1,3}(?:[,–-]\s?\d{1,3})*\)")
"""A reference by number in parentheses: "(9)", "(2,3)"."""
_OUR_RESULTS = re.compile(
    r"(?<!\bof )\b(?:the|these|our|new|their)\s+(?:\w+\s+)?(?:results|findings|data|trial|study)\b",
    re.IGNORECASE,
)


_A_STUDY = re.compile(
    r"\b(?:(?:a|an|the|this|new|our|their|one|large|[A-Z]{3,})\s+(?:[\w-]+\s+)?"
    r"(?:study|trial|registry|article|review|analysis|survey)|results\s+(?:from|of)|we\s+found"
    r"|(?:new|recent|this|the|our|their|[Ee]arlier|[Pp]revious|[Oo]ther)\s+(?:\w+\s+)?research)\b"
)
_STUDIES = re.compile(
    r"\b(?:[Ss]tudies|[Tt]rials|[Rr]esearch(?=\s+(?:has|have|shows?|suggests?|find|found|also|into)\b))"
)
_OTHERS = re.compile(r"\b(?:earlier|previous|previously|past|prior|other|recent)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|did|saw|fell|rose|\w{2,}ed)\b")


class Support(Protocol):
    """What overclaims ask of the evidence."""

    @property
    def studies(self) -> tuple[Study, ...]:
        """The studies that the document reports or names."""

    @property
    def main(self) -> Study | None:
        """The study that the document is about, or None."""


def study_of(claim: Claim, passage: Passage, evidence: Support, in_paper: bool) -> Study | None:
    """The study that the claim rests on, None where the document tells of none."""
    if claim.study is not None or _is_cited(passage, in_paper):
        return claim.study
    if passage.region in _TITLES:
        return evidence.main
    if in_paper:
        own = passage.region in _OWN_REGIONS
    else:
        own = _OUR_RESULTS.search(passage.text) is not None or _tells_a_result(claim, passage)
    return evidence.main if own else None


def _tells_a_result(claim: Claim, passage: Passage) -> bool:
    """Whether a story tells in the past tense what was found, and of nobody else's study."""
    if claim.claim_type != "finding" or claim.trigger is None:
        return False
    start, end = (place - passage.start for place in claim.trigger)
    told = _PAST.search(passage.text[start:end]) is not None
    told = told and _standing("by_now").search(passage.text[:end]) is None
    told = told or _standing("found_to").search(passage.text[:start]) is not None
    return told and _OTHERS.search(passage.text) is None


def rests_elsewhere(claim: Claim, passage: Passage, study: Study | None, in_paper: bool) -> bool:
    """Whether a claim without a study cites one, or is what a paper takes as known."""
    if study is not None:
        return False
    return _is_cited(passage, in_paper) or (in_paper and passage.region not in _TOLD_APART)


def _is_cited(passage: Passage, in_paper: bool) -> bool:
    if _expression("cited").search(passage.text):
        return True
    return in_paper and _NUMBERED.search(passage.text) is not None


def names_a_study(passage: Passage) -> bool:
    """Whether the sentence speaks of one study, or of what the speakers found."""
    return _A_STUDY.search(passage.text) is not None


def speaks_of_studies(passage: Passage) -> bool:
    """Whether the sentence speaks of several studies, or of research at large."""
    return _STUDIES.search(passage.text) is not None


def tells_its_kind(passage: Passage) -> bool:
    """Whether the sentence says what kind of study it speaks of, though it says no more of it."""
    return _standing("kind_told").search(passage.text) is not None


def finds_alike(passage: Passage) -> bool:
    """Whether the sentence finds two treatments alike, so that neither's effect is its news."""
    return _standing("alike").search(passage.text) is not None


def calls_it_a_trial(passage: Passage) -> bool:
    """Whether the sentence calls the study at hand a trial."""
    return _standing("a_trial").search(passage.text) is not None


def speaks_of_any_study(passage: Passage) -> bool:
    """Whether the sentence speaks of a study, of those who did it or of where it was printed."""
    return _standing("told_of").search(passage.text) is not None


def entitles(passage: Passage) -> bool:
    """Whether the sentence heads its paper and tells what kind of paper that is."""
    return passage.region == "headline" and _standing("entitled").search(passage.text) is not None


def surely_told(study: Study | None, passages: Sequence[Passage]) -> Study | None:
    """The study without a missed outcome where the text names none and something was significant.

    That some result was not significant tells of the main one only where nothing else was.
    """
    if study is None or study.primary_significant is not False:
        return study
    if any(_expression("primary_outcome").search(passage.text) for passage in passages):
        return study
    if any(_standing("reached").search(passage.text) for passage in passages):
        return replace(study, primary_significant=None)
    return study


def tells_of_others(passage: Passage) -> bool:
    """Whether the sentence speaks of a study beside the one at hand."""
    return _standing("of_others").search(passage.text) is not None


def is_at_large(passage: Passage) -> bool:
    """Whether the sentence speaks of several studies and not also of the one at hand."""
    return speaks_of_studies(passage) and not names_a_study(passage)
