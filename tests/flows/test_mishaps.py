"""Errors of the machine, each told in one line; errors of ours are not hidden behind them."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import duckdb
import pytest

from extractors.errors import FetchError, HedgerowError, InputError, WarehouseError
from flows.mishaps import explained

FULL = OSError(errno.ENOSPC, "No space left on device", "x.parquet")


def raised_from(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def raised_beside(error: Exception, context: Exception) -> Exception:
    error.__context__ = context
    return error


@pytest.mark.parametrize(
    "error",
    [
        FULL,
        ExceptionGroup("fetching", [ValueError("x"), ExceptionGroup("inner", [FULL])]),
        raised_from(RuntimeError("the server is gone"), FULL),
        raised_beside(RuntimeError("the server is gone"), FULL),
        sqlite3.OperationalError("database or disk is full"),
        duckdb.IOException("IO Error: Could not write file: No space left on device"),
        WarehouseError("the store cannot be opened: No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OSError(errno.EFBIG, "File too large"),
    ],
)
def test_a_full_disk_is_told_wherever_it_was_met(tmp_path: Path, error: Exception) -> None:
    told = explained(error, tmp_path)
    assert isinstance(told, HedgerowError)
    assert not isinstance(told, InputError)
    assert str(told).startswith(f"{tmp_path}: the disk is full; make room")


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (OSError(errno.EROFS, "Read-only file system", "f"), InputError, "f: Read-only file"),
        (PermissionError(errno.EACCES, "Permission denied", "f"), InputError, "f: Permission"),
        (sqlite3.DatabaseError("malformed"), HedgerowError, "state cannot be used (malformed)"),
        (duckdb.IOException("broken\nand so on"), HedgerowError, "store cannot be used (broken)"),
        (raised_from(ValueError(), WarehouseError("busy")), WarehouseError, "busy"),
    ],
)
def test_what_else_is_wrong_with_the_disk_or_its_state_is_told(
    tmp_path: Path, error: Exception, kind: type[Exception], words: str
) -> None:
    told = explained(error, tmp_path)
    assert isinstance(told, kind)
    assert words in str(told)


@pytest.mark.parametrize(
    "error",
    [ValueError("a mistake of ours"), raised_beside(KeyError("ours"), FetchError("failed", "x"))],
)
def test_a_mistake_of_ours_is_not_explained_away(tmp_path: Path, error: Exception) -> None:
    assert explained(error, tmp_path) is None
