"""How every source of a home fares: its last run, its yield as against the usual, what is due."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.fetching import Frontier, SourceHealth, source_health
from flows.fetching.page_states import SourceDue
from warehouse.ask import answer_rows

Rows = list[dict[str, Any]]

_SOURCES = """
SELECT s.source, s.kind, s.documents, s.last_success, s.last_status,
    arg_max(r.reason, r.started_at) AS reason
FROM sources s LEFT JOIN source_runs r USING (source) GROUP BY ALL ORDER BY s.source
"""


def health_rows(home: Path, frontier: Frontier, now: float) -> Rows:
    """Every source that was ever crawled: its yield against the usual range, and what is due.

    `now` is in seconds since 1970.
    """
    rows = answer_rows(home, _SOURCES)
    health = {row.source: row for row in source_health(frontier)}
    due = {row.source: row for row in frontier.due(now)}
    return [_one_source(row, health.get(row["source"]), due.get(row["source"])) for row in rows]


def _one_source(
    row: dict[str, Any], health: SourceHealth | None, due: SourceDue | None
) -> dict[str, Any]:
    return {
        **row,
        "pages": health.pages if health else 0,
        "usual_pages": health.usual_pages if health else None,
        "bytes_per_page": health.bytes_per_page if health else 0,
        "alarm": health.alarm if health else None,
        "due": due.now if due else 0,
        "next_due": _moment(due.next) if due else None,
    }


def short_row(row: dict[str, Any]) -> dict[str, Any]:
    """The source as a person reads it: one column for whatever is wrong."""
    usual = row["usual_pages"]
    usually = f" (usually {usual[0]} to {usual[1]})" if usual else ""
    return {
        "source": row["source"],
        "documents": row["documents"],
        "last_success": row["last_success"],
        "last_status": row["last_status"],
        "pages": f"{row['pages']}{usually}",
        "due": row["due"],
        "alarm": "; ".join(told for told in (row["reason"], row["alarm"]) if told),
    }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
