"""Who says that what does what to what: the claims of a document, sentence by sentence.

A relation rule's words make a trigger (`relations`), the layout of the sentence gives its ends
(`clauses`, `arguments`), its tree confirms, vetoes or replaces them (`confirmed_ends`), and every
pair of conjuncts is a claim of its own. Co-occurrence without a
trigger is no claim. A relation that is raised, asked or tested is uncommitted, never asserted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from extractors.language.claims.arguments import Arguments, find_arguments
from extractors.language.claims.claim_certainty import claim_certainty, is_unproven
from extractors.language.claims.direction import (
    TURNED,
    direction_of,
    effect_of,
    polarity_of,
    valence_of,
)
from extractors.language.claims.other_readings import tells_another_thing
from extractors.language.claims.significance import is_insignificant
from extractors.language.claims.standing import (
    claim_type_of,
    is_raised_level,
    strength_of,
    wording_of,
)
from extractors.language.claims.trial_arms import is_of_all
from extractors.language.grammar.clauses import Layout, lay_out, words
from extractors.language.grammar.phrase_mentions import is_of_people
from extractors.language.grammar.relations import GROUPS, Trigger, find_triggers
from extractors.language.holders.attribution import Attribution
from extractors.language.names.coreference import CONTROLS
from extractors.language.studies.populations import population_of
from extractors.language.studies.told_results import Told, grounded, told_claim
from extractors.language.words.expressions import expression
from extractors.language.words.sentences import Passage
from extractors.model import (
    Claim,
    Concept,
    HolderType,
    LabelStatus,
    Mention,
    Polarity,
    Quantity,
    Relation,
    Study,
)

_expression = partial(expression, "no_results")
_SILENT = frozenset({"boilerplate", "references", "table"})


class Knowledge(Protocol):
    """What claims ask of a lexicon."""

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """Concepts by id."""

    def label_status(self, drug_id: str, condition_id: str) -> LabelStatus:
        """Whether the drug is labelled for the condition."""


class Support(Protocol):
    """What claims ask of the evidence: the study that an assertion in a passage rests on."""

    def at(self, passage_index: int) -> Study | None:
        """That study, or None."""


@dataclass(frozen=True, slots=True)
class _Context:
    layout: Layout
    attributions: Sequence[Attribution]
    quantities: tuple[Quantity, ...]
    study: Study | None
    lexicon: Knowledge


def find_claims(
    passages: Sequence[Passage],
    attributions: Sequence[Attribution],
    quantities: Collection[Quantity],
    evidence: Support,
    lexicon: Knowledge,
) -> tuple[Claim, ...]:
    """The claims in order of the text; offsets are the document's."""
    told: list[Told] = []
    for index, passage in enumerate(passages):
        if passage.region in _SILENT or len(passage.mentions) < 2:
            continue
        triggers = find_triggers(passage.span)
        layout = layout_of(passage)
        start, end = passage.start, passage.end
        inside = tuple(q for q in quantities if start <= q.start and q.end <= end)
        context = _Context(layout, attributions, inside, evidence.at(index), lexicon)
        told += _claims_of(context, triggers)
    return tuple(grounded(told))


def layout_of(passage: Passage) -> Layout:
    """The passage laid out round the triggers that head its clauses."""
    heads = (t for t in find_triggers(passage.span) if t.rule.heads_clause)
    doc = passage.span.doc
    return lay_out(
        passage, (t.head for t in heads if doc[t.head].norm_ not in words("prepositions"))
    )


def _claims_of(context: _Context, triggers: Sequence[Trigger]) -> list[Told]:
    """The sentence's claims; of two for one pair of mentions an approval's or the longer stays."""
    found: dict[tuple[int, int], Told] = {}
    used: list[range] = []
    for trigger in sorted(triggers, key=_turn):
        if any(trigger.start in places and trigger.end - 1 in places for places in used):
            continue
        if tells_another_thing(context.layout, trigger):
            continue
        arguments = find_arguments(context.layout, trigger)
        if trigger.rule.needs_high and not is_raised_level(context.layout, arguments.subjects):
            continue
        made = list(_pairs(context, trigger, arguments))
        for claim in made:
            pair = claim.subject.start, claim.object.start
            if pair not in found and pair[::-1] not in found:
                found[pair] = told_claim(context.layout, trigger, claim)
        if made:
            used.append(range(trigger.start, trigger.end))
    return [found[pair] for pair in sorted(found)]


def _turn(trigger: Trigger) -> tuple[bool, bool]:
    """When a trigger has its turn: approvals first, mere numbers after all wording."""
    return trigger.rule.relation != "approved_for", trigger.rule.frame == "paired"


def _is_of_all(layout: Layout, subject: Mention) -> bool:
    """Whether it went so in every arm: "in both the [X] and the control group"."""
    before = layout.between(layout.passage.start, subject.start)
    return is_of_all(subject) or _expression("everywhere").search(before) is not None


def _is_countless(layout: Layout, trigger: Trigger, subject: Mention, object_: Mention) -> bool:
    """Whether numbers are to tell the result, and no two of them do: "were (1) [X] and (2)"."""
    told = trigger.rule.effect == "values"
    return told and effect_of(layout, trigger, subject, object_) == "unspecified"


def _pairs(context: _Context, trigger: Trigger, arguments: Arguments) -> Iterator[Claim]:
    polarity = polarity_of(context.layout, trigger)
    told: set[tuple[str, str]] = set()
    for subject in arguments.subjects:
        for object_ in arguments.objects:
            pair = subject.concept_id, object_.concept_id
            is_control = subject.name in CONTROLS and trigger.rule.relation != "compared_with"
            is_vain = trigger.rule.effect != "no_difference" and _is_of_all(context.layout, subject)
            is_vain = is_vain or _is_countless(context.layout, trigger, subject, object_)
            if pair[0] != pair[1] and pair not in told and not is_control and not is_vain:
                told.add(pair)
                yield _claim(context, trigger, arguments, polarity, subject, object_)


def _claim(
    context: _Context,
    trigger: Trigger,
    arguments: Arguments,
    polarity: Polarity,
    subject: Mention,
    object_: Mention,
) -> Claim:
    passage, rule = context.layout.passage, trigger.rule
    concept = context.lexicon.concepts.get(object_.concept_id)
    if is_unproven(context.layout, trigger):
        polarity = "affirmed"
    if rule.relation in {"affects", "compared_with"} and is_insignificant(
        context.layout, trigger, context.quantities
    ):
        polarity = "negated"
    if rule.certainty == "uncommitted" and rule.polarity == "affirmed":
        polarity = "affirmed"
    effect = effect_of(context.layout, trigger, subject, object_)
    if arguments.turned:
        effect = TURNED.get(effect, effect)
    direction = direction_of(effect, polarity, object_, concept)
    if rule.relation == "affects" and polarity == "negated":
        direction = "no_difference"
    certainty = claim_certainty(context.layout, trigger)
    holder_type, holder = _holder(context, trigger)
    return Claim(
        sentence=(passage.start, passage.end),
        subject=subject,
        relation=_relation(context.layout, rule.relation, subject, object_),
        object=object_,
        rule_id=rule.rule.id,
        trigger=(trigger.span.start_char, trigger.span.end_char),
        comparator=_comparator(arguments, subject, object_),
        polarity=polarity,
        direction=direction,
        valence=valence_of(rule.relation, effect, polarity, direction, subject, object_, concept),
        certainty=certainty.level,
        causal_strength=strength_of(
            wording_of(context.layout, trigger), certainty.level, certainty.conditional
        ),
        claim_type=claim_type_of(
            context.layout, trigger, certainty.level, holder_type, context.quantities
        ),
        holder_type=holder_type,
        holder=holder,
        population=population_of(context.layout, trigger.head),
        label_status=_label_status(context.lexicon, rule.relation, subject, object_),
        study=context.study,
        quantities=context.quantities,
    )


def _relation(layout: Layout, relation: Relation, subject: Mention, object_: Mention) -> Relation:
    """What a vaccine is said to treat it prevents, unless people have it already."""
    is_vaccine = relation == "treats" and "vaccin" in subject.name.lower()
    return "prevents" if is_vaccine and not is_of_people(layout, object_) else relation


def _comparator(arguments: Arguments, subject: Mention, object_: Mention) -> Mention | None:
    other = arguments.comparator
    if other is None or other.concept_id in {subject.concept_id, object_.concept_id}:
        return None
    return other


def _holder(context: _Context, trigger: Trigger) -> tuple[HolderType, str | None]:
    """The innermost attribution that covers the trigger, else the author."""
    start, end = trigger.span.start_char, trigger.span.end_char
    covering = [a for a in context.attributions if a.start <= start and end <= a.end]
    if not covering:
        return "author", None
    innermost = min(covering, key=lambda a: a.end - a.start)
    return innermost.holder_type, innermost.holder


_HARMS = frozenset({"causes", "associated_with", "predicts", "interacts_with"})


def _label_status(
    lexicon: Knowledge, relation: Relation, subject: Mention, object_: Mention
) -> LabelStatus:
    """Whether the drug is labelled for what it is said to help; a harm is no indication."""
    if relation in _HARMS:
        return "unknown"
    if subject.type in GROUPS["agent"] and object_.type in {"condition", "symptom"}:
        return lexicon.label_status(subject.concept_id, object_.concept_id)
    return "unknown"
