"""Telling somebody how a crawl ended, by a command of theirs; that it failed is never fatal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from flows.settings import Settings
from warehouse.places import Places
from warehouse.records import IssueRecord
from warehouse.stage import write_part

_SAID = 300
"""Characters of what a failing command said that are kept."""


def notify(settings: Settings, told: Mapping[str, Any]) -> list[str]:
    """Why each command that should have told somebody failed; empty when all went well.

    `told` goes to their stdin as JSON; a `status` other than `completed` is a failure. What failed
    is also staged as a row of `issues`, which the next load takes in.
    """
    wanted = [settings.notify.on_every_run]
    if told["status"] != "completed":
        wanted.append(settings.notify.on_failure)
    failures = [
        why
        for command in wanted
        if command and (why := _failure(command, told, settings.notify.timeout_seconds, settings))
    ]
    if failures:
        _record(settings, str(told.get("run_id") or ""), failures)
    return failures


def _failure(command: str, told: Mapping[str, Any], seconds: int, settings: Settings) -> str | None:
    """What went wrong with the command, or None; it and its process group end with its time.

    What it moved to a session of its own (`setsid`) is neither ended nor waited for.
    """
    process = subprocess.Popen(
        ["/bin/sh", "-c", command],
        cwd=settings.home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(json.dumps(told, ensure_ascii=False).encode(), seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"notify: {command!r} did not end within {seconds} s"
    if not process.returncode:
        return None
    words = " ".join(said.decode("utf-8", "replace").split())[-_SAID:]
    return f"notify: {command!r} ended with {process.returncode}" + (f": {words}" if words else "")


def _end(process: subprocess.Popen[bytes]) -> None:
    """None, once nothing of the command's process group lives."""
    with suppress(ProcessLookupError):  # only what left the group still runs
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        # Who left the group may hold them open for ever: nothing more is written or read.
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()


def _record(settings: Settings, run_id: str, failures: list[str]) -> None:
    now = datetime.now(UTC)
    rows = [
        IssueRecord(
            run_id, "", "", "notify", "notification_failed", why, now.isoformat(timespec="seconds")
        )
        for why in failures
    ]
    name = run_id or f"{now:%Y%m%dT%H%M%SZ}-notify"
    write_part(Places(settings.home).staging / name, issues=rows)
