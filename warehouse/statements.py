"""The statements of a query, told apart before any of them runs."""

from __future__ import annotations

import re

import duckdb

from extractors.errors import QueryError

__all__ = ["has_answer", "only_answer", "statements"]

_WRITING = ("COPY", "EXPORT")
_READ_ONLY = re.compile(r"\( READ_ONLY (TRUE )?\)")
_WRAPPING = ("EXPLAIN", "PREPARE")
"""Statements that carry another one, and run it now or later."""


def statements(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[duckdb.Statement, ...]:
    """Each statement, in order.

    Raises QueryError, in one line, where there is none, and for COPY and EXPORT: the database is
    opened read-only, but DuckDB would let them write files anywhere.
    """
    found = tuple(connection.extract_statements(query))
    if not found:
        raise QueryError("the query is empty")
    for statement in found:
        if word := _written_by(statement):
            raise QueryError(
                f"{word} writes files, and this is for reading: an answer comes into a file with "
                "`hedgerow sql QUERY --format csv|json|parquet -o FILE`, at the prompt with .save"
            )
    return found


def has_answer(statement: duckdb.Statement) -> bool:
    """True for what gives rows, false for SET, CREATE TEMP TABLE, ATTACH and their like."""
    given = statement.expected_result_type
    if _kind(statement) == "MULTI":  # a PIVOT that finds its columns itself
        return True
    changing = duckdb.ExpectedResultType.CHANGED_ROWS in given
    return duckdb.ExpectedResultType.QUERY_RESULT in given and not changing


def only_answer(found: tuple[duckdb.Statement, ...], format: str) -> duckdb.Statement:
    """The last statement, the only one with an answer. Raises QueryError where it is not so."""
    answering = [statement for statement in found if has_answer(statement)]
    if len(answering) > 1:
        raise QueryError(
            f"{len(answering)} of these statements have an answer and {format} holds one: "
            "ask them one at a time"
        )
    if not answering or answering[0] is not found[-1]:
        raise QueryError(
            f"the last statement has no answer that {format} could hold; the warehouse is "
            "read-only: ask with SELECT"
        )
    return found[-1]


def _written_by(statement: duckdb.Statement) -> str | None:
    kind = _kind(statement)
    if kind in _WRITING:
        return kind
    words = _bare(statement.query) if kind in ("ATTACH", *_WRAPPING) else ()
    if kind == "ATTACH" and "(" in words and not _READ_ONLY.search(" ".join(words)):
        return "ATTACH with options other than (READ_ONLY)"
    return next((word for word in _WRITING if word in words), None)


def _kind(statement: duckdb.Statement) -> str:
    return str(statement.type).rpartition(".")[2]


def _bare(query: str) -> tuple[str, ...]:
    """The words and signs of the query, upper case, without quoted ones and comments."""
    text = query.encode()  # DuckDB counts in bytes
    tokens = duckdb.tokenize(query)
    ends = [start for start, _ in tokens[1:]] + [len(text)]
    left_out = (duckdb.token_type.string_const, duckdb.token_type.comment)
    return tuple(
        text[start:end].decode().strip().upper()
        for (start, kind), end in zip(tokens, ends, strict=True)
        if kind not in left_out
    )
