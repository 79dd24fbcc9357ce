"""Trees cut to the shapes of claims."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.training.reshaped_trees import clauses, headlines, labelled, present_forms


@pytest.fixture
def gold() -> Doc:
    """ "When it rained, the long walk, they said, eased a stiff back." as a tree."""
    rows = [
        ("When", "WRB", "ADV", 2, "advmod"),
        ("it", "PRP", "PRON", 2, "nsubj"),
        ("rained", "VBD", "VERB", 11, "advcl"),
        (",", ",", "PUNCT", 11, "punct"),
        ("the", "DT", "DET", 6, "det"),
        ("long", "JJ", "ADJ", 6, "amod"),
        ("walk", "NN", "NOUN", 11, "nsubj"),
        (",", ",", "PUNCT", 11, "punct"),
        ("they", "PRP", "PRON", 9, "nsubj"),
        ("said", "VBD", "VERB", 11, "parataxis"),
        (",", ",", "PUNCT", 11, "punct"),
        ("eased", "VBD", "VERB", 11, "ROOT"),
        ("a", "DT", "DET", 14, "det"),
        ("stiff", "JJ", "ADJ", 14, "amod"),
        ("back", "NN", "NOUN", 11, "obj"),
        (".", ".", "PUNCT", 11, "punct"),
    ]
    words = [row[0] for row in rows]
    return Doc(
        Vocab(),
        words=words,
        spaces=[following not in {",", "."} for following in [*words[1:], ""]],
        tags=[row[1] for row in rows],
        pos=[row[2] for row in rows],
        lemmas=["ease" if word == "eased" else word for word in words],
        heads=[row[3] for row in rows],
        deps=[row[4] for row in rows],
    )


def arcs(doc: Doc) -> list[tuple[str, str, str]]:
    return [(token.text, token.dep_, token.head.text) for token in doc]


def test_a_clause_keeps_its_arguments_and_loses_the_rest(gold: Doc) -> None:
    (clause,) = clauses([gold])
    assert clause.text.strip() == "The long walk eased a stiff back."
    assert arcs(clause) == [
        ("The", "det", "walk"),
        ("long", "amod", "walk"),
        ("walk", "nsubj", "eased"),
        ("eased", "ROOT", "eased"),
        ("a", "det", "back"),
        ("stiff", "amod", "back"),
        ("back", "obj", "eased"),
        (".", "punct", "eased"),
    ]


def test_a_headline_has_no_articles_and_tells_the_past_as_present(gold: Doc) -> None:
    (headline,) = headlines([gold], {"ease": "eases"})
    assert headline.text.strip() == "Long walk eases stiff back"
    assert [(t.text, t.tag_) for t in headline if t.dep_ == "ROOT"] == [("eases", "VBZ")]


def test_a_label_hangs_on_the_root(gold: Doc) -> None:
    clause = next(clauses([gold]))
    (doc,) = labelled([clause], seed=1)
    added = len(doc) - len(clause)
    assert added > 0
    assert arcs(doc)[added:] == arcs(clause)
    assert {(token.dep_, token.head.text) for token in doc[:added]} <= {
        ("dep", "eased"),
        ("punct", "eased"),
    }


def test_third_persons_are_those_of_full_verbs() -> None:
    doc = Doc(
        Vocab(),
        words=["Rain", "falls", "and", "has", "fallen"],
        tags=["NN", "VBZ", "CC", "VBZ", "VBN"],
        pos=["NOUN", "VERB", "CCONJ", "AUX", "VERB"],
        lemmas=["rain", "fall", "and", "have", "fall"],
    )
    assert present_forms([doc]) == {"fall": "falls"}
