"""Sentences of a CoNLL-U file: the words with their trees, and the white space between them.

The format: universaldependencies.org/format.html. Multi-word tokens ("2-3") give their spacing to
their words; empty nodes ("8.1") and enhanced dependencies are left out.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.errors import InputError

_COLUMNS = 10
_EMPTY = "_"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a tree; `head` counts words from 1, and is 0 at the root."""

    form: str
    lemma: str
    pos: str
    tag: str
    head: int
    dep: str
    space_after: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of one sentence, and whether a document begins with it."""

    words: tuple[Word, ...]
    starts_document: bool = False


def read_sentences(path: Path) -> Iterator[Sentence]:
    """The sentences of a .conllu or .conllu.gz file, in order.

    Raises OSError where the file is missing, InputError where a line is no CoNLL-U.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        try:
            yield from parse_sentences(lines)
        except ValueError as error:
            raise InputError(f"{path.name}: {error}; use a file in CoNLL-U format") from error


def parse_sentences(lines: Iterable[str]) -> Iterator[Sentence]:
    """The sentences of CoNLL-U lines; ValueError at a line that is none."""
    rows: list[list[str]] = []
    starts_document = False
    for number, line in enumerate(lines, start=1):
        stripped = line.rstrip("\n")
        if stripped.startswith("#"):
            starts_document |= stripped.startswith("# newdoc")
        elif stripped:
            rows.append(_columns(stripped, number))
        elif rows:
            yield Sentence(_words(rows), starts_document)
            rows, starts_document = [], False
    if rows:
        yield Sentence(_words(rows), starts_document)


def by_document(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """The sentences of each document together."""
    document: list[Sentence] = []
    for sentence in sentences:
        if sentence.starts_document and document:
            yield document
            document = []
        document.append(sentence)
    if document:
        yield document


def is_tree(words: tuple[Word, ...]) -> bool:
    """Whether the heads make one tree: a single root that every word leads to."""
    if sum(word.head == 0 for word in words) != 1:
        return False
    children = defaultdict(list)
    for place, word in enumerate(words, start=1):
        children[word.head].append(place)
    reached, waiting = 0, [0]
    while waiting:
        below = children[waiting.pop()]
        reached += len(below)
        waiting += below
    return reached == len(words)


def _columns(line: str, number: int) -> list[str]:
    columns = line.split("\t")
    if len(columns) != _COLUMNS:
        raise ValueError(f"line {number} has {len(columns)} columns, not {_COLUMNS}")
    return columns


def _words(rows: list[list[str]]) -> tuple[Word, ...]:
    spaces = _spaces_after(rows)
    plain = (row for row in rows if row[0].isdigit())
    return tuple(
        Word(
            form=row[1],
            lemma=_value(row[2]),
            pos=_value(row[3]),
            tag=_value(row[4]),
            head=int(row[6]),
            dep=row[7],
            space_after=space,
        )
        for row, space in zip(plain, spaces, strict=True)
    )


def _value(column: str) -> str:
    return "" if column == _EMPTY else column


def _spaces_after(rows: list[list[str]]) -> list[bool]:
    """For each word whether white space follows: inside a multi-word token none does."""
    spaces: list[bool] = []
    inside: dict[int, bool] = {}
    for row in rows:
        space = "SpaceAfter=No" not in row[9].split("|")
        if "-" in row[0]:
            first, last = (int(number) for number in row[0].split("-"))
            inside = {**dict.fromkeys(range(first, last), False), last: space}
        elif "." not in row[0]:
            spaces.append(inside.get(int(row[0]), space))
    return spaces
