"""Caveats: wording that limits what is claimed, each credited as a row of its own.

The wording is data: `rules/caveats.toml`. A caveat is specific where it names a number, a design or
a reason ("only 12 patients"), generic otherwise ("more research is needed"); its rationale says
which, and whether it limits a claim beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from extractors.language.words.patterns import RuleMatch, RuleMatcher, load_rules
from extractors.language.words.sentences import Passage
from extractors.model import Flag, Span

_SILENT_REGIONS = frozenset({"boilerplate", "references"})
_NEAR = 1
"""How many sentences away a caveat still limits a claim."""
_DESIGN_WORDS = frozenset(
    {"randomized", "randomised", "controlled", "placebo", "observational", "cohort", "prospective",
     "longitudinal", "multicenter", "multicentre", "blind", "blinded", "crossover"}
)  # fmt: skip
_TREATMENTS = frozenset({"drug", "drug_class", "procedure"})
_TREATMENT_WORDS = frozenset(
    {"drug", "drugs", "treatment", "treatments", "therapy", "therapies", "medicine", "medicines",
     "medication", "medications", "pill", "pills", "surgery", "vaccine", "vaccines", "device",
     "implant", "supplement", "supplements", "procedure", "dose", "doses", "radiation"}
)  # fmt: skip
_GAPS = frozenset(
    {"preliminary", "small_sample", "more_research_needed", "limited_generalisability",
     "novelty_disclaimed"}
)  # fmt: skip
"""What tells in a background section why the study was done, and limits none of its claims."""
_DENIALS = frozenset({"no", "none", "without", "never", "nor", "neither", "free"})
_DENIED_WITHIN = 9
_CLAUSE_BREAKS = frozenset({"but", "although", "though", "however", ";", "while", "because"})
_UNCOUNTED = frozenset({"one", "ones", "second", "third", "billion", "million"})
_BEFORE_CITED = frozenset({"[", "(", ",", ";", "–", "-"})
_AFTER_CITED = frozenset({"]", ")", ",", ";", "–", "-"})
_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(load_rules("caveats"))


def find_caveats(
    passages: Iterable[Passage], claimed: Collection[Span] | None = None
) -> tuple[Flag, ...]:
    """The caveats of a document in order of start; one span may be credited in two categories.

    None is ever subtracted from hype. Severity is 0; boilerplate and references yield none.
    `claimed` are the places of sentences that claim something: the rationale then tells whether a
    caveat stands beside one (in it or in a sentence next to it) or far from all.
    """
    read = [passage for passage in passages if passage.region not in _SILENT_REGIONS]
    return tuple(
        _flag(match, passage, _distance(read, index, claimed))
        for index, passage in enumerate(read)
        for match in _credited(passage)
    )


def _distance(read: Sequence[Passage], index: int, claimed: Collection[Span] | None) -> str:
    if claimed is None:
        return ""
    around = read[max(0, index - _NEAR) : index + _NEAR + 1]
    near = any((passage.start, passage.end) in claimed for passage in around)
    return ", beside a claim" if near else ", far from any claim"


def _credited(passage: Passage) -> list[RuleMatch]:
    """One caveat a category and sentence: repeating it in other words is no further credit."""
    found = [match for match in _matcher().find(passage.span) if _applies(match, passage)]
    silent = [match.span for match in found if match.rule.category == "none"]
    credited: dict[str, RuleMatch] = {}
    for match in found:
        if match.rule.category == "none" or any(_overlap(match.span, span) for span in silent):
            continue
        best = credited.get(match.rule.category)
        if best is None or len(match.span) > len(best.span):
            credited[match.rule.category] = match
    return sorted(credited.values(), key=lambda match: (match.span.start, match.rule.id))


def _applies(match: RuleMatch, passage: Passage) -> bool:
    """Whether the match limits a claim: no heading, no gap that a study fills, no denied harm."""
    if match.span.text == passage.text.strip() and passage.region in ("subhead", "headline"):
        return False
    if passage.region == "background" and match.rule.category in _GAPS:
        return False
    if match.rule.category == "harms_stated" and _is_denied(match.span):
        return False
    return not match.rule.extra.get("beside_a_treatment") or _is_of_a_treatment(passage)


def _is_denied(span: Tokens) -> bool:
    """Whether words shortly before the span, in its own clause, deny it: "no ... side effects"."""
    for token in reversed(span.doc[max(span.sent.start, span.start - _DENIED_WITHIN) : span.end]):
        if token.i < span.start and token.norm_ in _CLAUSE_BREAKS:
            return False
        if token.norm_ in _DENIALS and not _is_itself_denied(token):
            return True
    return False


def _is_itself_denied(denial: Token) -> bool:
    """Whether it denies nothing: "not without risks", "no longer given"."""
    doc = denial.doc
    before = doc[denial.i - 1].norm_ if denial.i else ""
    after = doc[denial.i + 1].norm_ if denial.i + 1 < len(doc) else ""
    return before in ("not", "n't") or after in ("longer", "doubt", "matter")


def _is_of_a_treatment(passage: Passage) -> bool:
    """Whether the sentence names a treatment: whose risk is it?"""
    return any(mention.type in _TREATMENTS for mention in passage.mentions) or any(
        token.norm_ in _TREATMENT_WORDS for token in passage.span
    )


def _overlap(one: Tokens, other: Tokens) -> bool:
    return bool(one.start < other.end and other.start < one.end)


def _flag(match: RuleMatch, passage: Passage, distance: str) -> Flag:
    kind = "specific" if _is_specific(match, passage) else "generic"
    why = str(match.rule.extra["why"])
    return Flag(
        kind="caveat",
        category=match.rule.category,
        start=match.span.start_char,
        end=match.span.end_char,
        surface=match.span.text,
        rule_id=match.rule.id,
        rule_version=match.rule.version,
        rationale=f"{why[0].upper()}{why[1:]} ({kind}{distance}).",
    )


def _is_specific(match: RuleMatch, passage: Passage) -> bool:
    """Whether the caveat, by its row or by a number or a design beside it, says what limits."""
    return bool(match.rule.extra.get("specific")) or any(
        token.norm_ in _DESIGN_WORDS or _is_a_count(token) for token in passage.span
    )


def _is_a_count(token: Token) -> bool:
    """Whether the token counts something: neither a year, a citation in brackets, nor "the one"."""
    if not token.like_num or token.norm_ in _UNCOUNTED or _YEAR.fullmatch(token.text):
        return False
    if token.i == 0 or token.i + 1 == len(token.doc):
        return True
    return token.nbor(-1).text not in _BEFORE_CITED or token.nbor().text not in _AFTER_CITED
