"""Where a concept may stand in a document, and which of several overlapping places are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Span

from extractors.language.names.lexicon import Lexicon
from extractors.model import LinkMethod, MentionType

__all__ = ["DECOY", "EntityMatch", "decoy", "longest", "match_of"]

DECOY = ""
"""The concept of a phrase that names none, and keeps others from being seen inside it."""


@dataclass(frozen=True, slots=True)
class EntityMatch:
    """A concept at a place in the document, `start` and `end` counted in tokens."""

    start: int
    end: int
    concept_id: str
    type: MentionType
    name: str
    method: LinkMethod

    def overlaps(self, span: Span) -> bool:
        """Whether the two share a token."""
        return self.start < span.end and span.start < self.end


def match_of(
    lexicon: Lexicon, start: int, end: int, concept_id: str, method: LinkMethod = "exact"
) -> EntityMatch:
    """The concept of the lexicon at that place; what the user's own row spells is linked `user`."""
    if concept_id == DECOY:
        return decoy(start, end)
    concept = lexicon.concepts[concept_id]
    if method == "exact" and concept_id in lexicon.user_ids:
        method = "user"
    return EntityMatch(start, end, concept_id, concept.type, concept.name, method)


def decoy(start: int, end: int) -> EntityMatch:
    """A place where nothing shall be seen."""
    return EntityMatch(start, end, DECOY, "study", "", "exact")


def longest(matches: Iterable[EntityMatch]) -> list[EntityMatch]:
    """The matches that overlap none longer; of equal ones the first given."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        places = range(match.start, match.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)
