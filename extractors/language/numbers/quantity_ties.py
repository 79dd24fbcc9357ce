"""Whose a number is: the arm and the outcome that its sentence gives it, where it does.

    arm before its number      "in the nap group, 54%", "naps 54% v tea 31%"
    arm behind its number      "54% of those on naps and 31% in the tea group"
    two numbers, two arms      "naps helped more than tea (54% v 31%)", "... respectively"

The arms are those of `arm_names`, dealt out by `arm_owners`; the outcome is that of
`told_outcomes`, or of the number before that tells of the same. A number that its sentence leaves
open stays untied.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from extractors.language.numbers.arm_names import find_arms
from extractors.language.numbers.arm_owners import owners
from extractors.language.numbers.told_outcomes import told_outcome
from extractors.language.words.expressions import expression
from extractors.language.words.sentences import Passage
from extractors.model import Claim, Mention, Quantity

__all__ = ["for_claims", "tie", "tie_all"]

_AGENTS = frozenset({"drug", "drug_class", "procedure"})
_UNTIED = frozenset({"p_value", "dose"})


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
    if all(quantity.measure in _UNTIED for quantity in quantities):
        return tuple(quantities)
    arms = find_arms(passage)
    owned = owners(passage.text, passage.start, quantities, arms)
    tied: list[Quantity] = []
    for place, quantity in enumerate(quantities):
        if quantity.measure in _UNTIED:
            tied.append(quantity)
            continue
        following = _following(passage, quantity, quantities[place + 1 :])
        known = _told_before(quantity, tied)
        if known is None or not _goes_on(passage, tied[-1], quantity):
            known = told_outcome(passage, quantity, arms, following) or known
        tied.append(replace(quantity, arm=owned.get(quantity), outcome=known))
    return tuple(tied)


def _following(passage: Passage, quantity: Quantity, behind: Sequence[Quantity]) -> Quantity | None:
    """The next number that tells of something else: of the same kind, or any behind a size."""
    sized = quantity.measure == "sample_size"
    alike = (
        q for q in behind if q.measure != "p_value" and (sized or q.measure == quantity.measure)
    )
    other = next(alike, None)
    if other is None:
        return None
    between = passage.text[quantity.end - passage.start : other.start - passage.start]
    joined = expression("quantity_ties", "shares_predicate").search(between)
    return None if joined or _goes_on(passage, quantity, other) else other


def _goes_on(passage: Passage, last: Quantity, quantity: Quantity) -> bool:
    """Whether the number is compared with the one before it: "54% on naps compared with 31%"."""
    between = passage.text[last.end - passage.start : quantity.start - passage.start]
    compared = expression("quantity_ties", "goes_on").search(between)
    return last.measure == quantity.measure and compared is not None


def _told_before(quantity: Quantity, tied: Sequence[Quantity]) -> str | None:
    """The outcome of the last number of the same kind in the sentence: "54% slept, tea 31%"."""
    alike = [q for q in tied if q.measure == quantity.measure]
    return alike[-1].outcome if alike else None


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
