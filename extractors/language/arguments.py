"""Who does it, to what, and against what: the mentions that a trigger ties together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from extractors.language.arms import arms_of
from extractors.language.clauses import (
    STRONG,
    Layout,
    Phrase,
    group_start,
    mentions_after,
    parenthetical_start,
    phrase_before,
    words,
)
from extractors.language.relations import GROUPS, Trigger
from extractors.model import Mention

_AGENT_PREPOSITIONS = frozenset(
    {"by", "with", "using", "through", "via", "after", "following", "from", "under", "on"}
)
_ARM_PREPOSITIONS = frozenset(
    {"in", "with", "for", "among", "after", "following", "under", "on", "receiving",
     "received", "taking", "taken", "given", "using", "during", "treated"}
)  # fmt: skip
_COMPARING = frozenset(
    {"than", "versus", "vs", "vs.", "v", "over", "against", "compared", "relative"}
)
_COMPARISON_STEPS = frozenset({"with", "to", "in", "for", "the", "on", "treated", "receiving"})
_PARTICIPLE_LINKS = frozenset(
    {
        "by",
        "in",
        "for",
        "of",
        "when",
        "while",
        "after",
        "through",
        "without",
        "thereby",
        "thus",
        "with",
    }
)
_BLOCKADE = frozenset(
    {"inhibition", "blockade", "blocking", "inhibiting", "targeting", "neutralising", "lack",
     "neutralizing", "neutralisation", "neutralization", "antagonism", "suppression", "absence",
     "inhibitor", "inhibitors", "blocker", "blockers", "antagonist", "antagonists", "anti",
     "deficiency", "deletion", "depletion", "lowering", "reducing", "suppressing", "receptor"}
)  # fmt: skip
_PURPOSE_REACH = 4
_ARM_REACH = 8
_CHANCES = frozenset({"risk", "risks", "odds", "likelihood", "chance", "chances"})
_ON_NOUNS = frozenset({"effect", "effects", "impact", "impacts", "influence", "influences"})
_LITTLE = frozenset({"lower", "low", "lowest", "less", "least", "reduced", "decreased", "no"})
_STOPPING = frozenset(
    {"stopping", "discontinuing", "discontinuation", "withdrawal", "stopped", "without", "lack",
     "absence", "avoiding", "after", "during", "following", "undergoing", "despite", "quitting",
     "missing", "instead", "before", "withdrawing"}
)  # fmt: skip
_REMEDIES = frozenset(
    {"drug", "drugs", "medicine", "medicines", "medication", "medications", "treatment",
     "treatments", "therapy", "therapies", "pill", "pills", "jab", "injection", "vaccine",
     "patient", "patients", "sufferers"}
)  # fmt: skip
"""Heads that an illness only qualifies: the arthritis drug acts, arthritis does not."""
_CAUSAL = frozenset({"affects", "causes", "prevents", "inhibits", "stimulates", "treats"})
_MOLECULES = GROUPS["molecule"]


@dataclass(frozen=True, slots=True)
class Arguments:
    """The ends of a relation: conjuncts in order of the text; every pair is a claim."""

    subjects: tuple[Mention, ...] = ()
    objects: tuple[Mention, ...] = ()
    comparator: Mention | None = None


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
    return found


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
    return mention.type in GROUPS["illness"] and _is_of_people(layout, mention)


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
        objects = tuple(m for m in objects if not _is_of_people(layout, m))
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
        objects = tuple(m for m in objects if not _is_of_people(layout, m))
    following = layout.doc[trigger.end].norm_ if trigger.end < layout.end else ""
    if not objects or following in _CHANCES:
        return Arguments()
    if rule.not_of_people and layout.doc[start - 1].norm_ in words("relatives"):
        return Arguments()
    if rule.frame == "results":
        subjects = _after(layout, trigger.end, _ARM_PREPOSITIONS, rule.subjects)
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
    return Arguments(subjects or _adjunct(layout, rule.subjects), objects, comparator)


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
    before = {layout.doc[i].norm_ for i in range(max(layout.start, arms[0][0] - 2), arms[0][0])}
    return () if before.isdisjoint({"for", "with", "in"}) else (arms[0][2],)


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
        pair = mentions_after(layout, end, rule.subjects | rule.objects)
        return Arguments(pair[:1], pair[1:2])
    subjects = mentions_after(layout, end, rule.subjects)
    if rule.frame == "of_on":
        links = (
            {"on", "upon"} if layout.doc[trigger.start].norm_ in _ON_NOUNS else {"in", "for", "on"}
        )
        return Arguments(subjects, _near(layout, subjects, links, rule.objects, 8))
    if rule.frame == "right_for":
        return Arguments(subjects, _after(layout, end, {"for", "to"}, rule.objects))
    return Arguments(subjects, _after_verb(layout, end, rule.objects))


def _arms_near(
    layout: Layout, objects: tuple[Mention, ...], types: Collection[str]
) -> tuple[Mention, ...]:
    """The arm that follows its quantity closely: "higher X was seen in the [Y] group"."""
    if any(_is_of_people(layout, mention) for mention in objects):
        return ()
    found = _near(layout, objects, _ARM_PREPOSITIONS, types, _ARM_REACH)
    return found or _adjunct(layout, types)


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


def subjects_before(
    layout: Layout, start: int, end: int, types: Collection[str]
) -> tuple[Mention, ...]:
    """The fitting mentions that are subject to the verb group of tokens `start` to `end`."""
    if start <= layout.start:
        return _cataphoric(layout, end, types) if _is_participle(layout, start, end) else ()
    before = start - 1
    token = layout.doc[before]
    if layout.at(before) is None:
        if token.text == "," or token.norm_ in words("coordinators"):
            return _beyond_comma(layout, before, end, types)
        if token.norm_ in words("relatives"):
            return _of_relative(layout, before, types)
        if token.norm_ in _PARTICIPLE_LINKS and _is_participle(layout, start, end):
            return _of_participle(layout, before, end, types)
        if token.norm_ == "to":
            return _of_purpose(layout, before, types)
    return _choose(layout, phrase_before(layout, start), types, nearest=False)


def _of_purpose(layout: Layout, to: int, types: Collection[str]) -> tuple[Mention, ...]:
    """Who is to do it: the agents that stand just before the infinitive, "X and Y [to treat]"."""
    phrase = phrase_before(layout, to)
    agents = [kind for kind in types if kind in GROUPS["agent"] or kind in _MOLECULES]
    found = _choose(layout, phrase, agents, nearest=False)
    if not found:
        return ()
    last = next(end for _start, end, mention in layout.mentions if mention is found[-1])
    earlier = {layout.doc[index].norm_ for index in range(phrase.start, last)}
    free = "to" not in earlier or not earlier.isdisjoint({"ability", "potential", "power", "use"})
    return found if to - last <= _PURPOSE_REACH and free else ()


def _of_relative(layout: Layout, pronoun: int, types: Collection[str]) -> tuple[Mention, ...]:
    """The antecedent of "that", "which"; behind a predicate noun, the subject it speaks of."""
    comma = pronoun - 1 if layout.doc[pronoun - 1].text == "," else pronoun
    phrase = phrase_before(layout, comma)
    found = _choose(layout, phrase, types, nearest=True)
    verb = phrase.start - 1
    described = layout.doc[phrase.start].norm_ in {"a", "an", "the", "one"}
    if verb <= layout.start or layout.doc[verb].norm_ not in words("be") or not described:
        return found
    return subjects_before(layout, group_start(layout, verb), verb + 1, types) or found


def _is_participle(layout: Layout, start: int, end: int) -> bool:
    return any(layout.doc[i].norm_.endswith("ing") for i in range(start, end))


def _beyond_comma(
    layout: Layout, before: int, end: int, types: Collection[str]
) -> tuple[Mention, ...]:
    """The subject of a verb after a comma or "and", often that of the verb before."""
    comma = parenthetical_start(layout, before) if layout.doc[before].text == "," else None
    if comma is not None and not _is_participle(layout, before + 1, end):
        found = _choose(layout, phrase_before(layout, comma), types, nearest=False)
        if found:
            return found + _examples(layout, Phrase(comma + 1, before), types)
    return _of_participle(layout, before, end, types)


def _examples(layout: Layout, phrase: Phrase, types: Collection[str]) -> tuple[Mention, ...]:
    """The mentions of an insertion that gives examples: "markers, including IL-6, rise"."""
    if layout.doc[phrase.start].norm_ not in words("examples") | {"such"}:
        return ()
    return tuple(row[2] for row in layout.inside(phrase) if row[2].type in types)


def _of_participle(
    layout: Layout, before: int, end: int, types: Collection[str]
) -> tuple[Mention, ...]:
    """The subject of the verb that governs a participle or shares its subject with a conjunct."""
    for index in range(before - 1, layout.start - 1, -1):
        if layout.doc[index].text in STRONG:
            break
        if layout.is_finite(index):
            return subjects_before(layout, group_start(layout, index), index + 1, types)
    return _cataphoric(layout, end, types)


def _cataphoric(layout: Layout, end: int, types: Collection[str]) -> tuple[Mention, ...]:
    """The subject that follows its participle: "By blocking IL-6, [the drug] ..."."""
    for index in range(end, layout.end):
        if layout.doc[index].text in STRONG:
            return ()
        if layout.doc[index].text == ",":
            found = mentions_after(layout, index + 1, types)
            if found and _has_verb_after(layout, found[0]):
                return found
    return ()


def _has_verb_after(layout: Layout, mention: Mention) -> bool:
    for _start, end, other in layout.mentions:
        if other is mention:
            index = end
            while index < layout.end and (
                layout.doc[index].norm_.endswith("ly") or layout.at(index)
            ):
                index += 1
            return index < layout.end and layout.is_finite(index)
    return False


def _choose(
    layout: Layout, phrase: Phrase, types: Collection[str], nearest: bool
) -> tuple[Mention, ...]:
    """The coordinated mentions of the phrase that fit: its head's, or those nearest its end."""
    rows = [
        row
        for row in layout.inside(phrase)
        if row[2].type in types
        and not _is_disqualified(layout, row)
        and not _is_governed(layout, phrase.start, row[0])
    ]
    if not rows:
        return _apposed(layout, phrase.start, types)
    first = rows[-1] if nearest else rows[0]
    group = [first]
    for row in rows[rows.index(first) + 1 :]:
        if not _is_coordinated(layout, group[-1], row):
            break
        group.append(row)
    if nearest:
        for row in reversed(rows[:-1]):
            if not _is_coordinated(layout, row, group[0]):
                break
            group.insert(0, row)
    named = _apposed(layout, group[0][0], types) if len(group) == 1 else ()
    return named or tuple(row[2] for row in group)


def _is_governed(layout: Layout, start: int, at: int) -> bool:
    """Whether a verb inside the phrase has the mention at `at` for its object: "X to treat [Y]"."""
    return any(
        layout.is_verb(index)
        and layout.doc[index + 1].norm_ not in {"with", "by", "to", "on"}
        and layout.doc[index].norm_ not in _ARM_PREPOSITIONS
        for index in range(start, at)
    )


def _apposed(layout: Layout, start: int, types: Collection[str]) -> tuple[Mention, ...]:
    """The name that a phrase with its noun at `start` explains: "[IL-6], a cytokine that ..."."""
    article = start if layout.doc[start].norm_ in {"a", "an"} else start - 1
    comma = article - 1
    if comma <= layout.start or layout.doc[comma].text != ",":
        return ()
    row, noun = layout.at(comma - 1), layout.at(start)
    if layout.doc[article].norm_ not in {"a", "an"} or row is None or row[2].type not in types:
        return ()
    kinds = {row[2].type, noun[2].type} if noun else {row[2].type}
    return (row[2],) if len(kinds) == 1 or kinds <= GROUPS["agent"] else ()


def _is_coordinated(
    layout: Layout, left: tuple[int, int, Mention], right: tuple[int, int, Mention]
) -> bool:
    between = [layout.doc[i] for i in range(left[1], right[0])]
    if not between or len(between) > 8:
        return False
    norms = {token.norm_ for token in between}
    joined = norms & {",", "and", "or", "nor", "&"} or norms & words("examples") or "such" in norms
    return bool(joined) and not any(token.norm_ in words("prepositions") for token in between)


def _is_disqualified(layout: Layout, row: tuple[int, int, Mention]) -> bool:
    """Whether the mention only names a target being blocked, or what something is compared with."""
    start, end, mention = row
    if "time to" in layout.doc[max(layout.start, start - 5) : start].text.lower():
        return True
    before = [layout.doc[i].norm_ for i in range(max(layout.start, start - 2), start)]
    after = layout.doc[end].norm_ if end < layout.end else ""
    if mention.type in _MOLECULES:
        blocked = bool(before) and (before[-1] in _BLOCKADE or before[0] in _BLOCKADE)
        return blocked or after in _BLOCKADE or after == "-"
    if mention.type in GROUPS["illness"] and after in _REMEDIES:
        return True
    if after == "-" or (mention.type in GROUPS["illness"] and not _LITTLE.isdisjoint(before)):
        return True
    return bool(before) and (
        before[-1] in {"than", "versus", "vs"} or not _STOPPING.isdisjoint(before)
    )


def _is_of_people(layout: Layout, mention: Mention) -> bool:
    """Whether the mention only says which people are meant: "patients with X", "X patients"."""
    start, end = next((start, end) for start, end, other in layout.mentions if other is mention)
    window = range(max(layout.start, start - 6), min(end + 2, layout.end))
    return any(layout.doc[i].norm_ in words("people") for i in window)


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
        if norm in links and layout.at(index) is None:
            found = mentions_after(layout, index + 1, types)
            if found:
                return found
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
        }:
            step += 1
        found = mentions_after(
            layout, step, GROUPS["agent"], ("of", "with", "to", "on", "in", "under")
        )
        if found:
            return found[0]
    return None
