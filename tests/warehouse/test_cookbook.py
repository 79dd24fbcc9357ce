"""Every question of the cookbook runs, and the backup that it describes restores."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from warehouse.ask import answer_rows, open_published
from warehouse.cookbook import README, questions, refreshed
from warehouse.load import load_parts
from warehouse.places import Places
from warehouse.publish import publish
from warehouse.reviews import ReviewEvent, append_review

ANSWERED = questions(README.read_text("utf-8"))
QUERIES = [query for query, _ in ANSWERED]


def test_there_are_ten_questions() -> None:
    assert len(QUERIES) == 11  # and one on comments


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_a_question_has_an_answer(published: Any, query: str) -> None:
    if "how_sources_say" in query:
        query = query.replace("IL-6", "tocilizumab")
    rows = answer_rows(published.home, query)
    assert rows
    if "exact" in rows[0]:
        assert all(row["exact"] for row in rows)


@pytest.mark.parametrize(("query", "printed"), ANSWERED, ids=range(len(ANSWERED)))
def test_the_printed_answer_has_the_columns_of_the_query(
    published: Any, query: str, printed: str
) -> None:
    with open_published(published.home) as snapshot:
        names = [row[0] for row in snapshot.execute(f"DESCRIBE {query}").fetchall()]
    assert printed, "write the answers anew: python -m warehouse.cookbook HOME"
    head = printed.split("─")[0]
    for name in names:
        assert all(part in head for part in name.split("_")), name


def test_answers_are_written_anew_and_nothing_else_changes(published: Any) -> None:
    page = "Before\n\n```sql\nSELECT 7 AS n;\n```\n\nAfter\n"
    once = refreshed(page, published.home)
    assert once.split() == [
        "Before",
        *["```sql", "SELECT", "7", "AS", "n;", "```", "```text", "n", "─", "7", "```"],
        "After",
    ]
    assert refreshed(once, published.home) == once


def test_a_backup_restores_with_its_reviews_and_takes_what_came_later(
    keeper: Any, pen: Any, tmp_path: Path
) -> None:
    keeper.keep(pen.praise())
    keeper.publish()
    flag, document, text = keeper.one(
        "SELECT flag_id, document_id, text_sha256 "
        "FROM hype_flags JOIN documents USING (document_id)"
    )
    judged = ("ana-1", "2026-03-05T10:00:00Z", "ana", "flag", flag, document, text)
    append_review(keeper.home, ReviewEvent(*judged, "hype.test", 1, "rejected"))

    restored = Places(tmp_path / "restored")
    restored.store.parent.mkdir(parents=True)
    shutil.copyfile(Places(keeper.home).published, restored.store)
    shutil.copyfile(Places(keeper.home).reviews, restored.reviews)
    later = keeper.stage(pen.doubt(), source="wire", run_id="run-2")
    shutil.copytree(later, restored.staging / "run-2" / later.name)
    for home in (keeper.home, restored.home):
        load_parts(home)
        publish(home)
    assert answer_rows(restored.home, "SELECT review FROM hype_flags") == [{"review": "rejected"}]
    for view in ("documents", "claims", "characterization", "whats_new", "runs", "reviews"):
        query = f"SELECT * FROM {view} ORDER BY ALL"
        assert answer_rows(restored.home, query) == answer_rows(keeper.home, query)
    assert answer_rows(restored.home, "SELECT count(*) AS n FROM documents") == [{"n": 2}]
