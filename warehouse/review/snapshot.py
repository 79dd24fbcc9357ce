"""One published snapshot, open for as long as somebody reads from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import local
from typing import Any

import duckdb

from extractors.errors import QueryError
from warehouse.places import Places

__all__ = ["Row", "Snapshot", "published_file"]

Row = dict[str, Any]


def published_file(home: Path) -> Path:
    """The file of the newest snapshot. Raises QueryError where nothing was published yet."""
    published = Places(home).published
    if not published.exists():
        raise QueryError(f"no warehouse in {home}: run `hedgerow crawl` or `hedgerow demo` first")
    return published.resolve()


class Snapshot:
    """A read-only snapshot, with room in memory for tables of our own (`memory.main`).

    Any number of threads may ask at once; the file stays readable even when it is superseded and
    pruned, until `close`.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        config = {"memory_limit": "2GB", "temp_directory": "", "preserve_insertion_order": "false"}
        self._connection = duckdb.connect(":memory:", config=dict(config))
        quoted = str(file).replace("'", "''")
        self._connection.execute(f"ATTACH '{quoted}' AS snapshot (READ_ONLY)")
        self._own = local()

    def close(self) -> None:
        """None; nothing can be asked any more."""
        self._connection.close()

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The answer, one dictionary for each row."""
        cursor = self._cursor().execute(query, list(parameters))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, query: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of the answer; None where there is none."""
        found = self.rows(query, parameters)
        return found[0] if found else None

    def column(self, query: str, parameters: Sequence[Any] = ()) -> Any:
        """The answer's only column, as a numpy array."""
        arrays = self._cursor().execute(query, list(parameters)).fetchnumpy()
        return next(iter(arrays.values()))

    def execute(self, statement: str) -> None:
        """None, once the statement was carried out; only `memory.main` can be written to."""
        self._cursor().execute(statement)

    def look_up(self) -> None:
        """None; from now on a question takes one core: small ones are quicker so."""
        self.execute("SET threads = 1")

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's own; a cursor is not for two threads at once."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._own, "cursor", None)
        if cursor is None:
            cursor = self._own.cursor = self._connection.cursor()
            cursor.execute("USE snapshot")
        return cursor
