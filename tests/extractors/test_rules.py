"""Every rule file as a whole: rows are complete, ids are unique, files are used."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent / "extractors"
FILES = sorted((ROOT / "rules").glob("*.toml"))


def rows(path: Path) -> list[dict[str, object]]:
    found = tomllib.loads(path.read_text("utf-8")).get("rule", [])
    assert isinstance(found, list)
    return found


def test_no_id_stands_twice_in_any_two_files() -> None:
    ids = [row["id"] for path in FILES for row in rows(path)]
    assert len(ids) > 200
    assert sorted({id for id in ids if ids.count(id) > 1}, key=str) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_row_says_where_it_comes_from_and_when_it_must_not_fire(path: Path) -> None:
    for row in rows(path):
        assert row["source"], row["id"]
        assert row["examples"], row["id"]
        assert row["counter_examples"], row["id"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_by_some_module(path: Path) -> None:
    code = "".join(module.read_text("utf-8") for module in ROOT.rglob("*.py"))
    assert f'"{path.stem}"' in code or f"{path.stem}.toml" in code
