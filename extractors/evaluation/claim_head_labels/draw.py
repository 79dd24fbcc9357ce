"""The random draw behind references.toml: `python PATH/TO/draw.py DATA` makes it again.

Each file gives its quota of rows, drawn without replacement under one seed; a row of several
sentences gives one of them, drawn too. Nothing is chosen here: what is then left out for want of
a claim stands with its reason under [dropped] in references.toml.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from extractors.evaluation.public_rows import Cut, row_texts

SEED = 20261121
QUOTA = {
    "causal_strength/pubmed.jsonl": 28,
    "causal_strength/eurekalert.jsonl": 28,
    "evidence_direction/train.jsonl": 32,
    "trial_numbers/autism.jsonl": 5,
    "trial_numbers/blood_cancer.jsonl": 4,
    "trial_numbers/cardiovascular_disease.jsonl": 12,
    "certainty/sentence.jsonl": 14,
    "certainty/aspect.jsonl": 12,
    "bioscope/abstracts_dev.xml": 30,
    "hype/press_releases.jsonl": 60,
    "claim_structure/train_pos_pubmed_238.json": 14,
    "claim_structure/train_neg_pubmed_46.json": 4,
}
FEWEST_WORDS = 5
_BREAK = re.compile(
    r"\n+|(?<=[a-z0-9)\]%\"”][.!?])\s+(?=[A-Z\"“(])|(?<=[.!?][\"”])\s+(?=[A-Z\"“(])"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each stretch between sentence breaks, blanks off, short ones left out."""
    edges = [0, *(edge for match in _BREAK.finditer(text) for edge in match.span()), len(text)]
    spans = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if len(text[start:end].split()) >= FEWEST_WORDS:
            spans.append((start, end))
    return spans


def draw(data: Path) -> Iterator[Cut]:
    """The sentences drawn, file by file, in the order drawn."""
    for file, quota in QUOTA.items():
        source = random.Random(f"{SEED} {file}")
        texts = row_texts(data, file)
        rows = list(range(len(texts)))
        source.shuffle(rows)
        given = 0
        for row in rows:
            spans = sentence_spans(texts[row])
            if spans and given < quota:
                given += 1
                yield Cut(file, row, *source.choice(spans))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for cut in draw(folder):
        sys.stdout.write(f"{cut.id}\t{cut.text(folder)}\n")
