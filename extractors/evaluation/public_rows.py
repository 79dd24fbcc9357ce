"""Sentences of the public data by reference: which file, which row, which characters of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

FILES = {
    "causal_strength/pubmed.jsonl": ("pubmed", "text"),
    "causal_strength/eurekalert.jsonl": ("eurekalert", "text"),
    "evidence_direction/train.jsonl": ("evidence", "evidence"),
    "trial_numbers/autism.jsonl": ("autism", "text"),
    "trial_numbers/blood_cancer.jsonl": ("blood_cancer", "text"),
    "trial_numbers/cardiovascular_disease.jsonl": ("cardiovascular", "text"),
    "certainty/sentence.jsonl": ("certainty", "finding"),
    "certainty/aspect.jsonl": ("aspects", "finding"),
    "bioscope/abstracts_dev.xml": ("bioscope", "sentence"),
    "hype/press_releases.jsonl": ("press", "text"),
    "claim_structure/train_pos_pubmed_238.json": ("sciclaim", "text"),
    "claim_structure/train_neg_pubmed_46.json": ("sciclaim_negative", "text"),
}
"""A short name for each file, and the field or XML element that holds a row's text."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A sentence in the public data: half-open offsets into the text of one row of one file.

    Rows count from 0: lines of .jsonl, items of a .json list, elements of .xml in their order.
    """

    file: str
    row: int
    start: int
    end: int

    @property
    def id(self) -> str:
        """The file's short name and the row, "pubmed-12"."""
        return f"{FILES[self.file][0]}-{self.row}"

    def text(self, data: Path) -> str:
        """The sentence; IndexError where the row is not there, OSError where the file is not."""
        return row_texts(data, self.file)[self.row][self.start : self.end]


@cache
def row_texts(data: Path, file: str) -> tuple[str, ...]:
    """The text of every row of a file of the public data, "" for a row that has none."""
    path, field = data / file, FILES[file][1]
    if path.suffix == ".xml":
        tree = etree.parse(path, etree.XMLParser(recover=True))  # the file lacks its end
        return tuple("".join(map(str, node.itertext())) for node in tree.iter(field))
    written = path.read_text("utf-8")
    rows = json.loads(written) if path.suffix == ".json" else map(json.loads, _lines(written))
    return tuple(row.get(field, "") for row in rows)


def _lines(written: str) -> list[str]:
    return written.removesuffix("\n").split("\n")  # splitlines would break at U+2028 in a text


def fingerprint(text: str) -> str:
    """The first 12 hexadecimal digits of the text's SHA-256: a moved or mended row shows."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
