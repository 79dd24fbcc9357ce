"""`hedgerow status`: what is healthy, what is blocked until when, what went wrong and why."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from extractors.errors import InputError
from flows.fetching import Frontier
from flows.health import health_rows, short_row
from flows.schedule_health import schedule_health
from flows.settings import Settings
from flows.terminal import out, print_json
from warehouse.ask import answer_rows

Rows = list[dict[str, Any]]

_RUNS = """
SELECT run_id, status, started_at, fetched, unchanged, failed, documents, claims, hype_flags
FROM runs ORDER BY started_at DESC LIMIT 5
"""
_ISSUES = """
SELECT source, stage, reason, count(*) AS number, min_by(detail, url) AS detail, min(url) AS example
FROM issues WHERE run_id = (SELECT arg_max(run_id, started_at) FROM runs)
GROUP BY source, stage, reason ORDER BY number DESC, source, stage, reason LIMIT 20
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
    schedule = schedule_health(home)
    if not (home / "warehouse.duckdb").exists():
        if schedule:
            print_json({"schedule": schedule}) if as_json else _print_schedule(schedule)
            return 0
        raise InputError(f"{home}: nothing was crawled yet; run `hedgerow crawl` or name --home")
    with Frontier(home) as frontier:
        told = {
            "sources": health_rows(home, frontier, now),
            "blocked": _blocked(frontier, now),
            "issues": answer_rows(home, _ISSUES),
            "runs": answer_rows(home, _RUNS),
        }
    if as_json:
        rows_by_name = {name: [_plain(row) for row in rows] for name, rows in told.items()}
        print_json({**rows_by_name, "schedule": schedule})
        return 0
    told["sources"] = [short_row(row) for row in told["sources"]]
    told["issues"] = [_short_issue(row) for row in told["issues"]]
    told["runs"] = [_short_run(row) for row in told["runs"]]
    for name, heading in _HEADINGS.items():
        _print_rows(heading, told[name])
    if schedule:
        _print_schedule(schedule)
    return 0


def _print_schedule(schedule: dict[str, Any]) -> None:
    out.print("\nSchedule", style="bold")
    when = f"cron {schedule['cron']} ({schedule['timezone']})"
    if not schedule["running"]:
        missed = f"; {schedule['missed']} missed" if schedule["missed"] else ""
        line = f"  not running{missed}; `hedgerow schedule` starts it, {when}"
        out.print(line, markup=False, soft_wrap=True)
        return
    coming = schedule["next"]
    local = f"{datetime.fromisoformat(coming):%Y-%m-%d %H:%M} UTC" if coming else "not known"
    out.print(f"  next {local}, {when}; {schedule['url']}", markup=False, soft_wrap=True)
    runs = [{**run, "due": datetime.fromisoformat(run["due"])} for run in schedule["runs"]]
    if runs:
        _print_rows("Last scheduled runs", runs)


def _short_issue(row: dict[str, Any]) -> dict[str, Any]:
    """The issue as a person reads it: why, in words where there are any."""
    why = row["detail"] or row["reason"].replace("_", " ")
    return {name: row[name] for name in ("source", "stage", "number")} | {
        "why, for one": why,
        "which": row["example"],
    }


def _short_run(row: dict[str, Any]) -> dict[str, Any]:
    """The run as a person reads it; its name tells when it began."""
    told = {name: value for name, value in row.items() if name != "started_at"}
    return told | {"status": row["status"].replace("_", " ")}


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
