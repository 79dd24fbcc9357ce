"""How far two readers agree who labelled the same sentences without seeing each other's labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractors.evaluation.labelled_claims import ClaimHeads, LabelledClaim

__all__ = ["Agreement", "agreement"]

_LABELS = ("predicate", "clause", "subject", "object")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Sentences read twice, and for each label the ids on which the readers differ."""

    sentences: int
    differing: dict[str, tuple[str, ...]]

    def share(self, label: str) -> float:
        """Share of the sentences with the same label in both readings, 0 where none was read."""
        agreed = self.sentences - len(self.differing[label])
        return agreed / self.sentences if self.sentences else 0.0

    @property
    def all_same(self) -> float:
        """Share of the sentences with the same predicate, subject and object in both readings."""
        differ = {
            id for label in ("predicate", "subject", "object") for id in self.differing[label]
        }
        return 1 - len(differ) / self.sentences if self.sentences else 0.0


def agreement(first: Iterable[LabelledClaim], second: Mapping[str, ClaimHeads]) -> Agreement:
    """The agreement on the sentences that both have read; KeyError for an id the first lacks."""
    claims = {claim.id: claim.heads for claim in first}
    pairs = {id: (claims[id], heads) for id, heads in second.items()}
    differing = {
        label: tuple(id for id, (a, b) in pairs.items() if getattr(a, label) != getattr(b, label))
        for label in _LABELS
    }
    return Agreement(len(pairs), differing)
