"""The studies of a document, kept apart, and which of them each passage rests on.

The text is read once, in order. A sentence that names a study either goes on about one already
told or opens another: one with another registry id, name, design or size, or one that is called
"another", "earlier", "a 2019 study". What follows without naming a study belongs to the study told
last, as long as it tells of results; plans for a study to come are no evidence. A document with an
index's publication types is itself the report of its main study.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

from extractors.language.studies.cited_studies import OWN_REGIONS, brings_in, cites
from extractors.language.studies.designs import (
    REVIEWS,
    UNSPECIFIED,
    ceiling,
    design_of_publication,
    find_designs,
    is_report,
)
from extractors.language.studies.studies_at_large import are_others, is_several, told_designs
from extractors.language.studies.study_drafts import Draft, can_be, finished, likeliest, shares_name
from extractors.language.studies.study_names import with_names
from extractors.language.studies.study_traits import Traits, find_traits
from extractors.language.words.expressions import expression
from extractors.language.words.sentences import Passage
from extractors.model import Design, Document, Quantity, Study

__all__ = ["Evidence", "ceiling", "find_evidence"]

_REACH = 12
"""A study told last carries at most so many sentences that do not name it."""
_REACH_ALONE = 30
"""So many where the text tells of no other at hand."""
_BESIDE = 2
"""So many sentences a report goes on about another's study; then it is back at its own."""
_TITLES = frozenset({"headline", "abstract"})
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
    """The studies that the passages tell of; `at` takes an index into these same passages.

    The quantities are those of the document in the order of the text.
    """
    reader = _Reader(document)
    starts = [quantity.start for quantity in quantities]
    found = [
        find_traits(p, quantities[bisect_left(starts, p.start) : bisect_left(starts, p.end)])
        for p in passages
    ]
    for passage, traits in zip(passages, with_names(passages, found), strict=True):
        reader.read(passage, traits)
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
        self._has_results = False
        self._after_others = False
        self._is_report = is_report(document)
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
        own = [i for i, draft in enumerate(self.drafts) if not are_others(draft.traits)]
        at_hand = (i for i in own if self._is_report or not self.drafts[i].is_in_passing)
        return next(at_hand, own[0] if own else 0)

    def resolved(self) -> list[int | None]:
        """The study of each passage read; headlines take the main study that the body told."""
        for index in self._pending:
            self.grounds[index] = self.main
        return self.grounds

    def read(self, passage: Passage, traits: Traits) -> None:
        """Notes which study the passage is about, and what it tells of it."""
        self._has_results = self._has_results or passage.region == "results"
        worded = list(find_designs(passage.span))
        designs = told_designs(passage, traits, worded)
        if passage.region == "headline" and not designs:
            self._pending.append(len(self.grounds))
            self.grounds.append(None)
            return
        to_come = "future" in traits.cues
        if passage.region == "headline":
            self._entitle(designs)
        firm = [each.design for each in worded if not each.is_weak]
        if likeliest(designs) in REVIEWS:
            traits = replace(traits, names=())  # what it names are the studies that it reviews
        names_one = designs or traits.registry_ids or traits.names
        index = self._named(passage, traits, likeliest(firm)) if names_one else None
        if index is not None:
            self._current, self._since = index, 0
            if not to_come:
                self._note(index, self._telling(passage, traits, index, designs), firm)
        else:
            self._since += 1
            index = self._carried(passage, traits)
        if index is not None and not to_come:
            self.drafts[index].traits.append(traits)
        self.grounds.append(self._discussed(passage, traits) if index is None else index)

    def _note(self, index: int, designs: Sequence[Design], firm: Collection[Design]) -> None:
        """Counts the designs for the study, weak wordings as none."""
        noted = self.drafts[index].designs
        for design in designs:
            noted[design] = noted.get(design, 0) + (design in firm)

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

    def _named(self, passage: Passage, traits: Traits, design: Design) -> int | None:
        """The study that the passage names, a new one if need be; None for plans."""
        if "future" in traits.cues and "own" not in traits.cues:
            return None
        own = self._is_own(passage, traits)
        another = "other" in traits.cues and "ours" not in traits.cues
        another = another and _expression("beside_others").search(passage.text) is None
        if self._is_report and own and not another:
            return 0
        brought = brings_in(passage, traits, own, self._is_report)
        if self._is_report and (passage.region == "background" or cites(passage, self._is_report)):
            if shares_name(self.drafts, traits):
                return self._match(traits, design)
            return self._new() if brought or design not in UNSPECIFIED else None
        if "several" in traits.cues and not own:
            return self._unnamed(design)
        if (another or brought) and not shares_name(self.drafts, traits):
            return self._new()
        return self._match(traits, design)

    def _is_own(self, passage: Passage, traits: Traits) -> bool:
        """Whether the words or the place say that a report's own study is told of."""
        likened = _expression("likened").search(passage.text) is not None
        ours = "ours" in traits.cues and not likened
        own = "own" in traits.cues and (ours or not cites(passage, self._is_report))
        if not self._is_report:
            return own
        if passage.region in OWN_REGIONS:
            others = _expression("at_large").search(passage.text) is not None
            return own or not others or self.drafts[0].design in REVIEWS
        speaks = _expression("speaks_of_itself").search(passage.text) is not None
        if passage.region == "background" or _expression("a_study").search(passage.text):
            return own and speaks
        return own

    def _new(self) -> int:
        self.drafts.append(Draft())
        return len(self.drafts) - 1

    def _unnamed(self, design: Design) -> int:
        """The unnamed studies told before ("some studies"), which have no size; else new ones."""
        for index, draft in enumerate(self.drafts):
            alike = draft.design == design and draft.size is None and draft.document is None
            if alike and draft.is_in_passing:
                return index
        return self._new()

    def _match(self, traits: Traits, design: Design) -> int:
        """The study told before that this can be, the last told first; else a new one."""
        order = sorted(range(len(self.drafts)), key=lambda i: (i != self._current, i))
        if self._is_resumed(traits):
            order.sort(key=lambda i: self.drafts[i].is_in_passing)
        is_named = shares_name(self.drafts, traits)
        elsewhere = () if "own" in traits.cues else self._named_elsewhere()
        for index in order:
            told = self.drafts[index].traits
            if "fresh" in traits.cues and told and "other" in told[0].cues:
                continue
            if are_others(told) and not is_several(traits):
                continue
            if is_named and not shares_name(self.drafts[index : index + 1], traits):
                continue
            if index in elsewhere and not is_named:
                continue
            if can_be(self.drafts[index], traits, design):
                return index
        return self._new()

    def _named_elsewhere(self) -> list[int]:
        """Of several studies with names those not told last: a text calls them by their names."""
        named = [i for i, draft in enumerate(self.drafts) if draft.values("names")]
        return [index for index in named if index != self._current] if len(named) > 1 else []

    def _is_resumed(self, traits: Traits) -> bool:
        """Whether "the study", "our trial" goes back to the one at hand from one told in passing.

        It does unless the sentence before told of that other one; of several it never speaks.
        """
        if self._current is None or not traits.cues & {"own", "ours"} or "several" in traits.cues:
            return False
        told = self.drafts[self._current].traits
        return self._since > 0 or "ours" in traits.cues or (bool(told) and is_several(told[0]))

    def _leads(self, passage: Passage, traits: Traits) -> None:
        """Notes a lead: what "researchers have found" before any study is named is the main one's.

        Its place is filled once the body has told that study.
        """
        beside = traits.cues & {"future", "funding", "other_work", "several", "other"}
        if not self.drafts and not beside and _expression("lead").search(passage.text):
            self._pending.append(len(self.grounds))

    def _carried(self, passage: Passage, traits: Traits) -> int | None:
        """The study that a passage rests on without naming one."""
        if self._is_report and self._goes_on_about_others(passage):
            return None
        if self._is_report and passage.region == "background":
            return 0 if _expression("we_studied").search(passage.text) else None
        if not self.drafts or passage.region == "background":
            self._leads(passage, traits)
            return None
        if self._is_report and passage.region in OWN_REGIONS:
            return 0 if not cites(passage, self._is_report) else None
        if cites(passage, self._is_report) or _expression("status").search(passage.text):
            return None
        if traits.cues & {"funding", "other_work"}:
            return None
        if not _expression("tells_results").search(passage.text) or "future" in traits.cues:
            return None
        if self._is_report and (
            self._since > _BESIDE or _expression("concludes").search(passage.text)
        ):
            return 0
        if "own" in traits.cues and _expression("first_person").search(passage.text):
            self._come_back()
        at_hand = sum(not draft.is_in_passing for draft in self.drafts)
        return self._current if self._since <= (_REACH_ALONE if at_hand == 1 else _REACH) else None

    def _goes_on_about_others(self, passage: Passage) -> bool:
        """Whether "they" in a report are those whom the sentence before cites."""
        goes_on = self._after_others and _expression("they").search(passage.text) is not None
        self._after_others = goes_on or cites(passage, self._is_report)
        return goes_on

    def _discussed(self, passage: Passage, traits: Traits) -> int | None:
        """The report's own study where its discussion tells of none: what it makes of it all."""
        apart = traits.cues & {"future", "funding", "other_work", "several", "other"}
        open_ = self._is_report and self._has_results and passage.region == "body" and not apart
        return 0 if open_ and not self._after_others and self._current == 0 else None

    def _come_back(self) -> None:
        """Goes on with the study at hand where only others were told of in passing."""
        if self._current is not None and self.drafts[self._current].is_in_passing:
            self._current, self._since = self.main, 0
