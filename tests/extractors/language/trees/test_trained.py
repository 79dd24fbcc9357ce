"""What the trained stages give: the same tokens, the same answers in any batch, one root."""

from __future__ import annotations

from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from extractors.language.pipeline import parse
from extractors.language.trees.trained import (
    alone,
    multiply_with_numpy,
    read_names,
    read_trees,
    trained_pipeline,
)

TEXT = """\
The jab didn't help. Sarilumab, given before surgery, lowered serum IL-6 in 41 of 60 adults (68 %).
Patients on placebo fared worse; nobody knows why. We measured TNF-alpha and C-reactive protein.
Could a daily walk spare them ibuprofen? Headaches were treated with sumatriptan.
"""


@pytest.fixture(scope="module")
def doc() -> Doc:
    return parse(TEXT)


def test_a_tree_has_the_tokens_and_norms_of_its_sentence(doc: Doc) -> None:
    sentences = list(doc.sents)
    for sentence, tree in zip(sentences, read_trees(alone(doc, sentences)), strict=True):
        assert [t.text for t in tree] == [t.text for t in sentence]
        assert [t.norm for t in tree] == [t.norm for t in sentence]
        assert tree.text.strip() == sentence.text.strip()


def test_every_token_has_a_tag_and_a_way_to_the_one_root(doc: Doc) -> None:
    for tree in read_trees(alone(doc, list(doc.sents))):
        roots = [token for token in tree if token.head is token or token.head.i == token.i]
        assert len(roots) == 1
        assert roots[0].dep_ == "ROOT"
        assert all(token.tag_ for token in tree)


def test_batches_change_no_answer(doc: Doc) -> None:
    sentences = list(doc.sents)
    together = read_trees(alone(doc, sentences), batch_size=64)
    apart = read_trees(alone(doc, sentences), batch_size=1)
    for one, other in zip(together, apart, strict=True):
        assert [(t.tag_, t.dep_, t.head.i) for t in one] == [
            (t.tag_, t.dep_, t.head.i) for t in other
        ]
    names = [read_names(alone(doc, sentences), batch_size=size) for size in (1, 3, 64)]
    surfaces = [[[name.text for name in found] for found in batch] for batch in names]
    assert all(one == other for one, other in pairwise(surfaces))


def test_numpy_multiplies_to_the_same_trees_and_names(doc: Doc) -> None:
    weights = Path(str(resources.files("extractors"))) / "weights" / "english"
    answers = []
    for multiply in (lambda nlp: None, multiply_with_numpy):
        nlp = spacy.load(weights, vocab=doc.vocab)
        multiply(nlp)
        read = list(nlp.pipe(alone(doc, list(doc.sents))))
        trees = [[(t.tag_, t.lemma_, t.dep_, t.head.i, t.ent_type_) for t in tree] for tree in read]
        answers.append(trees)
    assert answers[0] == answers[1]
    assert any(entity for tree in answers[0] for *_, entity in tree)


def test_nothing_asked_is_nothing_read(doc: Doc) -> None:
    assert read_trees([]) == []
    assert read_names([]) == []
    assert alone(doc, []) == []


def test_the_weights_load_once_for_a_vocabulary(doc: Doc) -> None:
    assert trained_pipeline(doc.vocab) is trained_pipeline(doc.vocab)


@pytest.mark.parametrize(
    ("sentence", "predicate", "subject", "object_"),
    [
        ("The new pill reduced pain in most adults.", "reduced", "pill", "pain"),
        ("Most adults tolerated the new pill well.", "tolerated", "adults", "pill"),
        ("The infusion did not prevent relapses.", "prevent", "infusion", "relapses"),
    ],
)
def test_plain_claims_are_read(sentence: str, predicate: str, subject: str, object_: str) -> None:
    doc = parse(sentence)
    (tree,) = read_trees(alone(doc, list(doc.sents)))
    arcs = {(token.text, token.dep_, token.head.text) for token in tree}
    assert {
        (predicate, "ROOT", predicate),
        (subject, "nsubj", predicate),
        (object_, "obj", predicate),
    } <= arcs
