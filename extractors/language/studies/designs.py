"""Study designs: how a text words them, what an index calls them, what each licenses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast, get_args

from spacy.tokens import Span

from extractors.errors import LexiconError
from extractors.language.words.patterns import RuleMatch, RuleMatcher, load_rules
from extractors.model import CausalStrength, Design, Document, Study

UNSPECIFIED: frozenset[Design] = frozenset({"unspecified_trial", "unspecified_study"})
REVIEWS: frozenset[Design] = frozenset({"meta_analysis", "systematic_review"})
INCLUDABLE: frozenset[Design] = frozenset(
    {"randomized_controlled_trial", "nonrandomized_trial", "cohort", "case_control",
     "cross_sectional", "case_report", "animal", "in_vitro", "mendelian_randomization"}
)  # fmt: skip
"""Designs of which a review can be made."""


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(load_rules("designs"))


@cache
def _table() -> dict[str, Any]:
    path = resources.files("extractors") / "rules" / "designs.toml"
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _ceilings() -> dict[Design, CausalStrength]:
    """The strongest wording that each design licenses; LexiconError unless every design has one."""
    found = {d: row["strength"] for row in _table()["ceiling"] for d in row["design"]}
    if set(found) != set(get_args(Design)):
        raise LexiconError("rules/designs.toml: the ceilings do not name every design once")
    return found


@cache
def rank(design: Design) -> int:
    """How specific a design is: the highest of several wordings names a study's design."""
    return int(next(r.extra["rank"] for r in load_rules("designs") if r.category == design))


def licence(design: Design) -> CausalStrength:
    """The strongest wording that a sound study of this design licenses."""
    return _ceilings()[design]


def ceiling(study: Study | None) -> CausalStrength:
    """The strongest causal wording (Yu 2020) that the study licenses; 1 where none is named.

    A pilot, a trial with fewer than 50 people or one that missed its primary outcome is held to
    conditional wording, whatever its design; a review to what the studies in it license. Source:
    `rules/designs.toml`, `ceiling` rows.
    """
    if study is None:
        return 1
    unsettled = _table()["unsettled"]
    highest = licence(study.included or study.design)
    small = study.sample_size is not None and study.sample_size < unsettled["fewer_than"]
    if study.pilot or small or study.primary_significant is False:
        return cast(CausalStrength, min(highest, unsettled["strength"]))
    return highest


@dataclass(frozen=True, slots=True)
class Worded:
    """A wording of a design in a sentence."""

    design: Design
    span: Span
    is_weak: bool
    """Whether it is told of studies of other designs too: participants are followed in any."""


def find_designs(sentence: Span) -> Iterator[Worded]:
    """Each wording of a design in the sentence, rule by rule."""
    for match in _matcher().find(sentence):
        if not _is_lookalike(match, sentence):
            weak = bool(match.rule.extra.get("weak"))
            yield Worded(cast(Design, match.rule.category), match.span, weak)


def _is_lookalike(match: RuleMatch, sentence: Span) -> bool:
    """Whether the word before or after makes another thing of it: "case report forms"."""
    doc, extra = sentence.doc, match.rule.extra
    before, after = match.span.start - 1, match.span.end
    if before > sentence.start and doc[before].norm_ == "-":
        before -= 1  # "non-randomised"
    follows = before >= sentence.start and doc[before].norm_ in extra.get("not_after", ())
    precedes = after < sentence.end and doc[after].norm_ in extra.get("not_before", ())
    return bool(follows or precedes)


def design_of_publication(types: Iterable[str]) -> Design | None:
    """The design that an index's publication types name, None where they name none."""
    named = [design for design in map(_design_of_type, types) if design is not None]
    return max(named, key=rank, default=None)


def is_report(document: Document) -> bool:
    """Whether the document is a paper or its abstract, not a story about one."""
    regions = {region.kind for region in document.regions}
    return bool(document.publication_types or document.pmid) or bool(
        regions & {"abstract", "methods", "results"}
    )


def _design_of_type(publication_type: str) -> Design | None:
    lower = publication_type.lower()
    rows = _table()["publication_type"]
    return next((row["design"] for row in rows if re.search(row["pattern"], lower)), None)


def are_compatible(known: Design, here: Design) -> bool:
    """Whether a study known as the one can be worded as the other in a later sentence.

    A trial turns out randomised, a review goes on to name the designs that it reviews; a cohort
    does not become a trial, nor any of them a review.
    """
    if known == here:
        return True
    if "expert_opinion" in {known, here}:
        return False
    if "unspecified_study" in {known, here}:
        return True
    trials = {"randomized_controlled_trial", "nonrandomized_trial", "unspecified_trial"}
    laboratory = {"animal", "in_vitro", "mechanistic"}
    if known in REVIEWS and here not in laboratory:
        return True
    return any({known, here} <= group for group in (trials, REVIEWS, laboratory))
