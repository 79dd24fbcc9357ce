"""Progress of a crawl: bars on a terminal, plain lines anywhere else; always on stderr."""

from __future__ import annotations

from contextvars import ContextVar
from types import TracebackType
from typing import Protocol

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

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


class _Silent:
    def discovered(self, source: str, number: int) -> None: ...

    def fetched(self, source: str) -> None: ...

    def read(self, source: str, documents: int) -> None: ...

    def finished(self, summary: SourceSummary) -> None: ...


OBSERVER: ContextVar[Observer] = ContextVar("observer", default=_Silent())  # noqa: B039
"""Who is told, in this process; a scheduled run has nobody watching."""


class TerminalProgress:
    """A bar for each source while the crawl runs, or one line for each when it is done."""

    def __init__(self) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[documents]} read"),
            TimeRemainingColumn(),
            console=err,
            disable=not err.is_terminal,
            transient=True,
        )
        self._tasks: dict[str, int] = {}
        self._documents: dict[str, int] = {}

    def __enter__(self) -> TerminalProgress:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def discovered(self, source: str, number: int) -> None:
        """So many pages are to be looked at."""
        task = self._bars.add_task(source, total=number, documents=0)
        self._tasks[source] = task

    def fetched(self, source: str) -> None:
        """One page was fetched, or found unchanged, or failed."""
        if source in self._tasks:
            self._bars.advance(self._tasks[source])  # type: ignore[arg-type]

    def read(self, source: str, documents: int) -> None:
        """So many documents were read and staged."""
        self._documents[source] = self._documents.get(source, 0) + documents
        if source in self._tasks:
            self._bars.update(self._tasks[source], documents=self._documents[source])  # type: ignore[arg-type]

    def finished(self, summary: SourceSummary) -> None:
        """The source is done."""
        if not err.is_terminal:
            told = f" ({summary.reason})" if summary.reason else ""
            err.print(f"{summary.name}: {summary.documents} documents, {summary.status}{told}")
