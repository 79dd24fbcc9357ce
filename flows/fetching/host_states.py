"""What the frontier knows of each host: its pace, its pauses, its robots.txt."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from flows.fetching.frontier_file import FrontierFile

__all__ = ["HostState", "HostStates"]


@dataclass(frozen=True, slots=True)
class HostState:
    """What is known of one host; times are seconds since 1970."""

    host: str
    next_at: float = 0.0
    blocked_until: float = 0.0
    why: str | None = None
    pauses: int = 0
    """How often in a row it asked for a pause (429, 503)."""
    failures: int = 0
    """How many requests in a row failed."""


class HostStates(FrontierFile):
    """The hosts of a frontier."""

    def host(self, host: str) -> HostState:
        """What is known of a host; a new one has no history."""
        row = self._one("SELECT * FROM hosts WHERE host = ?", host)
        return HostState(**row) if row else HostState(host)

    def hosts(self) -> tuple[HostState, ...]:
        """Every host that was ever asked, by name."""
        return tuple(HostState(**row) for row in self._all("SELECT * FROM hosts ORDER BY host"))

    def set_host(self, state: HostState) -> None:
        """None; the host's state is kept."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?, ?, ?)", astuple(state)
            )

    def robots(self, site: str) -> tuple[float, int | None, bytes] | None:
        """When a site's robots.txt was fetched (seconds since 1970), its status and body."""
        row = self._one("SELECT fetched, status, body FROM robots WHERE site = ?", site)
        return (row["fetched"], row["status"], row["body"]) if row else None

    def set_robots(self, site: str, fetched: float, status: int | None, body: bytes) -> None:
        """None; the robots.txt is kept."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)", (site, fetched, status, body)
            )
