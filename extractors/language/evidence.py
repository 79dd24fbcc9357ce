"""The studies of a document, kept apart, and which of them each passage rests on.

The text is read once, in order. A sentence that names a study either goes on about one already
told or opens another: one with another registry id, name, design or size, or one that is called
"another", "earlier", "a 2019 study". What follows without naming a study belongs to the study told
last, as long as it tells of results; plans for a study to come are no evidence. A document with an
index's publication types is itself the report of its main study.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from spacy.tokens import Span

from extractors.language.designs import (
    REVIEWS,
    UNSPECIFIED,
    ceiling,
    design_of_publication,
    find_designs,
)
from extractors.language.expressions import expression
from extractors.language.sentences import Passage
from extractors.language.study_drafts import Draft, can_be, finished, likeliest, shares_name
from extractors.language.study_traits import Traits, find_traits
from extractors.model import Design, Document, Quantity, Study

__all__ = ["Evidence", "ceiling", "find_evidence"]

_REACH = 12
"""A study told last carries at most so many sentences that do not name it."""
_BESIDE = 2
"""So many sentences a report goes on about another's study; then it is back at its own."""
_DETERMINED = 3
"""Words before "trials" within which a determiner says which."""
_DETERMINERS = frozenset(
    {"the", "these", "those", "this", "our", "their", "its", "both", "all", "his", "her", "pivotal"}
)
_TITLES = frozenset({"headline", "abstract"})
_OWN_REGIONS = frozenset({"results", "conclusion", "methods", "abstract"})
_expression = partial(expression, "study_traits")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The studies of a document in order of the text, and what each passage rests on."""

    studies: tuple[Study, ...]
    grounds: tuple[int | None, ...]
    """For each passage the index of its study, None where it rests on none."""
    main: Study | None = None
    """The study that the document is about: its headline rests on it."""

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
    studies = tuple(map(finished, reader.drafts))
    main = studies[reader.main] if reader.main is not None else None
    return Evidence(studies, tuple(reader.resolved()), main)


class _Reader:
    """Reads passages in order and tells which study each is about."""

    def __init__(self, document: Document) -> None:
        self.drafts: list[Draft] = []
        self.grounds: list[int | None] = []
        self._pending: list[int] = []
        self._current: int | None = None
        self._since = 0
        self._is_report = _is_report(document)
        if self._is_report:
            self.drafts.append(Draft(document=document))
            self._current = 0
            if design := design_of_publication(document.publication_types):
                self.drafts[0].designs[design] = 99

    @property
    def main(self) -> int | None:
        """The study that the document is about: the first that is not the several of others."""
        if not self.drafts:
            return None
        own = (i for i, draft in enumerate(self.drafts) if not _are_others(draft.traits))
        return next(own, 0)

    def resolved(self) -> list[int | None]:
        """The study of each passage read; headlines take the main study that the body told."""
        for index in self._pending:
            self.grounds[index] = self.main
        return self.grounds

    def read(self, passage: Passage, traits: Traits) -> None:
        """Notes which study the passage is about, and what it tells of it."""
        worded = list(find_designs(passage.span))
        designs = [design for design, _ in worded]
        told = traits.cues & {"own", "several", "other"} and "future" not in traits.cues
        counted = traits.cues & {"several", "other"}
        general = not told and all(map(_is_general, worded))
        general = general or (not counted and all(map(_is_at_large, worded)))
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
        design = likeliest(designs)
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
        design = likeliest(designs)
        if "future" in traits.cues and "own" not in traits.cues:
            return None
        cited = self._is_report and _expression("cited").search(passage.text) is not None
        ours = "ours" in traits.cues and not _expression("likened").search(passage.text)
        own = "own" in traits.cues and (ours or not cited)
        own = own or (self._is_report and passage.region in _OWN_REGIONS)
        another = "other" in traits.cues and not ours
        if self._is_report and own and not another:
            return 0
        if self._is_report and (passage.region == "background" or cited):
            return None if design in UNSPECIFIED else self._new()
        if "several" in traits.cues and not own:
            return self._unnamed(design)
        if another and not shares_name(self.drafts, traits):
            return self._new()
        return self._match(traits, design)

    def _new(self) -> int:
        self.drafts.append(Draft())
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
            if _are_others(told) and not _is_several(traits):
                continue
            if can_be(self.drafts[index], traits, design):
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

    def _leads(self, passage: Passage, traits: Traits) -> None:
        """Notes a lead: what "researchers have found" before any study is named is the main one's.

        Its place is filled once the body has told that study.
        """
        beside = traits.cues & {"future", "funding", "other_work", "several", "other"}
        if not self.drafts and not beside and _expression("lead").search(passage.text):
            self._pending.append(len(self.grounds))

    def _carried(self, passage: Passage, traits: Traits) -> int | None:
        """The study that a passage rests on without naming one."""
        if self._is_report and passage.region == "background":
            return 0 if _expression("we_studied").search(passage.text) else None
        if not self.drafts or passage.region == "background":
            self._leads(passage, traits)
            return None
        if self._is_report and passage.region in _OWN_REGIONS:
            return 0 if not _expression("cited").search(passage.text) else None
        if _expression("cited").search(passage.text) or _expression("status").search(passage.text):
            return None
        if traits.cues & {"funding", "other_work"}:
            return None
        if not _expression("tells_results").search(passage.text) or "future" in traits.cues:
            return None
        if self._is_report and self._since > _BESIDE:
            return 0
        return self._current if self._since <= _REACH else None


def _is_beside(traits: Traits, designs: Iterable[Design]) -> bool:
    """Whether only earlier work, a field of study or who paid is told."""
    if "other_work" in traits.cues and "ours" not in traits.cues:
        return True
    beside = traits.cues & {"funding", "field"}
    return bool(beside) and all(design in UNSPECIFIED for design in designs)


def _is_several(traits: Traits) -> bool:
    return "several" in traits.cues


def _are_others(told: Sequence[Traits]) -> bool:
    """Whether several studies were told of, and no word took them for one's own."""
    return bool(told) and _is_several(told[0]) and not any("own" in each.cues for each in told)


def _is_general(worded: tuple[Design, Span]) -> bool:
    """Whether studies are spoken of at large: "have performed clinical trials of"."""
    return worded[0] in UNSPECIFIED and worded[1].text.lower().endswith(("trials", "studies"))


def _is_at_large(worded: tuple[Design, Span]) -> bool:
    """Whether studies are spoken of at large and no word says which or how many."""
    span = worded[1]
    before = span.doc[max(span.sent.start, span.start - _DETERMINED) : span.start]
    return _is_general(worded) and not any(t.norm_ in _DETERMINERS or t.like_num for t in before)


def _is_report(document: Document) -> bool:
    """Whether the document is a paper or its abstract, not a story about one."""
    regions = {region.kind for region in document.regions}
    return bool(document.publication_types or document.pmid) or bool(
        regions & {"abstract", "methods", "results"}
    )
