"""Who does it, to what, and against what: the mentions that a trigger ties together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from extractors.language.claims.associated_sides import find_sides
from extractors.language.claims.combinations import with_combinations
from extractors.language.claims.confirmed_ends import confirmed
from extractors.language.claims.contrasts import find_contrast
from extractors.language.claims.counted_people import find_counted
from extractors.language.claims.linked_mentions import (
    arm_adjunct,
    arms_near,
    comparator_of,
    mentions_behind_verb,
    mentions_linked,
    mentions_near,
)
from extractors.language.claims.paired_values import find_pair
from extractors.language.grammar.clauses import Layout, group_start, words
from extractors.language.grammar.phrase_mentions import is_of_people, mentions_after
from extractors.language.grammar.relations import GROUPS, Trigger
from extractors.language.grammar.subjects import ARM_PREPOSITIONS, first_of_clause, subjects_before
from extractors.language.names.coreference import CONTROLS
from extractors.language.numbers.arms import arms_of
from extractors.model import Mention

_AGENT_PREPOSITIONS = frozenset(
    {"by", "with", "using", "through", "via", "after", "following", "from", "under", "on"}
)
_COMPARED = frozenset({"between", "among", "across"})
_TELLS = frozenset({"remain", "remains", "fell", "rose", "dropped", "occur", "occurs"})
_LEAD = 4
_GROUP_REACH = 3
_CHANCES = frozenset({"risk", "risks", "odds", "likelihood", "chance", "chances"})
_ON_NOUNS = frozenset({"effect", "effects", "impact", "impacts", "influence", "influences"})
_CAUSAL = frozenset({"affects", "causes", "prevents", "inhibits", "stimulates", "treats"})


@dataclass(frozen=True, slots=True)
class Arguments:
    """The ends of a relation: conjuncts in order of the text; every pair is a claim."""

    subjects: tuple[Mention, ...] = ()
    objects: tuple[Mention, ...] = ()
    comparator: Mention | None = None
    turned: bool = False
    """Whether the wording told the comparator's side: "higher with placebo than with X"."""


def find_arguments(layout: Layout, trigger: Trigger) -> Arguments:
    """The mentions that the trigger ties; either side is empty where the sentence has none."""
    frame = trigger.rule.frame
    if frame == "verb":
        found = _of_passive(layout, trigger) if trigger.passive else _of_forward(layout, trigger)
    elif frame == "forward":
        found = _of_forward(layout, trigger)
    elif frame in {"backward", "results"}:
        found = _of_backward(layout, trigger)
    elif frame == "headline":
        found = _of_headline(layout, trigger)
    elif frame == "shares":
        found = _of_shares(layout, trigger)
    elif frame == "paired":
        found = _of_pair(layout, trigger)
    elif frame == "counted":
        found = _of_counted(layout, trigger)
    else:
        found = _of_nominal(layout, trigger)
    subjects, objects = confirmed(
        layout, trigger, found.subjects, found.objects, found.comparator is not None
    )
    if trigger.rule.relation == "interacts_with":
        return replace(found, subjects=subjects, objects=objects)
    other = with_combinations(layout, (found.comparator,)) if found.comparator else (None,)
    subjects, objects = with_combinations(layout, subjects), with_combinations(layout, objects)
    return replace(found, subjects=subjects, objects=objects, comparator=next(iter(other), None))


def _of_forward(layout: Layout, trigger: Trigger) -> Arguments:
    rule = trigger.rule
    start = group_start(layout, trigger.start)
    objects = mentions_after(layout, trigger.end, rule.objects)
    if rule.relation == "causes" and objects and _is_lessened(layout, trigger.end, objects[0]):
        return Arguments()
    subjects = subjects_before(layout, start, trigger.end, rule.subjects) if objects else ()
    if rule.relation in _CAUSAL:
        subjects = tuple(m for m in subjects if not _is_whose(layout, m))
    if rule.relation == "associated_with" and any(_is_parted(layout, m, trigger) for m in subjects):
        return Arguments()
    return Arguments(subjects, objects, comparator_of(layout, trigger.end))


def _is_parted(layout: Layout, mention: Mention, trigger: Trigger) -> bool:
    """Whether a participle belongs to a nearer illness: "X for [pain] linked to Y"."""
    at = trigger.start
    if at == layout.start or not layout.doc[at].norm_.endswith("ed"):
        return False
    near = layout.at(at - 1)
    return near is not None and near[2].start > mention.end and near[2].type in GROUPS["illness"]


def _is_whose(layout: Layout, mention: Mention) -> bool:
    """Whether an illness only says which people act or are treated: "women with [cancer]"."""
    return mention.type in GROUPS["illness"] and is_of_people(layout, mention)


def _is_lessened(layout: Layout, at: int, mention: Mention) -> bool:
    """Whether what is brought about is less of the mention: "leads to a reduced risk of X"."""
    first = next(start for start, _end, other in layout.mentions if other is mention)
    between = range(max(layout.start, at - 2), first)
    return any(layout.doc[index].norm_ in words("lessening") for index in between)


def _of_passive(layout: Layout, trigger: Trigger) -> Arguments:
    rule = trigger.rule
    start = group_start(layout, trigger.start)
    objects = subjects_before(layout, start, trigger.end, rule.objects)
    if rule.relation == "treats":
        objects = tuple(m for m in objects if not is_of_people(layout, m))
    subjects = (
        mentions_linked(layout, trigger.end, _AGENT_PREPOSITIONS - {"on", "from"}, rule.subjects)
        if objects
        else ()
    )
    subjects = tuple(m for m in subjects if not _is_whose(layout, m))
    return Arguments(subjects, objects, comparator_of(layout, trigger.end))


def _of_backward(layout: Layout, trigger: Trigger) -> Arguments:
    rule = trigger.rule
    start = group_start(layout, trigger.start)
    objects = subjects_before(layout, start, trigger.end, rule.objects)
    if not objects and rule.frame == "results" and _is_told(layout, trigger):
        objects = first_of_clause(layout, start, rule.objects)
    if rule.not_of_people:
        objects = tuple(m for m in objects if not is_of_people(layout, m))
    following = layout.doc[trigger.end].norm_ if trigger.end < layout.end else ""
    if not objects or following in _CHANCES:
        return Arguments()
    if rule.frame == "results" and _is_defined(layout, trigger.start, objects[-1]):
        return Arguments()
    if rule.not_of_people and layout.doc[start - 1].norm_ in words("relatives"):
        return Arguments()
    if rule.frame == "results":
        links = ARM_PREPOSITIONS | (_COMPARED if rule.effect == "no_difference" else frozenset())
        subjects = mentions_linked(layout, trigger.end, links, rule.subjects)
    else:
        subjects = mentions_after(layout, trigger.end, rule.subjects)
    comparator = None if rule.effect == "values" else comparator_of(layout, trigger.end)
    if rule.frame == "results" and len(subjects) == 2 and comparator is None:
        comparator, subjects = subjects[-1], subjects[:1]
    if rule.frame == "results" and not subjects:
        subjects = _between(layout, objects[-1], trigger)
    if rule.effect == "values":
        comparator = comparator or _second_arm(layout, trigger.end, subjects, rule.subjects)
        if comparator is None:
            return Arguments()
    subjects = subjects or arm_adjunct(layout, rule.subjects)
    spoken = layout.doc[trigger.start : min(trigger.end + 1, layout.end)]
    if _is_control(subjects) and any(token.norm_ == "from" for token in spoken):
        return Arguments()  # "reduced from 4 to 2 in the [placebo] and X groups"
    return _told_of(subjects, objects, comparator)


def _is_defined(layout: Layout, at: int, mention: Mention) -> bool:
    """Whether the mention only says what something else is: "response, defined as less X"."""
    before = layout.between(layout.passage.start, mention.start)
    return "defined as" in before and layout.doc[at - 1].text == ","


def _is_told(layout: Layout, trigger: Trigger) -> bool:
    """Whether the words are a finite verb: "rose", "was lower", and no mere "increase"."""
    norm = layout.doc[trigger.start].norm_
    return norm in words("be") or norm in _TELLS or norm.endswith("ed")


def _is_control(mentions: tuple[Mention, ...]) -> bool:
    return bool(mentions) and all(mention.name in CONTROLS for mention in mentions)


def _of_shares(layout: Layout, trigger: Trigger) -> Arguments:
    """The two arms whose people have it: "54% of those given X reached [Y], 31% given Z"."""
    objects = mentions_after(layout, trigger.end, trigger.rule.objects)
    arms = arms_of(layout, trigger.rule.subjects) if objects else ()
    if len(arms) != 2 or arms[0].named_at >= trigger.start:
        return Arguments()
    return Arguments((arms[0].treatment,), objects[:1], arms[1].treatment)


def _of_pair(layout: Layout, trigger: Trigger) -> Arguments:
    """Two arms, each with its number: "[Y] was 3 in the [X] group, 5 in controls"."""
    pair = find_pair(layout, trigger)
    if pair is None:
        return Arguments()
    return _told_of(pair.arms[:1], (pair.outcome,), pair.arms[1])


def _of_counted(layout: Layout, trigger: Trigger) -> Arguments:
    """What more or fewer people of an arm have: "fewer patients given [X] had [Y]"."""
    subjects, objects = find_counted(layout, trigger)
    return _told_of(subjects, objects, comparator_of(layout, trigger.end))


def _told_of(
    subjects: tuple[Mention, ...], objects: tuple[Mention, ...], comparator: Mention | None
) -> Arguments:
    """The ends, turned round where the wording told the side of a control."""
    if _is_control(subjects) and comparator is not None and not _is_control((comparator,)):
        return Arguments((comparator,), objects, subjects[0], turned=True)
    return Arguments(subjects, objects, comparator)


def _between(layout: Layout, object_: Mention, trigger: Trigger) -> tuple[Mention, ...]:
    """The arm that the quantity's own phrase names: "the rate for [X] was higher"."""
    until, types = trigger.start, trigger.rule.subjects
    rows = [row for row in layout.mentions if row[2].start >= object_.end and row[1] <= until]
    arms = [row for row in rows if row[2].type in types]
    if not arms:
        return ()
    start, end, arm = arms[0]
    named = next(row[1] for row in layout.mentions if row[2].end >= object_.end)
    before = {layout.doc[i].norm_ for i in range(max(named, start - _LEAD), start)}
    after = {layout.doc[i].norm_ for i in range(end, min(end + _GROUP_REACH, layout.end))}
    is_group = not after.isdisjoint({"group", "arm", "recipients"}) or "group" in arm.surface
    leads = {"for", "with", "in", "of"} if is_group else {"for", "with", "in"}
    leads |= _COMPARED if trigger.rule.effect == "no_difference" else set()
    return () if before.isdisjoint(leads) else (arm,)


def _second_arm(
    layout: Layout, at: int, first: tuple[Mention, ...], types: Collection[str]
) -> Mention | None:
    """The other arm, which follows the first: "54% with X and 31% with [Y]"."""
    later = [row[2] for row in layout.mentions if row[0] >= at and row[2].type in types]
    others = [m for m in later if m.concept_id not in {mention.concept_id for mention in first}]
    return others[0] if first and others and others[0].start > first[0].start else None


def _of_nominal(layout: Layout, trigger: Trigger) -> Arguments:
    rule, end = trigger.rule, trigger.end
    if rule.frame == "nominal":
        objects = mentions_after(layout, end, rule.objects)
        return Arguments(
            mentions_near(layout, objects, _AGENT_PREPOSITIONS, rule.subjects, 4), objects
        )
    if rule.frame == "attributive":
        objects = mentions_after(layout, end, rule.objects)
        arms = arms_near(layout, trigger.start, objects, rule.subjects) if objects else ()
        return _told_of(arms, objects, comparator_of(layout, end))
    if rule.frame == "contrast":
        arms, objects = find_contrast(layout, trigger)
        return _told_of(arms[:1], objects, arms[1] if len(arms) > 1 else None)
    if rule.frame == "between_two":
        return Arguments(*find_sides(layout, end, rule.subjects | rule.objects))
    subjects = mentions_after(layout, end, rule.subjects)
    if rule.frame == "of_on":
        on_it = any(token.norm_ in _ON_NOUNS for token in trigger.span)
        links = {"on", "upon"} if on_it else {"in", "for", "on"}
        return Arguments(subjects, mentions_near(layout, subjects, links, rule.objects, 8))
    if rule.frame == "right_for":
        return Arguments(subjects, mentions_linked(layout, end, {"for", "to"}, rule.objects))
    return Arguments(subjects, mentions_behind_verb(layout, end, rule.objects))


def _of_headline(layout: Layout, trigger: Trigger) -> Arguments:
    """Both ends touch the preposition, and no verb makes the line a sentence."""
    verbless = not any(layout.is_finite(index) for index in range(layout.start, layout.end))
    left = layout.at(trigger.start - 1) if trigger.start > layout.start else None
    full_stop = layout.doc[layout.end - 1].text == "."
    if not verbless or left is None or full_stop or left[2].type not in trigger.rule.subjects:
        return Arguments()
    return Arguments((left[2],), mentions_after(layout, trigger.end, trigger.rule.objects))
