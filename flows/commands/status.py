"""`hedgerow status`: what is healthy, what is blocked until when, what went wrong and why."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from extractors.errors import InputError
from flows.fetching import Frontier
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


def run_status(settings: Settings, *, as_json: bool) -> int:
    """Zero, once the state of the home is on stdout."""
    home = settings.home
    if not (home / "warehouse.duckdb").exists():
        raise InputError(f"{home}: nothing was crawled yet; run `hedgerow crawl` or name --home")
    told = {
        "sources": answer_rows(home, _SOURCES),
        "runs": answer_rows(home, _RUNS),
        "issues": answer_rows(home, _ISSUES),
        "blocked": _blocked(settings),
    }
    if as_json:
        print_json({name: [_plain(row) for row in rows] for name, rows in told.items()})
        return 0
    for name, heading in (
        ("sources", "Sources"),
        ("blocked", "Hosts that are being left alone"),
        ("issues", "Issues of the last run"),
        ("runs", "Last runs"),
    ):
        _print_rows(heading, told[name])
    return 0


def _blocked(settings: Settings) -> Rows:
    now = time.time()
    with Frontier(settings.home) as frontier:
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
