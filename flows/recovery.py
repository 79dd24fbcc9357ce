"""What an earlier schedule left undone: runs that were killed, and nights that were missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from filelock import FileLock, Timeout
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    TaskRunFilter,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed

from flows.plan import Standing

CATCH_UP = "catch-up"
"""The tag of a run that makes up for missed nights."""
CUT_OFF, MISSED = "Cut off", "Missed"
"""Names of states that only we give."""
_UNFINISHED = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
_MANY = 200


@dataclass(frozen=True, slots=True)
class Owed:
    """What an earlier schedule left undone."""

    crashed: tuple[FlowRun, ...] = ()
    """Runs that were killed with their process; they are marked so now."""
    missed: int = 0
    """How many moments were due while nothing ran."""
    was_cut_off: bool = False
    """Whether the last run was killed or stopped, and was not itself making up for others."""
    is_crawling: bool = False
    """Whether a crawl of this home runs now, all by itself."""

    @property
    def is_something(self) -> bool:
        """Whether one crawl would make up for it."""
        return (self.missed > 0 or self.was_cut_off) and not self.is_crawling


async def settle(
    client: PrefectClient, home: Path, deployment: str, before: Standing | None
) -> Owed:
    """What was left undone, once Prefect's record of it is honest.

    Runs whose process is gone become `Crashed`; runs that were never begun, `Missed`.
    """
    now = datetime.now(UTC)
    lock = FileLock(home / "crawl.lock", thread_local=False)
    try:
        with lock.acquire(timeout=0):  # no crawl of this home lives: what is said to run does not
            crashed = await _mark_crashed(client, deployment, None if _own(before) else before)
            await _free_places(client, deployment)
    except Timeout:
        return Owed(is_crawling=True)
    past = await _past_runs(client, deployment, now)
    waiting = [run for run in past if run.state and run.state.is_scheduled()]
    await _mark_missed(client, waiting)
    begun = [run for run in past if run.state and not run.state.is_scheduled()]
    return Owed(crashed, max(_missed(before, begun, now), len(waiting)), _was_cut_off(begun))


async def _free_places(client: PrefectClient, deployment: str) -> None:
    """None; what holds the deployment's one place is gone, whatever a killed server remembers.

    Else every later run would be cancelled: the server forgets who took a place when it ends.
    """
    for found in await client.read_deployments(deployment_filter=_named(deployment)):
        if limit := found.global_concurrency_limit:
            await client.update_global_concurrency_limit(
                limit.name, GlobalConcurrencyLimitUpdate(active_slots=0)
            )


def _own(before: Standing | None) -> bool:
    return before is None or before.is_ours


async def mark_cut_off(client: PrefectClient, runs: list[UUID]) -> None:
    """None; runs that the end of the schedule stopped say so."""
    why = "the schedule was stopped; what was fetched and staged is kept, the next start goes on"
    for run in runs:
        ended = (await client.read_flow_run(run)).state
        # By the rules where it has not ended yet: only so is its place free again.
        is_over = ended is not None and ended.is_final()
        cut_off: State[None] = Cancelled(name=CUT_OFF, message=why)
        await client.set_flow_run_state(run, cut_off, force=is_over)


async def unfinished_runs(client: PrefectClient, deployment: str) -> list[FlowRun]:
    """The runs of a deployment that are said to go on."""
    return await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=_in(_UNFINISHED)),
        deployment_filter=_named(deployment),
        limit=_MANY,
    )


async def _mark_crashed(
    client: PrefectClient, deployment: str, foreign: Standing | None
) -> tuple[FlowRun, ...]:
    """The runs that were killed; on the home's own server all of them, also of `hedgerow crawl`."""
    runs = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=_in(_UNFINISHED)),
        deployment_filter=_named(deployment) if foreign else None,
        limit=_MANY,
    )
    why = "its process was killed or the machine went down; the next crawl goes on from there"
    for run in runs:
        # By the rules, not by force: only so is the deployment's one place free again.
        await client.set_flow_run_state(run.id, Crashed(message=why))
    await _crash_tasks(client, runs)
    return tuple(run for run in runs if run.parent_task_run_id is None)


async def _crash_tasks(client: PrefectClient, runs: list[FlowRun]) -> None:
    if not runs:
        return
    state = TaskRunFilterState(type=TaskRunFilterStateType(any_=_UNFINISHED))
    for task in await client.read_task_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id for run in runs])),
        task_run_filter=TaskRunFilter(state=state),
        limit=_MANY,
    ):
        await client.set_task_run_state(task.id, Crashed(message="its run was killed"), force=True)


async def _past_runs(client: PrefectClient, deployment: str, now: datetime) -> list[FlowRun]:
    """The runs that were due until now, latest first."""
    due = FlowRunFilterExpectedStartTime(before_=now)  # type: ignore[arg-type]
    return await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(expected_start_time=due),
        deployment_filter=_named(deployment),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=_MANY,
    )


async def _mark_missed(client: PrefectClient, runs: list[FlowRun]) -> None:
    for run in runs:
        why = f"nothing was running at {run.expected_start_time:%Y-%m-%d %H:%M} UTC"
        missed: State[None] = Cancelled(name=MISSED, message=why)
        await client.set_flow_run_state(run.id, missed, force=True)


def _missed(before: Standing | None, begun: list[FlowRun], now: datetime) -> int:
    if before is None:
        return 0
    last = [run.expected_start_time for run in begun[:1] if run.expected_start_time]
    return before.plan.missed(max([before.handled_until, *last]), now)


def _was_cut_off(begun: list[FlowRun]) -> bool:
    told = [run for run in begun if run.state and run.state.name != MISSED][:1]
    return any(
        run.state and (run.state.is_crashed() or run.state.name == CUT_OFF)
        for run in told
        if CATCH_UP not in run.tags
    )


def _in(types: list[StateType]) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=types))


def _named(deployment: str) -> DeploymentFilter:
    return DeploymentFilter(name=DeploymentFilterName(any_=[deployment]))
