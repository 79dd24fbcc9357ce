"""Gold trees as reduced relatives, gerund subjects, questions, and with rare verbs."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from extractors.language.words.tokens import blank_english
from extractors.training.asked_clauses import asked
from extractors.training.gerund_subjects import gerund_forms, gerund_subjects
from extractors.training.reduced_relatives import reduced_relatives
from extractors.training.renamed_verbs import inflected, regular_verbs, renamed_verbs

Row = tuple[str, str, str, int, str, str]


def gold(*rows: Row) -> Doc:
    """A sentence of rows: word, tag, part of speech, place of the head, label, lemma."""
    words = [row[0] for row in rows]
    return Doc(
        blank_english().vocab,
        words=words,
        spaces=[following not in {",", ".", ""} for following in [*words[1:], ""]],
        tags=[row[1] for row in rows],
        pos=[row[2] for row in rows],
        heads=[row[3] for row in rows],
        deps=[row[4] for row in rows],
        lemmas=[row[5] for row in rows],
    )


def arcs(doc: Doc) -> set[tuple[str, str, str]]:
    return {(token.text, token.dep_, token.head.text) for token in doc}


@pytest.fixture
def relative() -> Doc:
    return gold(
        ("Runners", "NNS", "NOUN", 6, "nsubj", "runner"),
        ("who", "WP", "PRON", 3, "nsubj:pass", "who"),
        ("were", "VBD", "AUX", 3, "aux:pass", "be"),
        ("given", "VBN", "VERB", 0, "acl:relcl", "give"),
        ("ice", "NN", "NOUN", 3, "obj", "ice"),
        ("soon", "RB", "ADV", 6, "advmod", "soon"),
        ("healed", "VBD", "VERB", 6, "ROOT", "heal"),
        (".", ".", "PUNCT", 6, "punct", "."),
    )


@pytest.fixture
def means() -> Doc:
    return gold(
        ("They", "PRP", "PRON", 1, "nsubj", "they"),
        ("eased", "VBD", "VERB", 1, "ROOT", "ease"),
        ("pain", "NN", "NOUN", 1, "obj", "pain"),
        ("by", "IN", "SCONJ", 4, "mark", "by"),
        ("cooling", "VBG", "VERB", 1, "advcl", "cool"),
        ("joints", "NNS", "NOUN", 4, "obj", "joint"),
        (".", ".", "PUNCT", 1, "punct", "."),
    )


@pytest.fixture
def named() -> Doc:
    return gold(
        ("The", "DT", "DET", 2, "det", "the"),
        ("early", "JJ", "ADJ", 2, "amod", "early"),
        ("inhibition", "NN", "NOUN", 5, "nsubj", "inhibition"),
        ("of", "IN", "ADP", 4, "case", "of"),
        ("enzymes", "NNS", "NOUN", 2, "nmod", "enzyme"),
        ("slowed", "VBD", "VERB", 5, "ROOT", "slow"),
        ("growth", "NN", "NOUN", 5, "obj", "growth"),
        (".", ".", "PUNCT", 5, "punct", "."),
    )


def test_a_relative_clause_loses_pronoun_and_auxiliary(relative: Doc) -> None:
    (reduced,) = reduced_relatives([relative])
    assert reduced.text == "Runners given ice soon healed."
    assert {("given", "acl", "Runners"), ("healed", "ROOT", "healed")} <= arcs(reduced)


def test_a_relative_clause_that_needs_its_pronoun_is_left_alone(relative: Doc) -> None:
    kept = [token for token in relative if token.text != "were"]
    active = gold(
        *(
            (t.text, t.tag_, t.pos_, kept.index(t.head), t.dep_.replace(":pass", ""), t.lemma_)
            for t in kept
        )
    )
    assert list(reduced_relatives([active])) == []


def test_the_deed_by_which_becomes_the_subject(means: Doc) -> None:
    (turned,) = gerund_subjects([means], {})
    assert turned.text == "Cooling joints eased pain."
    assert {("Cooling", "csubj", "eased"), ("joints", "obj", "Cooling")} <= arcs(turned)
    assert ("eased", "ROOT", "eased") in arcs(turned)


def test_a_noun_of_a_deed_becomes_its_gerund(named: Doc) -> None:
    (turned,) = gerund_subjects([named], {"inhibit": "inhibiting"})
    assert turned.text == "Inhibiting enzymes slowed growth."
    assert {("Inhibiting", "csubj", "slowed"), ("enzymes", "obj", "Inhibiting")} <= arcs(turned)
    assert turned[0].tag_ == "VBG"


def test_a_noun_without_a_verb_stays(named: Doc) -> None:
    assert list(gerund_subjects([named], {"paint": "painting"})) == []


def test_gerunds_are_those_that_the_documents_write(means: Doc) -> None:
    assert gerund_forms([means]) == {"cool": "cooling"}


def test_a_question_takes_do_or_moves_the_auxiliary(named: Doc) -> None:
    (question,) = asked([named])
    assert question.text == "Did the early inhibition of enzymes slow growth?"
    assert {("Did", "aux", "slow"), ("inhibition", "nsubj", "slow")} <= arcs(question)
    passive = gold(
        ("Pain", "NN", "NOUN", 2, "nsubj:pass", "pain"),
        ("was", "VBD", "AUX", 2, "aux:pass", "be"),
        ("eased", "VBN", "VERB", 2, "ROOT", "ease"),
        (".", ".", "PUNCT", 2, "punct", "."),
    )
    (moved,) = asked([passive])
    assert moved.text == "Was pain eased?"
    assert ("pain", "nsubj:pass", "eased") in arcs(moved)


def test_the_verb_of_a_sentence_is_exchanged_and_its_tree_kept(named: Doc) -> None:
    (other,) = renamed_verbs([named], ["spark"], seed=1)
    assert other.text == "The early inhibition of enzymes sparked growth."
    assert [(t.dep_, t.head.i, t.tag_) for t in other] == [
        (t.dep_, t.head.i, t.tag_) for t in named
    ]


@pytest.mark.parametrize(
    ("verb", "past", "present"),
    [
        ("ease", "eased", "eases"),
        ("carry", "carried", "carries"),
        ("delay", "delayed", "delays"),
        ("stop", "stopped", "stops"),
        ("watch", "watched", "watches"),
        ("spark", "sparked", "sparks"),
    ],
)
def test_regular_verbs_are_spelled_as_english_does(verb: str, past: str, present: str) -> None:
    assert (inflected(verb, "VBD"), inflected(verb, "VBZ")) == (past, present)


def test_rare_verbs_have_no_irregular_form_and_favour_those_that_are_nouns() -> None:
    pytest.importorskip("spacy_lookups_data", reason="the train extra is not installed")
    verbs = regular_verbs()
    assert "give" not in verbs
    assert verbs.count("spark") > verbs.count("execute") == 1
