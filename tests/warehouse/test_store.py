"""The store is locked, migrated, and readable by older clients."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.errors import WarehouseError
from warehouse.migrations import Migration, migrate, migrations
from warehouse.places import Places
from warehouse.reviews import ReviewEvent, append_review
from warehouse.store import STORAGE, open_store, transaction

RELEASED = {
    "0001_tables.sql": "7483b75fb630fec52545c3bc4e86b1858d82420cc2f888dc5e848785eb86a9e6",
    "0002_stories.sql": "3f29437b94ba81539d8a8a191dadd2e26356a4d850155823bec01294c7d10dd1",
    "0003_reviews.sql": "88563b16827803b85822f03a202300fac4c377de8298ed4ea9e9465366550744",
    "0004_arms.sql": "71c62aac0aba809392d21a73ae060458fb1f305b07248a90bf6cff1463fa12f3",
    "0005_included.sql": "9ec3759bd68c30493d8edd2fd6b1b8ee7f0eb7848c8e920b749a5eddd68ca656",
    "0006_worst_span.sql": "6f867ee2312a7b9131f50905c0e2d560a6b47ef4d1f2de47391126576ad45c4e",
}
"""A released migration is never edited; a new one is added here with its hash."""


def test_released_migrations_are_as_released() -> None:
    assert {m.name: m.sha256 for m in migrations()} == RELEASED


def test_numbers_are_unique_and_ascend() -> None:
    numbers = [migration.number for migration in migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_each_migration_is_applied_once(tmp_path: Path) -> None:
    for _ in range(2):
        with open_store(tmp_path) as store:
            applied = store.execute("SELECT number, name FROM raw.migrations").fetchall()
    assert applied == [(m.number, m.name) for m in migrations()]


def older(current: Path, older_file: Path, released: int) -> None:
    """The store as version `released` of the schema had it: its tables, with their rows."""
    with duckdb.connect(str(older_file)) as store:
        migrate(store, migrations()[:released])
        store.execute(f"ATTACH '{current}' AS now (READ_ONLY)")
        for table, columns in store.execute(
            "SELECT table_name, string_agg(column_name, ', ') FROM duckdb_columns() "
            "WHERE schema_name = 'raw' AND database_name = current_database() "
            "AND table_name NOT IN ('migrations', 'installed', 'snapshots') GROUP BY ALL"
        ).fetchall():
            store.execute(f"INSERT INTO raw.{table} BY NAME SELECT {columns} FROM now.raw.{table}")


def answers(keeper: Any) -> dict[str, list[Any]]:
    """What every view answers; a review's reason, younger than the reviews, may be missing."""
    views = keeper.ask(
        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'"
    )
    assert len(views) > 30
    shown = {"reviews": "* REPLACE (coalesce(reason, '') AS reason)"}
    return {
        view: keeper.ask(f"SELECT {shown.get(view, '*')} FROM {view} ORDER BY ALL")
        for (view,) in views
    }


@pytest.mark.parametrize("released", range(1, len(RELEASED)))
def test_a_store_of_every_earlier_version_goes_on_as_if_it_were_new(
    keeper: Any, pen: Any, tmp_path: Path, released: int
) -> None:
    keeper.stage(pen.praise())
    keeper.stage(pen.praise("https://wire.test/copy"), source="wire", run_id="run-2")
    keeper.load()
    keeper.publish()
    flag, document, text = keeper.one(
        "SELECT flag_id, document_id, text_sha256 FROM hype_flags JOIN documents USING "
        "(document_id) WHERE documents.source = 'blog'"
    )
    judged = ("ana-1", "2026-03-05T10:00:00Z", "ana", "flag", flag, document, text)
    append_review(keeper.home, ReviewEvent(*judged, "hype.test", 1, "accepted"))
    keeper.publish()

    upgraded = type(keeper)(tmp_path / "upgraded", pen)
    older_file = Places(upgraded.home).store
    older_file.parent.mkdir(parents=True)
    older(Places(keeper.home).store, older_file, released)
    for home in (keeper, upgraded):
        home.keep(pen.doubt(), run_id="run-3", source="wire", fetched_at="2026-03-04T08:00:00Z")
        home.publish()
    assert upgraded.one("SELECT review FROM hype_flags WHERE source = 'blog'") == ("accepted",)
    now, then = answers(keeper), answers(upgraded)
    assert {view for view in now if now[view] != then[view]} == set()


def test_a_store_with_data_takes_the_next_migration(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    more = Migration(
        len(migrations()) + 1,
        "next.sql",
        "ALTER TABLE raw.documents ADD COLUMN mood VARCHAR; UPDATE raw.documents SET mood = 'ok';",
    )
    with duckdb.connect(str(Places(keeper.home).store)) as store:
        assert migrate(store, (*migrations(), more)) == ("next.sql",)
        assert store.execute("SELECT mood, count(*) FROM raw.documents GROUP BY 1").fetchall() == [
            ("ok", 1)
        ]


def test_a_migration_that_fails_leaves_nothing_behind() -> None:
    store = duckdb.connect()
    migrate(store)
    bad = Migration(
        len(migrations()) + 1,
        "bad.sql",
        "ALTER TABLE raw.texts ADD COLUMN x INTEGER; SELECT nothing;",
    )
    with pytest.raises(WarehouseError, match=r"bad\.sql failed"):
        migrate(store, (*migrations(), bad))
    assert [row[0] for row in store.execute("DESCRIBE raw.texts").fetchall()] == [
        "text_sha256", "text",
    ]  # fmt: skip
    assert migrate(store) == ()


def test_an_edited_migration_is_refused() -> None:
    store = duckdb.connect()
    first, *rest = migrations()
    migrate(store)
    edited = Migration(first.number, first.name, first.sql + "\n-- later")
    with pytest.raises(WarehouseError, match="edited after it was applied"):
        migrate(store, (edited, *rest))


def test_a_store_of_a_newer_version_is_refused() -> None:
    store = duckdb.connect()
    migrate(store, (*migrations(), Migration(99, "0099_future.sql", "SELECT 1")))
    with pytest.raises(WarehouseError, match="newer version"):
        migrate(store)


def test_files_are_written_for_older_clients(published: Any) -> None:
    (tags,) = published.one("SELECT tags FROM duckdb_databases() WHERE database_name = 'warehouse'")
    assert tags["storage_version"].startswith(STORAGE)


def _hold(home: Path, held: Any, release: Any) -> None:
    with open_store(home):
        held.set()
        release.wait(30)


def test_a_busy_store_is_one_clear_error(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    held, release = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold, args=(tmp_path, held, release))
    other.start()
    try:
        assert held.wait(30)
        with (
            pytest.raises(WarehouseError, match="in use by another process"),
            open_store(tmp_path, wait_seconds=0.1),
        ):
            raise AssertionError("the store was opened twice")
    finally:
        release.set()
        other.join(30)


def test_a_file_that_is_no_database_is_one_clear_error(tmp_path: Path) -> None:
    store = Places(tmp_path).store
    store.parent.mkdir(parents=True)
    store.write_bytes(b"not a database, " * 1000)
    with (
        pytest.raises(WarehouseError, match="cannot be opened"),
        open_store(tmp_path),
    ):
        raise AssertionError("opened")


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        with pytest.raises(ZeroDivisionError), transaction(store):
            store.execute("INSERT INTO raw.forgotten VALUES ('u', NULL)")
            raise ZeroDivisionError
        assert store.execute("SELECT count(*) FROM raw.forgotten").fetchall() == [(0,)]
