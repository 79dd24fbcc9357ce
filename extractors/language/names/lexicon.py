"""The lexicon: concepts that mentions link to, their spellings, and what drugs are licensed for.

Shipped rows lie in `rules/lexicon/*.csv`; a user's own rows stand beside them, or in place of those
whose id they bear (`lexicon_rows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from extractors.errors import LexiconError
from extractors.language.names.label_status import Labels, label_rows
from extractors.language.names.lexicon_rows import Located, shipped_concepts, user_concepts
from extractors.language.words.spellings import MARKS, Spelling, spellings_of
from extractors.language.words.tokens import fold
from extractors.model import Concept, LabelStatus

__all__ = ["Lexicon", "load_lexicon"]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every concept by id, their spellings, and the licensed indications of drugs."""

    concepts: Mapping[str, Concept]
    spellings: tuple[Spelling, ...]
    user_ids: frozenset[str] = frozenset()
    """Concepts that came from the user's own file."""
    labels: Labels = field(default_factory=dict)
    """What drugs are licensed for; an empty condition id stands for all of them."""

    def label_status(self, drug_id: str, condition_id: str) -> LabelStatus:
        """What a row says of this use (FDA or EMA); `unknown` where no row speaks of it.

        A broader or narrower condition than a stated one ("autoimmune disease") is another.
        """
        stated = self.labels.get(drug_id, {})
        if condition_id in stated:
            return stated[condition_id]
        concept = self.concepts.get(condition_id)
        is_ill = concept is not None and concept.type in {"condition", "symptom"}
        return stated.get("", "unknown") if is_ill else "unknown"

    def lineage(self, concept_id: str) -> frozenset[str]:
        """The classes of a concept and theirs, itself left out."""
        found: set[str] = set()
        queue = [concept_id]
        while queue:
            concept = self.concepts.get(queue.pop())
            fresh = set(concept.classes) - found if concept else set()
            found |= fresh
            queue += sorted(fresh)
        return frozenset(found)

    def is_a(self, concept_id: str, class_id: str) -> bool:
        """Whether the concept is the class, or belongs to it directly or through other classes."""
        return concept_id == class_id or class_id in self.lineage(concept_id)

    def members(self, class_id: str) -> tuple[Concept, ...]:
        """The concepts that belong to a class, directly or through other classes."""
        return tuple(c for c in self.concepts.values() if class_id in self.lineage(c.concept_id))


@cache
def load_lexicon(user_file: Path | None = None) -> Lexicon:
    """The shipped lexicon with the user's rows, if any; LexiconError names a bad row's mend."""
    shipped = shipped_concepts()
    own = user_concepts(user_file) if user_file else []
    _refuse_doubles(shipped)
    _refuse_doubles(own)
    before = {concept.concept_id: concept for concept, _ in shipped}
    concepts = before | {concept.concept_id: concept for concept, _ in own}
    for concept, where in [*shipped, *own]:
        _refuse_dangling(concept, concepts, where)
    user_ids = frozenset(concept.concept_id for concept, _ in own)
    spellings = tuple(s for concept in concepts.values() for s in spellings_of(concept))
    _refuse_taken(own, before, [s for s in spellings if s.concept_id not in user_ids])
    labels = label_rows({concept.name: concept.concept_id for concept, _ in shipped})
    return Lexicon(_unmarked(concepts), spellings, user_ids, labels)


def _refuse_doubles(concepts: Iterable[Located]) -> None:
    seen: dict[str, str] = {}
    for concept, where in concepts:
        if concept.concept_id in seen:
            first = seen[concept.concept_id]
            raise LexiconError(
                f"{where}: {concept.concept_id} stands already in {first}; join them"
            )
        seen[concept.concept_id] = where


def _refuse_dangling(concept: Concept, concepts: Mapping[str, Concept], where: str) -> None:
    for reference in (*concept.classes, *concept.targets):
        if reference not in concepts:
            raise LexiconError(f"{where}: {reference} is in no lexicon; add its row or take it out")


def _refuse_taken(
    own: Iterable[Located], shipped: Mapping[str, Concept], others: Iterable[Spelling]
) -> None:
    """None, when each spelling of the user's rows is theirs alone: one text names one concept.

    What a shipped row of the same id shares with another ("infection") may stay shared.
    """
    taken = {_key(s): (s.concept_id, shipped[s.concept_id].name) for s in others if _is_sure(s)}
    for concept, where in own:
        old = shipped.get(concept.concept_id)
        shared = {_key(spelling) for spelling in spellings_of(old)} if old else set()
        for spelling in spellings_of(concept):
            owner, name = taken.setdefault(_key(spelling), (concept.concept_id, concept.name))
            if owner != concept.concept_id and _key(spelling) not in shared:
                raise LexiconError(
                    f"{where}: {spelling.text!r} names {name} ({owner}) already; take it out, "
                    "or give your row that id to replace the other"
                )


def _is_sure(spelling: Spelling) -> bool:
    return not spelling.needs_support


def _key(spelling: Spelling) -> str:
    return spelling.text if spelling.exact_case else fold(spelling.text)


def _unmarked(concepts: Mapping[str, Concept]) -> Mapping[str, Concept]:
    return {
        key: replace(concept, synonyms=tuple(s.lstrip(MARKS) for s in concept.synonyms))
        for key, concept in concepts.items()
    }
