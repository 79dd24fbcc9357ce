"""Whether the trees have predicate, subject and object of real claims right (our own labels)."""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Doc

from extractors.evaluation import claim_heads
from extractors.evaluation.labelled_claims import LABELS, Part, read_claims
from extractors.language.trees.trained import alone, read_trees
from extractors.language.words.tokens import blank_english

CORPORA = (
    *("bioscope", "causal_strength", "certainty", "claim_structure", "evidence_direction", "hype"),
    "trial_numbers",
)
"""Where the sentences lie that the labels only point to."""


def score(folder: Path, part: Part = "open") -> dict[str, float]:
    """Shares of the sentences with all three heads right, and with each of them.

    The held-out third was looked at once, when the weights were final; its figure stands with them
    in `extractors/training/README.md`.
    """
    tokenize = blank_english()
    claims = [claim for claim in read_claims(LABELS, folder) if claim.part == part]

    def tree(sentence: str) -> Doc:
        doc = tokenize.make_doc(sentence)
        return read_trees(alone(doc, [doc[:]]))[0]

    scores = claim_heads.score(claims, tree)
    return {
        "claim_heads_all_right": scores.all_right,
        "claim_predicate_right": scores.field("predicate"),
        "claim_subject_right": scores.field("subject"),
        "claim_object_right": scores.field("object"),
    }
