"""The arms that a sentence names: the groups of a trial whose numbers are told.

    a word for a group    "the nap group", "tea-treated patients", "group II", "controls", "placebo"
    a list before one     "the nap, tea and control groups", "groups A, B and C"
    two compared          "more often with NF than SF (90% versus 50%)"
    labels with a colon   "(FAQs: 64.0; LIST: 64.3)"
    a treatment           every drug, class and procedure, with its dose and what is added to it

Wordings are data: `rules/quantity_ties.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from extractors.language.words.expressions import expression, expressions
from extractors.language.words.sentences import Passage

__all__ = ["OUTCOMES", "Arm", "different", "find_arms"]

_AGENTS = frozenset({"drug", "drug_class", "procedure"})
_BETWEEN_NAMES = re.compile(
    r"(?:\s?\([^()]*\))?(?:\s?,?\s(?:and|or|versus|vs\.?|v|&)\s|\s?,\s|$)(?:in\s|the\s|for\s)*"
)
_FEWEST = 2
_GENERAL = re.compile(
    r"[- ](?:treated|assigned|allocated|therapy|treatment|groups?|arms?|patients|participants"
    r"|subjects|children|women|men|adults|recipients|users|alone)\b"
)
OUTCOMES = frozenset(
    {"outcome_measure", "symptom", "condition", "adverse_event", "biomarker", "cytokine"}
)
"""Types of mentions that are measured."""

_expression = partial(expression, "quantity_ties")


@dataclass(frozen=True, slots=True)
class Arm:
    """The words for an arm, as half-open offsets into the sentence's text."""

    start: int
    end: int
    name: str

    @property
    def key(self) -> str:
        """What two wordings of one arm have in common."""
        return _GENERAL.sub("", self.name.lower()).strip().removesuffix("s") or self.name.lower()


def find_arms(passage: Passage) -> tuple[Arm, ...]:
    """The arms that the sentence names, in order; of overlapping wordings the longest."""
    text = passage.text
    found = [*_worded(passage), *_treatments(passage), *_several(passage, "arm_label")]
    kept: list[Arm] = []
    for arm in [*_listed(passage), *sorted(found, key=lambda a: (a.start - a.end, a.start))]:
        _keep(arm, kept)
    for arm in [
        *_compared(text),
        *_several(passage, "arm_behind_share"),
        *(_several(passage, "arm_sized") if _expression("allocates").search(text) else ()),
    ]:
        _keep(arm, kept)
    return tuple(sorted(kept, key=lambda arm: arm.start))


def different(arms: Iterable[Arm]) -> list[Arm]:
    """The arms in order of their first places, each at its last; "nap group" is "naps"."""
    return list({arm.key: arm for arm in arms}.values())


def _keep(arm: Arm, kept: list[Arm]) -> None:
    if all(arm.end <= other.start or other.end <= arm.start for other in kept):
        kept.append(arm)


def _worded(passage: Passage, category: str = "arm") -> Iterator[Arm]:
    """What the wordings of the category name, unless that is an outcome."""
    measured = {m.surface for m in passage.mentions if m.type in OUTCOMES}
    for _rule, wording in expressions("quantity_ties", category):
        for match in wording.finditer(passage.text):
            if match["name"] not in measured:
                yield Arm(*match.span("name"), match["name"])


def _listed(passage: Passage) -> Iterator[Arm]:
    """Each name of a list of arms: "the nap, tea and control groups"; no list of outcomes."""
    text, offset = passage.text, passage.start
    for _rule, wording in expressions("quantity_ties", "arm_list"):
        for match in wording.finditer(text):
            start, end = match.span("names")
            measured = [m for m in passage.mentions if m.type in OUTCOMES]
            if not any(m.start - offset < end and start < m.end - offset for m in measured):
                yield from _names_between(text, start, end)


def _names_between(text: str, start: int, end: int) -> Iterator[Arm]:
    at = start
    for part in (*_BETWEEN_NAMES.finditer(text, start, end), None):
        until = part.start() if part else end
        if at < until:
            yield Arm(at, until, text[at:until])
        at = part.end() if part else end


def _compared(text: str) -> Iterator[Arm]:
    """Both sides of a comparison that numbers follow: "with NF than SF (90% v 50%)"."""
    for _rule, wording in expressions("quantity_ties", "arms_compared"):
        for match in wording.finditer(text):
            for side in ("first", "second"):
                if match[side] and not _expression("no_arm").search(match[side]):
                    yield Arm(*match.span(side), match[side])


def _several(passage: Passage, category: str) -> list[Arm]:
    """Words beside numbers that are arms where there are several: "(FAQs: 64; LIST: 65)"."""
    found = list(_worded(passage, category))
    return found if len(different(found)) >= _FEWEST else []


def _treatments(passage: Passage) -> Iterator[Arm]:
    """The treatments that the sentence names, each with its dose and what is given with it."""
    text, offset = passage.text, passage.start
    open_arm: tuple[int, int] | None = None
    for mention in passage.mentions:
        if mention.type not in _AGENTS or mention.link_method == "coreference":
            continue
        start, end = mention.start - offset, mention.end - offset
        if _expression("part_of_word").search(text[end : end + 20]):
            continue  # "insulin-mediated"
        if _expression("measured_not_given").search(text[max(0, start - 40) : start]):
            continue  # "the rate of unnecessary biopsies"
        if mention.type == "procedure" and _expression("in_time").search(text[:start]):
            continue  # "three years after surgery"
        if dose := _expression("dose_before").search(text[max(0, start - 30) : start]):
            start -= len(dose.group())
        if dose := _expression("dose_behind").search(text[end : end + 40]):
            end += dose.end()
        if open_arm and _expression("added").search(text[open_arm[1] : start]):
            open_arm = (open_arm[0], end)
            continue
        if open_arm:
            yield Arm(*open_arm, text[slice(*open_arm)])
        open_arm = (start, end)
    if open_arm:
        yield Arm(*open_arm, text[slice(*open_arm)])
