"""Every case file is read as it says: these claims, with these values, and no other."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extractors.model import Claim
from tests.extractors.language.conftest import tiny_reading

_HERE = Path(__file__).parent
_CASES = sorted(_HERE.rglob("*.toml"))


def _value(claim: Claim, key: str) -> Any:
    if key in {"subject", "object", "comparator"}:
        mention = getattr(claim, key)
        return mention.surface if mention else None
    if key in {"subject_name", "object_name"}:
        return getattr(claim, key.removesuffix("_name")).name
    return getattr(claim, key)


@pytest.mark.parametrize(
    "path", _CASES, ids=[str(path.relative_to(_HERE).with_suffix("")) for path in _CASES]
)
def test_case(path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    reading = tiny_reading(case["text"])
    keys = ("subject", "relation", "object")
    found = {tuple(_value(claim, key) for key in keys): claim for claim in reading.claims}
    wanted = {tuple(row[key] for key in keys): row for row in case["claims"]}
    assert found.keys() == wanted.keys(), case["note"]
    for triple, row in wanted.items():
        read = {key: _value(found[triple], key) for key in row}
        assert read == row, case["note"]
    if "coreferent" in case:
        read_back = [{"surface": m.surface, "name": m.name} for m in reading.coreferent]
        assert read_back == case["coreferent"], case["note"]


def test_there_are_enough_cases_to_learn_from() -> None:
    assert len(_CASES) >= 250
