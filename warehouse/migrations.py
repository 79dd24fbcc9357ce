"""Numbered, forward-only migrations of the store, each applied once in its own transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

import duckdb

from extractors.errors import WarehouseError

__all__ = ["Migration", "migrate", "migrations"]


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `warehouse/schema`, which is never edited once released."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """What tells a released migration from an edited one."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> tuple[Migration, ...]:
    """Every migration that ships with this version, in order."""
    folder = files("warehouse").joinpath("schema")
    named = sorted((p.name, p.read_text("utf-8")) for p in folder.iterdir() if ".sql" in p.name)
    return tuple(Migration(int(name[:4]), name, sql) for name, sql in named)


def migrate(
    connection: duckdb.DuckDBPyConnection, wanted: tuple[Migration, ...] | None = None
) -> tuple[str, ...]:
    """Names of the migrations that were applied now.

    Raises WarehouseError, and leaves the store as it was, when a migration fails, when an applied
    one was edited since, or when the store was written by a newer version.
    """
    known = migrations() if wanted is None else wanted
    applied = _applied(connection)
    _check(applied, {migration.number: migration for migration in known})
    new = [migration for migration in known if migration.number not in applied]
    for migration in new:
        _apply(connection, migration)
    return tuple(migration.name for migration in new)


def _applied(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, str]]:
    connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS raw.migrations "
        "(number INTEGER, name VARCHAR, sha256 VARCHAR, applied_at TIMESTAMP)"
    )
    rows = connection.execute("SELECT number, name, sha256 FROM raw.migrations").fetchall()
    return {number: (name, sha256) for number, name, sha256 in rows}


def _check(applied: dict[int, tuple[str, str]], known: dict[int, Migration]) -> None:
    for number, (name, sha256) in applied.items():
        if number not in known:
            raise WarehouseError(f"the store has migration {name} of a newer version of Hedgerow")
        if known[number].sha256 != sha256:
            raise WarehouseError(f"migration {name} was edited after it was applied")


def _apply(connection: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    connection.begin()
    try:
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO raw.migrations VALUES (?, ?, ?, current_timestamp::TIMESTAMP)",
            [migration.number, migration.name, migration.sha256],
        )
        connection.commit()
    except duckdb.Error as error:
        connection.rollback()
        raise WarehouseError(f"migration {migration.name} failed: {error}") from error
