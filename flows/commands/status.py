"""`hedgerow status`: what is healthy, what is blocked until when, what went wrong and why."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from extractors.errors import InputError
from flows.fetching import Frontier, SourceHealth, source_health
from flows.fetching.page_states import SourceDue
from flows.settings import Settings
from flows.terminal import out, print_json
from warehouse.ask import answer_rows

Rows = list[dict[str, Any]]

_SOURCES = """
SELECT s.source, s.kind, s.documents, s.last_success, s.last_status,
    arg_max(r.reason, r.started_at) AS reason
FROM sources s LEFT JOIN source_runs r USING (source) GROUP BY ALL ORDER BY s.source
"""
_RUNS = """
SELECT run_id, status, started_at, fetched, unchanged, failed, documents, claims, hype_flags
FROM runs ORDER BY started_at DESC LIMIT 5
"""
_ISSUES = """
SELECT source, stage, reason, count(*) AS number, any_value(url) AS example
FROM issues WHERE run_id = (SELECT arg_max(run_id, started_at) FROM runs)
GROUP BY ALL ORDER BY number DESC, source LIMIT 20
"""

_HEADINGS = {
    "sources": "Sources",
    "blocked": "Hosts that are being left alone",
    "issues": "Issues of the last run",
    "runs": "Last runs",
}


def run_status(settings: Settings, *, as_json: bool) -> int:
    """Zero, once the state of the home is on stdout."""
    home, now = settings.home, time.time()
    if not (home / "warehouse.duckdb").exists():
        raise InputError(f"{home}: nothing was crawled yet; run `hedgerow crawl` or name --home")
    with Frontier(home) as frontier:
        told = {
            "sources": _with_health(answer_rows(home, _SOURCES), frontier, now),
            "blocked": _blocked(frontier, now),
            "issues": answer_rows(home, _ISSUES),
            "runs": answer_rows(home, _RUNS),
        }
    if as_json:
        print_json({name: [_plain(row) for row in rows] for name, rows in told.items()})
        return 0
    told["sources"] = [_short_source(row) for row in told["sources"]]
    for name, heading in _HEADINGS.items():
        _print_rows(heading, told[name])
    return 0


def _with_health(rows: Rows, frontier: Frontier, now: float) -> Rows:
    """The sources with their yield against its usual range, and what is due."""
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


def _short_source(row: dict[str, Any]) -> dict[str, Any]:
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


def _blocked(frontier: Frontier, now: float) -> Rows:
    return [
        {"host": host.host, "until": _moment(host.blocked_until), "why": host.why}
        for host in frontier.hosts()
        if host.blocked_until > now
    ]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _print_rows(heading: str, rows: Rows) -> None:
    out.print(f"\n{heading}", style="bold")
    if not rows:
        out.print("  none")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in rows[0]:
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*("" if value is None else _short(value) for value in row.values()))
    out.print(table)


def _short(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
