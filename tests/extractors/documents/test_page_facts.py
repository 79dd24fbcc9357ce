"""Dates and authors of real pages beside what a person read on them.

`page_facts.csv`: start of the page's name in the data folder, the day and the first author that
the page shows its reader; empty where the reading was not sure. A page's clock and UTC may differ
by a day.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from extractors.documents import read_document
from extractors.model import Document

pytestmark = pytest.mark.data
_TABLE = Path(__file__).with_name("page_facts.csv").read_text("utf-8")
FACTS = list(csv.DictReader(_TABLE.splitlines()))


@pytest.fixture(scope="module")
def documents(data: Path) -> dict[str, Document]:
    corpus = data / "article_extraction"
    truth = json.loads((corpus / "ground-truth.json").read_text("utf-8"))
    names = {name[:8]: name for name in truth}
    return {
        fact["page"]: read_document(
            gzip.decompress((corpus / "html" / f"{names[fact['page']]}.html.gz").read_bytes()),
            id=truth[names[fact["page"]]]["url"],
            kind="html",
        )
        for fact in FACTS
    }


def days_apart(found: str, truth: str) -> int:
    return abs((date.fromisoformat(found[:10]) - date.fromisoformat(truth)).days)


def test_dates(documents: dict[str, Document], capsys: pytest.CaptureFixture[str]) -> None:
    outcome: Counter[tuple[str, str]] = Counter()
    for fact in FACTS:
        document = documents[fact["page"]]
        if fact["published"]:
            found = document.published_at
            right = found is not None and days_apart(found, fact["published"]) <= 1
            verdict = "right" if right else "wrong" if found else "none"
            outcome[(document.published_from or "none", verdict)] += 1
    with capsys.disabled():
        print("\ndates:", dict(sorted(outcome.items())), end=" ")  # noqa: T201
    given = sum(count for (_, verdict), count in outcome.items() if verdict != "none")
    right = sum(count for (_, verdict), count in outcome.items() if verdict == "right")
    assert right >= 0.95 * given
    assert right >= 0.9 * outcome.total()


def test_authors(documents: dict[str, Document], capsys: pytest.CaptureFixture[str]) -> None:
    outcome: Counter[str] = Counter()
    wrong = []
    for fact in FACTS:
        if fact["author"]:
            found = documents[fact["page"]].author
            right = found is not None and fact["author"].lower() in found.lower()
            outcome["right" if right else "wrong" if found else "none"] += 1
            if not right:
                wrong.append((fact["page"], found))
    with capsys.disabled():
        print("\nauthors:", dict(outcome), wrong, end=" ")  # noqa: T201
    assert outcome["right"] >= 0.9 * (outcome["right"] + outcome["wrong"])
    assert outcome["right"] >= 0.75 * outcome.total()
