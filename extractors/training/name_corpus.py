"""NCBI disease with chemicals in it: `python -m extractors.training.name_corpus DATA FIRST OUT`.

The corpus annotates diseases alone. FIRST, trained on corpora that annotate both, fills in the
chemicals, lest the next pipeline learn from it that drugs are no names.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import spacy

from extractors.language.words import (
    tokens,  # noqa: F401  registers the tokenizer that the weights name
)
from extractors.training.entity_corpora import entity_docs, with_predicted
from extractors.training.training_corpora import write


def main(data: Path, first: Path, output: Path) -> None:
    """The corpus on disk, beside those that need no filling in."""
    nlp = spacy.load(first)
    tally: Counter[str] = Counter()
    docs = with_predicted(entity_docs(data, "ncbi", "train", nlp), nlp, {"CHEMICAL"}, tally)
    write(docs, output / "names" / "train" / "ncbi.spacy")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
