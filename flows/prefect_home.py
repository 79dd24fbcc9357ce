"""Prefect, embedded: its state under the home, no account, no server to start, no call home."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from extractors.errors import HedgerowError
from flows.prefect_server import PrefectServer, find_server

T = TypeVar("T")

OFFLINE = {
    # Both, or one of two telemetry hosts is still asked for.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",  # it asks an analytics host all the same
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_ROOT_LEVEL": "CRITICAL",  # its services warn through the root logger
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",  # and tell of events that an interrupt cut off
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # so does the temporary server
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # and what that is built from
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_CLIENT_MAX_RETRIES": "7",  # a busy machine's server answers 503 for longer than 5 last
}
SERVED = {
    **OFFLINE,
    "PREFECT_LOGGING_LEVEL": "INFO",  # nobody watches a scheduled run: its page keeps the log
    "PREFECT_LOGGING_ROOT_LEVEL": "WARNING",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "ERROR",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "NOTSET",
    "PREFECT_LOGGING_TO_API_ENABLED": "true",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_LOGGING_COLORS": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
}
_PATIENCE_SECONDS = 30.0
"""How long a standing server may be too busy to answer before a temporary one is started beside."""
_FOREIGN = ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_API_AUTH_STRING", "PREFECT_PROFILE")


def embed_prefect(home: Path) -> None:
    """Points this process's Prefect at the home's standing server, else at a temporary one.

    The database of both lies under the home. Must run before `prefect` is imported, since Prefect
    reads its settings then. A server that the environment names is not used: an embedded run must
    not report to a stranger.
    """
    for name in _FOREIGN:
        os.environ.pop(name, None)
    standing = find_server(home, _PATIENCE_SECONDS)
    os.environ.update(OFFLINE, PREFECT_HOME=str(home / "prefect"))
    os.environ.update(standing.environment if standing else {})


def serve_prefect(home: Path, server: PrefectServer) -> None:
    """Points this process's Prefect, and what it starts, at a standing server.

    Must run before `prefect` is imported. The environment's key goes along to a server that was
    named, and to no other.
    """
    kept = ("PREFECT_API_KEY", "PREFECT_API_AUTH_STRING") if not server.is_ours else ()
    for name in _FOREIGN:
        if name not in kept:
            os.environ.pop(name, None)
    os.environ.update(SERVED, PREFECT_HOME=str(home / "prefect"), **server.environment)


def run_flow(flow_run: Coroutine[Any, Any, T]) -> T:
    """What the flow gives; HedgerowError where Prefect's server failed to start or to keep up."""
    from httpx import HTTPError  # what every failed call of Prefect's client is

    try:
        return asyncio.run(flow_run)
    except RuntimeError as error:
        if "ephemeral" not in str(error).lower():
            raise
        raise HedgerowError(f"{error} Nothing was begun; run again.") from error
    except HTTPError as error:
        why = str(error).partition("\n")[0]
        raise HedgerowError(
            f"Prefect's server did not keep up ({why}); what was fetched and staged is kept: run "
            "again, when this machine is less busy"
        ) from error
