"""Names of chemicals and diseases against the development parts of BC5CDR and NCBI disease."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from extractors.language.trees.trained import NAMES, trained_pipeline
from extractors.language.words.tokens import blank_english
from extractors.training.entity_corpora import entity_docs
from extractors.training.training_corpora import bc5cdr_devel


def score(folder: Path, weights: Path | None = None) -> dict[str, float]:
    """F1 of exact spans, of the model alone: no lexicon helps it here.

    BC5CDR is scored on the last 15 % of its development part: the rest trained the model.
    """
    nlp = trained_pipeline(blank_english().vocab, weights)
    bc5cdr = _by_label(nlp, bc5cdr_devel(folder, nlp)[1])
    return {
        "bc5cdr_chemical_f1": bc5cdr["CHEMICAL"],
        "bc5cdr_disease_f1": bc5cdr["DISEASE"],
        "bc5cdr_f1": bc5cdr["all"],
        "ncbi_disease_f1": _by_label(nlp, entity_docs(folder, "ncbi", "devel", nlp))["DISEASE"],
    }


def _by_label(nlp: Language, gold: Iterable[Doc]) -> dict[str, float]:
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in gold]
    with nlp.select_pipes(enable=list(NAMES)):
        measured = nlp.evaluate(examples, batch_size=16)
    return {
        "all": measured["ents_f"],
        **{label: values["f"] for label, values in measured["ents_per_type"].items()},
    }
