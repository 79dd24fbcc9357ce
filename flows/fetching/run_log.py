"""Which crawls began and which came to their end; one that did not was killed."""

from __future__ import annotations

from dataclasses import dataclass

from flows.fetching.frontier_file import FrontierFile

__all__ = ["CrashedRun", "RunLog"]


@dataclass(frozen=True, slots=True)
class CrashedRun:
    """A crawl that began and never ended."""

    run_id: str
    started_at: str
    """UTC ISO 8601."""
    extractor_version: str | None
    last_sign: str
    """When it last ended a request, else when it began."""
    fetched: int
    unchanged: int


class RunLog(FrontierFile):
    """The crawls of a frontier; only one at a time holds it open to crawl."""

    def begin_run(self, run_id: str, started_at: str, extractor_version: str) -> None:
        """None; the run counts as killed until `end_run`."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, 0)",
                (run_id, started_at, extractor_version),
            )

    def end_run(self, run_id: str, *, is_broken_off: bool = False) -> None:
        """None; the run's own record is staged, though a reader of one broken off may yet stage."""
        ended = 2 if is_broken_off else 1
        with self.transaction():
            self._db.execute("UPDATE runs SET ended = ? WHERE run_id = ?", (ended, run_id))

    def broken_off_runs(self) -> tuple[str, ...]:
        """The names of the runs that somebody broke off and no later one has tidied up after."""
        rows = self._all("SELECT run_id FROM runs WHERE ended = 2 ORDER BY run_id")
        return tuple(row["run_id"] for row in rows)

    def crashed_runs(self) -> tuple[CrashedRun, ...]:
        """Every run that began and did not end, oldest first; asked before a new one begins."""
        rows = self._all(
            "SELECT r.run_id, r.started_at, r.extractor_version,"
            " coalesce(max(f.fetched_at), r.started_at) AS last_sign,"
            " coalesce(sum(f.outcome = 'fetched' AND p.role = 'page'), 0) AS fetched,"
            " coalesce(sum(f.outcome = 'unchanged' AND p.role = 'page'), 0) AS unchanged"
            " FROM runs r LEFT JOIN fetches f USING (run_id) LEFT JOIN pages p ON p.url = f.url"
            " WHERE r.ended = 0 GROUP BY r.run_id ORDER BY r.started_at, r.run_id"
        )
        return tuple(CrashedRun(**row) for row in rows)
