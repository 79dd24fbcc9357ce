"""The interactive SQL prompt: history, completion, and paging of long answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from extractors.errors import QueryError
from warehouse.screen import Screen

__all__ = ["Prompt", "completions"]

Answer = Callable[[duckdb.DuckDBPyConnection, str, str, Path | None], int]

_HELP = """\
End a statement with ; and press Enter. Tab completes views and columns.
.views      every view and macro, and what it shows
.show VIEW  the columns of a view and what they hold
.save FILE  the last answer, whole, as FILE.csv, FILE.json or FILE.parquet
.quit       leave (or Ctrl-D); Ctrl-C stops a statement"""

_WORDS = ["SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT", "JOIN", "USING", "DISTINCT"]


def completions(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Everything that Tab offers: views, macros, columns and the usual words of SQL."""
    names = connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' UNION "
        "SELECT column_name FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main' "
        "UNION SELECT function_name || '(' FROM duckdb_functions() "
        "WHERE NOT internal AND function_type = 'table_macro' ORDER BY 1"
    ).fetchall()
    return [name for (name,) in names] + _WORDS


@dataclass(slots=True)
class Prompt:
    """A talk with one snapshot; a refused statement is answered in one line, and it goes on."""

    connection: duckdb.DuckDBPyConnection
    history: Path
    answer: Answer
    superseded: Callable[[], bool] = lambda: False
    """True once another snapshot was published; this talk keeps the one that it opened."""
    _last: str = ""
    """The last statement that was answered."""

    def talk(self, session: PromptSession[str] | None = None) -> None:
        """None, when the analyst leaves with .quit or Ctrl-D."""
        console = Screen()
        console.print("Published warehouse, read-only. .help for help, .views for what is there.")
        session = session or self._session()
        told = False
        while True:
            if not told and self.superseded():
                console.print("A newer copy is published: leave and come back to ask it.")
                told = True
            try:
                line = session.prompt("sql> ")
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            if line.strip() in (".quit", ".exit"):
                return
            self.respond(console, line.strip())

    def respond(self, console: Screen, line: str) -> None:
        """None; the answer to one line is on the console."""
        try:
            if line.startswith("."):
                self._command(console, line)
            elif line:
                self.answer(self.connection, line, "table", None)
                self._last = line
        except QueryError as error:
            console.print(f"error: {error}", style="red", markup=False)
        except KeyboardInterrupt:
            console.print("stopped", style="dim")

    def _command(self, console: Screen, line: str) -> None:
        name, _, rest = line.partition(" ")
        if name == ".views":
            self.answer(self.connection, _VIEWS, "table", None)
        elif name == ".show" and rest.strip().isidentifier():
            self._show(console, rest.strip())
        elif name == ".save" and rest.strip():
            self._save(console, Path(rest.strip()).expanduser())
        else:
            console.print(_HELP, markup=False, highlight=False)

    def _show(self, console: Screen, name: str) -> None:
        """None; the columns of a view, or what a macro gives, are on the console."""
        if self.connection.execute(f"{_MACROS} AND function_name = ?", [name]).fetchone():
            self.answer(self.connection, f"{_MACROS} AND function_name = '{name}'", "table", None)
        elif self.connection.execute(_COLUMNS.format(view=name)).fetchone():
            self.answer(self.connection, _COLUMNS.format(view=name), "table", None)
        else:
            raise QueryError(f"there is no view {name}: .views lists them")

    def _save(self, console: Screen, file: Path) -> None:
        format = file.suffix.removeprefix(".").lower()
        if format not in ("csv", "json", "parquet"):
            raise QueryError(f"{file} ends neither in .csv, .json nor .parquet")
        if not self._last:
            raise QueryError("nothing was asked yet")
        rows = self.answer(self.connection, self._last, format, file)
        told = f"{rows} row{'' if rows == 1 else 's'} in {file}"
        console.print(told, markup=False, highlight=False, soft_wrap=True)

    def _session(self) -> PromptSession[str]:
        self.history.parent.mkdir(parents=True, exist_ok=True)
        keys = KeyBindings()

        @keys.add("enter")
        def _(event: KeyPressEvent) -> None:
            text = event.current_buffer.text.strip()
            if not text or text.endswith(";") or text.startswith("."):
                event.current_buffer.validate_and_handle()
            else:
                event.current_buffer.insert_text("\n")

        return PromptSession(
            history=FileHistory(str(self.history)),
            completer=WordCompleter(completions(self.connection), ignore_case=True),
            complete_while_typing=False,
            multiline=True,
            key_bindings=keys,
        )


_MACROS = """
SELECT function_name || '(...)' AS "view", comment AS shows FROM duckdb_functions()
WHERE NOT internal AND function_type = 'table_macro'
"""

_VIEWS = f"""
SELECT * FROM (
    SELECT view_name AS "view", comment AS shows FROM duckdb_views()
    WHERE NOT internal AND schema_name = 'main'
    UNION ALL {_MACROS}
) ORDER BY ends_with("view", ')'), 1
"""

_COLUMNS = """
SELECT column_name AS "column", data_type AS type, comment AS holds FROM duckdb_columns()
WHERE schema_name = 'main' AND table_name = '{view}' ORDER BY column_index
"""
