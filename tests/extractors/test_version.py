"""What the extractor's version follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.version import _reads


@pytest.mark.parametrize(
    ("path", "follows"),
    [
        ("weights/english/parser/model", True),
        ("rules/hype.toml", True),
        ("rules/lexicon/drugs.csv", True),
        ("language/claims/claims.py", True),
        ("training/project.yml", False),
        ("evaluation/figures.toml", False),
        ("language/__pycache__/claims.cpython-311.pyc", False),
    ],
)
def test_the_version_follows_what_reads(path: str, follows: bool) -> None:
    assert _reads(Path(path)) == follows
