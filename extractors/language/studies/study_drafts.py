"""A study while a document is being read: what its sentences tell, and what that makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from extractors.language.studies.designs import INCLUDABLE, REVIEWS, are_compatible, licence, rank
from extractors.language.studies.study_sizes import ENROLLED
from extractors.language.studies.study_traits import Traits
from extractors.model import Design, Document, Study

__all__ = ["Draft", "can_be", "finished", "likeliest", "shares_name"]

_T = TypeVar("_T")
_ROUND = 100
_OFTEN = 3
"""So many sentences that tell a size make it no surer than more of them."""


def likeliest(designs: Iterable[Design]) -> Design:
    """The most specific of several wordings of one study's design."""
    return max(designs, key=rank, default="unspecified_study")


@dataclass(slots=True)
class Draft:
    """A study while it is being read."""

    designs: dict[Design, int] = field(default_factory=dict)
    """How often its sentences name each design; 0 where only weak wordings do."""
    traits: list[Traits] = field(default_factory=list)
    document: Document | None = None
    """The document, when it is itself the report of this study."""
    titled: Design | None = None
    """The design that the title of the report names."""

    @property
    def design(self) -> Design:
        """The design that its title names, else the most specific that its sentences do."""
        return self.titled or likeliest(self.designs)

    @property
    def firm_design(self) -> Design:
        """The same without what is told of studies of other designs too."""
        return self.titled or likeliest(design for design, times in self.designs.items() if times)

    def values(self, name: str) -> list[str]:
        """All values of a trait that holds several, as `registry_ids`, in order of the text."""
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
        return (_exact(best[0], told) if best[1] > 0 else None) or self._of_equal_arms()

    def _of_equal_arms(self) -> int | None:
        """The size from a number of people in each arm, where the arms are counted too."""
        each = next((t.per_arm for t in self.traits if t.per_arm), None)
        arms = next((t.arms for t in self.traits if t.arms), None)
        return each * arms if each and arms else None

    @property
    def is_in_passing(self) -> bool:
        """Whether it was told of as another than the one at hand, or as several at once."""
        return bool(self.traits) and bool(self.traits[0].cues & {"other", "several"})


def _exact(count: int, told: Collection[int]) -> int:
    """The count that a round one, "more than 12,000", stands for, where the text tells it too."""
    if count < _ROUND or count % _ROUND:
        return count
    return min((n for n in told if count < n < count * 1.1 and n % _ROUND), default=count)


def _total(groups: Sequence[int], told: set[int]) -> int:
    """The sum of the groups; of the first few where the text tells that sum (subgroups follow)."""
    sums = [sum(groups[:several]) for several in range(2, len(groups) + 1)]
    return next((total for total in sums if total in told), sums[-1])


def shares_name(drafts: Sequence[Draft], traits: Traits) -> bool:
    """Whether the sentence names one of these studies or gives its registry id."""
    here = {*traits.names, *traits.registry_ids}
    return any(here & {*d.values("names"), *d.values("registry_ids")} for d in drafts)


def can_be(draft: Draft, traits: Traits, design: Design) -> bool:
    """Whether the sentence can be about this study: no trait of the two contradicts."""
    for name in ("registry_ids", "names"):
        known, here = set(draft.values(name)), set(getattr(traits, name))
        if known and here:
            return bool(known & here)
    named = bool(traits.names) if draft.firm_design in REVIEWS else bool(draft.values("names"))
    if named and (draft.firm_design in REVIEWS) != (design in REVIEWS):
        return False  # the one pools trials, the other is a trial with a name
    if draft.designs and not are_compatible(draft.firm_design, design):
        return False
    phases = {t.phase for t in draft.traits if t.phase}
    if traits.phase and phases and traits.phase not in phases:
        return False
    sizes = {size for size, score in traits.sizes if score > ENROLLED}
    known_sizes = {n for t in draft.traits for n, score in t.sizes if score > ENROLLED}
    return not (sizes and known_sizes and "own" not in traits.cues and not sizes & known_sizes)


def finished(draft: Draft) -> Study:
    """The study as the whole text tells it; of a trait told twice the first stays."""
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


def _included(draft: Draft) -> Design | None:
    """The weakest of the designs that a review is told to review, None for any other study."""
    if draft.design not in REVIEWS:
        return None
    told = (design for design in draft.designs if design in INCLUDABLE)
    return min(told, key=licence, default=None)


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in values if value is not None), None)


def _species(draft: Draft) -> str | None:
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
