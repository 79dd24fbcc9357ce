"""The questions of warehouse/README.md with the answers of a real home.

`python -m warehouse.cookbook HOME` writes the answers anew: run it on the home of `hedgerow demo`
after a change of extractors or views.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console

from warehouse.ask import answer_rows
from warehouse.tables import print_rows

__all__ = ["README", "questions", "refreshed"]

README = Path(__file__).with_name("README.md")
_WIDTH, _SHOWN = 110, 8
_BLOCK = re.compile(r"```sql\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)


def questions(page: str) -> tuple[tuple[str, str], ...]:
    """Each query of the page with the answer printed under it; empty where none is."""
    return tuple((query, printed or "") for query, printed in _BLOCK.findall(page))


def refreshed(page: str, home: Path) -> str:
    """The page with the answers of this home. Raises QueryError for a query that is refused."""

    def answered(block: re.Match[str]) -> str:
        return f"```sql\n{block[1]}```\n\n```text\n{_printed(home, block[1])}```\n"

    return _BLOCK.sub(answered, page)


def _printed(home: Path, query: str) -> str:
    rows = answer_rows(home, query)
    if not rows:
        return "no rows\n"
    file = io.StringIO()
    names = list(rows[0])
    shown = [list(row.values()) for row in rows[:_SHOWN]]
    print_rows(Console(file=file, width=_WIDTH), names, shown)
    more = f"... {len(rows) - _SHOWN} more\n" if len(rows) > _SHOWN else ""
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines()) + more


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text("utf-8"), Path(sys.argv[1])), "utf-8")
