"""Why a document reads as it does: each sentence with its parse, and the grounds of what was found.

For people who doubt a claim or a flag. The reading is `annotate`'s own; trees are those of the
trained pipeline, made here for every sentence, also for those that the cascade lets pass unread.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from extractors.language.annotate import SILENT_REGIONS, annotate
from extractors.language.pipeline import parse, words_of_one_document
from extractors.language.studies.designs import ceiling
from extractors.language.studies.studies_in_words import describe_study
from extractors.language.trees.trained import alone, read_trees
from extractors.language.wording.causality import deciding_words
from extractors.language.wording.certainty import (
    deciding_governors,
    frames_in,
    governors,
    is_question,
)
from extractors.language.wording.cues import cue_rules
from extractors.language.words.sentences import Passage, passages
from extractors.model import Claim, Document, Flag, Mention, Quantity, Reading, Sentence

__all__ = [
    "Decider",
    "ExplainedSentence",
    "Explanation",
    "Ground",
    "Word",
    "explain",
    "quantity_in_words",
]

_CUES = frozenset({"hedge", "negation", "booster"})
_STRENGTHS = {
    0: "claims no relation",
    1: "a link",
    2: "conditional cause and effect",
    3: "cause and effect",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A token of a sentence with its place in the tree."""

    start: int
    end: int
    text: str
    tag: str
    relation: str
    head: int
    """Index of its head among the sentence's words, its own index for the root."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A claim or flag in words, the rule that made it, and why it says what it says."""

    kind: str
    """claim, hype or caveat."""
    start: int
    end: int
    surface: str
    """The trigger's characters, or the flag's own."""
    told: str
    """What was found: "tocilizumab affects pain"."""
    rule_id: str
    rule_source: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decider:
    """Words that decide the strength or the certainty of a sentence, and their rule."""

    kind: str
    """strength or certainty."""
    start: int
    end: int
    surface: str
    told: str
    """What they make of it: "cause and effect", "possible"."""
    rule_id: str


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """A sentence with all that was found in it; offsets are the document's."""

    sentence: Sentence
    text: str
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    cues: tuple[Flag, ...]
    """Hedges, negations and boosters, with their scopes."""
    deciders: tuple[Decider, ...]
    """Why the sentence has its strength and certainty; none for a fact that claims nothing."""
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document's sentences in order; none where it was not read, and `document` says why."""

    document: Document
    extractor_version: str
    sentences: tuple[ExplainedSentence, ...]


def explain(document: Document, user_lexicon: Path | None = None) -> Explanation:
    """The explanation of a document; sentences in furniture and references are left out."""
    reading = annotate(document, user_lexicon)
    if document.language != "en" or document.verdict != "article":
        return Explanation(document, reading.extractor_version, ())
    with words_of_one_document(document.text, user_lexicon):
        doc = parse(document.text, document.regions, user_lexicon)
        read = [p for p in passages(doc) if p.region not in SILENT_REGIONS]
        trees = read_trees(alone(doc, [passage.span for passage in read]))
        explained = tuple(
            _explained(passage, tree, reading) for passage, tree in zip(read, trees, strict=True)
        )
    return Explanation(document, reading.extractor_version, explained)


def _explained(passage: Passage, tree: Doc, reading: Reading) -> ExplainedSentence:
    start, end = passage.start, passage.end
    judged = next(s for s in reading.sentences if (s.start, s.end) == (start, end))
    flags = tuple(f for f in reading.flags if start <= f.start and f.end <= end)
    cues = tuple(flag for flag in flags if flag.kind in _CUES)
    passage = replace(passage, cues=cues)
    return ExplainedSentence(
        judged,
        passage.text,
        tuple(_words(tree, start)),
        tuple(m for m in reading.mentions if start <= m.start and m.end <= end),
        tuple(q for q in reading.quantities if start <= q.start and q.end <= end),
        cues,
        (*_of_strength_said(judged, passage), *_of_certainty_said(passage)),
        (
            *(_of_claim(c, passage) for c in reading.claims if c.sentence == (start, end)),
            *(_of_flag(flag) for flag in flags if flag.kind not in _CUES),
        ),
    )


def _of_strength_said(judged: Sentence, passage: Passage) -> Iterator[Decider]:
    if judged.causal_strength is None:
        return
    told = _STRENGTHS[judged.causal_strength]
    for match in deciding_words(passage):
        start, end = match.span.start_char, match.span.end_char
        yield Decider("strength", start, end, match.span.text, told, match.rule.id)


def _of_certainty_said(passage: Passage) -> Iterator[Decider]:
    for governor in deciding_governors(passage):
        if governor.rule_id:
            start, end = governor.words
            surface = passage.text[start - passage.start : end - passage.start]
            yield Decider("certainty", start, end, surface, governor.level, governor.rule_id)


def _words(tree: Doc, offset: int) -> Iterator[Word]:
    for token in tree:
        start = offset + token.idx
        yield Word(
            start, start + len(token), token.text, token.pos_, token.dep_.lower(), token.head.i
        )


def _of_claim(claim: Claim, passage: Passage) -> Ground:
    start, end = claim.trigger or claim.sentence
    rule = _rules()[claim.rule_id]
    told = f"{claim.subject.name} {claim.relation.replace('_', ' ')} {claim.object.name}"
    against = f" compared with {claim.comparator.name}" if claim.comparator else ""
    return Ground(
        "claim",
        start,
        end,
        passage.text[start - passage.start : end - passage.start],
        told + against,
        claim.rule_id,
        rule["source"],
        tuple(_reasons(claim, passage, start, end)),
    )


def _reasons(claim: Claim, passage: Passage, start: int, end: int) -> Iterator[str]:
    yield from _of_mentions(claim)
    yield _of_polarity(claim, passage, start)
    yield _of_certainty(claim, passage, start, end)
    yield _of_strength(claim)
    yield f"type {claim.claim_type.replace('_', ' ')}; said by {_holder(claim)}"
    study = f"rests on {describe_study(claim.study)}"
    yield f"{study}, which licenses strength {ceiling(claim.study)} at most"
    if claim.population:
        yield f"speaks of {claim.population}"
    if claim.label_status != "unknown":
        yield f"{claim.label_status.replace('_', ' ')} use of the drug"
    for quantity in claim.quantities:
        yield f"figure “{quantity.surface}”: {quantity_in_words(quantity)}"
    for gap in claim.overclaim:
        yield f"overclaim of {gap.gap}: {gap.reason}"


def quantity_in_words(quantity: Quantity) -> str:
    """The measure and value of a quantity, its interval, P value, outcome and arm."""
    value = "" if quantity.value is None else f" {quantity.value:g}"
    told = f"{quantity.measure}{value}" + (f" {quantity.unit}" if quantity.unit else "")
    if quantity.ci_low is not None and quantity.ci_high is not None:
        told += f", interval {quantity.ci_low:g} to {quantity.ci_high:g}"
    if quantity.p_value is not None and quantity.measure != "p_value":
        told += f", P {quantity.p_value:g}"
    told += f", of {quantity.outcome}" if quantity.outcome else ""
    return told + (f", in {quantity.arm}" if quantity.arm else "")


def _of_mentions(claim: Claim) -> Iterator[str]:
    for role, mention in (("subject", claim.subject), ("object", claim.object)):
        if mention.link_method != "exact":
            yield f"{role} “{mention.surface}” is {mention.name}, by {mention.link_method}"


def _of_polarity(claim: Claim, passage: Passage, at: int) -> str:
    told = f"{claim.polarity}, direction {claim.direction.replace('_', ' ')}, {claim.valence}"
    denials = [
        f"“{cue.surface}” ({cue.rule_id})"
        for cue in passage.cues
        if cue.kind == "negation" and cue.scope and cue.scope[0] <= at < cue.scope[1]
    ]
    return f"{told}; within the scope of {', '.join(denials)}" if denials else told


def _of_certainty(claim: Claim, passage: Passage, start: int, end: int) -> str:
    level = claim.certainty
    if level == "fact":
        return "certainty fact: no hedge governs the trigger"
    causes = dict.fromkeys(_causes(claim, passage, start, end))
    return f"certainty {level}: {', '.join(causes) or 'by the rule itself'}"


def _causes(claim: Claim, passage: Passage, start: int, end: int) -> Iterator[str]:
    """What lowers the claim's certainty to its level."""
    if is_question(passage.span):
        yield "the sentence asks"
    for cue in passage.cues:
        own = cue_rules()[cue.rule_id].extra.get("certainty")
        if own == claim.certainty and cue.scope and cue.scope[0] <= start < cue.scope[1]:
            yield f"hedge “{cue.surface}” ({cue.rule_id})"
    framed = [g for g in governors(passage) if g.start <= start and end <= g.end]
    for frame in frames_in(passage.span):
        level = frame.rule.extra["certainty"]
        if level == claim.certainty and any(g.level == level for g in framed):
            yield f"frame “{frame.span.text}” ({frame.rule.id})"


def _of_strength(claim: Claim) -> str:
    own = int(_rules()[claim.rule_id]["strength"])
    told = f"strength {claim.causal_strength}, {_STRENGTHS[claim.causal_strength]}"
    if own == claim.causal_strength:
        return f"{told}: the rule's own"
    if claim.causal_strength == 1:
        return f"{told}: the words compare, and name no act"
    return f"{told}: the rule's own {own}, lowered by the certainty {claim.certainty}"


def _holder(claim: Claim) -> str:
    name = f" “{claim.holder}”" if claim.holder else ""
    return f"{claim.holder_type.replace('_', ' ')}{name}"


def _of_flag(flag: Flag) -> Ground:
    rule = _rules()[flag.rule_id]
    kind = f"{flag.kind}, {flag.category.replace('_', ' ')}"
    reasons = [f"context {flag.context.replace('_', ' ')}"]
    if flag.kind == "hype":
        stands = "counts as a flag" if flag.is_flag else "is no flag"
        reasons.append(f"severity {flag.severity}; {stands}")
    if flag.holder:
        reasons.append(f"said by {flag.holder}")
    if flag.rationale:
        reasons.append(flag.rationale)
    return Ground(
        flag.kind,
        flag.start,
        flag.end,
        flag.surface,
        kind,
        flag.rule_id,
        rule["source"],
        tuple(reasons),
    )


@cache
def _rules() -> dict[str, dict[str, Any]]:
    """Every row of every rule file by its id; ids are unique among them."""
    folder = resources.files("extractors") / "rules"
    files = (tomllib.loads(f.read_text("utf-8")) for f in folder.iterdir() if _is_toml(f.name))
    return {row["id"]: row for file in files for row in file.get("rule", []) if "id" in row}


def _is_toml(name: str) -> bool:
    return name.endswith(".toml")
