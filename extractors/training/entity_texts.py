"""Texts with annotated entities, from the two formats that biomedical corpora come in.

IOB: a word, a tab and a tag ("B-Disease", "I-Disease", "O") on each line, an empty line after each
sentence; the spacing is lost and given back by rule, documents are not told apart. PubTator: title
and abstract as they were printed, then entities by offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.errors import InputError
from extractors.training.joined_words import joined

SENTENCES_PER_TEXT = 6

_LABELS = {
    "Chemical": "CHEMICAL",
    "ChemicalEntity": "CHEMICAL",
    "Disease": "DISEASE",
    "DiseaseOrPhenotypicFeature": "DISEASE",
    "GENE": "GENE",
    "GeneOrGeneProduct": "GENE",
}
"""Our labels by those of the corpora; species, variants and cell lines are no label of ours."""
_TEXT_LINE = re.compile(r"(?P<id>\d+)\|(?P<part>[ta])\|(?P<text>.*)")

TaggedWord = tuple[str, str]
Entity = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text and its entities: half-open offsets into it, and one of our labels."""

    text: str
    entities: tuple[Entity, ...]


def read_iob(path: Path) -> Iterator[AnnotatedText]:
    """The texts of an IOB file, six sentences in each; InputError where a line is no IOB."""
    sentences = list(_iob_sentences(path))
    for start in range(0, len(sentences), SENTENCES_PER_TEXT):
        yield _together([iob_text(s) for s in sentences[start : start + SENTENCES_PER_TEXT]])


def iob_text(words: Sequence[TaggedWord]) -> AnnotatedText:
    """One sentence with its entities; an "I-" after nothing of its label begins an entity."""
    running = joined([word for word, _ in words])
    entities: list[Entity] = []
    before = "O"
    for (_, tag), (start, end) in zip(words, running.spans, strict=True):
        prefix, _, name = tag.partition("-")
        if prefix == "I" and before.endswith(f"-{name}"):
            entities[-1] = (entities[-1][0], end, _LABELS[name])
        elif prefix != "O":
            entities.append((start, end, _LABELS[name]))
        before = tag
    return AnnotatedText(running.text, tuple(entities))


def read_pubtator(path: Path) -> Iterator[AnnotatedText]:
    """Title and abstract of each article of a PubTator file; InputError where offsets lie."""
    with path.open(encoding="utf-8") as lines:
        for block in _blocks(lines):
            try:
                yield pubtator_text(block)
            except ValueError as error:
                raise InputError(f"{path.name}: {error}; use a file in PubTator format") from error


def pubtator_text(lines: Sequence[str]) -> AnnotatedText:
    """One article; ValueError where an entity's offsets do not give its words."""
    matches = [match for line in lines if (match := _TEXT_LINE.fullmatch(line))]
    text = " ".join(match["text"] for match in matches)
    entities = []
    for line in lines[len(matches) :]:
        columns = line.split("\t")
        if columns[1].isdigit():  # relations have a word here
            start, end, words, label = int(columns[1]), int(columns[2]), *columns[3:5]
            if text[start:end] != words:
                raise ValueError(f"{columns[0]} has not {words!r} at {start}")
            if label in _LABELS:
                entities.append((start, end, _LABELS[label]))
    return AnnotatedText(text, tuple(entities))


def _iob_sentences(path: Path) -> Iterator[list[TaggedWord]]:
    with path.open(encoding="utf-8") as lines:
        for block in _blocks(lines):
            words = [tuple(line.split("\t")) for line in block]
            yield [(_word(path, columns), columns[1]) for columns in words]


def _word(path: Path, columns: Sequence[str]) -> str:
    if len(columns) != 2 or columns[1][:2] not in ("B-", "I-", "O"):
        raise InputError(f"{path.name}: {columns!r} is no word and tag; use a file in IOB format")
    return columns[0]


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines between empty lines."""
    block: list[str] = []
    for line in lines:
        stripped = line.rstrip("\n")
        if stripped:
            block.append(stripped)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _together(sentences: Iterable[AnnotatedText]) -> AnnotatedText:
    whole = AnnotatedText("", ())
    for sentence in sentences:
        gap = " " if whole.text else ""
        shift = len(whole.text) + len(gap)
        moved = ((start + shift, end + shift, label) for start, end, label in sentence.entities)
        whole = replace(
            whole,
            text=whole.text + gap + sentence.text,
            entities=(*whole.entities, *moved),
        )
    return whole
