"""`hedgerow report`, `export` and `reextract` as their user runs them, on the demonstration."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.retention import forget
from warehouse.store import open_store

Hedgerow = Callable[..., Any]


@pytest.fixture
def home(demo: Any, tmp_path: Path) -> Path:
    """A copy of the demonstration's home that a test may change."""
    copied = tmp_path / "home"
    shutil.copytree(demo.home, copied, symlinks=True)
    return copied


def aged(home: Path) -> None:
    """The home as an older extractor left it: other version, one claim more, one less sure."""
    with open_store(home) as store:
        tables = store.execute(
            "SELECT table_name FROM duckdb_columns() "
            "WHERE schema_name = 'raw' AND column_name = 'extractor_version' "
            "AND table_name IN (SELECT table_name FROM duckdb_tables())"
        ).fetchall()
        for (table,) in tables:
            store.execute(f"UPDATE raw.{table} SET extractor_version = 'old'")
        some = "SELECT claim_id FROM raw.claims WHERE certainty <> 'doubtful' ORDER BY 1 LIMIT 1"
        store.execute(f"UPDATE raw.claims SET certainty = 'doubtful' WHERE claim_id = ({some})")
        store.execute(
            "INSERT INTO raw.claims BY NAME SELECT * REPLACE ('feed' AS claim_id) "
            "FROM raw.claims WHERE certainty = 'doubtful' ORDER BY claim_id LIMIT 1"
        )
        store.execute("UPDATE raw.documents SET load_id = 0")


def test_a_report_on_the_terminal_as_json_and_as_a_page(
    demo: Any, hedgerow: Hedgerow, tmp_path: Path
) -> None:
    shown = hedgerow("--home", demo.home, "report", "tocilizumab", cwd=tmp_path)
    assert shown.code == 0, shown.err
    assert "claims on" in shown.out
    told = hedgerow("--home", demo.home, "--json", "report", "depression", cwd=tmp_path).json
    assert {row["source"] for row in told["sources"]} >= {"plain-evidence"}
    page = hedgerow("--home", demo.home, "report", "-o", "all.html", cwd=tmp_path)
    assert page.code == 0, page.err
    assert (tmp_path / "all.html").read_text("utf-8").startswith("<!doctype html>")


def test_a_report_on_nothing_known_is_bad_input(
    demo: Any, hedgerow_here: Hedgerow, tmp_path: Path
) -> None:
    ran = hedgerow_here("--home", demo.home, "report", "tocilizumap", cwd=tmp_path)
    assert ran.code == 2
    assert "nearest: tocilizumab" in ran.complaint


def test_an_export_comes_back_in_a_new_home(demo: Any, hedgerow_here: Any, tmp_path: Path) -> None:
    counted = "SELECT source, count(*) FROM claims GROUP BY ALL ORDER BY ALL"
    assert hedgerow_here("--home", demo.home, "export", "lake", cwd=tmp_path).code == 0
    ran = hedgerow_here("--home", "back", "--json", "import", "lake", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert Path(ran.json["snapshot"]).is_relative_to(tmp_path / "back")
    answers = [
        hedgerow_here("--home", home, "sql", "--format", "csv", counted, cwd=tmp_path).out
        for home in (demo.home, "back")
    ]
    assert answers[0] == answers[1]
    assert answers[0].count("\n") > 2
    again = hedgerow_here("--home", "back", "import", "lake", cwd=tmp_path)
    assert (again.code, again.out) == (2, "")
    assert "has a warehouse already: import into a new home" in again.complaint


def test_an_export_is_read_by_another_engine_and_never_mixes(
    demo: Any, hedgerow_here: Hedgerow, tmp_path: Path
) -> None:
    ran = hedgerow_here("--home", demo.home, "--json", "export", "lake", cwd=tmp_path)
    assert ran.code == 0, ran.err
    files = tmp_path / "lake" / "raw" / "claims" / "**" / "*.parquet"
    assert duckdb.sql(f"SELECT count(*) FROM '{files}'").fetchall() == [
        (ran.json["rows"]["claims"],)
    ]
    again = hedgerow_here("--home", demo.home, "export", "lake", cwd=tmp_path)
    assert again.code == 2
    assert "not empty" in again.complaint


def test_the_archive_read_again_supersedes_and_tells_the_differences(
    home: Path, hedgerow: Hedgerow
) -> None:
    aged(home)
    assert hedgerow("--home", home, "publish", cwd=home).code == 0
    ran = hedgerow("--home", home, "--json", "reextract", cwd=home)
    assert ran.code == 0, ran.err
    told = ran.json
    assert (told["pages"], told["documents"], told["already_read"]) == (6, 6, 0)
    found = told["differences"]
    assert (found["old"], found["documents"]) == ("old", 6)
    assert (found["gained"], found["lost"], found["changed"]) == (0, 1, 1)
    assert found["changes"] == {"certainty": 1}
    query = "SELECT count(*) FILTER (is_current) AS now, count(*) AS ever FROM documents_history"
    rows = hedgerow("--home", home, "sql", query, "--format", "json", cwd=home).json
    assert rows == [{"now": 6, "ever": 12}]
    health = hedgerow("--home", home, "--json", "status", cwd=home).json["sources"]
    assert {row["last_status"] for row in health} == {"completed"}
    again = hedgerow("--home", home, "reextract", cwd=home)
    assert again.out.startswith("nothing to do")


def test_a_forgotten_page_stays_forgotten_and_since_and_source_narrow(
    home: Path, hedgerow: Hedgerow
) -> None:
    with sqlite3.connect(home / "frontier.sqlite") as frontier:
        query = "SELECT url FROM captures WHERE source = 'invented-journals' LIMIT 1"
        (url,) = frontier.execute(query).fetchone()
    frontier.close()
    aged(home)
    forget(home, url)
    ran = hedgerow("--home", home, "--json", "reextract", "--source", "invented-journals", cwd=home)
    assert ran.code == 0, ran.err
    query = f"SELECT count(*) AS n FROM documents_history WHERE url = '{url}'"
    assert hedgerow("--home", home, "sql", query, "--format", "json", cwd=home).json == [{"n": 0}]
    told = json.loads(ran.out)
    assert told["differences"]["documents"] == 1
    late = hedgerow("--home", home, "--json", "reextract", "--since", "2999-01-01", cwd=home)
    assert late.json["pages"] == 0


@pytest.mark.parametrize(
    ("words", "complaint"),
    [(("--source", "nobody"), "no archived page of a source 'nobody'"), ((), "no archived page")],
)
def test_nothing_to_read_is_bad_input(
    demo: Any, hedgerow: Hedgerow, tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    place = demo.home if words else tmp_path
    ran = hedgerow("--home", place, "reextract", *words, cwd=tmp_path)
    assert ran.code == 2
    assert complaint in ran.complaint
