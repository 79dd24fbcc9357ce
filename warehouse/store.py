"""The private store: one DuckDB file that writers share in short, locked windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from extractors.errors import WarehouseError
from warehouse.migrations import migrate
from warehouse.places import Places

__all__ = ["STORAGE", "open_store", "transaction"]

STORAGE = "v1.5.0"
"""Files that the command-line client on PyPI and older drivers can read."""

_MEMORY = "2GB"


@contextmanager
def open_store(
    home: Path, *, wait_seconds: float = 60.0, memory_limit: str = _MEMORY
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The store of this home, created and migrated as needed, open for writing and locked.

    Raises WarehouseError when another process has kept it locked for `wait_seconds`, or when the
    file cannot be opened. No reader waits for this: readers open the published snapshot.
    """
    places = Places(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    places.store.parent.mkdir(parents=True, exist_ok=True)
    with _locked(places.lock, wait_seconds):
        connection = _connect(places.store, memory_limit)
        try:
            migrate(connection)
            yield connection
        finally:
            connection.close()


@contextmanager
def _locked(lock: Path, wait_seconds: float) -> Iterator[None]:
    held = FileLock(lock)
    try:
        held.acquire(timeout=wait_seconds)
    except Timeout as error:
        raise WarehouseError(
            f"the store is in use by another process (waited {wait_seconds:g} s for {lock})"
        ) from error
    try:
        yield
    finally:
        held.release()


def _connect(path: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    config = {
        "storage_compatibility_version": STORAGE,
        "memory_limit": memory_limit,
        "temp_directory": str(path.parent / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    try:
        return duckdb.connect(str(path), config=dict(config))
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise WarehouseError(f"the store {path} cannot be opened: {first}{_mend(path)}") from error


def _mend(path: Path) -> str:
    """Where a copy of a damaged store is: every snapshot is one."""
    folder = path.parent.parent / "snapshots"
    found = [one for one in folder.glob("*/warehouse.duckdb") if one.parent.name.isdigit()]
    if not found:
        return "; if it is damaged, move it away and run `hedgerow publish`"
    newest = max(found, key=lambda one: int(one.parent.name)).relative_to(path.parent.parent)
    return f"; if it is damaged, put a copy of {newest} there: what is newer is loaded again"


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block or nothing of it."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
