"""The one word of a sentence that can be its finite verb."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.training.finite_roots import finite_root, finite_roots


def tagged(sentence: str) -> Doc:
    """A one-sentence document from "word/TAG word/TAG"."""
    pairs = [word.rpartition("/") for word in sentence.split()]
    return Doc(Vocab(), words=[w for w, _, _ in pairs], tags=[tag for _, _, tag in pairs])


@pytest.mark.parametrize(
    ("sentence", "root"),
    [
        ("Nightly/JJ walks/NNS sharply/RB lowered/VBN mean/JJ pulse/NN ./.", "lowered"),
        ("Both/DT teams/NNS reported/VBN the/DT same/JJ loss/NN ./.", "reported"),
        ("Levels/NNS that/WDT walks/NNS lowered/VBD mean/VBP little/JJ ./.", None),
        ("Walks/NNS were/VBD said/VBN to/TO lower/VB pulse/NN rates/NNS ./.", None),
        ("Walks/NNS lowered/VBN pulse/NN and/CC improved/VBN sleep/NN ./.", None),
        ("Lowered/VBN pulse/NN rates/NNS in/IN older/JJR walkers/NNS ./.", None),
        ("Drug/NN related/VBN harm/NN in/IN older/JJR walkers/NNS ./.", None),
        ("Walks/NNS lowered/VBN pulse/NN rates/NNS in/IN most/JJS walkers/NNS", None),
    ],
)
def test_only_an_unrivalled_past_form_is_the_root(sentence: str, root: str | None) -> None:
    found = finite_root(tagged(sentence))
    assert (found.text if found else None) == root


def test_nothing_but_the_root_is_gold() -> None:
    (doc,) = finite_roots([tagged("Walks/NNS lowered/VBN mean/JJ pulse/NN rates/NNS ./.")])
    assert [(t.text, t.tag_, t.dep_) for t in doc if t.tag_] == [("lowered", "VBD", "ROOT")]
    assert [token.has_head() for token in doc] == [False, True, False, False, False, False]
