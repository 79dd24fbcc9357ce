"""Read-only SQL over the published snapshot, answered as table, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import json
import os
import pydoc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import duckdb
from rich.pager import Pager

from extractors.errors import QueryError
from warehouse.places import Places
from warehouse.screen import Screen
from warehouse.statements import has_answer, only_answer, statements
from warehouse.stopping import stopped_by_ctrl_c
from warehouse.tables import print_rows

__all__ = ["FORMATS", "answer", "answer_rows", "ask", "open_published", "prompt"]

FORMATS = ("table", "csv", "json", "parquet")

SHOWN_ROWS = 200
"""A table shows this many rows; the other formats give all."""
_BATCH = 10_000


@contextmanager
def open_published(home: Path, *, memory_limit: str = "2GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """The newest snapshot, read-only; it stays as it is while a crawl loads and publishes.

    Raises QueryError where nothing was published yet.
    """
    published = Places(home).published
    if published.is_symlink() and not published.exists():
        raise QueryError(f"{published}: its snapshot is gone; run `hedgerow publish`")
    if not published.exists():
        raise QueryError(f"no warehouse in {home}: run `hedgerow crawl` or `hedgerow demo` first")
    config = {
        "memory_limit": memory_limit,
        "temp_directory": "",
        "autoinstall_known_extensions": "false",
    }
    # The real path: DuckDB keeps serving the old file of a path that one process opened before.
    connection = duckdb.connect(str(published.resolve()), read_only=True, config=dict(config))
    try:
        yield connection
    finally:
        connection.close()


def answer_rows(home: Path, query: str) -> list[dict[str, Any]]:
    """The answer as one dictionary per row. Raises QueryError for SQL that is refused."""
    with open_published(home) as connection:
        names, rows = _only(connection, query, "a list")
        return [dict(zip(names, row, strict=True)) for row in rows]


def ask(
    home: Path,
    query: str,
    format: str = "table",
    output: Path | None = None,
    *,
    memory_limit: str = "2GB",
) -> int:
    """How many rows the answer has; it is written to `output`, else to stdout.

    The analyst's own files can be joined: `SELECT ... FROM claims JOIN 'mine.csv' USING (url)`.
    Of several statements a table shows every answer; the other formats hold one, that of the last.
    Nothing but `output` is written. Raises QueryError, in one line, for SQL that is refused, for
    statements that write files, and for Parquet without `output`.
    """
    if format not in FORMATS:
        raise QueryError(f"format {format!r} is none of {', '.join(FORMATS)}")
    if query.lstrip().startswith("."):
        raise QueryError(
            f"{query.split()[0]} is for the prompt: run `hedgerow sql` without a query"
        )
    if format == "parquet" and output is None:
        raise QueryError("Parquet is not for the screen: give a file with -o FILE")
    with open_published(home, memory_limit=memory_limit) as connection:
        return answer(connection, query, format, output)


def prompt(home: Path) -> None:
    """None, when the analyst leaves: asks for statements and answers them as tables."""
    from warehouse.prompt import Prompt  # heavy, and one query from a script needs no prompt

    places = Places(home)
    opened = places.published.resolve()
    with open_published(home) as connection:
        paged = partial(answer, paged=True)
        Prompt(
            connection, places.prompt_history, paged, lambda: places.published.resolve() != opened
        ).talk()


def answer(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    format: str,
    output: Path | None,
    *,
    paged: bool = False,
) -> int:
    """How many rows the answer has; as `ask`, on a connection that is already open.

    `paged` hands a table that is longer than the terminal to the analyst's pager.
    """
    with stopped_by_ctrl_c(connection):
        return _answered(connection, query, format, output, paged)


def _answered(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    format: str,
    output: Path | None,
    paged: bool,
) -> int:
    if format == "parquet":
        assert output
        return _write_parquet(connection, query, output)
    if format == "table":
        with _refused():
            asked = statements(connection, query)
        with _opened(output) as out:
            return _write_tables(out, connection, asked, to_screen=output is None, paged=paged)
    names, rows = _only(connection, query, format)
    with _opened(output) as out:
        return (_write_csv if format == "csv" else _write_json)(out, names, rows)


@contextmanager
def _refused() -> Iterator[None]:
    """Errors of SQL as QueryError; a statement that Ctrl-C stopped as KeyboardInterrupt."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.Error as error:
        raise QueryError(_one_line(str(error))) from error
    except RuntimeError as error:
        if "interrupted" in str(error):  # what the driver makes of a signal
            raise KeyboardInterrupt from error
        raise


def _one_line(message: str) -> str:
    """The database's message without its drawing of the query."""
    lines = [line.strip() for line in message.split("\nLINE ")[0].splitlines()]
    return " ".join(line for line in lines if line)


def _only(
    connection: duckdb.DuckDBPyConnection, query: str, format: str
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Columns and rows of the one answer, once the statements before it have run."""
    with _refused():
        asked = statements(connection, query)
        last = only_answer(asked, format)
        for statement in asked[:-1]:
            connection.execute(statement)
    return _executed(connection, last)


def _executed(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    with _refused():
        connection.execute(statement)
    names = [column[0] for column in connection.description or ()]
    return names, _fetched(connection)


def _fetched(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while True:
        with _refused():
            rows = connection.fetchmany(_BATCH)
        if not rows:
            return
        yield from rows


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    with _writable(output), output.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def _writable(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise QueryError(f"cannot write {output}: {error.strerror}") from error


def _write_parquet(connection: duckdb.DuckDBPyConnection, query: str, output: Path) -> int:
    from pyarrow import parquet  # heavy, and the other formats do without

    with _refused():
        asked = statements(connection, query)
        last = only_answer(asked, "parquet")
        for statement in asked[:-1]:
            connection.execute(statement)
        relation = connection.sql(last.query)
    count = 0
    with _writable(output), output.open("wb") as sink:  # first: it may be no place to write to
        with _refused():
            reader = relation.to_arrow_reader(_BATCH)
        # An answer left open would keep DuckDB waiting for it at the next connect.
        with reader, parquet.ParquetWriter(sink, reader.schema, compression="zstd") as file:
            for batch in reader:
                file.write_batch(batch)
                count += batch.num_rows
    return count


def _write_csv(out: TextIO, names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow(_plain(value) for value in row)
        count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_text)
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, date) else value


def _write_json(out: TextIO, names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
    count = 0
    out.write("[")
    for count, row in enumerate(rows, 1):
        line = dict(zip(names, row, strict=True))
        out.write(("\n " if count == 1 else ",\n ") + _json(line))
    out.write("\n]\n" if count else "]\n")
    return count


def _json(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, default=_text)


def _text(value: Any) -> str:
    """Times as ISO 8601 with their Z, anything else as DuckDB's driver prints it."""
    if isinstance(value, datetime):
        return value.isoformat() + ("" if value.tzinfo else "Z")
    return str(value)


def _write_tables(
    out: TextIO,
    connection: duckdb.DuckDBPyConnection,
    asked: Sequence[duckdb.Statement],
    *,
    to_screen: bool,
    paged: bool,
) -> int:
    console = Screen(file=out, width=None if to_screen else 160)
    total = 0
    for number, statement in enumerate(asked):
        names, rows = _executed(connection, statement)
        if not has_answer(statement):
            continue
        if number:
            console.print()
        total += _write_table(console, names, rows, paged=paged)
    if not any(map(has_answer, asked)):
        console.print("done", style="dim")
    return total


def _write_table(
    console: Screen, names: Sequence[str], rows: Iterator[tuple[Any, ...]], *, paged: bool
) -> int:
    shown = list(islice(rows, SHOWN_ROWS))
    more = sum(1 for _ in rows)
    total = len(shown) + more
    note = f", {len(shown)} shown; --format csv gives all" if more else ""
    long = paged and console.is_terminal and len(shown) + 5 > console.height
    with console.pager(_Pager(), styles=True) if long else nullcontext():
        print_rows(console, names, shown)
        ending = f"{total} row{'' if total == 1 else 's'}{note}"
        console.print(ending, style="dim", markup=False)
    return total


class _Pager(Pager):
    """The analyst's own pager, told to keep colours and to leave a short answer alone."""

    def show(self, content: str) -> None:
        """None, when the analyst leaves the pager."""
        os.environ.setdefault("LESS", "-RFX")
        pydoc.pager(content)
