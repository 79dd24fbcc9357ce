"""Study, holder and population of single claims beside a hand judgement of public documents."""

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
from extractors.documents.pubmed import read_pubmed
from extractors.documents.text import read_text
from extractors.language.annotate import annotate
from extractors.model import Claim, Document, Region, Study

TRUTH = tomllib.loads(Path(__file__).with_name("claim_study_truth.toml").read_text("utf-8"))
FEWEST = 140
"""So many of the judged claims are still found, at least."""
FLOORS = {"grounded": 0.95, "study": 0.90, "holder": 0.97, "population": 0.96}


def release(data: Path, name: str) -> Document:
    lines = (data / "hype" / "press_releases.jsonl").read_text("utf-8").splitlines()
    row = next(row for row in map(json.loads, lines) if row["id"] == name)
    title = row["title"]
    headline = Region("headline", 0, len(title))
    return Document(name, f"{title}\n\n{row['text']}", regions=(headline,))


def document(data: Path, seeds: Path, key: str) -> Document:
    kind, _, name = key.partition(":")
    if kind == "seed":
        return read_text(next(seeds.glob(f"{name}*")).read_text("utf-8"), id=name)
    if kind == "release":
        return release(data, name)
    if kind == "jats":
        payload = gzip.decompress((data / "jats" / f"{name}.nxml.gz").read_bytes())
        return read_jats(payload, id=name)[0]
    file, _, index = name.partition("#")
    return read_pubmed((data / "api" / "pubmed" / file).read_bytes(), id=file)[int(index)]


def judged(data: Path, seeds: Path) -> Iterator[tuple[dict[str, Any], Claim, str]]:
    """The claims that were judged and are still found, with the document's text."""
    for key, rows in TRUTH["documents"].items():
        read = document(data, seeds, key)
        places = {
            (claim.trigger[0], claim.subject.start, claim.object.start): claim
            for claim in annotate(read).claims
        }
        for row in rows["claims"]:
            claim = places.get((row["trigger"], *row["ends"]))
            if claim is not None:
                yield row, claim, read.text


def has_its_study(answer: Any, study: Study | None) -> bool:
    if answer == "none" or study is None:
        return (answer == "none") == (study is None)
    size = answer.get("size")
    return study.design in answer["design"] and size in {None, study.sample_size}


def names(place: Any, text: str, words: str | None) -> bool:
    """Whether the words are those at the place; a longer or shorter form of a name will do."""
    if not isinstance(place, list):
        return words is None
    there = text[place[0] : place[1]]
    return words is not None and (words in there or there in words)


def verdicts(row: dict[str, Any], claim: Claim, text: str) -> Iterator[tuple[str, bool]]:
    if "study" in row:
        yield "grounded", (row["study"] == "none") == (claim.study is None)
        yield "study", has_its_study(row["study"], claim.study)
    if "holder" in row:
        named = names(row["holder"].get("name"), text, claim.holder)
        yield "holder", claim.holder_type in row["holder"]["type"] and named
    if "population" in row:
        yield "population", names(row["population"], text, claim.population)


@pytest.mark.data
@pytest.mark.slow
def test_study_holder_and_population_of_judged_claims(data: Path, seeds: Path) -> None:
    """No smaller share of the judged claims is right than when it was measured."""
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for row, claim, text in judged(data, seeds):
        for name, verdict in verdicts(row, claim, text):
            told[name] += 1
            right[name] += verdict
    shares = {name: right[name] / told[name] for name in FLOORS}
    assert told["population"] >= FEWEST
    assert all(shares[name] >= floor for name, floor in FLOORS.items()), (shares, told)
