"""Trees, tags and sentence borders of raw text against the treebanks' development parts."""

from __future__ import annotations

from pathlib import Path

from spacy.training import Example

from extractors.language.trees.trained import NAMES, trained_pipeline
from extractors.language.words.tokens import blank_english
from extractors.training.treebanks import TREEBANKS, treebank_docs

_FIGURES = {"dep_uas": "uas", "dep_las": "las", "sents_f": "sentence_f1", "tag_acc": "tag_accuracy"}


def score(folder: Path, weights: Path | None = None) -> dict[str, float]:
    """Attachment without and with labels, F1 of sentences and accuracy of tags, by treebank.

    The text is cut into tokens and sentences by the pipeline itself; punctuation counts for no
    attachment, and a word that is cut otherwise than in the treebank counts as wrong.
    """
    nlp = trained_pipeline(blank_english().vocab, weights)
    scores: dict[str, float] = {}
    for name in TREEBANKS:
        gold = treebank_docs(folder, name, "dev", nlp.vocab)
        examples = [Example(nlp.make_doc(doc.text), doc) for doc in gold]
        with nlp.select_pipes(disable=list(NAMES)):
            measured = nlp.evaluate(examples, batch_size=16)
        scores |= {f"{name}_{ours}": measured[theirs] for theirs, ours in _FIGURES.items()}
    return scores
