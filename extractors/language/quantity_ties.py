"""Whose a number is: the arm and the outcome that its sentence gives it, where it does.

    arm before its number      "in the nap group, 54%", "naps 54% v tea 31%"
    arm behind its number      "54% of those on naps and 31% in the tea group"
    two numbers, two arms      "naps helped more than tea (54% v 31%)", "... respectively"

Clauses are told apart by semicolons and "whereas". The outcome is the measure, symptom or condition
named last before the number in its clause, else the words before the clause's verb. A number that
its sentence leaves open stays untied. Wordings are data: `rules/quantity_ties.toml`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from extractors.language.expressions import expression, expressions, first_match
from extractors.language.sentences import Passage
from extractors.model import Claim, Mention, Quantity

__all__ = ["Arm", "find_arms", "for_claims", "tie", "tie_all"]

_AGENTS = frozenset({"drug", "drug_class", "procedure"})
_OUTCOMES = frozenset(
    {"outcome_measure", "symptom", "condition", "adverse_event", "biomarker", "cytokine"}
)
_UNTIED = frozenset({"p_value", "dose"})
_EFFECTS = frozenset({"nnt", "nnh", "hr", "or", "rr", "smd", "md", "correlation", "beta"})
"""Measures between two arms, which belong to neither."""

_OPENING = frozenset({"(", "[", "="})

_expression = partial(expression, "quantity_ties")


@dataclass(frozen=True, slots=True)
class Arm:
    """The words for an arm, as half-open offsets into the sentence's text."""

    start: int
    end: int
    name: str


def tie_all(passages: Iterable[Passage], quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """All the quantities in order, those inside a passage tied by its words."""
    tied: list[Quantity] = []
    rest = deque(quantities)
    for passage in passages:
        while rest and rest[0].start < passage.start:
            tied.append(rest.popleft())
        inside: list[Quantity] = []
        while rest and rest[0].end <= passage.end:
            inside.append(rest.popleft())
        tied += tie(passage, inside)
    return (*tied, *rest)


def tie(passage: Passage, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The quantities of the sentence, in order, with `arm` and `outcome` where it tells them."""
    if not quantities:
        return ()
    arms = find_arms(passage)
    owners = _owners(passage, quantities, arms)
    tied: list[Quantity] = []
    for quantity in quantities:
        if quantity.measure in _UNTIED:
            tied.append(quantity)
            continue
        outcome = _outcome(passage, quantity, arms) or _told_before(passage, quantity, tied)
        tied.append(replace(quantity, arm=owners.get(quantity), outcome=outcome))
    return tuple(tied)


def _told_before(passage: Passage, quantity: Quantity, tied: Sequence[Quantity]) -> str | None:
    """The outcome of the last number of the same kind in the clause: "54% slept, tea 31%"."""
    first = passage.start + _clause(passage.text, quantity.start - passage.start)[0]
    alike = [q for q in tied if q.start >= first and q.measure == quantity.measure]
    return alike[-1].outcome if alike else None


def find_arms(passage: Passage) -> tuple[Arm, ...]:
    """The arms that the sentence names, in order; of overlapping wordings the longest."""
    text, start = passage.text, passage.start
    found = [
        Arm(*match.span("name"), match["name"])
        for _rule, wording in expressions("quantity_ties", "arm")
        for match in wording.finditer(text)
    ]
    found += [
        Arm(m.start - start, m.end - start, m.surface)
        for m in passage.mentions
        if m.type in _AGENTS and m.link_method != "coreference"
    ]
    kept: list[Arm] = []
    for arm in sorted(found, key=lambda a: (a.start - a.end, a.start)):
        if all(arm.end <= other.start or other.end <= arm.start for other in kept):
            kept.append(arm)
    return tuple(sorted(kept, key=lambda arm: arm.start))


def _owners(
    passage: Passage, quantities: Sequence[Quantity], arms: Sequence[Arm]
) -> dict[Quantity, str]:
    """The arm of each quantity that has one."""
    text, offset = passage.text, passage.start
    owned: dict[Quantity, str] = {}
    counted = [q for q in quantities if q.measure not in _UNTIED | _EFFECTS]
    for first, second in _pairs(text, offset, counted):
        if pair := _arms_of_pair(text, second.end - offset, first.start - offset, arms):
            owned[first], owned[second] = pair[0].name, pair[1].name
    for index, quantity in enumerate(counted):
        if quantity in owned:
            continue
        until = counted[index + 1].start - offset if index + 1 < len(counted) else len(text)
        since = counted[index - 1].end - offset if index else 0
        start, end = quantity.start - offset, quantity.end - offset
        behind = _arm_behind(text, end, until, arms)
        before = _arm_before(text, since, start, arms)
        if before and text[before.end : start].strip() in _OPENING:
            behind = None  # "naps (n = 14) or tea"
        if arm := behind or before:
            owned[quantity] = arm.name
    return owned


def _pairs(
    text: str, offset: int, counted: Sequence[Quantity]
) -> Iterator[tuple[Quantity, Quantity]]:
    """Neighbours of one measure with nothing but "v" or "and" between them."""
    used = False
    for first, second in pairwise(counted):
        between = text[first.end - offset : second.start - offset]
        joined = first.measure == second.measure and _expression("joined").search(between)
        if joined and not used:
            yield first, second
        used = bool(joined) and not used


def _arms_of_pair(text: str, end: int, start: int, arms: Sequence[Arm]) -> tuple[Arm, Arm] | None:
    """The two arms that a pair of numbers belongs to, in the order of the numbers.

    Two named before it in its clause; behind it where the sentence says "respectively"; else the
    two that the whole sentence knows.
    """
    first, last = _clause(text, start)
    here = [arm for arm in arms if first <= arm.start and arm.end <= last]
    before = [arm for arm in here if arm.end <= start]
    behind = [arm for arm in here if arm.start >= end]
    if _expression("respectively").search(text[end:last]):
        two = behind if len(_different(behind)) == 2 else before
        return _two(two) or _two(arms)
    if len(_different(before)) >= 2:
        return _two(_different(before)[-2:])
    return _two(here) or _two(arms)


def _different(arms: Iterable[Arm]) -> list[Arm]:
    return list({arm.name.lower(): arm for arm in arms}.values())


def _two(arms: Iterable[Arm]) -> tuple[Arm, Arm] | None:
    different = _different(arms)
    return (different[0], different[1]) if len(different) == 2 else None


def _clause(text: str, at: int) -> tuple[int, int]:
    """The clause around a character: from the end before it to the end behind it."""
    ends = list(_expression("clause_end").finditer(text))
    first = max((match.end() for match in ends if match.end() <= at), default=0)
    last = min((match.start() for match in ends if match.start() >= at), default=len(text))
    return first, last


def _arm_behind(text: str, end: int, until: int, arms: Sequence[Arm]) -> Arm | None:
    """The first arm behind a number, linked to it: "54% of those on naps"."""
    last = _clause(text, end)[1]
    for arm in arms:
        if end <= arm.start < min(until, last):
            linked = _expression("linked_behind").search(text[end : arm.start])
            return arm if linked else None
    return None


def _arm_before(text: str, since: int, start: int, arms: Sequence[Arm]) -> Arm | None:
    """The last arm before a number and behind the number before it: "in the nap group, 54%"."""
    first = max(since, _clause(text, start)[0])
    here = [arm for arm in arms if first <= arm.start and arm.end <= start]
    if len(_different(here)) != 1:
        return None
    return here[-1] if _expression("linked_before").search(text[here[-1].end : start]) else None


def _outcome(passage: Passage, quantity: Quantity, arms: Sequence[Arm]) -> str | None:
    """What is measured, by the words nearest to the number.

    In order: the number's own name, a mention right before its bracket, the subject of the verb
    before it, the predicate of those it counts, a mention before it in its clause.
    """
    if own := first_match("quantity_ties", "named_mean", quantity.surface):
        return own["name"].strip()
    text, at = passage.text, quantity.start - passage.start
    first, last = _clause(text, at)
    before = [m for m in _measured(passage, arms) if first <= m.start - passage.start < at]
    if before and text[before[-1].end - passage.start : at].strip() in _OPENING | {":"}:
        return before[-1].surface
    if change := _expression("outcome_change").search(text[quantity.end - passage.start : last]):
        return change["name"]
    if subject := _subject(text, first, at, arms):
        return subject
    if predicate := _predicate(text, quantity.end - passage.start, last):
        return predicate
    return before[-1].surface if before else None


def _measured(passage: Passage, arms: Sequence[Arm]) -> list[Mention]:
    """The mentions that can be an outcome: in no arm's name, and not whose people are meant."""
    text, offset = passage.text, passage.start
    return [
        m
        for m in passage.mentions
        if m.type in _OUTCOMES
        and not any(a.start <= m.start - offset < a.end for a in arms)
        and not _expression("of_people").search(text[: m.start - offset])
    ]


def _subject(text: str, first: int, at: int, arms: Sequence[Arm]) -> str | None:
    """The subject of the last verb before the number that is neither an arm nor people."""
    for match in reversed(list(_expression("outcome_subject").finditer(text, first, at))):
        start, end = match.span("name")
        in_arm = any(arm.start < end and start < arm.end for arm in arms)
        if not in_arm and not _expression("people").search(match["name"]):
            return match["name"]
    return None


def _predicate(text: str, end: int, last: int) -> str | None:
    found = (
        match["name"]
        for _rule, wording in expressions("quantity_ties", "outcome_predicate")
        if (match := wording.search(text, end, last))
    )
    return next(found, None)


def for_claims(claims: Collection[Claim]) -> tuple[Claim, ...]:
    """The claims, each with those quantities of its sentence that belong to no rival of its ends.

    A number of another drug's arm, or of another outcome that is itself the object of a claim in
    the sentence, is left out; one that the sentence leaves open stays.
    """
    return tuple(
        replace(claim, quantities=tuple(q for q in claim.quantities if _belongs(q, claim, claims)))
        for claim in claims
    )


def _belongs(quantity: Quantity, claim: Claim, claims: Collection[Claim]) -> bool:
    beside = [c for c in claims if c.sentence == claim.sentence]
    outcomes = {c.object.surface for c in beside}
    another = quantity.outcome in outcomes and quantity.outcome != claim.object.surface
    rivals = {m.surface.lower() for c in beside for m in _ends(c)} - {
        m.surface.lower() for m in _ends(claim)
    }
    arm = (quantity.arm or "").lower()
    return not another and not any(rival in arm for rival in rivals)


def _ends(claim: Claim) -> tuple[Mention, ...]:
    """The drugs that the claim compares or speaks of."""
    ends = (claim.subject, claim.object, claim.comparator)
    return tuple(mention for mention in ends if mention and mention.type in _AGENTS)
