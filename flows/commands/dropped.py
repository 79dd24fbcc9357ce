"""`hedgerow extract --dropped`: what was left out of each page and why, for a person to see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table

from extractors.documents.dropped import (
    OUTSIDE,
    DroppedWords,
    ReadApart,
    read_apart,
    text_apart,
)
from flows.commands.inputs import Job, input_kind, jobs_in, text_of
from flows.commands.outcomes import outcome, told
from flows.terminal import out, print_json

_FIRST_WORDS = 70
"""Characters of a stretch that the table shows."""
_A_SENTENCE = 40
"""Words outside the main text are told one by one from this many characters."""


def show_dropped(paths: Iterable[str], kind: str | None, *, as_json: bool) -> int:
    """The exit code of `hedgerow extract`, once each document's table, or line, is on stdout."""
    jobs = jobs_in(paths, input_kind(kind))

    def tell(page: ReadApart) -> None:
        print_json(_line(page)) if as_json else _print_page(page)

    return told((outcome(job, _pages) for job in jobs), tell)


def _pages(job: Job) -> tuple[ReadApart, ...]:
    if job.kind == "text" or job.kind == "jsonl":
        return (text_apart(text_of(job), id=job.id),)
    return read_apart(job.payload, id=job.id, kind=job.kind)


def _line(page: ReadApart) -> dict[str, Any]:
    return {
        "id": page.document.id,
        "verdict": page.document.verdict,
        "verdict_reason": page.document.verdict_reason,
        "dropped": [_row(one) for one in page.dropped],
    }


def _row(dropped: DroppedWords) -> dict[str, Any]:
    start, end = dropped.span or (None, None)
    return {
        "reason": dropped.reason,
        "where": dropped.where,
        "characters": dropped.characters,
        "start": start,
        "end": end,
        "words": dropped.words,
    }


def _print_page(page: ReadApart) -> None:
    document = page.document
    why = f" ({document.verdict_reason})" if document.verdict_reason else ""
    out.print(_shown(f"{document.id}: {document.verdict}{why}"), style="bold")
    if not page.dropped:
        out.print("  nothing was dropped")
        return
    told = [one for one in page.dropped if one.reason != OUTSIDE or len(one.words) >= _A_SENTENCE]
    if told:
        out.print(_table(told))
    if short := len(page.dropped) - len(told):
        out.print(
            f"  and {short} menus, buttons and other scraps outside the main text: --json has them"
        )


def _table(dropped: Sequence[DroppedWords]) -> Table:
    """The stretches, of which the last column alone gives way to a narrow terminal."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    rows = [(one.reason, _shown(one.where)) for one in dropped]
    for at, name in enumerate(("reason", "where")):
        width = max(len(name), *(len(row[at]) for row in rows))
        table.add_column(name, no_wrap=True, min_width=width)
    table.add_column("first words", no_wrap=True, max_width=_FIRST_WORDS)
    for row, one in zip(rows, dropped, strict=True):
        words = _shown(one.words[: 2 * _FIRST_WORDS]) or f"{one.characters} characters, not read"
        table.add_row(*row, words)
    return table


def _shown(words: str) -> str:
    """On one line, and without the control characters by which a page could write elsewhere."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())
