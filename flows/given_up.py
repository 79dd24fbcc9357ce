"""Pages that no process lives to read: each becomes an issue, and the crawl goes on."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.batches import Batch, BatchReport
from warehouse.places import Places
from warehouse.records import IssueRecord
from warehouse.stage import write_part

__all__ = ["READER_KILLED", "stage_as_unreadable"]

READER_KILLED = "reader_killed"
_DETAIL = (
    "the process that read it was killed, twice: memory ran out, or a library failed; "
    "its bytes stay in the archive, and `hedgerow reextract` tries again"
)


def stage_as_unreadable(batch: Batch) -> BatchReport:
    """What a batch came to of which no page could be read, once its issues are on disk."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    issues = [
        IssueRecord(batch.run_id, kept.source, kept.url, "read", READER_KILLED, _DETAIL, now)
        for kept in batch.captures
    ]
    write_part(Places(batch.home).staging / batch.run_id, issues=issues)
    number = len(batch.captures)
    return BatchReport(unreadable=number, reasons=(READER_KILLED,) * number)
