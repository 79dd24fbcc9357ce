"""Where everything of the warehouse lies under a home folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Places"]


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one home; nothing is created by asking."""

    home: Path

    @property
    def published(self) -> Path:
        """The only file that readers open: a relative link to the newest snapshot."""
        return self.home / "warehouse.duckdb"

    @property
    def snapshots(self) -> Path:
        """The folder of numbered snapshots."""
        return self.home / "snapshots"

    @property
    def store(self) -> Path:
        """The private database that writers share in short, locked windows."""
        return self.home / "store" / "store.duckdb"

    @property
    def lock(self) -> Path:
        """Held by whoever has the store open."""
        return self.home / "store" / "store.lock"

    @property
    def staging(self) -> Path:
        """Parquet parts, one folder per run."""
        return self.home / "staging"

    @property
    def quarantine(self) -> Path:
        """Parts that did not fit the store; one that is moved back to `staging` is tried again."""
        return self.home / "quarantine"

    @property
    def archive(self) -> Path:
        """The WARC files, which flows own; `forget` and `prune` touch them by name only."""
        return self.home / "archive"

    @property
    def reviews(self) -> Path:
        """What people judged: append-only events in SQLite."""
        return self.home / "reviews.sqlite"

    @property
    def prompt_history(self) -> Path:
        """What was typed at the SQL prompt."""
        return self.home / "store" / "sql_history"
