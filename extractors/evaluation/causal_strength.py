"""Causal strength on the sentences of Yu, Li, Wang 2020: PubMed conclusions, press releases."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

from extractors.evaluation.bioscope import Half
from extractors.evaluation.counts import macro_f1
from extractors.evaluation.light_parse import parse
from extractors.language.wording.causality import causal_strength
from extractors.language.wording.cues import find_cues
from extractors.language.words.sentences import passages

SOURCES = {"pubmed": "pubmed.jsonl", "press_release": "eurekalert.jsonl"}


def read_sentences(folder: Path, source: str, half: Half) -> Iterator[tuple[str, int]]:
    """Text and label; even-numbered lines are development, odd ones held out."""
    lines = (folder / "causal_strength" / SOURCES[source]).read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if half == "all" or (half == "development") == (number % 2 == 0):
            row = json.loads(line)
            yield row["text"], row["label"]


def strength_of(text: str) -> int:
    """The strongest level among the sentences of the text."""
    found = [dataclasses.replace(p, cues=find_cues(p.span)) for p in passages(parse(text))]
    return max((causal_strength(passage) for passage in found), default=0)


def score(folder: Path, half: Half = "held_out") -> dict[str, float]:
    """Macro-F1 over the four levels, by source."""
    scores = {}
    for source in SOURCES:
        rows = list(read_sentences(folder, source, half))
        gold, found = [label for _, label in rows], [strength_of(text) for text, _ in rows]
        scores[f"causal_strength_{source}_macro_f1"] = macro_f1(gold, found, range(4))
    return scores
