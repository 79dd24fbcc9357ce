"""Reading in a worker process that some page ends, as a kernel out of memory would."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from flows.batches import Batch, BatchReport


def warm_up() -> None:
    """Nothing to load."""


def stage(batch: Batch) -> BatchReport:
    """One document for each page but a poisonous one, which kills; `once` kills a single time."""
    for capture in batch.captures:
        mark = Path(batch.home) / "killed"
        if capture.url == "poison" or (capture.url == "once" and not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return BatchReport(documents=len(batch.captures))


def killed_at_once() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
