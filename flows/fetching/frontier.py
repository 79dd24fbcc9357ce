"""What a crawl remembers between nights: pages, hosts, requests, and what awaits reading.

One SQLite file in the home (`frontier.sqlite`, write-ahead log). Every request is all or nothing:
its row, the page's state, the archive's length and, for a new body, a mark that it still has to
be staged. Requests that end within a tenth of a second are committed together. What `kill -9`
takes from such a group the next crawl finds again in the archive, where every answer is before.
"""

from __future__ import annotations

from flows.fetching.host_states import HostState, HostStates
from flows.fetching.page_states import PageState, PageStates
from flows.fetching.request_log import Capture, RequestLog, RunYield
from flows.fetching.response import Response
from flows.fetching.run_log import CrashedRun, RunLog
from flows.fetching.target import Role

__all__ = ["Capture", "CrashedRun", "Frontier", "HostState", "PageState", "RunYield"]


class Frontier(PageStates, HostStates, RequestLog, RunLog):
    """The crawl's memory; safe to use from several threads of one process."""

    def record(
        self,
        response: Response,
        run_id: str,
        role: Role,
        now: float,
        archive_length: int | None = None,
    ) -> None:
        """None; a request, the state it leaves and its claim to be staged, all or nothing."""
        with self.grouped():
            self._insert_fetch(response, run_id)
            if response.archive_file and archive_length is not None:
                self.set_archive_length(response.archive_file, archive_length)
            if role != "robots" and response.outcome not in ("redirected", "blocked"):
                self._update_page(response, role, now)
            if role == "page" and response.ok and response.archive_file:
                self._insert_capture(response, run_id)

    def record_request(
        self, response: Response, run_id: str, archive_length: int | None = None
    ) -> None:
        """None; a request that says nothing about a page: a redirect's hop, a robots.txt."""
        self.record(response, run_id, "robots", 0.0, archive_length)

    # --- retention -----------------------------------------------------------------------------

    def forget(self, url: str, at: str) -> bool:
        """Was the page known? Its state is gone; that it must not be fetched again stays."""
        known = self.page(url) is not None
        with self._reshaped():
            self._db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", (url, at))
            for table in ("pages", "captures", "fetches"):
                self._db.execute(f"DELETE FROM {table} WHERE url = ?", (url,))
        return known

    def drop_record(self, file: str, offset: int) -> None:
        """None; nothing points to this archive record any more."""
        place = "WHERE archive_file = ? AND archive_offset = ?"
        with self._reshaped():
            self._db.execute(f"DELETE FROM captures {place}", (file, offset))
            self._db.execute(
                f"UPDATE pages SET archive_file = NULL, archive_offset = NULL {place}",
                (file, offset),
            )

    def drop_archive(self, file: str) -> None:
        """None; nothing points into this archive file any more, and its lists are asked afresh."""
        with self._reshaped():
            self._db.execute(
                "UPDATE pages SET archive_file = NULL, archive_offset = NULL,"
                " sha256 = CASE role WHEN 'page' THEN sha256 END WHERE archive_file = ?",
                (file,),
            )
            self._db.execute("DELETE FROM captures WHERE archive_file = ?", (file,))
            self._db.execute("DELETE FROM archives WHERE file = ?", (file,))

    # --- archives ------------------------------------------------------------------------------

    def archive_length(self, file: str) -> int:
        """How many bytes of an archive file are accounted for."""
        row = self._one("SELECT length FROM archives WHERE file = ?", file)
        return int(row["length"]) if row else 0

    def set_archive_length(self, file: str, length: int) -> None:
        """None; the archive file is accounted for up to here."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO archives VALUES (?, ?)", (file, length))
