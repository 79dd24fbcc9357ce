"""What a report on a treatment leaves out: each omission with what was looked for in vain.

What counts as telling is data: `rules/omissions.toml`; what earlier stages found (quantities,
caveats, the traits of the study, the document's own ids and links) counts too. Harms count by the
rows alone: a caveat may tell those of another treatment.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from spacy.tokens import Span as Tokens

from extractors.language.wording.causality import causal_strength
from extractors.language.wording.certainty import sentence_certainty
from extractors.language.words.papers import is_paper
from extractors.language.words.patterns import Rule, RuleMatch, RuleMatcher, load_rules
from extractors.language.words.sentences import Passage
from extractors.model import Document, Flag, Quantity, Signal, Span, Study

_SILENT_REGIONS = frozenset({"boilerplate", "references"})
_EFFECTS = frozenset(
    {"nnt", "nnh", "hr", "or", "rr", "smd", "md", "percent", "correlation", "beta"}
)
_TREATMENTS = frozenset({"drug", "drug_class", "procedure"})
_SURE = frozenset({"fact", "probable"})
_NO_OMISSIONS = frozenset({"treatment", "benefit", "comparison", "none"})
_MIN_WORDS = 60
"""Shorter texts (a title, a stub) promise no full report."""


class Studies(Protocol):
    """What omissions ask of the evidence."""

    @property
    def studies(self) -> tuple[Study, ...]:
        """The studies that the document reports or names."""


@cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(load_rules("omissions"))


def find_omissions(
    document: Document,
    passages: Sequence[Passage],
    quantities: Collection[Quantity],
    evidence: Studies,
    flags: Collection[Flag],
) -> tuple[Signal, ...]:
    """One signal for each thing that a report on a treatment does not tell; none for other texts.

    `evidence` of a signal says what was looked for. After HealthNewsReview's criteria.
    """
    told = [p for p in passages if p.region not in _SILENT_REGIONS]
    in_paper = is_paper(told)
    readings = [_read(passage) for passage in told]
    if not _reports_on_a_treatment(told, readings, in_paper):
        return ()
    sizes = [q for q in quantities if not any(reading.is_silent(q) for reading in readings)]
    found = {match.rule.category for reading in readings for match in reading.telling}
    found |= set(_found_earlier(document, sizes, evidence.studies, flags))
    missing = [
        Signal(rule.category, f"looked for {rule.extra['evidence']}: none in the text")
        for rule in _expected(in_paper)
        if rule.category not in found
    ]
    headline = _headline(document, told)
    compares = any(
        match.rule.category == "comparison"
        for passage, reading in zip(told, readings, strict=True)
        if passage not in headline
        for match in reading.telling
    )
    return (*missing, *_headline_gap(document, told, flags, compares))


def _expected(in_paper: bool) -> Iterator[Rule]:
    for rule in omission_rules():
        if rule.category in _NO_OMISSIONS or (in_paper and rule.extra.get("news_only")):
            continue
        yield rule


@cache
def omission_rules() -> tuple[Rule, ...]:
    """The rows of the omission file."""
    return load_rules("omissions")


@dataclass(frozen=True, slots=True)
class _Read:
    """What the rows found in one sentence."""

    telling: tuple[RuleMatch, ...]
    silent: tuple[tuple[str, Span], ...]
    """Places of what only looks like telling, each with the category that it silences or ""."""

    def is_silent(self, quantity: Quantity) -> bool:
        """Whether the figure tells how common the illness or a harm is, or who took part."""
        told = "no_sample_size" if quantity.measure == "sample_size" else "no_effect_size"
        return any(
            of in ("", told) and start < quantity.end and quantity.start < end
            for of, (start, end) in self.silent
        )


def _read(passage: Passage) -> _Read:
    """What the sentence tells; words that only look like telling are left out."""
    found = list(_matcher().find(passage.span))
    silent = [
        (str(match.rule.extra.get("of", "")), match.span)
        for match in found
        if match.rule.category == "none"
    ]
    telling = _told(found, silent)
    for harm in (match.span for match in telling if match.rule.category == "no_harms"):
        rest = passage.span.doc[harm.start : passage.span.end]
        silent.append(("no_effect_size", rest))
    places = tuple((of, (span.start_char, span.end_char)) for of, span in silent)
    return _Read(_told(telling, silent), places)


def _told(
    found: Sequence[RuleMatch], silent: Sequence[tuple[str, Tokens]]
) -> tuple[RuleMatch, ...]:
    """The matches outside what silences their category; a share after a harm is the harm's."""
    return tuple(
        match
        for match in found
        if match.rule.category != "none"
        and not any(
            of in ("", match.rule.category) and _overlap(match.span, span) for of, span in silent
        )
    )


def _overlap(one: Tokens, other: Tokens) -> bool:
    return one.start < other.end and other.start < one.end


def _reports_on_a_treatment(
    passages: Sequence[Passage], readings: Sequence[_Read], in_paper: bool
) -> bool:
    """Whether a sentence names a treatment and says what it does, in a text of some length."""
    if sum(len(passage.span) for passage in passages) < _MIN_WORDS:
        return False
    pairs = zip(passages, readings, strict=True)
    return any(_names_a_treatment(passage, reading, in_paper) for passage, reading in pairs)


def _names_a_treatment(passage: Passage, reading: _Read, in_paper: bool) -> bool:
    found = {
        match.rule.category
        for match in reading.telling
        if not (in_paper and match.rule.extra.get("news_only"))
    }
    named = "treatment" in found or any(m.type in _TREATMENTS for m in passage.mentions)
    return named and "benefit" in found


def _found_earlier(
    document: Document,
    quantities: Collection[Quantity],
    studies: tuple[Study, ...],
    flags: Collection[Flag],
) -> Iterator[str]:
    credited = {flag.category for flag in flags if flag.kind == "caveat"}
    tests: dict[str, Callable[[], bool]] = {
        "no_effect_size": lambda: any(q.measure in _EFFECTS for q in quantities),
        "no_sample_size": lambda: (
            any(q.measure == "sample_size" for q in quantities)
            or any(s.sample_size for s in studies)
        ),
        "no_comparator": lambda: any(s.comparator for s in studies),
        "no_study_link": lambda: _is_findable(document, studies),
        "no_conflict_of_interest": lambda: "conflict_disclosed" in credited,
    }
    return (signal for signal, test in tests.items() if test())


def _is_findable(document: Document, studies: tuple[Study, ...]) -> bool:
    if document.doi or document.pmid or document.registry_ids or document.links:
        return True
    return any(s.doi or s.pmid or s.registry_id or s.name for s in studies)


def _headline_gap(
    document: Document, passages: Sequence[Passage], flags: Collection[Flag], compares: bool
) -> Iterator[Signal]:
    headline = _headline(document, passages)
    body = [p for p in passages if p not in headline]
    if not headline or not body:
        return
    if compares:
        flags = [flag for flag in flags if flag.category != "comparative_superiority"]
    loudest, louder = _worst(headline, flags), _worst(body, flags)
    if loudest and loudest.severity >= 2 and loudest.severity > (louder.severity if louder else 0):
        beside = f"“{louder.surface}” ({louder.severity})" if louder else "no hype"
        yield Signal(
            "headline_stronger_than_body",
            f"headline “{loudest.surface}” (severity {loudest.severity}); body at most {beside}",
        )
    elif _states_a_cause(headline) and not _states_a_cause(body):
        yield Signal(
            "headline_stronger_than_body",
            "the headline states cause and effect; no sentence of the body does so unhedged",
        )


def _headline(document: Document, passages: Sequence[Passage]) -> list[Passage]:
    """The passages of the headline: its region, else a first line that is the title."""
    marked = [p for p in passages if p.region == "headline"]
    if marked or not passages or not document.title:
        return marked
    first = passages[0]
    return [first] if first.text.strip().casefold() == document.title.strip().casefold() else []


def _worst(passages: Sequence[Passage], flags: Collection[Flag]) -> Flag | None:
    inside = [
        flag
        for flag in flags
        if flag.kind == "hype"
        and flag.is_flag
        and any(p.start <= flag.start and flag.end <= p.end for p in passages)
    ]
    return max(inside, key=lambda flag: flag.severity, default=None)


def _states_a_cause(passages: Sequence[Passage]) -> bool:
    return any(causal_strength(p) == 3 and sentence_certainty(p) in _SURE for p in passages)
