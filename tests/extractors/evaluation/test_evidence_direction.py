"""Direction of effect: names found in the sentence, both arms read, nothing told of what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.evaluation.evidence_direction import Row, read_rows, score


def folder_of(tmp_path: Path, *rows: tuple[str, str, str, str, str]) -> Path:
    place = tmp_path / "evidence_direction"
    place.mkdir()
    names = ("intervention", "comparator", "outcome", "label", "evidence")
    lines = [json.dumps(dict(zip(names, row, strict=True))) for row in rows]
    (place / "train.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


RIGHT = (
    "zorbimab 40 mg daily",
    "placebo",
    "nightly wakings",
    "significantly decreased",
    "Nightly wakings were lower with zorbimab than with placebo.",
)
TURNED = (
    "zorbimab 40 mg daily",
    "placebo",
    "nightly wakings",
    "significantly decreased",
    "Nightly wakings were higher in the placebo group than in the zorbimab group.",
)
SHORTENED = (
    "high-flow nasal oxygen 40 L",
    "air mask in group B",
    "the mean number of nightly wakings at 12 weeks, morning headache",
    "significantly decreased",
    "Nightly wakings were lower in the HFNO group than in group B.",
)
OF_GROUPS = (
    *RIGHT[:3],
    "no significant difference",
    "Nightly wakings did not differ between the two groups.",
)
SILENT = (
    "zorbimab 40 mg daily",
    "placebo",
    "nightly wakings",
    "no significant difference",
    "We counted nightly wakings before zorbimab was given.",
)


def test_rows_are_read_at_a_step_and_once(tmp_path: Path) -> None:
    data = folder_of(tmp_path, RIGHT, SILENT, RIGHT, TURNED)
    assert [row.text for row in read_rows(data, step=2)] == [RIGHT[4]]
    row = next(read_rows(data, step=1))
    assert row == Row(RIGHT[0], "placebo", "nightly wakings", RIGHT[4], "decrease")


@pytest.mark.parametrize(
    ("row", "coverage", "accuracy"),
    [
        pytest.param(RIGHT, 1.0, 1.0, id="right"),
        pytest.param(TURNED, 1.0, 1.0, id="told from the other arm"),
        pytest.param(SHORTENED, 1.0, 1.0, id="names shortened"),
        pytest.param(OF_GROUPS, 1.0, 1.0, id="arms called groups"),
        pytest.param((*RIGHT[:3], "significantly increased", RIGHT[4]), 1.0, 0.0, id="wrong"),
        pytest.param(SILENT, 0.0, 0.0, id="silent"),
    ],
)
def test_coverage_counts_what_is_told_and_accuracy_what_is_right(
    tmp_path: Path, row: tuple[str, str, str, str, str], coverage: float, accuracy: float
) -> None:
    scores = score(folder_of(tmp_path, row))
    assert scores["direction_named_coverage"] == coverage
    assert scores["direction_named_accuracy"] == accuracy


def test_a_bare_claim_on_the_comparator_is_read_from_the_other_side(tmp_path: Path) -> None:
    row = (
        "tocilizumab 8 mg",
        "ketamine 40 mg",
        "fatigue",
        "significantly decreased",
        "Fatigue was higher in the ketamine group than in the tocilizumab group.",
    )
    scores = score(folder_of(tmp_path, row))
    assert scores["direction_bare_coverage"] == scores["direction_bare_accuracy"] == 1.0
