"""The words of a text that may point back to a name: "the drug", "these diseases", "it".

`rules/coreference.toml` says which they are and what types they may mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span, Token

from extractors.language.words.patterns import RuleMatch, RuleMatcher, load_rules
from extractors.language.words.sentences import Passage

__all__ = ["Anaphor", "anaphors", "drugs_of_illness"]

_DETERMINERS = frozenset({"the", "this", "that", "these", "such"})
_HEAD_NOUNS = frozenset(
    {"company", "companies", "store", "stores", "maker", "makers", "industry", "class", "price",
     "prices", "cost", "costs", "gene", "genes", "developer", "group", "groups", "arm", "arms",
     "trial", "trials", "market", "label", "plan", "plans", "protocol", "protocols", "period",
     "model", "process", "control", "registry", "abuse", "addiction", "overdose", "users",
     "discovery", "toolkit", "combination", "combinations", "delivery", "candidate",
     "candidates", "target", "targets", "therapy", "treatment", "options", "option", "session",
     "sessions", "team", "center", "centre", "course", "courses", "schedule", "effect", "effects",
     "response", "responses", "outcome", "outcomes", "failure", "decision", "decisions",
     "guidelines", "guideline", "strategy", "strategies", "approach", "approaches", "goal",
     "goals", "phase", "phases", "duration", "setting", "gap", "room", "facility", "success",
     "landscape", "area", "areas", "progression", "burden", "state", "states", "severity", "onset",
     "stage", "stages", "status", "risk", "site", "sites", "marker", "markers", "program",
     "programs", "programme", "programmes", "dose", "doses", "dosage", "dosing", "levels",
     "level", "condition", "conditions",
     "assignment", "allocation", "completion", "discontinuation", "seeking", "naive",
     "resistant", "liking", "retention", "adherence", "compliance", "exposure", "initiation",
     "withdrawal", "system", "systems", "provider", "providers", "history", "regime"}
)  # fmt: skip
_DRUG_NOUNS = frozenset({"drug", "medicine", "medication", "antibody", "pill", "jab"})
_DEFINING = frozenset({"that", "called", "known", "named"})
"""After "the disease": words that say which one is meant, so that it need not be an earlier one."""
_OF_MANY = re.compile(r" most (?:\w+ly|often) (?:used|prescribed|given|taken)\b")


@dataclass(frozen=True, slots=True)
class Anaphor:
    """Words that point back, and the types of what they may mean, the best first."""

    rule_id: str
    span: Span
    types: tuple[str, ...]
    passage_index: int


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(load_rules("coreference"))


def anaphors(passage: Passage, index: int) -> list[Anaphor]:
    """Those of the passage, which is the `index`th, outside of every name."""
    taken: set[int] = set()
    found = []
    matches = _matcher().find(passage.span)
    for match in sorted(matches, key=lambda m: (m.span.start, -len(m.rule.extra["types"]))):
        span = _with_determiner(match)
        places = range(span.start, span.end)
        free = taken.isdisjoint(places) and not _is_named(passage, span)
        free = free and not _is_of_title(span)
        if free and not _is_premodifier(passage, span):
            taken.update(places)
            types = tuple(match.rule.extra["types"])
            found.append(Anaphor(match.rule.id, span, types, index))
    return found


def _with_determiner(match: RuleMatch) -> Span:
    start = match.span.start
    if match.rule.id != "coref.it" and match.span.doc[start - 1].norm_ in _DETERMINERS:
        start -= 1
    return match.span.doc[start : match.span.end]


def _is_of_title(span: Span) -> bool:
    """Whether the noun stands in capitals after a small determiner: "the Drug Liking scale"."""
    return bool(len(span) > 1 and span[0].is_lower and span[-1].is_title)


def _is_named(passage: Passage, span: Span) -> bool:
    return any(m.start < span.end_char and span.start_char < m.end for m in passage.mentions)


def _is_premodifier(passage: Passage, span: Span) -> bool:
    """Whether the words only open a longer noun phrase: "the drug company", "the disease gene".

    "The drug most often used for gout" is told from others by what follows, and need be none of
    those named before.
    """
    if span.end >= passage.span.end:
        return False
    if _OF_MANY.match(passage.text, span.end_char - passage.start):
        return True
    token = span.doc[span.end]
    if span[0].norm_ == "the" and token.norm_ in _DEFINING:
        return True
    named = any(m.start == token.idx for m in passage.mentions) and span.text.lower() != "it"
    return bool(token.text == "-" or token.norm_ in _HEAD_NOUNS or named)


def drugs_of_illness(passage: Passage) -> Iterator[Span]:
    """The head nouns that a condition qualifies and no name follows: "arthritis [drug]"."""
    ends = {m.end for m in passage.mentions if m.type == "condition" and m.link_method != "model"}
    for token in passage.span if ends else ():
        if _is_drug_noun(token, passage) and token.idx - 1 in ends:
            span = token.doc[token.i : token.i + 1]
            if not _is_named(passage, span) and not _is_premodifier(passage, span):
                yield span


def _is_drug_noun(token: Token, passage: Passage) -> bool:
    """Not the "Medicine" of a Department of Cancer Medicine; in a headline all are in capitals."""
    return token.norm_ in _DRUG_NOUNS and (token.is_lower or passage.region == "headline")
