"""The quality gate: figures on public data never fall under their pinned floors."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

import pytest

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))


@pytest.mark.data
@pytest.mark.parametrize("section", sorted(FLOORS))
def test_no_figure_falls_under_its_floor(section: str, data: Path) -> None:
    scores = importlib.import_module(f"extractors.evaluation.{section}").score(data)
    floors = FLOORS[section]
    assert set(scores) == set(floors), "every figure has a floor, every floor a figure"
    fallen = {name: (scores[name], floor) for name, floor in floors.items() if scores[name] < floor}
    assert fallen == {}
