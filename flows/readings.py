"""Archived responses read into staged parts: what one worker process does with a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from extractors.documents import read_documents
from extractors.errors import DocumentError
from extractors.language.annotate import annotate
from extractors.model import Document, Reading
from flows.batches import Batch, BatchReport
from flows.fetching.archive import read_record
from flows.fetching.frontier import Capture as Kept
from flows.fetching.response import Response
from warehouse.places import Places
from warehouse.records import Capture, IssueRecord
from warehouse.stage import write_part


def read_and_stage(batch: Batch) -> BatchReport:
    """Reads each record and stages what it says; a document that cannot be read is an issue."""
    readings: list[tuple[Capture, Reading]] = []
    issues: list[IssueRecord] = []
    reasons: list[str] = []
    for kept in batch.captures:
        try:
            response = read_record(batch.home, kept.archive_file, kept.archive_offset)
            for reading in _readings(batch, kept, response):
                readings.append((_provenance(batch, kept, response), reading))
                issues.extend(_verdict_issues(batch, kept, reading))
        except DocumentError as error:
            issues.append(_issue(batch, kept, error.reason, error.detail))
            reasons.append(error.reason)
    write_part(Places(batch.home).staging / batch.run_id, readings, issues=issues)
    flags = (flag for _, reading in readings for flag in reading.flags)
    return BatchReport(
        documents=len(readings),
        claims=sum(len(reading.claims) for _, reading in readings),
        hype_flags=sum(flag.kind == "hype" and flag.is_flag for flag in flags),
        unreadable=len(batch.captures) - len({capture.url for capture, _ in readings}),
        reasons=tuple(reasons),
    )


def _readings(batch: Batch, kept: Kept, response: Response) -> Iterator[Reading]:
    documents = read_documents(
        response.body, id=kept.url, content_type=response.content_type or None
    )
    for document in documents:
        yield annotate(_with_hints(document, kept), batch.user_lexicon)


def _with_hints(document: Document, kept: Kept) -> Document:
    """The document with what the list said of it, where the page itself is silent."""
    document = replace(document, title=document.title or kept.title)
    if document.published_at or not kept.published_at:
        return document
    return replace(
        document,
        published_at=kept.published_at,
        published_precision="day",
        published_from="feed",
    )


def _provenance(batch: Batch, kept: Kept, response: Response) -> Capture:
    return Capture(
        run_id=batch.run_id,
        source=kept.source,
        url=kept.url,
        fetched_at=response.fetched_at,
        archive_file=kept.archive_file,
        archive_offset=kept.archive_offset,
        payload_sha256=response.sha256,
    )


def _verdict_issues(batch: Batch, kept: Kept, reading: Reading) -> Iterator[IssueRecord]:
    """A row for a page that was read but is no article, so that its silence is explained."""
    document = reading.document
    if document.verdict != "article":
        yield _issue(batch, kept, document.verdict, document.verdict_reason)


def _issue(batch: Batch, kept: Kept, reason: str, detail: str) -> IssueRecord:
    return IssueRecord(
        run_id=batch.run_id,
        source=kept.source,
        url=kept.url,
        stage="read",
        reason=reason,
        detail=detail,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
