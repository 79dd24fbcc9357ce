"""`hedgerow demo`, run once as its user runs it, and everything that must be true afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warehouse.ask import answer_rows

CONTRACT_VIEWS = [
    "sources",
    "documents",
    "sentences",
    "mentions",
    "claims",
    "hype_flags",
    "caveats",
    "hedges",
    "boosters",
    "negations",
    "quantities",
    "studies",
    "concepts",
    "omissions",
    "farm_signals",
    "document_profile",
    "whats_new",
    "characterization",
    "contradictions",
    "tellings",
    "review_queue",
    "rule_precision",
    "runs",
    "fetches",
    "issues",
    "documents_history",
    "claims_history",
    "hype_flags_history",
]


def test_it_tells_how_the_sources_differ(demo: Any) -> None:
    for words in ("Read 6 pages of 5 sources", "wellness-wave", "invented-journals", "Next"):
        assert words in demo.ran.out


def test_no_view_is_empty_after_the_demo(demo: Any) -> None:
    counts = ", ".join(f"(SELECT count(*) FROM {view}) AS {view}" for view in CONTRACT_VIEWS)
    (rows,) = answer_rows(demo.home, f"SELECT {counts}")
    assert [view for view in CONTRACT_VIEWS if not rows[view]] == []


@pytest.mark.parametrize(
    "view", ["mentions", "hype_flags", "hedges", "caveats", "boosters", "negations"]
)
def test_every_offset_is_exact(demo: Any, view: str) -> None:
    query = f"""
        SELECT count(*) AS rows, count(*) FILTER (
            substring(d.text, x.start_char + 1, x.end_char - x.start_char) <> x.surface) AS wrong
        FROM {view} x JOIN documents d USING (document_id)"""
    assert answer_rows(demo.home, query)[0]["wrong"] == 0


def test_each_claim_leads_back_to_kept_bytes(demo: Any) -> None:
    rows = answer_rows(demo.home, "select distinct archive_file, archive_offset from claims")
    assert rows
    for row in rows:
        assert (demo.home / row["archive_file"]).stat().st_size > row["archive_offset"]


def test_personal_details_of_the_author_card_are_not_stored(demo: Any) -> None:
    texts = answer_rows(demo.home, "select text, author from documents")
    for detail in ("Kite flying", "1991-07-02", "Invented Row", "+1000000", "magnificent"):
        assert not any(detail in str(row) for row in texts)


def test_prefect_recorded_the_flow_and_its_sources(demo: Any) -> None:
    with sqlite3.connect(demo.home / "prefect" / "prefect.db") as database:
        runs = database.execute("select name, state_type from flow_run").fetchall()
        flows = {name for (name,) in database.execute("select name from flow").fetchall()}
    database.close()
    assert flows == {"crawl", "source"}
    assert [state for _, state in runs] == ["COMPLETED"] * 6
    assert {"wellness-wave", "daily-ledger"} <= {name for name, _ in runs}


def test_a_dead_link_is_an_issue_and_fails_nothing(demo: Any) -> None:
    issues = answer_rows(demo.home, "select source, stage, reason, detail from issues")
    assert [row["source"] for row in issues] == ["daily-ledger"]
    assert "404" in issues[0]["detail"]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("demo",), "hedgerow-demo"),
        (("--home", "mine", "demo"), "mine"),
        (("demo", "--home", "mine"), "mine"),
    ],
)
def test_a_demo_goes_where_it_is_told_and_touches_nothing_that_no_demo_made(
    hedgerow: Callable[..., Any], tmp_path: Path, words: tuple[str, ...], place: str
) -> None:
    (tmp_path / place).mkdir()
    (tmp_path / place / "thesis.txt").write_text("precious")
    ran = hedgerow(*words, cwd=tmp_path)
    assert ran.code == 2
    assert f"{place} is not empty and no demo made it" in ran.complaint
    assert [path.name for path in (tmp_path / place).iterdir()] == ["thesis.txt"]
