"""Entity documents: token borders, held-out texts, predicted labels, and the public corpora."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from spacy.language import Language

from extractors.errors import InputError
from extractors.language.words.tokens import blank_english
from extractors.training.entity_corpora import entity_doc, entity_docs, with_predicted
from extractors.training.entity_texts import AnnotatedText
from extractors.training.shared_text import overlaps, shingles

TRAIN = "Zinc slowed the growth of all the tumours in old mice."
HELD_OUT = "Copper made no difference to the gait of the younger rats."


@pytest.fixture(scope="module")
def nlp() -> Language:
    return blank_english()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder where BioRED's training articles repeat a held-out text."""
    bc5cdr, biored = tmp_path / "ner" / "BC5CDR-IOB", tmp_path / "biored"
    bc5cdr.mkdir(parents=True)
    biored.mkdir()
    words = HELD_OUT.replace(".", " .").split()
    rows = [f"{word}\t{'B-Chemical' if word == 'Copper' else 'O'}\n" for word in words]
    (bc5cdr / "devel.tsv").write_text("".join(rows), "utf-8")
    articles = [
        f"{number}|t|{text}\n{number}|a|Short.\n{number}\t0\t{end}\t{text[:end]}\tChemicalEntity\tD\n"
        for number, text, end in ((1, TRAIN, 4), (2, HELD_OUT, 6))
    ]
    (biored / "Train.PubTator").write_text("\n".join(articles), "utf-8")
    return tmp_path


def test_training_texts_that_are_measured_on_are_left_out(folder: Path, nlp: Language) -> None:
    tally = Counter[str]()
    docs = list(entity_docs(folder, "biored", "train", nlp, tally))
    assert [doc.text for doc in docs] == [f"{TRAIN} Short."]
    assert [(span.text, span.label_) for span in docs[0].ents] == [("Zinc", "CHEMICAL")]
    assert tally == {"documents": 2, "held out": 1, "entities": 1, "on borders": 1}


def test_development_texts_are_all_kept(folder: Path, nlp: Language) -> None:
    assert [doc.text for doc in entity_docs(folder, "bc5cdr", "devel", nlp)] == [HELD_OUT]


def test_spacing_and_signs_hide_no_shared_text() -> None:
    others = frozenset(shingles(HELD_OUT))
    assert overlaps("copper made no difference to the gait , of the younger rats", others)
    assert not overlaps(TRAIN, others)


def test_entities_grow_to_whole_tokens_and_the_longest_wins(nlp: Language) -> None:
    tally = Counter[str]()
    text = AnnotatedText("Coppers ease liver pain.", ((0, 6, "CHEMICAL"), (18, 22, "DISEASE"),
                                                      (13, 23, "DISEASE")))  # fmt: skip
    doc = entity_doc(text, nlp, tally)
    assert [(span.text, span.label_) for span in doc.ents] == [
        ("Coppers", "CHEMICAL"),
        ("liver pain", "DISEASE"),
    ]
    assert tally == {"entities": 3, "on borders": 1, "nested": 1}


def test_predictions_fill_in_only_what_gold_leaves_free(nlp: Language) -> None:
    predictor = blank_english()
    ruler = predictor.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "CHEMICAL", "pattern": "zinc"},
            {"label": "CHEMICAL", "pattern": "lead poisoning"},
            {"label": "GENE", "pattern": "SOD1"},
        ]
    )
    gold = entity_doc(AnnotatedText("zinc for lead poisoning, SOD1", ((9, 23, "DISEASE"),)), nlp)
    tally = Counter[str]()
    (doc,) = with_predicted([gold], predictor, {"CHEMICAL"}, tally)
    assert [(span.text, span.label_) for span in doc.ents] == [
        ("zinc", "CHEMICAL"),
        ("lead poisoning", "DISEASE"),
    ]
    assert tally == {"CHEMICAL": 1}


def test_what_is_not_there_is_named(tmp_path: Path, nlp: Language) -> None:
    with pytest.raises(InputError, match="no entity corpus 'jnlpba': use one of bc5cdr, ncbi"):
        entity_docs(tmp_path, "jnlpba", "train", nlp)
    with pytest.raises(InputError, match="no split of ncbi 'test': use one of train, devel"):
        entity_docs(tmp_path, "ncbi", "test", nlp)


@pytest.mark.data
@pytest.mark.parametrize(
    ("corpus", "floor"), [("bc5cdr", 0.99), ("ncbi", 0.99), ("biored", 0.98), ("bc2gm", 0.98)]
)
def test_public_entities_lie_on_token_borders(
    data: Path, nlp: Language, corpus: str, floor: float
) -> None:
    tally = Counter[str]()
    docs = list(entity_docs(data, corpus, "devel", nlp, tally))
    assert sum(len(doc.ents) for doc in docs) == tally["entities"] - tally["nested"] > 500
    assert tally["on borders"] / tally["entities"] >= floor


@pytest.mark.data
def test_biored_shares_articles_with_what_bc5cdr_is_measured_on(data: Path, nlp: Language) -> None:
    tally = Counter[str]()
    list(entity_docs(data, "biored", "train", nlp, tally))
    assert tally["held out"] == 44
