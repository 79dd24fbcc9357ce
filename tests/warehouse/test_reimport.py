"""An export comes back as the same warehouse, or not at all and with one line that says why."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.errors import InputError
from warehouse.ask import answer_rows
from warehouse.export import export_parquet
from warehouse.publish import publish
from warehouse.reimport import import_parquet

VIEWS = ("documents", "claims", "hype_flags", "characterization", "tellings", "whats_new", "runs")
Told = dict[str, Any]


@pytest.fixture(scope="module")
def exported(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the published home; only for copying."""
    folder = tmp_path_factory.mktemp("export") / "out"
    export_parquet(published.home, folder)
    return folder


@pytest.fixture
def export(exported: Path, tmp_path: Path) -> Path:
    """An export of one's own."""
    return Path(shutil.copytree(exported, tmp_path / "out"))


def kept_rows(keeper: Any) -> dict[str, list[Any]]:
    """Every row of every table but those that tell of one home's own files."""
    local = ("migrations", "snapshots", "installed")
    return {name: rows for name, rows in keeper.contents().items() if name not in local}


def described(folder: Path) -> Told:
    """Rows and columns of each table and view that a manifest tells of."""
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    parts = told["tables"] + told["views"]
    return {part["name"]: (part["rows"], part["columns"]) for part in parts}


def rewritten(export: Path, change: Callable[[Told], object]) -> None:
    """None; the manifest was edited by hand."""
    path = export / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")


def table(told: Told, name: str) -> Told:
    found: Told = next(part for part in told["tables"] if part["name"] == name)
    return found


def edited(export: Path, name: str, query: str) -> None:
    """None; the first file of a table was written anew, and the manifest made to agree."""
    path = parquet(export, name)
    with duckdb.connect() as pen:
        given = f"SELECT * FROM read_parquet('{path}', hive_partitioning = false)"
        pen.execute(f"CREATE TABLE changed AS {query.format(given=f'({given})')}")
        pen.execute(f"COPY changed TO '{path}' (FORMAT parquet)")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    rewritten(export, lambda told: table(told, name)["files"][0].update(sha256=digest))


def parquet(export: Path, name: str) -> Path:
    return sorted((export / "raw" / name).rglob("*.parquet"))[0]


def test_an_export_comes_back_as_the_same_warehouse(
    published: Any, export: Path, bare_home: Path, tmp_path: Path
) -> None:
    import_parquet(export, bare_home)
    imported = type(published)(bare_home, published.pen)
    assert kept_rows(imported) == kept_rows(published)
    for view in VIEWS:
        query = f"SELECT * FROM {view} ORDER BY ALL"
        assert answer_rows(bare_home, query) == answer_rows(published.home, query), view
    export_parquet(bare_home, tmp_path / "again")
    assert described(tmp_path / "again") == described(export)
    publish(bare_home)
    assert stat.S_IMODE(bare_home.stat().st_mode) == 0o700
    assert not list(bare_home.glob(".importing"))


def test_an_import_from_the_command_line(export: Path, bare_home: Path, tmp_path: Path) -> None:
    for folder, code in ((export, 0), (export, 2), (tmp_path / "none", 2)):
        command = [sys.executable, "-m", "warehouse.reimport", str(folder), str(bare_home)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert len((done.stdout + done.stderr).splitlines()) == 1
    assert answer_rows(bare_home, "SELECT count(*) AS n FROM claims") == [{"n": 3}]


def truncated(export: Path) -> None:
    path = export / "manifest.json"
    path.write_text(path.read_text("utf-8")[:-40], encoding="utf-8")


def cut(export: Path) -> None:
    path = parquet(export, "claims")
    path.write_bytes(path.read_bytes()[:-1])


def not_parquet(export: Path) -> None:
    parquet(export, "claims").write_text("document_id,claim_id\n", encoding="utf-8")
    digest = hashlib.sha256(b"document_id,claim_id\n").hexdigest()
    rewritten(export, lambda told: table(told, "claims")["files"][0].update(sha256=digest))


def not_utf8(export: Path) -> None:
    (export / "manifest.json").write_bytes(b'{"format": 1, "exported_at": "\xff"}')


def stray(export: Path) -> None:
    path = parquet(export, "claims")
    shutil.copyfile(path, path.with_name("more.parquet"))


def twice(told: Told) -> None:
    told["tables"].append(table(told, "claims"))


def file_twice(told: Told) -> None:
    table(told, "claims")["files"] *= 2


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda e: (e / "manifest.json").unlink(), "has no manifest.json: give the"),
    "a manifest cut off": (truncated, "manifest.json is broken: Invalid JSON: EOF"),
    "a manifest in no encoding": (not_utf8, "manifest.json is broken: Invalid JSON"),
    "a manifest of another kind": (
        lambda e: (e / "manifest.json").write_text("[]"),
        "manifest.json is broken: Input should be an object",
    ),
    "a manifest without files": (
        lambda e: rewritten(e, lambda told: table(told, "claims").pop("files")),
        r"broken at tables\.\d+\.files: Field required",
    ),
    "a newer format": (
        lambda e: rewritten(e, lambda told: told.update(format=2)),
        "has format 2, this version reads 1: update Hedgerow",
    ),
    "newer tables": (
        lambda e: rewritten(e, lambda told: told["migrations"].append("0099_more.sql")),
        "tells of 0099_more.sql, which this version lacks: update Hedgerow",
    ),
    "a table that is none": (
        lambda e: rewritten(e, lambda told: table(told, "reviews").update(name="installed")),
        "lists 'installed', which is no table",
    ),
    "SQL for a name": (
        lambda e: rewritten(e, lambda told: table(told, "reviews").update(name="x; DROP SCHEMA")),
        "lists 'x; DROP SCHEMA', which is no table",
    ),
    "a table left out": (
        lambda e: rewritten(e, lambda told: told["tables"].remove(table(told, "reviews"))),
        "does not list 'reviews'",
    ),
    "a table twice": (lambda e: rewritten(e, twice), "lists 'claims' twice"),
    "a file twice": (lambda e: rewritten(e, file_twice), "holds 6 rows, the manifest tells of 3"),
    "a file gone": (lambda e: parquet(e, "claims").unlink(), r"claims/.*parquet is missing"),
    "a file cut off": (cut, r"claims/.*parquet is not as it was written: copy the export again"),
    "a file elsewhere": (
        lambda e: rewritten(
            e, lambda told: table(told, "claims")["files"][0].update(path="../secret.parquet")
        ),
        r"secret\.parquet is missing",
    ),
    "a file more": (stray, r"more\.parquet is not in manifest\.json: take it out"),
    "a file of another kind": (not_parquet, r"raw/claims does not fit: export anew"),
    "a column more": (
        lambda e: edited(e, "claims", "SELECT *, 1 AS mine FROM {given}"),
        r'raw/claims does not fit: export anew .*"?mine"?',
    ),
    "words for numbers": (
        lambda e: edited(e, "claims", "SELECT * REPLACE ('x' AS start_char) FROM {given}"),
        "raw/claims does not fit",
    ),
    "rows taken out": (
        lambda e: edited(e, "claims", "SELECT * FROM {given} LIMIT 1"),
        "raw/claims holds 1 rows, the manifest tells of 3",
    ),
    "words changed": (
        lambda e: edited(e, "claims", "SELECT * REPLACE ('Nothing.' AS sentence) FROM {given}"),
        "contradicts itself: export anew",
    ),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_export_leaves_nothing_and_one_line(
    export: Path, bare_home: Path, damage: Callable[[Path], object], told: str
) -> None:
    damage(export)
    with pytest.raises(InputError, match=told) as refusal:
        import_parquet(export, bare_home)
    assert str(export) in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1
    assert not bare_home.exists()


def test_a_home_with_settings_keeps_them_and_gets_nothing_else(
    export: Path, bare_home: Path
) -> None:
    bare_home.mkdir()
    (bare_home / "settings.toml").write_text("", encoding="utf-8")
    rewritten(export, lambda told: table(told, "claims").update(rows=4))
    with pytest.raises(InputError, match="holds 3 rows, the manifest tells of 4"):
        import_parquet(export, bare_home)
    assert [path.name for path in bare_home.iterdir()] == ["settings.toml"]
    rewritten(export, lambda told: table(told, "claims").update(rows=3))
    import_parquet(export, bare_home)
    assert answer_rows(bare_home, "SELECT count(*) AS n FROM claims") == [{"n": 3}]


def test_an_export_of_an_earlier_version_comes_in(export: Path, bare_home: Path) -> None:
    edited(export, "quantities", "SELECT * EXCLUDE (arm, outcome) FROM {given}")
    rewritten(export, lambda told: told.update(migrations=told["migrations"][:3]))
    import_parquet(export, bare_home)
    assert answer_rows(bare_home, "SELECT count(*) AS n FROM quantities") == [{"n": 2}]


def test_an_import_never_overwrites(published: Any, export: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has a warehouse already: import into a new home"):
        import_parquet(export, published.home)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is a file: give a folder"):
        import_parquet(export, tmp_path / "file")
