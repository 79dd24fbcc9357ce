"""Who does it, to what, and against what: the mentions that a trigger ties together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from extractors.language.arms import arms_of
from extractors.language.associated_sides import find_sides
from extractors.language.clauses import (
    STRONG,
    Layout,
    group_start,
    is_of_people,
    mentions_after,
    words,
)
from extractors.language.combinations import with_combinations
from extractors.language.confirmed_ends import confirmed
from extractors.language.coreference import CONTROLS
from extractors.language.relations import GROUPS, Trigger
from extractors.language.subjects import ARM_PREPOSITIONS, subjects_before
from extractors.model import Mention

_AGENT_PREPOSITIONS = frozenset(
    {"by", "with", "using", "through", "via", "after", "following", "from", "under", "on"}
)
_COMPARING = frozenset(
    {"than", "versus", "vs", "vs.", "v", "over", "against", "compared", "relative"}
)
_ARM_REACH = 8
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
    else:
        found = _of_nominal(layout, trigger)
    subjects, objects = confirmed(layout, trigger, found.subjects, found.objects)
    if trigger.rule.relation == "interacts_with":
        return replace(found, subjects=subjects, objects=objects)
    other = with_combinations(layout, (found.comparator,)) if found.comparator else (None,)
    subjects, objects = with_combinations(layout, subjects), with_combinations(layout, objects)
    return replace(found, subjects=subjects, objects=objects, comparator=other[0])


def _of_forward(layout: Layout, trigger: Trigger) -> Arguments:
    rule = trigger.rule
    start = group_start(layout, trigger.start)
    objects = mentions_after(layout, trigger.end, rule.objects)
    if rule.relation == "causes" and objects and _is_lessened(layout, trigger.end, objects[0]):
        return Arguments()
    subjects = subjects_before(layout, start, trigger.end, rule.subjects) if objects else ()
    if rule.relation in _CAUSAL:
        subjects = tuple(m for m in subjects if not _is_whose(layout, m))
    return Arguments(subjects, objects, _comparator(layout, trigger.end))


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
        _after(layout, trigger.end, _AGENT_PREPOSITIONS - {"on", "from"}, rule.subjects)
        if objects
        else ()
    )
    subjects = tuple(m for m in subjects if not _is_whose(layout, m))
    return Arguments(subjects, objects, _comparator(layout, trigger.end))


def _of_backward(layout: Layout, trigger: Trigger) -> Arguments:
    rule = trigger.rule
    start = group_start(layout, trigger.start)
    objects = subjects_before(layout, start, trigger.end, rule.objects)
    if rule.not_of_people:
        objects = tuple(m for m in objects if not is_of_people(layout, m))
    following = layout.doc[trigger.end].norm_ if trigger.end < layout.end else ""
    if not objects or following in _CHANCES:
        return Arguments()
    if rule.not_of_people and layout.doc[start - 1].norm_ in words("relatives"):
        return Arguments()
    if rule.frame == "results":
        subjects = _after(layout, trigger.end, ARM_PREPOSITIONS, rule.subjects)
    else:
        subjects = mentions_after(layout, trigger.end, rule.subjects)
    comparator = None if rule.effect == "values" else _comparator(layout, trigger.end)
    if rule.frame == "results" and len(subjects) == 2 and comparator is None:
        comparator, subjects = subjects[-1], subjects[:1]
    if rule.frame == "results" and not subjects:
        subjects = _between(layout, objects[-1], trigger.start, rule.subjects)
    if rule.effect == "values":
        comparator = comparator or _second_arm(layout, trigger.end, subjects, rule.subjects)
        if comparator is None:
            return Arguments()
    subjects = subjects or _adjunct(layout, rule.subjects)
    if _is_control(subjects) and comparator is not None and not _is_control((comparator,)):
        return Arguments((comparator,), objects, subjects[0], turned=True)
    return Arguments(subjects, objects, comparator)


def _is_control(mentions: tuple[Mention, ...]) -> bool:
    return bool(mentions) and all(mention.name in CONTROLS for mention in mentions)


def _of_shares(layout: Layout, trigger: Trigger) -> Arguments:
    """The two arms whose people have it: "54% of those given X reached [Y], 31% given Z"."""
    objects = mentions_after(layout, trigger.end, trigger.rule.objects)
    arms = arms_of(layout, trigger.rule.subjects) if objects else ()
    if len(arms) != 2 or arms[0].named_at >= trigger.start:
        return Arguments()
    return Arguments((arms[0].treatment,), objects[:1], arms[1].treatment)


def _between(
    layout: Layout, object_: Mention, until: int, types: Collection[str]
) -> tuple[Mention, ...]:
    """The arm that the quantity's own phrase names: "the rate for [X] was higher"."""
    rows = [row for row in layout.mentions if row[2].start >= object_.end and row[1] <= until]
    arms = [row for row in rows if row[2].type in types]
    if not arms:
        return ()
    start, end, arm = arms[0]
    before = {layout.doc[i].norm_ for i in range(max(layout.start, start - 2), start)}
    is_group = end < layout.end and layout.doc[end].norm_ in {"group", "arm", "recipients"}
    leads = {"for", "with", "in", "of"} if is_group else {"for", "with", "in"}
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
        return Arguments(_near(layout, objects, _AGENT_PREPOSITIONS, rule.subjects, 4), objects)
    if rule.frame == "attributive":
        objects = mentions_after(layout, end, rule.objects)
        arms = _arms_near(layout, objects, rule.subjects) if objects else ()
        return Arguments(arms, objects, _comparator(layout, end))
    if rule.frame == "between":
        arms = _after(layout, end, {"between", "among", "with", "for"}, rule.subjects, verbs=True)
        objects = mentions_after(layout, end, rule.objects, ("of", "in", "for"))
        return Arguments(arms[:1], objects, arms[1] if len(arms) > 1 else None)
    if rule.frame == "between_two":
        return Arguments(*find_sides(layout, end, rule.subjects | rule.objects))
    subjects = mentions_after(layout, end, rule.subjects)
    if rule.frame == "of_on":
        on_it = any(token.norm_ in _ON_NOUNS for token in trigger.span)
        links = {"on", "upon"} if on_it else {"in", "for", "on"}
        return Arguments(subjects, _near(layout, subjects, links, rule.objects, 8))
    if rule.frame == "right_for":
        return Arguments(subjects, _after(layout, end, {"for", "to"}, rule.objects))
    return Arguments(subjects, _after_verb(layout, end, rule.objects))


def _arms_near(
    layout: Layout, objects: tuple[Mention, ...], types: Collection[str]
) -> tuple[Mention, ...]:
    """The arm that follows its quantity closely: "higher X was seen in the [Y] group"."""
    if any(is_of_people(layout, mention) for mention in objects):
        return ()
    found = _near(layout, objects, ARM_PREPOSITIONS, types, _ARM_REACH)
    if found and _is_another(layout, objects[-1], found[0]):
        return ()
    return found or _adjunct(layout, types)


def _is_another(layout: Layout, object_: Mention, arm: Mention) -> bool:
    """Whether "and" parts them: "less X in blood [and] less [Y] use" names no arm."""
    between = (
        layout.doc[index].norm_
        for _start, end, mention in layout.mentions
        if mention is object_
        for index in range(end, layout.end)
        if layout.doc[index].idx < arm.start
    )
    return not {"and", "or"}.isdisjoint(between)


def _near(
    layout: Layout,
    firsts: tuple[Mention, ...],
    links: Collection[str],
    types: Collection[str],
    reach: int,
) -> tuple[Mention, ...]:
    """The mentions that a linking word ties to the last of `firsts`, at most `reach` tokens on."""
    if not firsts:
        return ()
    end = next(end for _start, end, mention in layout.mentions if mention is firsts[-1])
    found = _after(layout, end, links, types, verbs=True)
    if not found:
        return ()
    start = next(start for start, _end, mention in layout.mentions if mention is found[0])
    return found if start - end <= reach else ()


def _of_headline(layout: Layout, trigger: Trigger) -> Arguments:
    """Both ends touch the preposition, and no verb makes the line a sentence."""
    verbless = not any(layout.is_finite(index) for index in range(layout.start, layout.end))
    left = layout.at(trigger.start - 1) if trigger.start > layout.start else None
    full_stop = layout.doc[layout.end - 1].text == "."
    if not verbless or left is None or full_stop or left[2].type not in trigger.rule.subjects:
        return Arguments()
    return Arguments((left[2],), mentions_after(layout, trigger.end, trigger.rule.objects))


def _after(
    layout: Layout,
    at: int,
    links: Collection[str],
    types: Collection[str],
    verbs: bool = False,
) -> tuple[Mention, ...]:
    """The mentions after the first linking word that leads to any; past `verbs` if told."""
    for index in range(at - 1, layout.end):
        norm = layout.doc[index].norm_
        if index >= at and (norm in _COMPARING or _ends_clause(layout, index, verbs)):
            return ()
        in_word = index > layout.start and layout.doc[index - 1].text == "-"
        if norm in links and layout.at(index) is None and not in_word:
            found = mentions_after(layout, index + 1, types) or _treated(layout, index + 1, types)
            if found:
                return found
    return ()


def _treated(layout: Layout, at: int, types: Collection[str]) -> tuple[Mention, ...]:
    """What is treated, of whomever: "for [the treatment of] adults with X"."""
    for index in range(at, min(at + 3, layout.end - 1)):
        if layout.doc[index].norm_ in {"treatment", "management", "prevention"}:
            is_of = layout.doc[index + 1].norm_ == "of"
            return mentions_after(layout, index + 2, types) if is_of else ()
    return ()


def _ends_clause(layout: Layout, index: int, verbs: bool) -> bool:
    token = layout.doc[index]
    if token.text in STRONG or token.norm_ in {"but", "whereas", "while", "although", "because"}:
        return True
    return (
        not verbs
        and layout.is_finite(index)
        and token.norm_ not in {"received", "treated", "given", "used"}
    )


def _after_verb(layout: Layout, at: int, types: Collection[str]) -> tuple[Mention, ...]:
    for index in range(at, layout.end):
        if layout.doc[index].text in STRONG - {":"}:
            return ()
        if layout.doc[index].norm_ in {
            "include",
            "included",
            "including",
            "are",
            "were",
            "was",
            ":",
        }:
            return mentions_after(layout, index + 1, types)
    return ()


def _adjunct(layout: Layout, types: Collection[str]) -> tuple[Mention, ...]:
    """The agent in a phrase that opens the sentence: "With X, ..."; "In the X group, ..."."""
    if layout.doc[layout.start].norm_ not in {"with", "in", "after", "following", "under", "among"}:
        return ()
    for start, end, mention in layout.mentions:
        inside = range(layout.start, start)
        if any(layout.doc[i].text == "," for i in inside):
            return ()
        if mention.type in types:
            closed = any(layout.doc[i].text == "," for i in range(end, min(end + 4, layout.end)))
            return (mention,) if closed else ()
    return ()


def _comparator(layout: Layout, at: int) -> Mention | None:
    """What the result is set against: "than placebo", "compared with SSRIs"."""
    places = [i for i in range(layout.start, layout.end) if layout.doc[i].norm_ in _COMPARING]
    for index in sorted(places, key=lambda place: place < at):
        step = index + 1
        while step < layout.end and layout.doc[step].norm_ in {
            "with",
            "to",
            "in",
            "for",
            "the",
            "on",
            "that",
            "those",
            "of",
        }:
            step += 1
        found = mentions_after(
            layout, step, GROUPS["agent"], ("of", "with", "to", "on", "in", "under")
        )
        if found:
            return found[0]
    return None
