"""Yardsticks of hype density, on releases of our own in the corpus's format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.evaluation.hype_yardsticks import (
    chance_of_more,
    separation_by_verdicts,
    separation_by_words,
    standard_error,
)

LOUD = "A wondrous salt ends gout, nurses in Leeds say."
SOBER = "Forty adults took a salt, and nurses in Leeds scored their gout."
LOUDLY = "Does it use sensational language?"


def row(text: str, sensational: bool, failures: int) -> str:
    verdict = "Not Satisfactory" if sensational else "Satisfactory"
    others = {f"Criterion {n}": "Not Satisfactory" for n in range(failures)}
    criteria = {**others, "Costs": "Not Applicable", LOUDLY: verdict}
    about = {"id": "x", "title": "Salt", "text": text, "criteria": criteria}
    return json.dumps({**about, "sensational_language": verdict})


def folder(tmp_path: Path, *rows: str) -> Path:
    (tmp_path / "hype").mkdir()
    (tmp_path / "hype" / "press_releases.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("loud", "sober", "chance"),
    [((2.0, 3.0), (0.0, 1.0), 1.0), ((1.0,), (1.0,), 0.5), ((0.0, 2.0), (1.0, 3.0), 0.25)],
)
def test_chance_of_more(loud: tuple[float, ...], sober: tuple[float, ...], chance: float) -> None:
    assert chance_of_more(loud, sober) == chance


def test_standard_error_is_none_where_all_agree_and_falls_with_numbers() -> None:
    assert standard_error((2.0, 3.0), (0.0, 1.0)) == 0
    few = standard_error((0.0, 2.0), (1.0, 3.0))
    assert few == pytest.approx(0.3536, abs=1e-4)
    assert standard_error((0.0, 2.0) * 9, (1.0, 3.0) * 9) < few / 2


def test_verdicts_foretell_by_their_failures_alone(tmp_path: Path) -> None:
    data = folder(tmp_path, *[row(SOBER, loud, 2 + loud) for loud in (True, False)] * 2)
    assert separation_by_verdicts(data, "all") == 1.0
    (tmp_path / "hype" / "press_releases.jsonl").write_text(
        "\n".join(row(SOBER, loud, 2) for loud in (True, False)), "utf-8"
    )
    assert separation_by_verdicts(data, "all") == 0.5


def test_words_are_learned_from_the_other_half(tmp_path: Path) -> None:
    kinds = [(LOUD, True), (SOBER, False)]
    alike = [row(text, loud, 0) for text, loud in kinds for _ in range(4)]
    assert separation_by_words(folder(tmp_path, *alike)) == 1.0
    turned = [row(text, loud is (n % 2 == 0), 0) for text, loud in kinds for n in range(4)]
    (tmp_path / "hype" / "press_releases.jsonl").write_text("\n".join(turned), "utf-8")
    assert separation_by_words(tmp_path) == 0.0
    assert separation_by_words(tmp_path, "development") == 0.0
