"""Gold tokens cut where the run-time tokenizer cuts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from extractors.language.words.tokens import blank_english
from extractors.training.split_tokens import join_like, split_like, token_agreement
from extractors.training.treebanks import treebank_docs


@pytest.fixture(scope="module")
def nlp() -> Language:
    return blank_english()


@pytest.fixture
def gold(nlp: Language) -> Doc:
    return Doc(
        nlp.vocab,
        words=["Heat-induced", "loss", "slows", "."],
        spaces=[True, True, False, False],
        tags=["JJ", "NN", "VBZ", "."],
        pos=["ADJ", "NOUN", "VERB", "PUNCT"],
        lemmas=["heat-induced", "loss", "slow", "."],
        heads=[1, 2, 2, 2],
        deps=["amod", "nsubj", "ROOT", "punct"],
    )


def test_the_last_word_keeps_the_place_in_the_tree(nlp: Language, gold: Doc) -> None:
    split = split_like(gold, nlp.tokenizer)
    assert split.text == gold.text
    assert [(t.text, t.dep_, t.head.text, t.tag_) for t in split] == [
        ("Heat", "compound", "induced", ""),
        ("-", "punct", "induced", "HYPH"),
        ("induced", "amod", "loss", "JJ"),
        ("loss", "nsubj", "slows", "NN"),
        ("slows", "ROOT", "slows", "VBZ"),
        (".", "punct", "slows", "."),
    ]
    assert [t.lemma_ for t in split] == ["", "-", "", "loss", "slow", "."]


def test_uncut_documents_stay_as_they_are(nlp: Language, gold: Doc) -> None:
    once = split_like(gold, nlp.tokenizer)
    assert split_like(once, nlp.tokenizer).to_json() == once.to_json()


def test_signs_alone_hang_on_the_first(nlp: Language) -> None:
    gold = Doc(nlp.vocab, words=["Stop", "!!!"], spaces=[False, False], heads=[0, 0],
               deps=["ROOT", "punct"])  # fmt: skip
    split = split_like(gold, nlp.tokenizer)
    assert [(t.text, t.head.i) for t in split] == [("Stop", 0), ("!", 0), ("!", 1), ("!", 1)]


def test_tokens_that_run_time_keeps_whole_are_joined_at_the_top(nlp: Language) -> None:
    gold = Doc(
        nlp.vocab,
        words=["Low", "IL", "-", "1β", "helps"],
        spaces=[True, False, False, True, False],
        tags=["JJ", "NN", "HYPH", "NN", "VBZ"],
        lemmas=["low", "il", "-", "1β", "help"],
        heads=[1, 4, 1, 1, 4],
        deps=["amod", "nsubj", "punct", "dep", "ROOT"],
    )
    joined = join_like(gold, nlp.tokenizer)
    assert joined.text == gold.text
    assert [(t.text, t.dep_, t.head.text, t.tag_, t.lemma_) for t in joined] == [
        ("Low", "amod", "IL-1β", "JJ", "low"),
        ("IL-1β", "nsubj", "helps", "NN", ""),
        ("helps", "ROOT", "helps", "VBZ", "help"),
    ]


def test_sentences_are_never_joined(nlp: Language) -> None:
    gold = Doc(nlp.vocab, words=["No", "..", "."], spaces=[True, False, False], heads=[0, 0, 2],
               deps=["ROOT", "punct", "ROOT"])  # fmt: skip
    assert [t.text for t in nlp.tokenizer(gold.text)] == ["No", "..."]
    assert [t.text for t in join_like(gold, nlp.tokenizer)] == ["No", "..", "."]


def test_agreement_counts_tokens_found_by_both(nlp: Language, gold: Doc) -> None:
    assert token_agreement([gold], nlp.tokenizer) == {"gold": 4, "same": 3}


@pytest.mark.data
@pytest.mark.parametrize(("name", "floor"), [("ewt", 0.995), ("craft", 0.999), ("genia", 0.999)])
def test_public_treebanks_agree_with_our_tokenizer(
    data: Path, nlp: Language, name: str, floor: float
) -> None:
    gold = treebank_docs(data, name, "dev", nlp.vocab)
    docs = [join_like(split_like(doc, nlp.tokenizer), nlp.tokenizer) for doc in gold]
    counts = token_agreement(docs, nlp.tokenizer)
    assert counts["same"] / counts["gold"] >= floor
