"""Progress of a crawl: bars on a terminal, plain lines anywhere else; always on stderr."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Protocol, runtime_checkable

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from flows.summary import SourceSummary
from flows.terminal import err


class Observer(Protocol):
    """Who is told how a crawl gets on."""

    def discovered(self, source: str, number: int) -> None:
        """So many pages are to be looked at."""

    def fetched(self, source: str) -> None:
        """One page was fetched, or found unchanged, or failed."""

    def read(self, source: str, documents: int) -> None:
        """So many documents were read and staged."""

    def finished(self, summary: SourceSummary) -> None:
        """The source is done."""


@runtime_checkable
class PhaseObserver(Protocol):
    """Who is also told what comes before and after the sources."""

    def doing(self, what: str) -> None:
        """What is done before the first source, or with what all of them gave."""


class _Silent:
    def discovered(self, source: str, number: int) -> None: ...

    def fetched(self, source: str) -> None: ...

    def read(self, source: str, documents: int) -> None: ...

    def finished(self, summary: SourceSummary) -> None: ...


_WIDE = 100
_EVERY_SECONDS = 60.0

OBSERVER: ContextVar[Observer] = ContextVar("observer", default=_Silent())  # noqa: B039
"""Who is told, in this process; a scheduled run has nobody watching."""


class TerminalProgress:
    """A bar for each source at work on a terminal; elsewhere a line a minute and one at the end."""

    def __init__(self, console: Console = err, clock: Callable[[], float] = time.monotonic) -> None:
        self._console, self._clock = console, clock
        narrow = console.width < _WIDE
        self._bars = Progress(
            TextColumn("{task.description}", table_column=_name_column(narrow)),
            BarColumn(bar_width=8 if narrow else 30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[read]}"),
            _RateColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._sources: dict[str, _Source] = {}
        self._phase: TaskID | None = None

    def __enter__(self) -> TerminalProgress:
        self._bars.start()
        self.doing("starting")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """None; the bars are gone, so that others may write to the terminal."""
        self._bars.stop()

    def discovered(self, source: str, number: int) -> None:
        """So many pages are to be looked at."""
        self._end_phase()
        bar = self._bars.add_task(escape(source), total=number, read="")
        self._sources[source] = _Source(bar, number, self._clock())

    def fetched(self, source: str) -> None:
        """One page was fetched, or found unchanged, or failed."""
        if at := self._sources.get(source):
            at.fetched += 1
            self._bars.advance(at.bar)
            self._tell_now_and_then(source, at)

    def read(self, source: str, documents: int) -> None:
        """So many documents were read and staged."""
        if at := self._sources.get(source):
            at.read += documents
            self._bars.update(at.bar, read=f"{at.read} read")
            self._tell_now_and_then(source, at)

    def finished(self, summary: SourceSummary) -> None:
        """The source is done: its bar makes room for those that are not."""
        if at := self._sources.get(summary.name):
            self._bars.update(at.bar, visible=False)
        if not self._console.is_terminal:
            told = f" ({summary.reason})" if summary.reason else ""
            self._line(f"{summary.name}: {summary.documents} documents, {summary.status}{told}")

    def doing(self, what: str) -> None:
        """What is done before the first source, or with what all of them gave."""
        self._end_phase()
        self._phase = self._bars.add_task(f"{what} ...", total=None, read="")

    def _end_phase(self) -> None:
        if self._phase is not None:
            self._bars.update(self._phase, visible=False)

    def _tell_now_and_then(self, source: str, at: _Source) -> None:
        now = self._clock()
        is_soon = now - at.told_at < _EVERY_SECONDS
        if self._console.is_terminal or is_soon or not at.fetched:
            return
        at.told_at = now
        per_minute = 60 * at.fetched / (now - at.began_at)
        left = timedelta(minutes=round((at.number - at.fetched) / per_minute))
        self._line(
            f"{source}: {at.fetched} of {at.number} fetched, {at.read} read, "
            f"{per_minute:.0f}/min, {left} left"
        )

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)


@dataclass(slots=True)
class _Source:
    """How far one source has come; times are the clock's seconds."""

    bar: TaskID
    number: int
    began_at: float
    fetched: int = 0
    read: int = 0
    told_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.told_at = self.began_at


class _RateColumn(ProgressColumn):
    """Pages a minute: a polite crawl makes few a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{60 * speed:.0f}/min")


def _name_column(narrow: bool) -> Column:
    return Column(max_width=16 if narrow else 30, no_wrap=True, overflow="ellipsis")
