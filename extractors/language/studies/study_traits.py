"""Traits of a study that one sentence tells: size, phase, arms, duration, species, ids, outcome.

The wordings are data: `rules/studies.toml` over tokens, `rules/study_traits.toml` over characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from extractors.language.studies.study_sizes import find_groups, find_sizes, size_per_arm
from extractors.language.words.expressions import expression, expressions, first_match
from extractors.language.words.numerals import value_of
from extractors.language.words.patterns import RuleMatcher, load_rules
from extractors.language.words.sentences import Passage
from extractors.model import Quantity

_ROMAN = {"IV": "4", "III": "3", "II": "2", "I": "1"}
_UNITS = {"w": "week", "d": "day", "m": "month", "y": "year"}
_CLOSE = 12
"""Characters within which a drug follows "compared with"."""

_expression = partial(expression, "study_traits")
_first = partial(first_match, "study_traits")


@dataclass(frozen=True, slots=True)
class Traits:
    """What one sentence tells of a study."""

    sizes: tuple[tuple[int, int], ...] = ()
    """Counts of people with their scores as the size of the study."""
    groups: tuple[int, ...] = ()
    """Sizes of its groups, as "n = 14" in brackets."""
    per_arm: int | None = None
    """People in each arm, where the sentence says so for all of them."""
    phase: str | None = None
    arms: int | None = None
    length: str | None = None
    """How long the study, its treatment or its follow-up was."""
    duration: str | None = None
    """Any stretch of time that the sentence tells."""
    species: str | None = None
    comparator: str | None = None
    names: tuple[str, ...] = ()
    registry_ids: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()
    pmids: tuple[str, ...] = ()
    cues: frozenset[str] = frozenset()
    """Categories of `rules/studies.toml` that fired: pilot, harms, primary_met ..."""
    primary_significant: bool | None = None
    result_significant: bool | None = None
    """The same of a result that the sentence does not call primary."""


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(load_rules("studies"))


def find_traits(passage: Passage, quantities: Sequence[Quantity]) -> Traits:
    """The traits in the passage; `quantities` are those inside it."""
    text = passage.text
    cues = frozenset(m.rule.category for m in _matcher().find(passage.span))
    arms = _first("arms", text)
    registered = (m[0].replace(" ", "") for m in _expression("registry_id").finditer(text))
    return Traits(
        sizes=find_sizes(passage, quantities),
        groups=find_groups(passage, quantities),
        per_arm=size_per_arm(text),
        phase=_phase(text),
        arms=int(value_of(arms["arms"]) or 0) if arms else None,
        length=_time(text, "study_length"),
        duration=_time(text, "length"),
        species=_species(text),
        comparator=_comparator(passage, text),
        names=tuple(dict.fromkeys(_names(text))),
        registry_ids=tuple(registered),
        dois=tuple(m[0] for m in _expression("doi").finditer(text)),
        pmids=tuple(re.sub(r"\D", "", m[0]) for m in _expression("pmid").finditer(text)),
        cues=cues,
        primary_significant=_primary(text, cues, quantities),
        result_significant=_result(text, cues),
    )


def _names(text: str) -> Iterator[str]:
    """The names that the sentence gives to studies; each stands beside one of these nouns."""
    if "tudy" in text or "rial" in text or "STUDY" in text or "TRIAL" in text:
        for _, each in expressions("study_traits", "study_name"):
            yield from (match["name"] for match in each.finditer(text))


def _result(text: str, cues: frozenset[str]) -> bool | None:
    """Whether the arms differed significantly in what is no side issue, None where untold."""
    if "side_issue" in cues or "future" in cues:
        return None
    if "result_missed" in cues and "result_significant" not in cues:
        return False if _expression("between_arms").search(text) else None
    return True if "result_significant" in cues else None


def _phase(text: str) -> str | None:
    match = _first("phase", text)
    if match is None:
        return None
    return re.sub(r"I{1,3}V?|IV", lambda m: _ROMAN.get(m[0], m[0]), match["phase"]).replace(" ", "")


def _time(text: str, category: str) -> str | None:
    """The stretch of time that the first expression of the category finds: "12 weeks"."""
    match = _first(category, text)
    value = value_of(match["count"]) if match else None
    if match is None or not value:
        return None
    unit = _UNITS[match["unit"][0].lower()]
    return f"{value:g} {unit}{'' if value == 1 else 's'}"


def _species(text: str) -> str | None:
    rows = expressions("study_traits", "species")
    found = next((str(rule.extra["value"]) for rule, e in rows if e.search(text)), None)
    return found or ("human" if _expression("human").search(text) else None)


def _comparator(passage: Passage, text: str) -> str | None:
    if match := _first("inactive_control", text) or _first("usual_control", text):
        withheld = _expression("withheld").search(text[: match.start()])
        return None if withheld else match["control"].lower()
    if against := _expression("against").search(text):
        offset = passage.start + against.end()
        for mention in passage.mentions:
            near = 0 <= mention.start - offset <= _CLOSE
            if near and mention.type in {"drug", "drug_class"}:
                return mention.name
    return None


def _primary(text: str, cues: frozenset[str], quantities: Sequence[Quantity]) -> bool | None:
    """Whether the sentence says that the primary outcome was met; a P value decides too."""
    if "primary_missed" in cues:
        return False
    if "primary_met" in cues:
        return True
    return _by_p_value(text, quantities)


def _by_p_value(text: str, quantities: Sequence[Quantity]) -> bool | None:
    values = [q.p_value for q in quantities if q.measure == "p_value" and q.p_value is not None]
    if values and _expression("primary_outcome").search(text):
        return values[0] < 0.05 or (values[0] == 0.05 and "<" in text)
    return None
