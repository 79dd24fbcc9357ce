"""Kept answers are those that counting anew would give, whatever happens to the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from warehouse.export import export_parquet
from warehouse.kept import kept_tables, refresh_kept
from warehouse.places import Places
from warehouse.retention import forget
from warehouse.store import open_store
from warehouse.views import kept_views


def assert_kept(keeper: Any) -> None:
    """Every kept answer is what counting anew gives."""
    for view in kept_views():
        kept = keeper.ask(f"SELECT * FROM {view.name} ORDER BY ALL")
        assert kept == keeper.ask(f"SELECT * FROM {view.counted} ORDER BY ALL"), view.name


def test_the_big_aggregates_are_kept() -> None:
    assert {view.name for view in kept_views()} == {
        "characterization", "contradictions", "raw.claim_places", "raw.flag_places",
        "raw.oppositions", "tellings",
    }  # fmt: skip


def test_kept_answers_follow_loads_versions_and_forgetting(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.publish()
    assert_kept(keeper)
    assert keeper.ask("FROM contradictions") == []
    keeper.keep(pen.doubt(), run_id="run-2", source="wire")
    keeper.publish()
    assert_kept(keeper)
    assert keeper.one("SELECT count(*) FROM contradictions") == (1,)
    keeper.keep(pen.praise(claims=(), extractor_version="1.1"), run_id="run-3")
    keeper.publish()
    assert_kept(keeper)
    assert keeper.ask("FROM contradictions") == []
    forget(keeper.home, "https://wire.test/b")
    assert_kept(keeper)
    assert keeper.ask("FROM characterization") == []


def test_what_is_kept_is_counted_only_when_rows_change(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.publish()
    with open_store(keeper.home) as store:
        assert not refresh_kept(store)
    keeper.stage(pen.doubt())
    keeper.load()
    with open_store(keeper.home) as store:
        assert refresh_kept(store)
        assert not refresh_kept(store)


def test_a_store_without_kept_answers_gets_them(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.publish()
    with duckdb.connect(str(Places(keeper.home).store)) as store:
        store.execute("DELETE FROM raw.installed")
        store.execute("DELETE FROM raw.kept_characterization")
    keeper.publish()
    assert_kept(keeper)
    assert keeper.one("SELECT claims FROM characterization") == (1,)


def test_kept_answers_are_no_part_of_an_export(published: Any, tmp_path: Path) -> None:
    export_parquet(published.home, tmp_path / "out")
    written = {folder.name for folder in (tmp_path / "out" / "raw").iterdir()}
    assert "claims" in written
    assert not {name for name in written if name.startswith("kept_")}


def test_what_an_earlier_version_kept_goes(keeper: Any, pen: Any, tmp_path: Path) -> None:
    """Else the words of a forgotten page would stay in it."""
    keeper.keep(pen.praise())
    keeper.publish()
    with duckdb.connect(str(Places(keeper.home).store)) as store:
        store.execute("CREATE TABLE raw.kept_long_ago AS SELECT sentence FROM raw.claims")
        assert "kept_long_ago" in kept_tables(store)
    keeper.publish()
    export_parquet(keeper.home, tmp_path / "out")
    assert not (tmp_path / "out" / "raw" / "kept_long_ago").exists()
    forget(keeper.home, "https://blog.test/a")
    assert "kept_long_ago" not in keeper.contents()
