"""Main study's design, size, species and outcome beside a hand judgement of public documents."""

from __future__ import annotations

import gzip
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors.documents.jats import read_jats
from extractors.language.numbers.quantities import find_quantities
from extractors.language.pipeline import parse
from extractors.language.studies.evidence import find_evidence
from extractors.language.words.sentences import passages
from extractors.model import Document, Region, Study

TRUTH = tomllib.loads(Path(__file__).with_name("study_truth.toml").read_text("utf-8"))
FLOORS = {"design": 19, "sample_size": 11, "species": 22, "primary_significant": 4}


def documents(data: Path) -> Iterator[tuple[dict[str, Any], Document]]:
    for line in (data / "hype" / "press_releases.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if facts := TRUTH["press_releases"].get(row["id"]):
            title = row["title"]
            text = f"{title}\n\n{row['text']}"
            yield facts, Document(row["id"], text, regions=(Region("headline", 0, len(title)),))
    for name, facts in TRUTH["jats"].items():
        payload = gzip.decompress((data / "jats" / f"{name}.nxml.gz").read_bytes())
        yield facts, read_jats(payload, id=name)[0]


def main_study(document: Document) -> Study | None:
    doc = parse(document.text, document.regions)
    kept = tuple(p for p in passages(doc) if p.region not in {"boilerplate", "references"})
    return find_evidence(document, kept, find_quantities(doc)).main


@pytest.mark.data
@pytest.mark.slow
def test_facts_of_the_main_study(data: Path) -> None:
    """Of 19 designs, 14 sizes, 22 species and 6 outcomes no fewer are right than when measured."""
    right: Counter[str] = Counter()
    for facts, document in documents(data):
        study = main_study(document)
        for name, value in facts.items():
            right[name] += getattr(study, name, None) == value
    assert all(right[name] >= floor for name, floor in FLOORS.items()), right
