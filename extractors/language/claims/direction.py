"""Which way the object goes, whether that is denied, and what it means for the patient.

Three answers that are kept apart: polarity is of the relation, direction is of the object's
quantity net of negation, valence is for the patient ("raises depression scores" is affirmed,
an increase and harmful; "did not reduce pain" is negated, no_difference and neutral).
"""

from __future__ import annotations

import re

from extractors.language.claims.paired_values import find_pair
from extractors.language.grammar.clauses import Layout, group_start, words
from extractors.language.grammar.relations import GROUPS, Effect, Trigger
from extractors.language.numbers.arms import arms_of, values_from
from extractors.language.words.steps import text_of
from extractors.model import (
    Concept,
    Direction,
    Flag,
    Mention,
    Polarity,
    Relation,
    Valence,
)

_ILLNESS = GROUPS["illness"]
_ELSEWHERE = frozenset({"population", "novelty", "hype"})
"""Negations that deny something else than the relation: who was studied, novelty, a big word."""
_EXCEPTIONS = frozenset({"negation.except"})
_FALLS = frozenset({"reduced", "decreased", "lowered", "fell", "dropped", "declined"})
_RECOVERED = frozenset({"recovered", "improved", "remitted"})
_SUBSTITUTES = {
    ("better", True): "decrease",
    ("better", False): "increase",
    ("worse", True): "increase",
    ("worse", False): "decrease",
}
TURNED: dict[Effect, Effect] = {
    "increase": "decrease",
    "decrease": "increase",
    "better": "worse",
    "worse": "better",
}
"""The same seen from the other arm."""
_GAINS = re.compile(
    r"remission|response|recover|survival|quality|function|mood|abilit|adheren|cognit|memory"
    r"|mental health|learning|well-?being|satisf|success|abstinen|\bcure|tolerab|healing|strength"
    r"|analgesia|relief|resolution|discharge|fitness|vitality|(?:event|disease|progression|relapse|symptom|pain)-free"
)
_TIME_TO = re.compile(r"^time (?:to|until) ", re.IGNORECASE)
"""What is longed for had better come soon, what is feared late."""
_NEUTRAL = re.compile(r"\b(?:responses?|scores?)\b")
"""Words that in a name of no list say nothing of what is better."""
_FALL_OF = re.compile(
    r"\b(?:reductions?|decreases?|declines?|falls?|drops?) (?:in|of) (?:[\w-]+ ){0,3}$",
    re.IGNORECASE,
)
"""Words that make a greater number a greater fall: "[reductions in] X were greater"."""
_CHANGE_OF = re.compile(
    r"\bchanges? (?:in|of|from) (?:[\w-]+ ){0,3}$|\bthe changes? (?:in|of|from) ", re.IGNORECASE
)
"""Words that leave open which way it changed: "the [change in] X was greater"."""
_COMPARATIVES = frozenset(
    {"more", "less", "fewer", "higher", "lower", "greater", "longer", "shorter", "better", "worse"}
)
_BUT = re.compile(r"\bbut $", re.IGNORECASE)
"""Before a negation that takes one member out: "X, [but] not Y, eases Z"."""
_INVERSELY = frozenset({"inversely", "negatively"})
_HIGH = re.compile(r"\bhigh (?:risk|rate|odds|likelihood|incidence|prevalence)s? (?:of|for) $")
_POOR = re.compile(r"\b(?:poor|poorer|shorter) (?:overall )?$")
_RELIEF = re.compile(
    r" (?:scores? |severity |intensity |symptoms? )?(?:(reductions?|decreases?|declines?)"
    r"|relief|resolution|clearance|control(?! group| arm| subject)|remission|improvements?"
    r"|thresholds?)\b",
    re.IGNORECASE,
)
"""Nouns behind a name that tell of less of it; the first kind whether or not that is good."""
_LOSSES = re.compile(
    r"declin|impair|dysfunction|loss|disorder|problem|defici|depress|disturb|condition|issue|ill|disab|inab"
    r"|low"
)
_HARMS = re.compile(
    r"pain|fatigue|relapse|mortal|death|symptom|severity|score|risk|nnt|number needed|adverse"
    r"|depress|anxi|stress|inflammat|hospital|damage|complication|infection|failure|toxic|bleed"
    r"|progression|recurrence|exacerbation|craving|discontinu",
    re.IGNORECASE,
)


def polarity_of(layout: Layout, trigger: Trigger) -> Polarity:
    """Negated where a negation cue governs the trigger, or the trigger itself denies."""
    if trigger.rule.polarity == "negated" or _is_no_more(layout, trigger):
        return "negated"
    cues = [cue for cue in layout.passage.cues if _denies(cue)]
    return "negated" if any(_governs(layout, cue, trigger) for cue in cues) else "affirmed"


def _is_no_more(layout: Layout, trigger: Trigger) -> bool:
    """Whether it is called no more and no less than another: "brought [no more] pain than"."""
    places = range(max(layout.start, trigger.start - 1), trigger.end)
    return any(
        layout.doc[index].norm_ == "no" and layout.doc[index + 1].norm_ in _COMPARATIVES
        for index in places
        if index + 1 < trigger.end
    )


def _denies(cue: Flag) -> bool:
    denying = cue.kind == "negation" and cue.scope is not None and cue.rule_id not in _EXCEPTIONS
    return denying and cue.category not in _ELSEWHERE


def _governs(layout: Layout, cue: Flag, trigger: Trigger) -> bool:
    """Whether the cue's scope holds the trigger and no other clause stands between them."""
    head = layout.doc[trigger.head].idx
    if cue.scope is None or not cue.scope[0] <= head < cue.scope[1]:
        return False
    if cue.start >= trigger.span.start_char:
        return cue.end <= trigger.span.end_char
    between = layout.between(cue.end, trigger.span.start_char)
    if cue.start < trigger.span.start_char and _BUT.search(
        layout.between(layout.passage.start, cue.start)
    ):
        return False
    group = layout.doc[group_start(layout, trigger.start)].idx
    if cue.start >= group:
        return True
    return not re.search(r"\bbut\b|\band\b|;|\bwho\b|\bwhich\b|,", between)


def effect_of(layout: Layout, trigger: Trigger, subject: Mention, object_: Mention) -> Effect:
    """The rule's effect, or what numbers or "higher", "lower" before the object make of it.

    More relief of the object is less of it: "greater pain [relief]".
    """
    effect = _told_effect(layout, trigger, subject, object_)
    if effect not in {"increase", "decrease"} or trigger.rule.relation != "affects":
        return effect
    at = trigger.span.start_char
    until = at if at >= object_.end else layout.passage.end  # "X [decreases] with Y" is the verb
    lessened = _RELIEF.match(layout.between(object_.end, until))
    if lessened and (lessened.group(1) or lower_is_better(object_, None)):
        return TURNED[effect]
    return effect


def _told_effect(layout: Layout, trigger: Trigger, subject: Mention, object_: Mention) -> Effect:
    """What the words and numbers say of what follows or stands before them."""
    rule = trigger.rule
    if rule.effect == "values":
        return _of_values(layout, trigger, object_)
    if rule.frame == "results" and _FALL_OF.search(
        layout.between(layout.passage.start, object_.start)
    ):
        return TURNED.get(rule.effect, rule.effect)
    if rule.frame == "results" and _CHANGE_OF.search(
        layout.between(layout.passage.start, object_.start)
    ):
        return "unspecified" if rule.effect in {"increase", "decrease"} else rule.effect
    if rule.effect != "unspecified" or rule.relation != "associated_with":
        return rule.effect
    after = re.findall(r"^ (\w+)", layout.between(object_.end, object_.end + 24).lower())
    nearest = layout.between(subject.end, object_.start).lower().rpartition(",")[2]
    between = nearest.split()[-6:] + after
    put = {token.norm_ for token in layout.doc[max(layout.start, trigger.start - 1) : trigger.end]}
    if put & _INVERSELY:
        return "decrease"
    if _HIGH.search(nearest):
        return "increase"
    if _POOR.search(nearest) and lower_is_better(object_, None) is False:
        return "decrease"
    if not {"lower", "reduced", "decreased", "fewer", "reduction", "decline"}.isdisjoint(between):
        return "decrease"
    if not {"higher", "increased", "greater", "elevated", "raised", "worse"}.isdisjoint(between):
        return "increase"
    return "unspecified"


def _of_values(layout: Layout, trigger: Trigger, object_: Mention) -> Effect:
    """How the first arm's number stands to the second's; of recoveries, more is better."""
    if trigger.rule.frame == "shares":
        values = [arm.value for arm in arms_of(layout, trigger.rule.subjects)]
    elif trigger.rule.frame == "paired":
        pair = find_pair(layout, trigger)
        values = list(pair.values) if pair else []
    else:
        values = [value for _at, value in values_from(layout, trigger.start)]
    if len(values) < 2:
        return "unspecified"
    if values[0] == values[1]:
        return "no_difference"
    lessened = text_of(layout.doc)[trigger.span.end_char : object_.start].lower().split()
    recovered = layout.doc[trigger.head].norm_ in _RECOVERED or not words("lessening").isdisjoint(
        lessened
    )
    if _is_amount_of_fall(layout, trigger):
        return "decrease" if values[0] > values[1] else "increase"
    if values[0] > values[1]:
        return "better" if recovered else "increase"
    return "worse" if recovered else "decrease"


def _is_amount_of_fall(layout: Layout, trigger: Trigger) -> bool:
    """Whether the numbers tell by how much it fell, not to what: "was reduced 48% with X"."""
    norms = [token.norm_ for token in trigger.span]
    return not _FALLS.isdisjoint(norms) and "to" not in norms and trigger.rule.frame == "results"


def direction_of(
    effect: Effect, polarity: Polarity, object_: Mention, concept: Concept | None
) -> Direction:
    """The way the object's quantity goes, net of negation."""
    if effect == "unspecified":
        return "unspecified"
    if polarity == "negated" or effect == "no_difference":
        return "no_difference"
    if effect in {"better", "worse"}:
        lower = lower_is_better(object_, concept)
        substitute = None if lower is None else _SUBSTITUTES[effect, lower]
        return substitute or "unspecified"  # type: ignore[return-value]
    return effect  # type: ignore[return-value]


def lower_is_better(object_: Mention, concept: Concept | None) -> bool | None:
    """Whether a fall of what is mentioned helps the patient; None where that is not known."""
    if concept is not None and concept.lower_is_better is not None:
        return concept.lower_is_better
    named = f"{object_.name} {object_.surface}".lower()
    if object_.link_method == "pattern" and object_.type == "outcome_measure":
        named = _NEUTRAL.sub("", named)
    if _TIME_TO.match(named):
        return True if _GAINS.search(named) else False if _HARMS.search(named) else None
    if object_.type in _ILLNESS:
        return not _GAINS.search(named) or bool(_LOSSES.search(named))
    if object_.type == "outcome_measure":
        if _GAINS.search(named):
            return False
        return True if _HARMS.search(named) else None
    return None


def valence_of(
    relation: Relation,
    effect: Effect,
    polarity: Polarity,
    direction: Direction,
    subject: Mention,
    object_: Mention,
    concept: Concept | None,
) -> Valence:
    """What the claim means for the patient, net of negation; unknown for bare mechanisms."""
    if relation in {"inhibits", "stimulates", "predicts", "interacts_with"}:
        return "unknown"
    if polarity == "negated" or direction == "no_difference":
        return "neutral"
    if relation in {"treats", "prevents", "approved_for"}:
        return "beneficial"
    if relation == "compared_with" or effect in {"better", "worse"}:
        return "beneficial" if effect == "better" else "harmful" if effect == "worse" else "unknown"
    if relation == "causes":
        return "harmful" if object_.type in _ILLNESS else "unknown"
    if relation == "associated_with" and subject.type in GROUPS["molecule"]:
        return "unknown"
    return _of_change(direction, lower_is_better(object_, concept))


def _of_change(direction: Direction, lower: bool | None) -> Valence:
    if lower is None or direction not in {"increase", "decrease"}:
        return "unknown"
    return "beneficial" if (direction == "decrease") == lower else "harmful"
