"""`hedgerow evaluate`: what can be scored is scored, what is missing is named."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors.evaluation.figures import figure_rows

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_folder_without_data_is_one_clear_line(
    tmp_path: Path, hedgerow: Callable[..., Any]
) -> None:
    ran = hedgerow("evaluate", "--data", "nowhere", cwd=tmp_path)
    assert ran.code == 2
    assert "nowhere: no such folder; name the public data with --data" in ran.complaint
    ran = hedgerow("evaluate", "--data", tmp_path, cwd=tmp_path)
    assert ran.code == 2
    assert "none of the corpora" in ran.complaint


@pytest.mark.data
def test_one_corpus_alone_is_scored_and_the_others_are_named(
    tmp_path: Path, data: Path, hedgerow: Callable[..., Any]
) -> None:
    (tmp_path / "certainty").symlink_to(data / "certainty")
    ran = hedgerow("--json", "evaluate", "--data", tmp_path, cwd=tmp_path)
    assert ran.code == 3
    assert {figure["module"] for figure in ran.json["figures"]} == {"certainty"}
    assert "bioscope" in ran.complaint


def test_every_figure_has_its_own_name_and_label() -> None:
    rows = figure_rows()
    assert len({row.id for row in rows}) == len({row.label for row in rows}) == len(rows)


def test_every_figure_of_the_quality_gate_is_shown() -> None:
    gate = ROOT / "tests" / "quality" / "floors.toml"
    gated = {name for table in tomllib.loads(gate.read_text("utf-8")).values() for name in table}
    assert {row.id for row in figure_rows()} == gated
