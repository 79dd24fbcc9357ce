"""Whether a sentence speaks of one study or of studies at large, of earlier work, of who paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.language.studies.designs import UNSPECIFIED, Worded
from extractors.language.studies.study_traits import Traits
from extractors.language.words.expressions import expression
from extractors.language.words.sentences import Passage
from extractors.model import Design

__all__ = ["are_others", "is_several", "told_designs"]

_DETERMINED = 3
"""Words before "trials" within which a determiner says which."""
_DETERMINERS = frozenset(
    {"the", "these", "those", "this", "our", "their", "its", "both", "all", "his", "her", "pivotal"}
)


def told_designs(passage: Passage, traits: Traits, worded: Sequence[Worded]) -> list[Design]:
    """The designs of the studies that the sentence is about; none for studies at large.

    "Research and trials matter" is about no study, nor is who paid for one.
    """
    designs = [each.design for each in worded]
    told = traits.cues & {"own", "several", "other"} and "future" not in traits.cues
    counted = traits.cues & {"several", "other"}
    general = not told and all(map(_is_general, worded))
    general = general or (not counted and all(map(_is_at_large, worded)))
    adds = expression("study_traits", "adds")
    beside = _is_beside(traits, designs) and adds.search(passage.text) is None
    return [] if general or beside else designs


def _is_beside(traits: Traits, designs: Iterable[Design]) -> bool:
    """Whether only earlier work, a field of study or who paid is told."""
    if "other_work" in traits.cues and "ours" not in traits.cues:
        return True
    beside = traits.cues & {"funding", "field"}
    return bool(beside) and all(design in UNSPECIFIED for design in designs)


def is_several(traits: Traits) -> bool:
    """Whether the sentence tells of several studies at once."""
    return "several" in traits.cues


def are_others(told: Sequence[Traits]) -> bool:
    """Whether several studies were told of, and no word took them for one's own."""
    return bool(told) and is_several(told[0]) and not any("own" in each.cues for each in told)


def _is_general(worded: Worded) -> bool:
    """Whether studies are spoken of at large: "have performed clinical trials of"."""
    plural = worded.span.text.lower().endswith(("trials", "studies"))
    return worded.design in UNSPECIFIED and plural


def _is_at_large(worded: Worded) -> bool:
    """Whether studies are spoken of at large and no word says which or how many."""
    span = worded.span
    before = span.doc[max(span.sent.start, span.start - _DETERMINED) : span.start]
    return _is_general(worded) and not any(t.norm_ in _DETERMINERS or t.like_num for t in before)
