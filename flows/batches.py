"""A batch of archived responses, and what reading it came to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flows.fetching.frontier import Capture


@dataclass(frozen=True, slots=True)
class Batch:
    """Archived responses to be read together by one process."""

    home: Path
    run_id: str
    source: str
    captures: tuple[Capture, ...]
    user_lexicon: Path | None = None


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch came to, once its part is safe on disk."""

    documents: int = 0
    claims: int = 0
    hype_flags: int = 0
    unreadable: int = 0
    """Records that gave no document at all."""
    reasons: tuple[str, ...] = ()
    """Why they did not, a word for each, such as `pdf`."""

    def __add__(self, other: BatchReport) -> BatchReport:
        return BatchReport(
            self.documents + other.documents,
            self.claims + other.claims,
            self.hype_flags + other.hype_flags,
            self.unreadable + other.unreadable,
            self.reasons + other.reasons,
        )
