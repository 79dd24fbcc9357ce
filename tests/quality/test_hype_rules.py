"""Every hype row fires on real text, or says why it is kept; every category is heard of."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from extractors.documents import read_documents, read_text
from extractors.evaluation.hype import hype_of, rated_releases
from extractors.language.words.patterns import load_rules
from extractors.model import HypeCategory

pytestmark = [pytest.mark.data, pytest.mark.slow]


def firings(data: Path, seeds: Path) -> Counter[str]:
    counted = Counter(flag.rule_id for r in rated_releases(data) for flag in r.flags)
    for path in sorted((data / "jats").glob("*.gz")):
        for document in read_documents(gzip.decompress(path.read_bytes()), id=path.stem):
            counted.update(flag.rule_id for flag in hype_of(document)[1])
    for path in sorted(seeds.glob("*.txt")):
        document = read_text(path.read_text("utf-8"), id=path.stem)
        counted.update(flag.rule_id for flag in hype_of(document)[1])
    return counted


def test_every_row_fires_or_says_why_it_is_kept(data: Path, seeds: Path) -> None:
    counted = firings(data, seeds)
    rows = load_rules("hype")
    silent = {row.id for row in rows if not counted[row.id]}
    explained = {row.id for row in rows if row.extra.get("note")}
    assert silent - explained == set()
    assert {row.category for row in rows if counted[row.id]} == set(get_args(HypeCategory))
