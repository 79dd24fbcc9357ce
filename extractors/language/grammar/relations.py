"""The relation triggers of a sentence: which rule of `rules/relations.toml` fired where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from spacy.tokens import Span

from extractors.errors import LexiconError
from extractors.language.grammar.clauses import is_adverb, words
from extractors.language.words.patterns import Rule, RuleMatcher, load_rules
from extractors.model import (
    CausalStrength,
    Certainty,
    ClaimType,
    Polarity,
    Relation,
)

Frame = Literal[
    "verb",
    "forward",
    "backward",
    "nominal",
    "of_on",
    "attributive",
    "contrast",
    "between_two",
    "results",
    "headline",
    "right_for",
    "backward_left",
    "shares",
    "counted",
    "paired",
]
Effect = Literal[
    "increase",
    "decrease",
    "no_difference",
    "better",
    "worse",
    "values",
    "unspecified",
]
"""A direction as a rule gives it; better and worse depend on the object, values on two numbers."""

GROUPS: dict[str, frozenset[str]] = {
    "agent": frozenset({"drug", "drug_class", "procedure"}),
    "molecule": frozenset({"cytokine", "receptor", "biomarker"}),
    "illness": frozenset({"condition", "symptom", "adverse_event"}),
    "measure": frozenset({"outcome_measure"}),
}
FILES = ("relations",)
_CLAUSAL = frozenset({"verb", "forward", "results", "backward", "shares"})


@dataclass(frozen=True, slots=True)
class RelationRule:
    """One row of a relation rule file, its columns typed."""

    rule: Rule
    relation: Relation
    frame: Frame
    subjects: frozenset[str]
    objects: frozenset[str]
    effect: Effect
    strength: CausalStrength
    polarity: Polarity
    claim_type: ClaimType
    certainty: Certainty | None
    not_of_people: bool
    """Whether the object must not be whose people are meant ("patients with X were treated")."""
    needs_high: bool
    """Whether only a raised level of the subject counts."""

    @property
    def heads_clause(self) -> bool:
        """Whether its words head a clause, not a noun phrase."""
        return self.frame in _CLAUSAL


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule's words in the sentence, as token indexes of the document."""

    rule: RelationRule
    span: Span
    head: int
    """The token that heads the verb phrase; the first one where there is no verb."""
    passive: bool

    @property
    def start(self) -> int:
        """First token."""
        return int(self.span.start)

    @property
    def end(self) -> int:
        """One past the last token."""
        return int(self.span.end)


@cache
def relation_rules() -> dict[str, RelationRule]:
    """Every relation rule by its id; LexiconError names a row with an unknown group."""
    return {rule.id: _typed(rule) for name in FILES for rule in load_rules(name)}


def _typed(rule: Rule) -> RelationRule:
    extra = rule.extra
    return RelationRule(
        rule=rule,
        relation=cast(Relation, rule.category),
        frame=cast(Frame, extra["frame"]),
        subjects=_types(rule, extra["subjects"]),
        objects=_types(rule, extra["objects"]),
        effect=cast(Effect, extra.get("direction", "unspecified")),
        strength=cast(CausalStrength, extra["strength"]),
        polarity=cast(Polarity, extra.get("polarity", "affirmed")),
        claim_type=cast(ClaimType, extra.get("claim_type", "finding")),
        certainty=cast(Certainty | None, extra.get("certainty")),
        not_of_people=bool(extra.get("not_of_people", False)),
        needs_high=extra.get("needs") == "high",
    )


def _types(rule: Rule, groups: list[str]) -> frozenset[str]:
    for group in groups:
        if group not in GROUPS:
            raise LexiconError(f"{rule.id}: there is no group of mention types named {group!r}")
    return frozenset().union(*(GROUPS[group] for group in groups))


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher([row.rule for row in relation_rules().values()])


def find_triggers(sentence: Span) -> tuple[Trigger, ...]:
    """The triggers of every rule in the sentence, the longest first; found once for each."""
    known: dict[tuple[int, int], tuple[Trigger, ...]]
    known = sentence.doc.user_data.setdefault("hedgerow_triggers", {})
    place = sentence.start, sentence.end
    if place not in known:
        found = list(_triggers(sentence))
        known[place] = tuple(sorted(found, key=lambda t: (t.start - t.end, t.start)))
    return known[place]


def _triggers(sentence: Span) -> Iterator[Trigger]:
    for match in _matcher().find(sentence):
        row = relation_rules()[match.rule.id]
        head = _head(match.span)
        if row.frame != "verb":
            yield Trigger(row, match.span, head, passive=False)
        elif _is_verb_here(sentence, head):
            yield Trigger(row, match.span, head, _is_passive(sentence, head, int(match.span.end)))


def _head(span: Span) -> int:
    for token in span:
        if token.norm_ not in words("auxiliaries") and not is_adverb(token):
            return int(token.i)
    return int(span.start)


def _is_verb_here(sentence: Span, head: int) -> bool:
    """Whether a word that is also a noun or adjective stands where a verb can."""
    before = sentence.doc[head - 1].norm_ if head > sentence.start else ""
    if before in _DETERMINERS:
        return False
    token = sentence.doc[head]
    following = sentence.doc[head + 1].norm_ if head + 1 < sentence.end else ""
    if following in {"of", "in"} and not token.norm_.endswith(("ed", "ing")):
        return False
    participle = token.norm_.endswith("ed") or token.norm_ == "lower"
    adjective = participle and before in words("prepositions") - {"to"} and following != "by"
    if before in {",", "(", "include", "including", "mainly"} and token.norm_ in _STATES:
        return False
    if token.norm_ == "lower" and before in {",", "and", "or", "as"}:
        return False
    return not (adjective or following == "-" or before == "-")


_STATES = frozenset(
    {"elevated", "raised", "increased", "decreased", "reduced", "impaired", "enhanced", "lower"}
)
_DETERMINERS = frozenset(
    {"a", "an", "the", "this", "these", "its", "their", "his", "her", "our", "no", "any", "some",
     "of", "such", "each", "every", "significant", "further"}
)  # fmt: skip


def _is_passive(sentence: Span, head: int, end: int) -> bool:
    """Whether the head is a participle after a form of "be", or one with "by" right after it."""
    norm = sentence.doc[head].norm_
    if not norm.endswith(("ed", "en", "wn", "ut", "lt", "ade", "ught")):
        return False
    index = head - 1
    while index >= sentence.start and is_adverb(sentence.doc[index]):
        index -= 1
    if index >= sentence.start and sentence.doc[index].norm_ in words("be"):
        return True
    return bool(end < sentence.end and sentence.doc[end].norm_ == "by")
