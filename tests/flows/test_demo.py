"""`hedgerow demo`, run once as its user runs it, and everything that must be true afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

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


def ask(demo: Any, hedgerow: Callable[..., Any], query: str) -> list[dict[str, Any]]:
    ran = hedgerow("--home", demo.home, "sql", query, "--format", "json", cwd=demo.folder)
    assert ran.code == 0, ran.err
    rows: list[dict[str, Any]] = ran.json
    return rows


def test_it_tells_how_the_sources_differ(demo: Any) -> None:
    for words in ("Read 6 pages of 5 sources", "wellness-wave", "invented-journals", "Next"):
        assert words in demo.ran.out


@pytest.mark.parametrize("view", CONTRACT_VIEWS)
def test_no_view_is_empty_after_the_demo(
    demo: Any, hedgerow: Callable[..., Any], view: str
) -> None:
    assert ask(demo, hedgerow, f"select count(*) as rows from {view}")[0]["rows"] > 0


@pytest.mark.parametrize(
    "columns",
    ["mentions", "hype_flags", "hedges", "caveats", "boosters", "negations"],
)
def test_every_offset_is_exact(demo: Any, hedgerow: Callable[..., Any], columns: str) -> None:
    query = f"""
        select count(*) as rows, count(*) filter (
            substring(d.text, x.start_char + 1, x.end_char - x.start_char) <> x.surface) as wrong
        from {columns} x join documents d using (document_id)"""
    assert ask(demo, hedgerow, query)[0]["wrong"] == 0


def test_each_claim_leads_back_to_kept_bytes(demo: Any, hedgerow: Callable[..., Any]) -> None:
    rows = ask(demo, hedgerow, "select distinct archive_file, archive_offset from claims")
    assert rows
    for row in rows:
        assert (demo.home / row["archive_file"]).stat().st_size > row["archive_offset"]


def test_personal_details_of_the_author_card_are_not_stored(
    demo: Any, hedgerow: Callable[..., Any]
) -> None:
    texts = ask(demo, hedgerow, "select text, author from documents")
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


def test_a_dead_link_is_an_issue_and_fails_nothing(demo: Any, hedgerow: Callable[..., Any]) -> None:
    issues = ask(demo, hedgerow, "select source, stage, reason, detail from issues")
    assert [row["source"] for row in issues] == ["daily-ledger"]
    assert "404" in issues[0]["detail"]


def test_a_second_demo_replaces_the_first_and_no_other_folder(
    demo: Any, hedgerow: Callable[..., Any], tmp_path: Any
) -> None:
    (tmp_path / "hedgerow-demo").mkdir()
    (tmp_path / "hedgerow-demo" / "thesis.txt").write_text("precious")
    ran = hedgerow("demo", cwd=tmp_path)
    assert ran.code == 2
    assert "no demo made it" in ran.complaint
    assert (tmp_path / "hedgerow-demo" / "thesis.txt").read_text() == "precious"
