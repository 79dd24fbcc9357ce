"""The summary of one crawl: what each source gave, as a table for people and JSON for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from rich.table import Table

from flows.exit_codes import DONE, PARTLY
from warehouse.records import SourceRunRecord

RunStatus = Literal["completed", "completed_with_failures", "failed", "interrupted"]
SourceStatus = Literal["completed", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """How one source fared in one crawl."""

    name: str
    status: SourceStatus = "completed"
    discovered: int = 0
    """Pages, files or records that the source's lists named and this crawl looked at."""
    fetched: int = 0
    """New or changed bodies."""
    unchanged: int = 0
    """Pages that are as last seen, or were not due."""
    failed: int = 0
    """Requests for pages that came to nothing, and documents that could not be read."""
    documents: int = 0
    """Documents read and staged."""
    reason: str | None = None

    def record(self, run_id: str) -> SourceRunRecord:
        """This summary as a row of the warehouse."""
        values = asdict(self)
        return SourceRunRecord(run_id=run_id, source=values.pop("name"), **values)


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """How a whole crawl went."""

    run_id: str
    status: RunStatus
    sources: tuple[SourceSummary, ...]
    documents: int = 0
    claims: int = 0
    hype_flags: int = 0
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """0 done; 3 where a source failed, or all of them did; 130 for one that was broken off."""
        codes = {"completed": DONE, "interrupted": 130}
        return codes.get(self.status, PARTLY)

    @property
    def failures(self) -> str | None:
        """Which sources failed and why, in one line; None where none did."""
        failed = [source for source in self.sources if source.status == "failed"]
        told = "; ".join(f"{source.name}: {source.reason}" for source in failed)
        return f"{len(failed)} of {len(self.sources)} sources failed. {told}" if failed else None

    def as_json(self) -> dict[str, Any]:
        """The summary as the contract's JSON object."""
        return {**asdict(replace(self, seconds=round(self.seconds, 2)))}

    def as_table(self) -> Table:
        """The summary as a table that fits a terminal."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("source", overflow="fold")
        for name in ("discovered", "fetched", "unchanged", "failed", "documents"):
            table.add_column(name, justify="right", overflow="fold")
        table.add_column("status", overflow="fold")
        for source in self.sources:
            counts = (source.discovered, source.fetched, source.unchanged, source.failed)
            table.add_row(source.name, *map(str, (*counts, source.documents)), source.status)
        return table

    def reasons(self) -> list[str]:
        """Why each source that failed did, a line for each."""
        return [f"{source.name}: {source.reason}" for source in self.sources if source.reason]


def run_status(sources: tuple[SourceSummary, ...]) -> RunStatus:
    """The honest word for a crawl: failed only when every source did."""
    failed = sum(source.status == "failed" for source in sources)
    if not failed:
        return "completed"
    return "failed" if failed == len(sources) else "completed_with_failures"
