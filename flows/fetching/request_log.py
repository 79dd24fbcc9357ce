"""Every request that was made, and every body of one that still awaits reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from flows.fetching.frontier_file import FrontierFile
from flows.fetching.response import Response
from warehouse.records import FetchRecord

__all__ = ["Capture", "RequestLog", "RunYield"]


@dataclass(frozen=True, slots=True)
class Capture:
    """An archived body that has not been staged yet."""

    archive_file: str
    archive_offset: int
    run_id: str
    source: str
    url: str
    title: str | None
    published_at: str | None


@dataclass(frozen=True, slots=True)
class RunYield:
    """What one crawl of one source came to, lists and robots.txt left out."""

    source: str
    last_at: str
    fetched: int
    pages: int
    """Fetched or unchanged."""
    failed: int
    bytes: int
    """Of the fetched pages, on the wire."""


class RequestLog(FrontierFile):
    """The requests of a frontier."""

    # --- what awaits reading -------------------------------------------------------------------

    def _insert_capture(self, response: Response, run_id: str) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO captures (archive_file, archive_offset, run_id, source, url,"
            " title, published_at, passing) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                response.archive_file,
                response.archive_offset,
                run_id,
                response.source,
                response.url,
                response.title,
                response.published_at,
                response.noarchive,
            ),
        )

    def unstaged(self, source: str | None = None) -> tuple[Capture, ...]:
        """Archived bodies that are not staged yet, of one source or of all, oldest first."""
        self.commit()  # nothing is read that a kill could still take back
        names = ", ".join(field.name for field in fields(Capture))
        rows = self._all(
            f"SELECT {names} FROM captures WHERE staged = 0 AND (? IS NULL OR source = ?)"
            " ORDER BY rowid",
            source,
            source,
        )
        return tuple(Capture(**row) for row in rows)

    def mark_staged(self, responses: Iterable[Response | Capture]) -> None:
        """None; these bodies are staged for good and need no reading again."""
        keys = [(item.archive_file, item.archive_offset) for item in responses]
        with self.transaction():
            self._db.executemany(
                "UPDATE captures SET staged = 1 WHERE archive_file = ? AND archive_offset = ?", keys
            )

    def passed(self) -> tuple[tuple[str, int], ...]:
        """File and offset of each body that its site wants no copy of, once it is staged."""
        rows = self._all(
            "SELECT archive_file, archive_offset FROM captures WHERE staged = 1 AND passing = 1"
        )
        return tuple((row["archive_file"], row["archive_offset"]) for row in rows)

    # --- requests ------------------------------------------------------------------------------

    def _insert_fetch(self, response: Response, run_id: str) -> None:
        self._db.execute(
            "INSERT INTO fetches (run_id, source, url, fetched_at, outcome, status, final_url,"
            " reason, bytes, milliseconds, archive_file, archive_offset)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run_id,
                response.source,
                response.url,
                response.fetched_at,
                response.outcome,
                response.status,
                response.final_url,
                response.reason,
                response.wire_bytes,
                response.milliseconds,
                response.archive_file,
                response.archive_offset,
            ),
        )

    def fetches(self, run_id: str) -> tuple[FetchRecord, ...]:
        """Every request of one run, in order."""
        names = ", ".join(field.name for field in fields(FetchRecord))
        rows = self._all(f"SELECT {names} FROM fetches WHERE run_id = ? ORDER BY id", run_id)
        return tuple(FetchRecord(**row) for row in rows)

    def unstaged_fetches(self) -> tuple[FetchRecord, ...]:
        """Every request of any run that is not staged yet, also of killed ones, in order."""
        names = ", ".join(field.name for field in fields(FetchRecord))
        rows = self._all(f"SELECT {names} FROM fetches WHERE staged = 0 ORDER BY id")
        return tuple(FetchRecord(**row) for row in rows)

    def mark_fetches_staged(self, number: int) -> None:
        """None; the first so many unstaged requests are staged for good."""
        with self.transaction():
            self._db.execute(
                "UPDATE fetches SET staged = 1 WHERE id IN"
                " (SELECT id FROM fetches WHERE staged = 0 ORDER BY id LIMIT ?)",
                (number,),
            )

    def run_yields(self) -> tuple[RunYield, ...]:
        """Every crawl of every source that asked for a page, the oldest first."""
        rows = self._all(
            "SELECT f.source, max(f.fetched_at) AS last_at, sum(f.outcome = 'fetched') AS fetched,"
            " sum(f.outcome IN ('fetched', 'unchanged')) AS pages,"
            " sum(f.outcome NOT IN ('fetched', 'unchanged', 'redirected')) AS failed,"
            " sum(CASE f.outcome WHEN 'fetched' THEN f.bytes ELSE 0 END) AS bytes"
            " FROM fetches f JOIN pages p ON p.url = f.url AND p.role = 'page'"
            " GROUP BY f.source, f.run_id ORDER BY min(f.id)"
        )
        return tuple(RunYield(**row) for row in rows)
