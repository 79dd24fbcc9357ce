"""The studies of a document, kept apart, and which of them each passage rests on.

The text is read once, in order. A sentence that names a study either goes on about one already
told or opens another: one with another registry id, name, design or size, or one that is called
"another", "earlier", "a 2019 study". What follows without naming a study belongs to the study told
last, as long as it tells of results; plans for a study to come are no evidence. A document with an
index's publication types is itself the report of its main study.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from spacy.tokens import Span

from extractors.language.designs import (
    INCLUDABLE,
    REVIEWS,
    UNSPECIFIED,
    are_compatible,
    ceiling,
    design_of_publication,
    find_designs,
    licence,
    rank,
)
from extractors.language.expressions import expression
from extractors.language.sentences import Passage
from extractors.language.study_sizes import ENROLLED
from extractors.language.study_traits import Traits, find_traits
from extractors.model import Design, Document, Quantity, Study

__all__ = ["Evidence", "ceiling", "find_evidence"]

_T = TypeVar("_T")
_OFTEN = 3
"""So many sentences that tell a size make it no surer than more of them."""
_REACH = 6
"""A study told last carries at most so many sentences that do not name it."""
_TITLES = frozenset({"headline", "abstract"})
_OWN_REGIONS = frozenset({"results", "conclusion", "methods", "abstract"})
_expression = partial(expression, "study_traits")


def _likeliest(designs: Iterable[Design]) -> Design:
    return max(designs, key=rank, default="unspecified_study")


@dataclass(slots=True)
class _Draft:
    """A study while it is being read."""

    designs: dict[Design, int] = field(default_factory=dict)
    traits: list[Traits] = field(default_factory=list)
    document: Document | None = None
    """The document, when it is itself the report of this study."""
    titled: Design | None = None
    """The design that the title of the report names."""

    @property
    def design(self) -> Design:
        return self.titled or _likeliest(self.designs)

    def values(self, name: str) -> list[str]:
        return [value for traits in self.traits for value in getattr(traits, name)]

    @property
    def size(self) -> int | None:
        """The count told surest and most often, the first of equals; else the groups' sum."""
        counts = [c for traits in self.traits for c in traits.sizes]
        told = Counter(n for t in self.traits for n in {n for n, s in t.sizes if s >= ENROLLED})
        best = max(counts, key=lambda c: c[1] + min(told[c[0]], _OFTEN), default=(0, 0))
        groups = next((t.groups for t in self.traits if len(t.groups) >= 2), ())
        if best[1] < ENROLLED and groups:
            return _total(groups, {number for number, _ in counts})
        return (best[0] if best[1] > 0 else None) or self._of_equal_arms()

    def _of_equal_arms(self) -> int | None:
        """The size from a number of people in each arm, where the arms are counted too."""
        each = next((t.per_arm for t in self.traits if t.per_arm), None)
        arms = next((t.arms for t in self.traits if t.arms), None)
        return each * arms if each and arms else None

    @property
    def is_in_passing(self) -> bool:
        """Whether it was told of as another than the one at hand, or as several at once."""
        return bool(self.traits) and bool(self.traits[0].cues & {"other", "several"})


def _total(groups: Sequence[int], told: set[int]) -> int:
    """The sum of the groups; of the first few where the text tells that sum (subgroups follow)."""
    sums = [sum(groups[:several]) for several in range(2, len(groups) + 1)]
    return next((total for total in sums if total in told), sums[-1])


@dataclass(frozen=True, slots=True)
class Evidence:
    """The studies of a document in order of the text, and what each passage rests on."""

    studies: tuple[Study, ...]
    grounds: tuple[int | None, ...]
    """For each passage the index of its study, None where it rests on none."""

    def at(self, passage_index: int) -> Study | None:
        """The study that an assertion in this passage rests on, None for background."""
        index = self.grounds[passage_index]
        return None if index is None else self.studies[index]


def find_evidence(
    document: Document, passages: Sequence[Passage], quantities: Sequence[Quantity]
) -> Evidence:
    """The studies that the passages tell of; `at` takes an index into these same passages."""
    reader = _Reader(document)
    for passage in passages:
        start, end = passage.start, passage.end
        inside = [q for q in quantities if start <= q.start < end]
        reader.read(passage, find_traits(passage, inside))
    return Evidence(tuple(map(_study, reader.drafts)), tuple(reader.resolved()))


class _Reader:
    """Reads passages in order and tells which study each is about."""

    def __init__(self, document: Document) -> None:
        self.drafts: list[_Draft] = []
        self.grounds: list[int | None] = []
        self._pending: list[int] = []
        self._current: int | None = None
        self._since = 0
        self._is_report = _is_report(document)
        if self._is_report:
            self.drafts.append(_Draft(document=document))
            self._current = 0
            if design := design_of_publication(document.publication_types):
                self.drafts[0].designs[design] = 99

    def resolved(self) -> list[int | None]:
        """The study of each passage read; headlines take the main study that the body told."""
        for index in self._pending:
            self.grounds[index] = 0 if self.drafts else None
        return self.grounds

    def read(self, passage: Passage, traits: Traits) -> None:
        """Notes which study the passage is about, and what it tells of it."""
        worded = list(find_designs(passage.span))
        designs = [design for design, _ in worded]
        told = traits.cues & {"own", "several", "other"} and "future" not in traits.cues
        general = not told and all(map(_is_general, worded))
        if general or _is_beside(traits, designs):
            designs = []  # "research and trials matter" is about no study
        if passage.region == "headline" and not designs:
            self._pending.append(len(self.grounds))
            self.grounds.append(None)
            return
        to_come = "future" in traits.cues
        if passage.region == "headline":
            self._entitle(designs)
        index = self._named(passage, traits, designs) if designs or traits.registry_ids else None
        if index is not None:
            self._current, self._since = index, 0
            for design in self._telling(passage, traits, index, designs) if not to_come else ():
                self.drafts[index].designs[design] = self.drafts[index].designs.get(design, 0) + 1
        else:
            self._since += 1
            index = self._carried(passage, traits)
        if index is not None and not to_come:
            self.drafts[index].traits.append(traits)
        self.grounds.append(index)

    def _entitle(self, designs: Sequence[Design]) -> None:
        """Notes the design in a report's title, which is surer than any in its text."""
        design = _likeliest(designs)
        if self._is_report and design not in UNSPECIFIED:
            self.drafts[0].titled = self.drafts[0].titled or design

    def _telling(
        self, passage: Passage, traits: Traits, index: int, designs: list[Design]
    ) -> list[Design]:
        """Those of the designs that say what the study is.

        A report that is itself a review says so in its title or abstract; the reviews that its
        discussion goes on about ("a meta-analysis by our group") are others.
        """
        says_so = passage.region in _TITLES or "ours" in traits.cues
        if not (self._is_report and index == 0) or says_so:
            return designs
        return [design for design in designs if design not in REVIEWS]

    def _named(self, passage: Passage, traits: Traits, designs: list[Design]) -> int | None:
        """The study that the passage names, a new one if need be; None for plans."""
        design = _likeliest(designs)
        if "future" in traits.cues and "own" not in traits.cues:
            return None
        own = "own" in traits.cues or (self._is_report and passage.region in _OWN_REGIONS)
        another = "other" in traits.cues and "ours" not in traits.cues
        if self._is_report and own and not another:
            return 0
        if self._is_report and (
            passage.region == "background" or _expression("cited").search(passage.text)
        ):
            return None if design in UNSPECIFIED else self._new()
        if "several" in traits.cues and not own:
            return self._unnamed(design)
        if another and not _shares_name(self.drafts, traits):
            return self._new()
        return self._match(traits, design)

    def _new(self) -> int:
        self.drafts.append(_Draft())
        return len(self.drafts) - 1

    def _unnamed(self, design: Design) -> int:
        """The unnamed studies told before ("some studies"), which have no size; else new ones."""
        for index, draft in enumerate(self.drafts):
            if draft.design == design and draft.size is None and draft.document is None:
                return index
        return self._new()

    def _match(self, traits: Traits, design: Design) -> int:
        """The study told before that this can be, the last told first; else a new one."""
        order = sorted(range(len(self.drafts)), key=lambda i: (i != self._current, i))
        if self._is_resumed(traits):
            order.sort(key=lambda i: self.drafts[i].is_in_passing)
        for index in order:
            told = self.drafts[index].traits
            if "fresh" in traits.cues and told and "other" in told[0].cues:
                continue
            if _can_be(self.drafts[index], traits, design):
                return index
        return self._new()

    def _is_resumed(self, traits: Traits) -> bool:
        """Whether "the study", "our trial" goes back to the one at hand from one told in passing.

        It does unless the sentence before told of that other one; of several it never speaks.
        """
        if self._current is None or not traits.cues & {"own", "ours"} or "several" in traits.cues:
            return False
        told = self.drafts[self._current].traits
        return self._since > 0 or "ours" in traits.cues or (bool(told) and _is_several(told[0]))

    def _carried(self, passage: Passage, traits: Traits) -> int | None:
        """The study that a passage rests on without naming one."""
        if not self.drafts or passage.region == "background":
            return None
        if self._is_report and passage.region in _OWN_REGIONS:
            return 0 if not _expression("cited").search(passage.text) else None
        if _expression("cited").search(passage.text) or _expression("status").search(passage.text):
            return None
        if traits.cues & {"funding", "other_work"}:
            return None
        if not _expression("tells_results").search(passage.text) or "future" in traits.cues:
            return None
        return self._current if self._is_report or self._since <= _REACH else None


def _is_beside(traits: Traits, designs: Iterable[Design]) -> bool:
    """Whether only a field of study or who paid is told."""
    beside = traits.cues & {"funding", "field"}
    return bool(beside) and all(design in UNSPECIFIED for design in designs)


def _is_several(traits: Traits) -> bool:
    return "several" in traits.cues


def _is_general(worded: tuple[Design, Span]) -> bool:
    return worded[0] in UNSPECIFIED and worded[1].text.lower().endswith(("trials", "studies"))


def _is_report(document: Document) -> bool:
    """Whether the document is a paper or its abstract, not a story about one."""
    regions = {region.kind for region in document.regions}
    return bool(document.publication_types or document.pmid) or bool(
        regions & {"abstract", "methods", "results"}
    )


def _shares_name(drafts: Sequence[_Draft], traits: Traits) -> bool:
    known = {v for d in drafts for v in (*d.values("names"), *d.values("registry_ids"))}
    return bool(known & {*traits.names, *traits.registry_ids})


def _can_be(draft: _Draft, traits: Traits, design: Design) -> bool:
    """Whether the sentence can be about this study: no trait of the two contradicts."""
    for name in ("registry_ids", "names"):
        known, here = set(draft.values(name)), set(getattr(traits, name))
        if known and here:
            return bool(known & here)
    if draft.designs and not are_compatible(draft.design, design):
        return False
    phases = {t.phase for t in draft.traits if t.phase}
    if traits.phase and phases and traits.phase not in phases:
        return False
    sizes = {size for size, score in traits.sizes if score > ENROLLED}
    known_sizes = {n for t in draft.traits for n, score in t.sizes if score > ENROLLED}
    return not (sizes and known_sizes and "own" not in traits.cues and not sizes & known_sizes)


def _study(draft: _Draft) -> Study:
    document, traits = draft.document, draft.traits
    cues = {cue for t in traits for cue in t.cues}
    registered = draft.values("registry_ids") or list(document.registry_ids if document else ())
    return Study(
        design=draft.design,
        sample_size=draft.size,
        species=_species(draft),
        phase=_first(t.phase for t in traits),
        arms=_first(t.arms for t in traits),
        duration=_first(t.length for t in traits) or _first(t.duration for t in traits),
        comparator=_first(t.comparator for t in traits),
        primary_significant=_outcome(traits),
        harms_reported="harms" in cues,
        name=_first(iter(draft.values("names"))),
        doi=(document.doi if document else None) or _first(iter(draft.values("dois"))),
        pmid=(document.pmid if document else None) or _first(iter(draft.values("pmids"))),
        registry_id=registered[0] if registered else None,
        included=_included(draft),
        pilot=any("pilot" in t.cues and not t.cues & {"several", "other"} for t in traits),
    )


def _included(draft: _Draft) -> Design | None:
    """The weakest of the designs that a review is told to review, None for any other study."""
    if draft.design not in REVIEWS:
        return None
    told = (design for design in draft.designs if design in INCLUDABLE)
    return min(told, key=licence, default=None)


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in values if value is not None), None)


def _species(draft: _Draft) -> str | None:
    told = [t.species for t in draft.traits if t.species]
    beasts = [species for species in told if species != "human"]
    if draft.design in {"animal", "in_vitro", "mechanistic"} and beasts:
        return beasts[0]
    return "human" if "human" in told else _first(iter(told))


def _outcome(traits: Sequence[Traits]) -> bool | None:
    """What is told of the primary outcome first; else a main result that was missed first of all.

    A significant result that is not called primary shows no primary outcome to be met.
    """
    primary = _first(t.primary_significant for t in traits)
    main = _first(t.result_significant for t in traits)
    return primary if primary is not None else (False if main is False else None)
