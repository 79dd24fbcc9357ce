"""What a scheduled run says of itself on its page in Prefect: one line for each source."""

from __future__ import annotations

import logging

from prefect._internal.control_listener import get_intent
from prefect.context import FlowRunContext
from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger

from flows.progress import OBSERVER, Observer
from flows.summary import SourceSummary


class RunLog:
    """Tells how a crawl gets on to the log of the Prefect run that it is called in."""

    def discovered(self, source: str, number: int) -> None:
        """So many pages are to be looked at."""
        say(f"{source}: {number} pages named")

    def fetched(self, source: str) -> None:
        """One page was fetched: not worth a line."""

    def read(self, source: str, documents: int) -> None:
        """So many documents were read and staged: their task says so."""

    def finished(self, summary: SourceSummary) -> None:
        """The source is done."""
        why = f": {summary.reason}" if summary.reason else ""
        say(
            f"{summary.name}: {summary.fetched} fetched, {summary.unchanged} unchanged, "
            f"{summary.failed} failed, {summary.documents} documents; {summary.status}{why}",
            is_wrong=summary.status == "failed",
        )


def say(line: str, *, is_wrong: bool = False) -> None:
    """One line in the log of the run that is going on; nowhere outside one."""
    try:
        log = get_run_logger()
    except MissingContextError:
        return
    (log.warning if is_wrong else log.info)(line)


def observe_unwatched() -> None:
    """None; a run that a deployment started, and that no command watches, tells its own log."""
    running = FlowRunContext.get()
    if running and running.flow_run and running.flow_run.deployment_id:
        watched: Observer = RunLog()
        OBSERVER.set(watched)
        _end_in_silence()


def _end_in_silence() -> None:
    """None; once the run is told to end, its log has no more lines: who ended it says so in one.

    Else Prefect and asyncio tell of each task that was cancelled, as errors with their tracebacks.
    """
    known = [one for one in logging.root.manager.loggerDict.values() if hasattr(one, "handlers")]
    for handler in {handler for logger in (logging.root, *known) for handler in logger.handlers}:
        handler.addFilter(_goes_on)


def _goes_on(_: logging.LogRecord) -> bool:
    return get_intent() is None
