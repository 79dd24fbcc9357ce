"""The nightly deployment, served against a standing Prefect server until somebody stops it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
)
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.runner import server as _  # noqa: F401  else imported when it starts, for a second
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from extractors.errors import HedgerowError
from flows.endings import STOPPING, tell_ending
from flows.nightly import nightly
from flows.plan import Plan, Standing, read_standing
from flows.prefect_server import PrefectServer
from flows.recovery import CATCH_UP, Owed, mark_cut_off, settle, unfinished_runs

_LOOKING_SECONDS = 1.0
_ENDING_SECONDS = 5.0
_REMEMBERING = timedelta(seconds=60)


async def serve(
    home: Path, plan: Plan, server: PrefectServer, tell: Callable[[Standing, Owed], None]
) -> None:
    """None, once SIGTERM or Ctrl-C ended it, and with it a run that was going on.

    What an earlier schedule left undone is settled first; `tell` is told, once all is in place.
    Raises HedgerowError where the server ends before us.
    """
    runner = Runner(name="hedgerow", pause_on_shutdown=False, limit=None)
    async with get_client() as client:
        before = read_standing(home)
        owed = await settle(client, home, plan.deployment, before)
        deployment = await runner.aadd_deployment(await nightly_deployment(home, plan))
        for run in owed.crashed:
            crashed = await client.read_flow_run(run.id)
            if crashed.state and "home" in crashed.parameters:
                await tell_ending(nightly, crashed, crashed.state)
        if owed.is_something and plan.makes_up:
            await client.create_flow_run_from_deployment(deployment, tags=[CATCH_UP])
    now = datetime.now(UTC)
    standing = Standing(plan, server.url, server.is_ours, os.getpid(), now, now)
    serving = await _started(runner)
    with _heeding_signals() as stop:
        standing.write(home)
        tell(standing, owed)
        await _until_stopped(serving, stop, server, home, standing)
        await _stop(runner, serving, plan)
    standing.handled(datetime.now(UTC)).write(home)


async def nightly_deployment(home: Path, plan: Plan) -> RunnerDeployment:
    """The deployment of the plan: found by module path, so that it runs from any directory.

    A run that is due while another goes on is cancelled at once: the next takes up what it leaves.
    """
    return await nightly.ato_deployment(
        name=plan.deployment,
        description=f"Crawls {plan.catalogue} into {home}.",
        schedule=Cron(plan.cron, timezone=plan.timezone),
        parameters={
            "home": str(home),
            "catalogue": str(plan.catalogue),
            "only": list(plan.only),
            "limit": plan.limit,
        },
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def _started(runner: Runner) -> asyncio.Task[None]:
    """The runner's own task, once it looks for runs that are due."""
    serving = asyncio.create_task(runner.start())
    while not (runner.started or serving.done()):
        await asyncio.sleep(0.05)
    return serving


@contextmanager
def _heeding_signals() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and Ctrl-C set; the runner's own handler could wait for a minute."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for word in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(word, stop.set)
    yield stop


async def _until_stopped(
    serving: asyncio.Task[None],
    stop: asyncio.Event,
    server: PrefectServer,
    home: Path,
    standing: Standing,
) -> None:
    """None, once it was asked to stop. Raises HedgerowError where the server ends before us."""
    while not (stop.is_set() or serving.done()):
        if not server.is_alive:
            serving.cancel()
            await asyncio.wait({serving}, timeout=_ENDING_SECONDS)
            raise HedgerowError(f"Prefect's server at {server.url} ended; see prefect/server.log")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOKING_SECONDS)
        # What was due more than a minute ago has begun, which Prefect remembers.
        if (handled := datetime.now(UTC) - _REMEMBERING) - standing.handled_until > _REMEMBERING:
            standing = standing.handled(handled)
            standing.write(home)


async def _stop(runner: Runner, serving: asyncio.Task[None], plan: Plan) -> None:
    """None, once neither the runner nor a run that was going on lives, and Prefect knows why."""
    if not serving.done():
        STOPPING.set()
        async with get_client() as client:
            cut_off = [run.id for run in await unfinished_runs(client, plan.deployment)]
            await runner.astop()
            await mark_cut_off(client, cut_off)
    with suppress(asyncio.CancelledError):
        await serving
