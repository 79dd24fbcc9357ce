"""How the schedule of a home fares: when it crawls next, how it went, what it missed."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.plan import Standing, is_scheduled, read_standing
from flows.prefect_server import PrefectServer, find_server

_LAST = 5


def schedule_health(home: Path) -> dict[str, Any] | None:
    """The schedule of the home for people and programs; None where it never had one.

    `next` and `runs` come from its Prefect server, and are empty where that does not answer;
    `missed` are the moments that were due since nothing has been running.
    """
    standing = read_standing(home)
    if standing is None:
        return None
    is_running, plan = is_scheduled(home), standing.plan
    told: dict[str, Any] = {
        "running": is_running,
        "since": standing.since.isoformat() if is_running else None,
        "cron": plan.cron,
        "timezone": plan.timezone,
        "deployment": f"crawl/{plan.deployment}",
        "url": standing.url,
        "next": None,
        "missed": 0,
        "runs": [],
    }
    if is_running:
        return told | _from_prefect(home, standing)
    return told | {"missed": plan.missed(standing.handled_until, datetime.now(UTC))}


def _from_prefect(home: Path, standing: Standing) -> dict[str, Any]:
    named = PrefectServer(standing.url, os.environ.get("PREFECT_API_AUTH_STRING"))
    server = find_server(home) if standing.is_ours else named
    deployment = {"deployments": {"name": {"any_": [standing.plan.deployment]}}}
    wanted = {"state": {"type": {"any_": ["SCHEDULED"]}}}
    done = {"state": {"type": {"not_any_": ["SCHEDULED"]}}}
    try:
        if server is None:
            return {}
        coming = server.ask(
            "POST",
            "/flow_runs/filter",
            {**deployment, "flow_runs": wanted, "sort": "EXPECTED_START_TIME_ASC", "limit": 1},
        )
        last = server.ask(
            "POST",
            "/flow_runs/filter",
            {**deployment, "flow_runs": done, "sort": "EXPECTED_START_TIME_DESC", "limit": _LAST},
        )
    except (OSError, ValueError):
        return {}
    return {
        "next": coming[0]["expected_start_time"] if coming else None,
        "runs": [_one_run(run) for run in last or []],
    }


def _one_run(run: dict[str, Any]) -> dict[str, Any]:
    return {
        "due": run["expected_start_time"],
        "state": run["state_name"],
        "seconds": round(run["total_run_time"]),
        "why": (run["state"] or {}).get("message"),
    }
