"""The extractor's version changes with whatever may change a reading."""

from __future__ import annotations

from pathlib import Path

from extractors.version import extractor_version


def test_the_users_own_lexicon_is_part_of_the_version(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("one")
    assert extractor_version() == extractor_version(None)
    assert extractor_version(own) != extractor_version()
    other = tmp_path / "other.csv"
    other.write_text("two")
    assert extractor_version(other) != extractor_version(own)
