"""An export reads anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from extractors.errors import InputError
from warehouse.export import export_parquet


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
