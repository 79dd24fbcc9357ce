"""Hedge, negation and booster cues of a sentence, each hedge and negation with its scope.

The words are data: `rules/hedges.toml`, `negations.toml`, `boosters.toml`. A row is a cue, a
pseudo row (a lookalike that silences the cues inside it: "in May 2024", "not only") or a recast row
(which gives the cues inside it another category: a hedge that promises, a negation that only says
who was studied). Of overlapping cues the longest stays: "cannot be ruled out" is a hedge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from spacy.tokens import Span

from extractors.language.wording.scopes import scope_of
from extractors.language.words.patterns import Rule, RuleMatch, RuleMatcher, load_rules
from extractors.model import Flag

CueKind = Literal["hedge", "negation", "booster"]
RULE_FILES: dict[CueKind, str] = {
    "hedge": "hedges",
    "negation": "negations",
    "booster": "boosters",
}


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue on tokens, before it becomes a flag."""

    kind: CueKind
    rule: Rule
    span: Span
    category: str


@cache
def cue_rules() -> dict[str, Rule]:
    """Every rule of the three files by its id."""
    return {rule.id: rule for name in RULE_FILES.values() for rule in load_rules(name)}


@cache
def _matcher(kind: CueKind) -> RuleMatcher:
    return RuleMatcher(load_rules(RULE_FILES[kind]))


def find_cues(span: Span) -> tuple[Flag, ...]:
    """The sentence's cues in order of start, none overlapping; offsets are the document's.

    `category` is the kind of cue (modal, adverb, adjective, verb, noun, phrase, conditional,
    question, opinion, limit, promise ...); boosters under a negation are not reported.
    """
    cues = _longest([cue for kind in RULE_FILES for cue in _cues_of(span, kind)])
    return tuple(_flag(span, cue) for cue in cues)


def _cues_of(span: Span, kind: CueKind) -> list[Cue]:
    matches = list(_matcher(kind).find(span))
    pseudo = [match.span for match in matches if _role(match) == "pseudo"]
    recasts = [match for match in matches if _role(match) == "recast"]
    return [
        Cue(kind, match.rule, match.span, _category(match, recasts))
        for match in matches
        if _role(match) == "cue"
        and not any(_covers(other, match.span) for other in pseudo)
        and not _is_acronym(match.span)
    ]


def _is_acronym(span: Span) -> bool:
    """Whether a one-word cue is capitals in a sentence that is not: nitric oxide is "NO"."""
    return len(span) == 1 and span[0].is_upper and len(span[0]) > 1 and not span.sent.text.isupper()


def _role(match: RuleMatch) -> str:
    return str(match.rule.extra.get("role", "cue"))


def _category(match: RuleMatch, recasts: list[RuleMatch]) -> str:
    for recast in recasts:
        if _covers(recast.span, match.span):
            return recast.rule.category
    return match.rule.category


def _covers(outer: Span, inner: Span) -> bool:
    return bool(outer.start <= inner.start and inner.end <= outer.end)


def _longest(cues: list[Cue]) -> list[Cue]:
    """The cues without those that a longer one overlaps, in order of the text."""
    taken: set[int] = set()
    kept: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: (-len(cue.span), cue.span.start)):
        places = range(cue.span.start, cue.span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(cue)
    return sorted(kept, key=lambda cue: cue.span.start)


def _flag(sentence: Span, cue: Cue) -> Flag:
    scope = None
    if cue.kind != "booster":
        scope = scope_of(sentence, cue.span, cue.rule.extra.get("scope", "forward"))
    return Flag(
        kind=cue.kind,
        category=cue.category,
        start=cue.span.start_char,
        end=cue.span.end_char,
        surface=cue.span.text,
        rule_id=cue.rule.id,
        rule_version=cue.rule.version,
        scope=scope,
        rationale=cue.rule.source,
    )
