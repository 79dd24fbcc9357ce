"""An answer as a table that fits its terminal, or as one block a row where no table would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.screen import harmless

__all__ = ["cell_text", "fits", "grid", "print_rows"]

Rows = Sequence[Sequence[Any]]

_GAP = 2
_NARROWEST_TEXT = 14
"""A long text that gets fewer characters than this tells nothing: then each row is a block."""
_WIDEST_HEADING = 10
"""Longer headings of narrow columns are broken after an underscore or blank."""
_FOLDED_FROM = 36
"""A text column this wide shows all its words, in lines; a narrower one ends in an ellipsis."""


def print_rows(console: Console, names: Sequence[str], rows: Rows) -> None:
    """None; the rows are on the console, side by side where that can be read."""
    if fits(names, rows, console.width):
        console.print(grid(names, rows, console.width))
    else:
        _print_blocks(console, names, rows)


def fits(names: Sequence[str], rows: Rows, width: int) -> bool:
    """True when every column can have its least width side by side."""
    return sum(least for least, _ in _widths(names, rows)) + _GAP * (len(names) - 1) <= width


def grid(names: Sequence[str], rows: Rows, width: int, title: str | None = None) -> Table:
    """The table; short values are whole, long texts share what is left of `width` characters."""
    table = Table(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold", padding=(0, 1),
        collapse_padding=True, title=title, title_justify="left",
    )  # fmt: skip
    given = _shared(_widths(names, rows), width - _GAP * (len(names) - 1))
    for index, (name, wide) in enumerate(zip(names, given, strict=True)):
        numeric = any(isinstance(row[index], int | float) for row in rows)
        folded = wide >= _FOLDED_FROM
        table.add_column(
            _heading(name, wide), justify="right" if numeric else "left", width=wide,
            no_wrap=not folded, overflow="fold" if folded else "ellipsis",
        )  # fmt: skip
    for row in rows:
        table.add_row(*(Text(cell_text(value)) for value in row))
    return table


def cell_text(value: Any) -> str:
    """A value as people read it: no quotes, no brackets, times to the minute where that is all."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(cell_text, value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if not value.second else "seconds")
    if isinstance(value, float):
        return f"{value:.6g}"
    return harmless(" ".join(str(value).split()))


def _widths(names: Sequence[str], rows: Rows) -> list[tuple[int, int]]:
    """For each column the least and the most characters that it can use."""
    widths = []
    for index, name in enumerate(names):
        longest = max((Text(cell_text(row[index])).cell_len for row in rows), default=0)
        broken = max(map(len, _heading(name, _WIDEST_HEADING).split("\n")))
        least = max(broken, min(longest, _NARROWEST_TEXT))
        widths.append((least, max(longest, min(len(name), max(least, _WIDEST_HEADING)))))
    return widths


def _shared(widths: Sequence[tuple[int, int]], room: int) -> list[int]:
    """Characters for each column: the least first, then evenly among those that want more."""
    given = [least for least, _ in widths]
    spare = room - sum(given)
    while spare > 0:
        wanting = [i for i, (_, most) in enumerate(widths) if given[i] < most]
        if not wanting:
            break
        share = max(1, spare // len(wanting))
        for index in wanting:
            more = min(share, widths[index][1] - given[index], spare)
            given[index] += more
            spare -= more
    return given


def _heading(name: str, width: int) -> str:
    """The name in lines of at most `width` where its underscores and blanks allow."""
    lines = [""]
    for word in name.replace("_", "_\0").replace(" ", " \0").split("\0"):
        if lines[-1] and len((lines[-1] + word).rstrip()) > width:
            lines.append(word)
        else:
            lines[-1] += word
    return "\n".join(line.rstrip() for line in lines)


def _print_blocks(console: Console, names: Sequence[str], rows: Rows) -> None:
    """One line per column, with what goes on below it indented."""
    for number, row in enumerate(rows, 1):
        console.print(f"-- row {number}", style="bold", markup=False, highlight=False)
        block = Table.grid(padding=(0, 2, 0, 0))
        block.add_column(no_wrap=True, style="dim")
        block.add_column(overflow="fold")
        for name, value in zip(names, row, strict=True):
            block.add_row(name, Text(cell_text(value)))
        console.print(block)
