"""Scoring omissions, on releases of our own in the reviewers' format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.evaluation.omissions import (
    Judged,
    balanced_accuracy,
    judged_releases,
    score,
    share_agreed,
)

BARE = (
    "The new pill eases back pain, doctors in Leeds say. Those who took it slept well and went "
    "back to work in days, and many walked to the park again. The pill is taken each morning with "
    "water. Its inventors worked on it for nine years in a former mill by the river, and they are "
    "glad that it can now be tried by everybody who has lived with an aching back for so long."
)
TOLD = (
    f"{BARE} A month of it costs 30 dollars. Pain fell by 40 percent. Side effects were mild. "
    "Half of them had a placebo. The work was funded by the maker."
)
QUESTIONS = (
    "Does the news release adequately discuss the costs of the intervention?",
    "Does the news release adequately quantify the benefits of the treatment?",
    "Does the news release adequately explain/quantify the harms of the intervention?",
    "Does the news release compare the new approach with existing alternatives?",
    "Does the news release identify funding sources & disclose conflicts of interest?",
    "Does the news release commit disease-mongering?",
)


def row(text: str, verdict: str) -> str:
    criteria = dict.fromkeys(QUESTIONS, verdict)
    return json.dumps({"id": "x", "title": "A pill", "text": text, "criteria": criteria})


def folder(tmp_path: Path, *rows: str) -> Path:
    (tmp_path / "hype").mkdir()
    (tmp_path / "hype" / "press_releases.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path


def test_a_bare_release_and_a_full_one_agree_with_their_verdicts(tmp_path: Path) -> None:
    full, bare = row(TOLD, "Satisfactory"), row(BARE, "Not Satisfactory")
    data = folder(tmp_path, full, full, bare, bare)
    assert set(score(data).values()) == {1.0}
    assert len(judged_releases(data)) == 4 * 5


def test_what_reviewers_left_open_is_not_scored(tmp_path: Path) -> None:
    assert judged_releases(folder(tmp_path, row(BARE, "Not Applicable"))) == ()


def test_halves_are_even_and_odd_rows(tmp_path: Path) -> None:
    data = folder(tmp_path, row(TOLD, "Satisfactory"), row(BARE, "Not Satisfactory"))
    assert not any(one.omitted for one in judged_releases(data, "development"))
    assert all(one.omitted and one.lacking for one in judged_releases(data, "held_out"))


def test_chance_is_a_half() -> None:
    judged = [Judged("no_cost", lacking, True) for lacking in (True, True, True, False)]
    assert balanced_accuracy(judged, "no_cost") == 0.5
    assert share_agreed(judged) == pytest.approx(0.75)
