"""All running text that shipped weights may learn from: vectors and pretraining read it.

Only the training splits of the data that its README marks "train", each text once: the corpora were
drawn from one another, so a text of which most eight-word runs were already met is left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from spacy.vocab import Vocab

from extractors.training.corpus_files import corpus_file
from extractors.training.entity_corpora import annotated_texts
from extractors.training.joined_words import joined
from extractors.training.shared_text import shingles
from extractors.training.treebanks import treebank_docs

REPEATED = 0.5
"""The share of shingles already met from which a text counts as repeated."""
_SPACED_SIGNS = (" .", " ,", " )", " %")
_TRIALS = ("autism", "blood_cancer", "cardiovascular_disease")
_FINDINGS = ("aspect", "sentence")


def plain_texts(data: Path, tally: Counter[str] | None = None) -> Iterator[str]:
    """The texts, from one sentence to one abstract long, white space made single spaces.

    `tally` counts the words of each source, and those left out as "repeated". Raises InputError
    where a source is not there.
    """
    counts = Counter[str]() if tally is None else tally
    met: set[str] = set()
    for source, texts in SOURCES.items():
        for text in texts(data):
            plain = " ".join(text.split())
            runs = set(shingles(plain))
            repeated = len(runs & met) >= REPEATED * len(runs)
            met |= runs
            counts["repeated" if repeated else source] += len(plain.split())
            if not repeated:
                yield plain


def _treebank(name: str) -> Callable[[Path], Iterator[str]]:
    return lambda data: (doc.text for doc in treebank_docs(data, name, "train", Vocab()))


def _entities(corpus: str) -> Callable[[Path], Iterator[str]]:
    return lambda data: (each.text for each in annotated_texts(data, corpus, "train"))


def _pico(data: Path) -> Iterator[str]:
    """The abstracts of EBM-NLP: four columns, the word first."""
    whole = corpus_file(data, "pico", "dev.txt").read_text("utf-8")
    for abstract in whole.split("-DOCSTART-")[1:]:
        lines = abstract.split("\n")[1:]  # the first has its number
        yield joined([line.split(" ")[0] for line in lines if line]).text


def _certainty(data: Path) -> Iterator[str]:
    for name in _FINDINGS:
        for row in _rows(data, "certainty", f"{name}.jsonl"):
            if row["split"] == "train":
                yield _respaced(row["finding"])


def _evidence(data: Path) -> Iterator[str]:
    return (row["evidence"] for row in _rows(data, "evidence_direction", "train.jsonl"))


def _trial_numbers(data: Path) -> Iterator[str]:
    for name in _TRIALS:
        for row in _rows(data, "trial_numbers", f"{name}.jsonl"):
            yield _respaced(row["text"])


def _respaced(text: str) -> str:
    """The text; where its signs stand apart, with the usual spacing."""
    apart = any(sign in text for sign in _SPACED_SIGNS)
    return joined(text.split()).text if apart else text


def _rows(data: Path, *parts: str) -> Iterator[dict[str, str]]:
    with corpus_file(data, *parts).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


SOURCES: dict[str, Callable[[Path], Iterator[str]]] = {
    "biored": _entities("biored"),  # before the corpora whose spacing was lost
    "ewt": _treebank("ewt"),
    "craft": _treebank("craft"),
    "genia": _treebank("genia"),
    "evidence_direction": _evidence,
    "certainty": _certainty,
    "pico": _pico,
    "bc5cdr": _entities("bc5cdr"),
    "ncbi": _entities("ncbi"),
    "bc2gm": _entities("bc2gm"),
    "trial_numbers": _trial_numbers,
}
"""Where the texts come from, in order; of two alike the first is taken."""
