"""Sentences with the heads of their claim: predicate, subject and object, labelled by reading.

A set is a folder. own.toml holds sentences and the words labelled in them; references.toml holds
no text, only where its sentences lie in the public data and the offsets of their labels;
second_reading.toml holds what another reader labelled without seeing either. The guide for the
labels lies with the set: extractors/evaluation/claim_head_labels/README.md.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from extractors.errors import InputError
from extractors.evaluation.public_rows import Cut, fingerprint

LABELS = Path(__file__).resolve().parent / "claim_head_labels"
"""The set that ships with Hedgerow: 352 sentences, read twice."""

Clause = Literal["root", "embedded"]
Field = Literal["predicate", "subject", "object"]
Part = Literal["open", "held_out"]
Offsets = tuple[int, int]

_CLAUSES: dict[str, Clause] = {"root": "root", "embedded": "embedded"}
FIELDS: tuple[Field, ...] = ("predicate", "subject", "object")


@dataclass(frozen=True, slots=True)
class ClaimHeads:
    """The labels of one sentence: half-open offsets into it; object is None where there is none."""

    predicate: Offsets
    clause: Clause
    subject: Offsets
    object: Offsets | None


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A sentence, the file it is from ("own" where it was written for the set), its labels."""

    id: str
    text: str
    origin: str
    heads: ClaimHeads

    @property
    def part(self) -> Part:
        """ "held_out" for a third of the ids, by hash alone: nobody chose; else "open"."""
        digest = hashlib.sha256(self.id.encode()).digest()
        return "held_out" if int.from_bytes(digest[:4], "big") % 3 == 0 else "open"

    def words(self, field: Field) -> str:
        """The labelled word, "" where there is none."""
        span = getattr(self.heads, field)
        return self.text[slice(*span)] if span else ""


def read_claims(folder: Path, data: Path | None = None) -> Iterator[LabelledClaim]:
    """The labelled sentences: the set's own and, where the public data is given, those in it.

    InputError where a label is no word of its sentence, or a reference no longer meets its text.
    """
    for row in _rows(folder / "own.toml", "sentence"):
        yield LabelledClaim(row["id"], row["text"], "own", heads_in_words(row, row["text"]))
    if data is not None:
        for row in _rows(folder / "references.toml", "reference"):
            text = _referred(row, data)
            yield LabelledClaim(row["id"], text, row["file"], heads_in_offsets(row))


def second_reading(folder: Path) -> dict[str, ClaimHeads]:
    """The second reader's labels by sentence id, empty where there was no second reading yet."""
    path = folder / "second_reading.toml"
    rows = _rows(path, "reading") if path.is_file() else []
    return {row["id"]: heads_in_offsets(row) for row in rows}


def heads_in_words(row: Mapping[str, str], text: str) -> ClaimHeads:
    """Labels written as words of the text, "gain#2" for the second "gain"; "" is no object."""
    spans = {field: word_offsets(row[field], text) for field in FIELDS if row[field]}
    return ClaimHeads(
        spans["predicate"], _clause(row["clause"]), spans["subject"], spans.get("object")
    )


def heads_in_offsets(row: Mapping[str, Any]) -> ClaimHeads:
    """Labels written as [start, end], [] for no object."""
    spans: dict[str, Offsets] = {field: (row[field][0], row[field][1]) for field in FIELDS[:2]}
    last: Offsets | None = (row["object"][0], row["object"][1]) if row["object"] else None
    return ClaimHeads(spans["predicate"], _clause(row["clause"]), spans["subject"], last)


def word_offsets(written: str, text: str) -> Offsets:
    """Where the word stands; InputError unless it stands there once or says which one it is."""
    word, _, number = written.partition("#")
    places = [m.span() for m in re.finditer(rf"(?<![\w/-]){re.escape(word)}(?![\w/-])", text)]
    if not number and len(places) == 1:
        return places[0]
    if number and 0 < int(number) <= len(places) > 1:
        return places[int(number) - 1]
    raise InputError(f"{written!r} is {len(places)} times in {text!r}: write WORD#1, WORD#2 ...")


def _clause(written: str) -> Clause:
    if written in _CLAUSES:
        return _CLAUSES[written]
    raise InputError(f"clause {written!r}: write root or embedded")


def _referred(row: Mapping[str, Any], data: Path) -> str:
    text = Cut(row["file"], row["row"], *row["span"]).text(data)
    if fingerprint(text) != row["sha256"]:
        raise InputError(f"{row['id']}: {row['file']} row {row['row']} is not the text labelled")
    return text


def _rows(path: Path, kind: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))[kind]
    return rows
