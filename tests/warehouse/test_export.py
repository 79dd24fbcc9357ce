"""An export reads anywhere and comes back as the same warehouse."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from extractors.errors import InputError, WarehouseError
from warehouse.ask import answer_rows
from warehouse.export import export_parquet, import_parquet

VIEWS = ("documents", "claims", "hype_flags", "characterization", "tellings", "whats_new", "runs")


def kept_rows(keeper: Any) -> dict[str, list[Any]]:
    """Every row of every table but those that tell of one home's own files."""
    local = ("migrations", "snapshots", "installed")
    return {name: rows for name, rows in keeper.contents().items() if name not in local}


def test_an_export_comes_back_as_the_same_warehouse(
    published: Any, bare_home: Path, tmp_path: Path
) -> None:
    manifest = export_parquet(published.home, tmp_path / "out")
    import_parquet(tmp_path / "out", bare_home)
    imported = type(published)(bare_home, published.pen)
    assert kept_rows(imported) == kept_rows(published)
    for view in VIEWS:
        query = f"SELECT * FROM {view} ORDER BY ALL"
        assert answer_rows(bare_home, query) == answer_rows(published.home, query), view
    again = export_parquet(bare_home, tmp_path / "again")
    assert described(again) == described(manifest)


def described(manifest: Path) -> dict[str, Any]:
    """Rows and columns of each table and view that a manifest tells of."""
    told = json.loads(manifest.read_text("utf-8"))
    return {
        part["name"]: (part["rows"], part["columns"]) for part in told["tables"] + told["views"]
    }


def test_an_import_from_the_command_line(published: Any, bare_home: Path, tmp_path: Path) -> None:
    export_parquet(published.home, tmp_path / "out")
    for folder, code in ((tmp_path / "out", 0), (tmp_path / "out", 1), (tmp_path / "none", 1)):
        command = [sys.executable, "-m", "warehouse.export", str(folder), str(bare_home)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert len((done.stdout + done.stderr).splitlines()) == 1
    assert answer_rows(bare_home, "SELECT count(*) AS n FROM claims") == [{"n": 3}]


def test_an_imported_home_is_its_owners_alone(published: Any, tmp_path: Path) -> None:
    export_parquet(published.home, tmp_path / "out")
    import_parquet(tmp_path / "out", tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_the_manifest_names_every_row_and_file(published: Any, tmp_path: Path) -> None:
    manifest = export_parquet(published.home, tmp_path / "out")
    told = json.loads(manifest.read_text("utf-8"))
    rows = {table["name"]: table["rows"] for table in told["tables"]}
    assert (rows["documents"], rows["claims"]) == (3, 3)
    listed = {f["path"] for table in told["tables"] + told["views"] for f in table["files"]}
    there = {p.relative_to(tmp_path / "out").as_posix() for p in tmp_path.rglob("*.parquet")}
    assert listed == there


def test_other_readers_see_the_partitions(published: Any, tmp_path: Path) -> None:
    export_parquet(published.home, tmp_path / "out")
    claims = ds.dataset(tmp_path / "out" / "views" / "claims", partitioning="hive").to_table()
    assert set(claims["month"].to_pylist()) == {"2026-03"}
    assert set(claims["source"].to_pylist()) == {"blog", "wire"}


def test_a_folder_in_use_is_refused(published: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        export_parquet(published.home, tmp_path)


def test_a_damaged_export_is_refused(published: Any, bare_home: Path, tmp_path: Path) -> None:
    export_parquet(published.home, tmp_path / "out")
    victim = next((tmp_path / "out" / "raw" / "claims").rglob("*.parquet"))
    victim.write_bytes(victim.read_bytes()[:-1])
    with pytest.raises(InputError, match="differs from the manifest"):
        import_parquet(tmp_path / "out", bare_home)
    with pytest.raises(InputError, match="no export"):
        import_parquet(tmp_path / "elsewhere", bare_home)


def test_an_import_never_overwrites(published: Any, tmp_path: Path) -> None:
    export_parquet(published.home, tmp_path / "out")
    with pytest.raises(WarehouseError, match="already"):
        import_parquet(tmp_path / "out", published.home)
