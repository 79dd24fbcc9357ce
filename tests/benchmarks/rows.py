"""A row of the benchmark table: one piece of work, done here and by a peer, and their ratio."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One comparison; both figures come from the same run on the same machine."""

    work: str
    unit: str
    ours: float | None
    peer: str = ""
    theirs: float | None = None
    note: str = ""
    """What each of them found, or why a figure is missing."""
    more_is_better: bool = True

    @property
    def ratio(self) -> float | None:
        """How many times better this project is; below one the peer is."""
        if not self.ours or not self.theirs:
            return None
        return self.ours / self.theirs if self.more_is_better else self.theirs / self.ours


def write_rows(rows: Iterable[Row]) -> None:
    """None; the rows are one JSON list on stdout, for the table to read."""
    sys.stdout.write(json.dumps([asdict(row) for row in rows]) + "\n")


def read_rows(text: str) -> list[Row]:
    """The rows of a script, which stand on its last line."""
    return [Row(**row) for row in json.loads(text.strip().splitlines()[-1])]


def table_of(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table, their notes under it."""
    lines = ["| work | unit | Hedgerow | peer | | ratio |", "|---|---|--:|--:|---|--:|"]
    notes = []
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        cells = (row.work, row.unit, _short(row.ours), _short(row.theirs), row.peer, ratio)
        lines.append(f"| {' | '.join(cells)} |")
        if row.note:
            notes.append(f"- {row.work}{f', {row.peer}' if row.peer else ''}: {row.note}")
    return "\n".join([*lines, "", *notes, ""])


def _short(figure: float | None) -> str:
    if figure is None:
        return ""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
