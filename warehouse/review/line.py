"""The items of one view in order, those left out that the reader need not see."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

__all__ = ["Line", "Ranks"]

Ranks = npt.NDArray[np.uint32]
"""Places in a queue's order, from 0, ascending."""


class Line:
    """`ranks` without those that stand in `out`: millions without a few are not copied."""

    def __init__(self, ranks: Ranks, out: Ranks) -> None:
        self._ranks = ranks
        self._out = np.searchsorted(ranks, out[_among(out, ranks)])
        self._waiting_before = self._out - np.arange(len(self._out))

    @classmethod
    def of(cls, ranks: Ranks, wanted: Ranks) -> Line:
        """Those of `wanted` that are among `ranks`."""
        return cls(wanted[_among(wanted, ranks)], wanted[:0])

    def __len__(self) -> int:
        return len(self._ranks) - len(self._out)

    def place(self, rank: int) -> int:
        """How many of the line stand before this rank."""
        # A plain int would have numpy copy all ranks to compare them with it.
        index = int(np.searchsorted(self._ranks, np.uint32(rank)))
        return index - int(np.searchsorted(self._out, index))

    def at(self, place: int) -> int:
        """The rank at this place of the line, from 0."""
        return int(self._ranks[place + np.searchsorted(self._waiting_before, place, "right")])

    def holds(self, rank: int) -> bool:
        """Is this rank in the line?"""
        place = self.place(rank)
        return place < len(self) and self.at(place) == rank

    def after(self, rank: int, count: int) -> Iterator[int]:
        """Up to so many ranks that follow this one, the first behind the last; never itself."""
        size = len(self)
        start = self.place(rank + 1)
        for step in range(min(count, size)):
            if (found := self.at((start + step) % size)) != rank:
                yield found


def _among(some: Ranks, ranks: Ranks) -> npt.NDArray[np.bool_]:
    """For each of `some`: is it one of `ranks`?"""
    if not len(ranks):
        return np.zeros(len(some), np.bool_)
    index = np.minimum(np.searchsorted(ranks, some), len(ranks) - 1)
    found: npt.NDArray[np.bool_] = ranks[index] == some
    return found
