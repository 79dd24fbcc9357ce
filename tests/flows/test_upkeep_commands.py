"""`hedgerow status`, `forget` and `prune` on a home that a real crawl made."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def home(demo: Any, tmp_path: Path) -> Path:
    """A copy of the demonstration's home, to be changed at will."""
    copy = tmp_path / "home"
    shutil.copytree(demo.home, copy, symlinks=True)
    return copy


def change(home: Path, *statement: object) -> None:
    with sqlite3.connect(home / "frontier.sqlite") as frontier:
        frontier.execute(str(statement[0]), statement[1:])
    frontier.close()


def archived(home: Path) -> bytes:
    return b"".join(gzip.decompress(p.read_bytes()) for p in (home / "archive").glob("*.gz"))


def test_status_tells_yield_alarms_blocks_and_what_is_due(
    home: Path, hedgerow_here: Callable[..., Any]
) -> None:
    until = time.time() + 7200
    change(
        home,
        "INSERT OR REPLACE INTO hosts VALUES ('slow.test', 0, ?, 'it answered 429', 1, 0)",
        until,
    )
    change(home, "UPDATE pages SET due = 0 WHERE source = 'wellness-wave'")
    change(home, "UPDATE fetches SET outcome = 'failed' WHERE source = 'daily-ledger'")
    ran = hedgerow_here("--home", home, "--json", "status", cwd=home)
    assert ran.code == 0, ran.err
    rows = {row["source"]: row for row in ran.json["sources"]}
    assert (rows["wellness-wave"]["due"], rows["wellness-wave"]["alarm"]) == (1, None)
    assert rows["wellness-wave"]["next_due"] == "1970-01-01T00:00:00+00:00"
    assert rows["daily-ledger"]["alarm"].startswith("nothing came")
    assert rows["daily-ledger"]["due"] == 0
    blocked = [row for row in ran.json["blocked"] if row["host"] == "slow.test"]
    assert [row["why"] for row in blocked] == ["it answered 429"]
    plain = hedgerow_here("--home", home, "status", cwd=home)
    assert "nothing came" in plain.out
    assert "slow.test" in plain.out


def test_a_forgotten_page_is_gone_from_rows_and_archive(
    home: Path, hedgerow: Callable[..., Any]
) -> None:
    def ask(query: str) -> Any:
        return hedgerow("--home", home, "sql", query, "--format", "json", cwd=home).json

    (page,) = ask("select url, title from documents where source = 'wellness-wave'")
    assert page["title"].encode() in archived(home)
    ran = hedgerow("--home", home, "--json", "forget", page["url"], cwd=home)
    assert ran.code == 0, ran.err
    assert ran.json["was_known"] is True
    assert ran.json["documents"] == 1
    assert ran.json["archive_records"] >= 1
    assert page["title"].encode() not in archived(home)
    assert ask("from documents where source = 'wellness-wave'") == []
    again = hedgerow("--home", home, "forget", page["url"], cwd=home)
    assert again.code == 0
    assert "it was not known" in again.out


def test_forget_and_prune_say_clearly_what_is_wrong(
    home: Path, tmp_path: Path, hedgerow_here: Callable[..., Any]
) -> None:
    ran = hedgerow_here("--home", home, "forget", "post.html", cwd=tmp_path)
    assert ran.code == 2
    assert "no URL" in ran.complaint
    for words in (("forget", "https://example.org/"), ("prune",)):
        ran = hedgerow_here("--home", "none", *words, cwd=tmp_path)
        assert ran.code == 2
        assert "nothing was crawled yet" in ran.complaint
    assert not (tmp_path / "none").exists()


def test_prune_keeps_what_the_settings_keep_and_names_what_went(
    home: Path, hedgerow: Callable[..., Any]
) -> None:
    (home / "settings.toml").write_text("keep_archive_days = 0\nkeep_snapshots = 1\n")
    assert hedgerow("--home", home, "publish", cwd=home).code == 0
    with sqlite3.connect(home / "prefect" / "prefect.db") as prefect:
        prefect.execute("UPDATE flow_run SET end_time = '2020-01-01 00:00:00.000000'")
        (finished,) = prefect.execute("SELECT count(*) FROM flow_run").fetchone()
    prefect.close()
    files = sorted(f"archive/{path.name}" for path in (home / "archive").iterdir())
    ran = hedgerow("--home", home, "prune", cwd=home)
    assert ran.code == 0, ran.err
    assert all(file in ran.out for file in files)
    assert "snapshots/1\n" in ran.out
    assert f"1 snapshots, 0 staged parts, {finished} Prefect runs" in ran.out
    assert list((home / "archive").iterdir()) == []
    assert len(list((home / "snapshots").iterdir())) == 1
