"""Traits of a study that one sentence tells: size, phase, arms, duration, species, ids, outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.language.numerals import DIGITS, WORDS, value_of
from extractors.language.patterns import RuleMatcher, load_rules
from extractors.language.sentences import Passage
from extractors.model import Quantity

ENROLLED = 4
"""The score from which a count of people is the size of the study and not of a part of it."""

_REGISTRY = re.compile(
    r"\b(NCT\d{8}|ISRCTN ?\d{8}|ACTRN\d{14}|ChiCTR[-\w]{6,}|UMIN\d{9}|DRKS\d{8}|\d{4}-\d{6}-\d{2}|"
    r"NTR\d{3,5}|CTRI/\d{4}/\d{2,3}/\d{4,6}|IRCT\w{8,})\b"
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;:)\]]")
_PMID = re.compile(r"\bPMID:?\s?(\d{5,9})\b")
_PHASE_NUMBER = r"(?:[1-4]|I{1,3}|IV)[ab]?"
_PHASE = re.compile(rf"\b(?i:phase)[- ]?(?P<phase>{_PHASE_NUMBER}(?:\s?[/-]\s?{_PHASE_NUMBER})?)\b")
_ROMAN = {"IV": "4", "III": "3", "II": "2", "I": "1"}
_ARMS = re.compile(
    r"(?i)\b(?P<arms>two|three|four|five|[2-5])[- ]"
    r"(?:arm|armed|group|groups|arms|treatment (?:arms|groups))\b"
)
_UNIT = re.compile(r"(?i)[- ](?:day|week|month|year)")
_TIME = rf"(?P<count>{DIGITS}|{WORDS})[- ](?P<unit>day|week|month|year)s?"
_DURATIONS = (
    re.compile(
        rf"(?i)\b{_TIME}(?:,? [\w-]+){{0,4}} (?:trial|study|treatment|course|intervention|program|"
        r"programme|follow-?up|period)\b"
    ),
    re.compile(
        r"(?i)\b(?:for|over|during|after|throughout|at|lasted|lasting)(?: (?:up to|about|around|"
        rf"an? (?:mean|median|average) of|the))? {_TIME}\b(?! (?:of age|old|ago))"
    ),
)
_PLACEBO = re.compile(r"(?i)\b(placebo|sham)\b")
_COMPARATOR = re.compile(
    r"(?i)\b(?:compared (?:with|to)|versus|vs\.?|against|or|than|plus|to|receiv\w+|given|on)"
    r"(?: the| a| their| isotonic| either)? (usual care|standard (?:of )?care|standard treatment|"
    r"treatment as usual|wait(?:ing)?[- ]?list|no treatment|(?:normal )?saline)\b"
)
_AGAINST = re.compile(r"(?i)\b(?:compared (?:with|to)|versus|vs\.?|against|rather than)\s")
_SPECIES = (
    ("mouse", re.compile(r"(?i)\b(?:mice|mouse|murine)\b")),
    ("rat", re.compile(r"(?i)\b(?:rats|rat (?:model|brain)s?|rodents?)\b")),
    ("monkey", re.compile(r"(?i)\b(?:monkeys?|macaques?|non-?human primates?)\b")),
    ("zebrafish", re.compile(r"(?i)\bzebrafish\b")),
    ("pig", re.compile(r"(?i)\b(?:pigs|piglets)\b")),
    ("dog", re.compile(r"(?i)\bdogs\b")),
    ("rabbit", re.compile(r"(?i)\brabbits\b")),
    (
        "cells",
        re.compile(r"(?i)\b(?:in vitro(?! fert)|cell (?:lines?|cultures?)|cultured|organoids?)\b"),
    ),
)
_HUMAN = re.compile(
    r"(?i)\b(?:patients|participants|people|adults|women|men|volunteers|children|subjects|"
    r"adolescents|individuals|boys|girls|outpatients|inpatients|infants|veterans|nurses)\b"
)
_NO_ACRONYM = (
    "RCT|III|[A-Z]{2}|NIH|FDA|USA|MRI|COVID|DNA|RNA|PHASE|EEG|PET|HIV|NHS|CRP|JAMA|BMJ|SSRI"
)
_ACRONYM = re.compile(
    rf"\b(?P<name>(?!(?:{_NO_ACRONYM})S?\b)[A-Z][A-Z]+[A-Za-z0-9]*(?:-[A-Z0-9]+)*)"
    r"(?: \([^)]{2,80}\))? (?:[Tt]rial|[Ss]tudy|TRIAL|STUDY)\b"
)
_PROPER = re.compile(
    r"\b(?:the|The|our|called|named) (?P<name>[A-Z][a-z]{3,}(?: [A-Z][a-z]+){0,2}(?: II?)?) "
    r"(?:trial|study)\b"
)
_ENROLMENT = (
    (6, re.compile(r"(?i)randomi[sz]|randomly|allocated|assigned")),
    (
        5,
        re.compile(
            r"(?i)enrol|recruit|took part|taking part|participat|(?:study|trial) (?:of|in|with|"
            r"included)|pilot of|in total|a total of|sample of|analysis of|studied|involv|"
            r"comprised|cohort of"
        ),
    ),
    (
        4,
        re.compile(
            r"(?i)follow(?:ed|ing)|data (?:from|on)|surveyed|tracked|interviewed|analy[sz]ed|"
            r"includ|examined|looked at|tested|treated|gave|given|received|sampled?|compar|"
            r"monitored|observed|scanned|consist|records of|(?:carried out|conducted) (?:in|on)"
        ),
    ),
)
_PART = re.compile(
    r"(?i)(?:screened|eligible|invited|approached|excluded|lost to|declined|withdr\w+|in each|"
    r"per (?:group|arm)|each of|in the \w+ group|\w+ group\b|arm\b|placebo|controls?\b|of whom|"
    r"of these|of them|among(?: the)?\\s)"
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What one sentence tells of a study."""

    sizes: tuple[tuple[int, int], ...] = ()
    """Counts of people with their scores as the size of the study."""
    groups: tuple[int, ...] = ()
    """Sizes of its groups, as "n = 14" in brackets."""
    phase: str | None = None
    arms: int | None = None
    duration: str | None = None
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
    names = [m["name"] for m in (*_ACRONYM.finditer(text), *_PROPER.finditer(text))]
    arms = _ARMS.search(text)
    return Traits(
        sizes=tuple(_sizes(passage, quantities)),
        groups=_groups(passage, quantities),
        phase=_phase(text),
        arms=int(value_of(arms["arms"]) or 0) if arms else None,
        duration=_duration(text),
        species=_species(text),
        comparator=_comparator(passage, text),
        names=tuple(dict.fromkeys(names)),
        registry_ids=tuple(m[1].replace(" ", "") for m in _REGISTRY.finditer(text)),
        dois=tuple(m[0] for m in _DOI.finditer(text)),
        pmids=tuple(m[1] for m in _PMID.finditer(text)),
        cues=cues,
        primary_significant=_primary(text, cues, quantities),
        result_significant=_result(text, cues),
    )


def _sizes(passage: Passage, quantities: Sequence[Quantity]) -> list[tuple[int, int]]:
    counted = [
        (int(quantity.value), _score(passage, quantity))
        for quantity in quantities
        if quantity.measure == "sample_size" and quantity.value
    ]
    return counted + [
        (int(whole), ENROLLED + 1)
        for match in _ALLOTTED_OF.finditer(passage.text)
        if (whole := value_of(match["whole"])) is not None
    ]


def _result(text: str, cues: frozenset[str]) -> bool | None:
    """Whether the arms differed significantly in what is no side issue, None where untold."""
    if "side_issue" in cues or "future" in cues:
        return None
    if "result_missed" in cues and "result_significant" not in cues:
        return False if _BETWEEN_ARMS.search(text) else None
    return True if "result_significant" in cues else None


def _groups(passage: Passage, quantities: Sequence[Quantity]) -> tuple[int, ...]:
    """Counts in brackets, as in "naps (n = 14) or placebo (16 patients)"."""
    return tuple(
        int(q.value)
        for q in quantities
        if q.measure == "sample_size" and q.value and _is_bracketed(passage, q)
    )


def _is_bracketed(passage: Passage, quantity: Quantity) -> bool:
    before = passage.text[: quantity.start - passage.start].rstrip()
    return before.endswith(("(", "["))


def _score(passage: Passage, quantity: Quantity) -> int:
    """How surely this count is the size of the whole study; below 1 it is that of a part."""
    at, end = quantity.start - passage.start, quantity.end - passage.start
    before, after = passage.text[max(0, at - 60) : at], passage.text[end : end + 70]
    around = f"{before} {quantity.surface} {after[:45]}"
    score = max((s for s, words in _ENROLMENT if words.search(around)), default=1)
    if re.match(r"[\w,]+-(?:patient|person|participant|subject|woman|man)", quantity.surface):
        score = 6
    if _is_bracketed(passage, quantity) or (quantity.surface[0] in "nN" and score == 1):
        score = 3
    if (quantity.value or 0) < 5 and score < ENROLLED:
        return 0
    is_part = (
        _PART_BEFORE.search(before[-25:])
        or _PART.match(after.lstrip(" "))
        or _PART.search(after[:18])
        or _ALLOTTED.match(after)
        or _POOL.search(before)
        or _SCREENED.search(after[:45])
    )
    return score - 6 if is_part else score


_ALLOTTED_OF = re.compile(
    rf"(?i)\b(?:given|assigned|allocated|randomi[sz]ed|administered|offered) to "
    rf"(?:{DIGITS}|{WORDS}) (?:out )?of (?:the |all )?(?P<whole>{DIGITS}|{WORDS}) [a-z]"
)
_BETWEEN_ARMS = re.compile(
    r"(?i)\b(?:placebo|sham|controls?|groups|arms|usual care|standard care|v|vs|versus|"
    r"the difference|the results?|the effect|the improvement|the benefit)\b"
)
_PART_BEFORE = re.compile(
    r"(?i)(?:in each|each of|group\b|arm\b|placebo(?! in $)|controls?\b|of whom|of these|of them|"
    r"among(?: the)?\s|declined|withdr\w+|lost to|excluded)"
)
_POOL = re.compile(r"(?:\bOf (?:the )?|\bout of )$")
_SCREENED = re.compile(r"\b(?:were|was) (?:screened|invited|approached|excluded|not )")
_ALLOTTED = re.compile(
    r"\s(?:were|was) (?:\w+ )?(?:allocated|assigned|randomi[sz]ed) to [^.,;]{3,50}? and \d"
)


def _phase(text: str) -> str | None:
    match = _PHASE.search(text)
    if match is None:
        return None
    return re.sub(r"I{1,3}V?|IV", lambda m: _ROMAN.get(m[0], m[0]), match["phase"]).replace(" ", "")


def _duration(text: str) -> str | None:
    for expression in _DURATIONS if _UNIT.search(text) else ():
        if match := expression.search(text):
            value = value_of(match["count"])
            if value:
                return f"{value:g} {match['unit'].lower()}{'' if value == 1 else 's'}"
    return None


def _species(text: str) -> str | None:
    found = next((name for name, words in _SPECIES if words.search(text)), None)
    return found or ("human" if _HUMAN.search(text) else None)


def _comparator(passage: Passage, text: str) -> str | None:
    if match := _PLACEBO.search(text) or _COMPARATOR.search(text):
        return match[1].lower()
    if against := _AGAINST.search(text):
        offset = passage.start + against.end()
        for mention in passage.mentions:
            if 0 <= mention.start - offset <= 12 and mention.type in {"drug", "drug_class"}:
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
    if values and re.search(r"(?i)\bprimary (?:outcome|end-?\s?point)", text):
        return values[0] < 0.05 or (values[0] == 0.05 and "<" in text)
    return None
