"""Tables fit their terminal: short values whole, long texts shortened, never three letters."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from warehouse.ask import answer, open_published
from warehouse.tables import print_rows

LONG = "tocilizumab did not relieve depression in a trial of thirty-four adults who took part"


def shown(names: list[str], rows: list[list[Any]], width: int) -> list[str]:
    file = io.StringIO()
    print_rows(Console(file=file, width=width), names, rows)
    return file.getvalue().splitlines()


def test_short_values_are_whole_and_long_texts_end_in_an_ellipsis() -> None:
    row = ["university-of-x", LONG, LONG, "possible", 0.25]
    lines = shown(["source", "one", "two", "certainty", "hype_per_1000_words"], [row], 80)
    assert max(map(len, lines)) <= 80
    (line,) = [line for line in lines if "possible" in line]
    assert "university-of-x"[:13] in line
    assert line.count("…") >= 2
    assert "0.25" in line


def test_a_long_heading_breaks_after_an_underscore() -> None:
    lines = shown(["source", "hype_per_1000_words"], [["blog", 3.5]], 40)
    assert [line.split()[-1] for line in lines[:2]] == ["hype_per_", "1000_words"]


def test_one_long_text_keeps_every_word() -> None:
    lines = shown(["source", "sentence"], [["blog", LONG]], 60)
    assert " ".join(" ".join(lines[2:]).split()) == f"blog {LONG}"
    assert max(map(len, lines)) <= 60


def test_too_many_columns_become_one_block_a_row() -> None:
    names = [f"column_{number}" for number in range(20)]
    lines = shown(names, [[LONG] * 20], 60)
    assert lines[0] == "-- row 1"
    assert max(map(len, lines)) <= 60
    assert lines[1].startswith("column_0 ")
    assert lines[2].startswith("          ")  # the text goes on under itself


def test_wide_letters_count_as_two(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(["a", "b"], [["治療" * 10, "x" * 40]], 40)
    assert all(Console().measure(line).maximum <= 40 for line in lines)


def test_a_long_answer_at_the_prompt_is_paged(
    published: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paged: list[str] = []
    monkeypatch.setattr("pydoc.pager", paged.append)
    monkeypatch.setenv("FORCE_COLOR", "1")  # a terminal, for rich
    monkeypatch.setenv("LINES", "20")
    with open_published(published.home) as connection:
        answer(connection, "SELECT 1", "table", None, paged=True)
        assert paged == []
        answer(connection, "FROM range(50)", "table", None, paged=True)
    assert "50 rows" in paged[0]
    assert "50 rows" not in capsys.readouterr().out
