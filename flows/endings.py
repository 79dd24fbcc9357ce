"""What happens once a crawl has ended, or was ended: those who asked for it are told."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event
from typing import Any

from prefect.client.schemas.objects import FlowRun, State

from extractors.errors import HedgerowError
from flows.notify import notify
from flows.run_log import say
from flows.settings import read_settings
from flows.summary import CrawlSummary
from flows.terminal import print_error

STOPPING = Event()
"""Set while somebody stops the schedule: that runs end with it is no news to them."""


async def tell_ending(flow: object, flow_run: FlowRun, state: State[Any]) -> None:
    """None, once the commands of the home's settings were told; a Prefect hook of every ending."""
    if STOPPING.is_set():
        return
    home = Path(flow_run.parameters["home"])
    try:
        settings = read_settings(home)
        told = await ending(flow_run, state)
        for failure in await asyncio.to_thread(notify, settings, told):
            _warn(failure)
    except (HedgerowError, OSError) as error:
        _warn(f"notify: {error}")


async def ending(flow_run: FlowRun, state: State[Any]) -> dict[str, Any]:
    """The summary of a run that finished, as `hedgerow crawl --json` has it; else why it ended."""
    told = {"run": flow_run.name, "state": state.name, "message": state.message}
    if state.data is not None:
        result: object = await state.aresult(raise_on_failure=False)
        if isinstance(result, CrawlSummary):
            return {**result.as_json(), **told}
    status = "crashed" if state.is_crashed() else "failed"
    return {"run_id": None, "status": status, **told}


def _warn(line: str) -> None:
    say(line, is_wrong=True)
    print_error(line)
