"""Precision, recall and F1 from counts, macro-F1 over labels, Pearson's correlation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import correlation as _correlation
from typing import Any


@dataclass(slots=True)
class Counts:
    """True positives, false positives, false negatives."""

    hits: int = 0
    false_alarms: int = 0
    misses: int = 0

    def add(self, gold: AbstractSet[Any], found: AbstractSet[Any]) -> None:
        """None; counts one sentence's gold and found items."""
        self.hits += len(gold & found)
        self.false_alarms += len(found - gold)
        self.misses += len(gold - found)

    @property
    def precision(self) -> float:
        """Share of what was found that is right, 0 where nothing was found."""
        found = self.hits + self.false_alarms
        return self.hits / found if found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found, 0 where there is none."""
        gold = self.hits + self.misses
        return self.hits / gold if gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = 2 * self.hits + self.false_alarms + self.misses
        return 2 * self.hits / both if both else 0.0


def macro_f1(gold: Sequence[int], found: Sequence[int], labels: Iterable[int]) -> float:
    """The mean over labels of the label's F1."""
    scores = []
    for label in labels:
        counts = Counts()
        for right, answer in zip(gold, found, strict=True):
            counts.add({label} & {right}, {label} & {answer})
        scores.append(counts.f1)
    return sum(scores) / len(scores)


def pearson(gold: Sequence[float], found: Sequence[float]) -> float:
    """Pearson's correlation of two equally long series, neither of them constant."""
    return _correlation(gold, found)
