"""What the warehouse keeps besides readings: where they came from and how each run went.

Times are UTC ISO 8601 strings ("2026-11-21T09:30:00Z"); a time with another offset is converted
when it is staged, one without an offset is taken as UTC.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Capture",
    "FetchRecord",
    "IssueRecord",
    "RunRecord",
    "SourceRecord",
    "SourceRunRecord",
]


@dataclass(frozen=True, slots=True)
class Capture:
    """The provenance of one reading: which run read which bytes, fetched when and from where."""

    run_id: str
    source: str
    url: str
    fetched_at: str
    archive_file: str | None = None
    """Name of the WARC file, relative to the home."""
    archive_offset: int | None = None
    """Byte offset of the response record in that file."""
    payload_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One row of the source catalogue, as far as analysts need it."""

    name: str
    kind: str
    adapter: str
    homepage: str | None = None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One crawl or re-extraction; staged again when it ends, the later record wins."""

    run_id: str
    started_at: str
    finished_at: str | None = None
    status: str = "running"
    extractor_version: str | None = None
    discovered: int = 0
    fetched: int = 0
    unchanged: int = 0
    failed: int = 0
    documents: int = 0
    claims: int = 0
    hype_flags: int = 0


@dataclass(frozen=True, slots=True)
class SourceRunRecord:
    """How one source fared in one run; staged again when it ends, the later record wins."""

    run_id: str
    source: str
    status: str
    discovered: int = 0
    fetched: int = 0
    unchanged: int = 0
    failed: int = 0
    documents: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """One request and its outcome; outcome `unchanged` says that the page is as last seen."""

    run_id: str
    source: str
    url: str
    fetched_at: str
    outcome: str
    status: int | None = None
    """HTTP status, None where no response came."""
    final_url: str | None = None
    reason: str | None = None
    bytes: int = 0
    milliseconds: int = 0
    archive_file: str | None = None
    archive_offset: int | None = None


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """One thing that went wrong with one page, and why; the run went on."""

    run_id: str
    source: str
    url: str
    stage: str
    """discover, fetch, read, extract or load."""
    reason: str
    """A short code, as `DocumentError.reason` gives it."""
    detail: str = ""
    at: str | None = None
    """When it was noticed; the column is `noticed_at`, since `at` is a word of SQL."""
