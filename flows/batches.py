"""Batches of archived responses, and the worker processes that read them."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
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

    def __add__(self, other: BatchReport) -> BatchReport:
        return BatchReport(
            self.documents + other.documents,
            self.claims + other.claims,
            self.hype_flags + other.hype_flags,
            self.unreadable + other.unreadable,
        )


def reading_pool(processes: int) -> ProcessPoolExecutor:
    """Worker processes with the pipeline loaded; spawned, since a fork may inherit held locks."""
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_warm_up)


def _warm_up() -> None:
    from extractors.language.pipeline import load_pipeline

    load_pipeline()


def stage_batch(batch: Batch) -> BatchReport:
    """What a batch came to, run in a worker: only workers pay for loading the language part."""
    from flows.readings import read_and_stage

    return read_and_stage(batch)
