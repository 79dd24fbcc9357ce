"""Gold documents out of treebanks, on small files of the same form and on the public ones."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from extractors.errors import InputError
from extractors.training.treebanks import reduced_dep, treebank_docs

SLEEP = (
    "1\tMice\tmouse\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n2\tsleep\tsleep\tVERB\tVBP\t_\t0\troot\t_\t_\n"
)
LOOP = "1\tNo\tno\tX\tX\t_\t2\tdep\t_\t_\n2\ttree\ttree\tX\tX\t_\t1\tdep\t_\t_\n"
"""Two trees' worth of rows: one sentence, and one without a root."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one treebank: two documents of nine sentences and of one."""
    trees = tmp_path / "treebank" / "conllu"
    trees.mkdir(parents=True)
    sentences = ["# newdoc\n" + SLEEP, *[SLEEP] * 8, LOOP, "# newdoc\n" + SLEEP]
    with gzip.open(trees / "ewt_train.conllu.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(sentences))
    return tmp_path


def test_documents_hold_at_most_eight_sentences_and_never_two_sources(folder: Path) -> None:
    tally = Counter[str]()
    docs = list(treebank_docs(folder, "ewt", "train", Vocab(), tally))
    assert [len(list(doc.sents)) for doc in docs] == [8, 1, 1]
    assert tally == {"sentences": 11, "no tree": 1}


def test_documents_carry_text_and_tree(folder: Path) -> None:
    doc = next(treebank_docs(folder, "ewt", "train", Vocab()))
    assert doc[2:4].text == "Mice sleep"
    assert [(t.head.i, t.dep_, t.pos_, t.tag_, t.lemma_) for t in doc[2:4]] == [
        (3, "nsubj", "NOUN", "NNS", "mouse"),
        (3, "ROOT", "VERB", "VBP", "sleep"),
    ]
    assert [token.is_sent_start for token in doc[:4]] == [True, False, True, False]


@pytest.mark.parametrize(
    ("dep", "expected"),
    [
        ("root", "ROOT"),
        ("nsubj:pass", "nsubj:pass"),
        ("nsubj:outer", "nsubj"),
        ("obl:unmarked", "obl"),
        ("case", "case"),
    ],
)
def test_only_the_subtypes_that_claims_need_are_kept(dep: str, expected: str) -> None:
    assert reduced_dep(dep) == expected


@pytest.mark.parametrize(
    ("name", "split", "message"),
    [
        ("gum", "train", "no treebank 'gum': use one of ewt, craft, genia"),
        ("ewt", "test", "no split of ewt 'test': use one of train, dev"),
        ("craft", "dev", "craft_dev.conllu.gz: no such file; give the folder"),
    ],
)
def test_what_is_not_there_is_named(folder: Path, name: str, split: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        treebank_docs(folder, name, split, Vocab())


Tree = tuple[tuple[str, int, str], ...]


def _forms(tree: Tree) -> tuple[str, ...]:
    return tuple(form for form, _, _ in tree)


def _trees(docs: Iterable[Doc]) -> Iterator[Tree]:
    for doc in docs:
        for sentence in doc.sents:
            yield tuple((t.text, t.head.i - sentence.start, t.dep_) for t in sentence)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("craft", "dev"),
        ("ewt", "dev"),
        pytest.param("craft", "train", marks=pytest.mark.slow),
        pytest.param("ewt", "train", marks=pytest.mark.slow),
    ],
)
def test_conversions_agree_with_the_trees_converted_before(
    data: Path, name: str, split: str
) -> None:
    vocab = Vocab()
    before = DocBin().from_disk(data / "treebank" / "docbin" / split / f"{name}.spacy")
    ours = defaultdict(list)
    for tree in _trees(treebank_docs(data, name, split, vocab)):
        ours[_forms(tree)].append(tree)
    words = same = 0
    for tree in _trees(before.get_docs(vocab)):
        found = ours[_forms(tree)].pop(0)
        words += len(tree)
        same += sum(a == b for a, b in zip(found, tree, strict=True))
    assert words > 2000
    assert same / words >= 0.99


@pytest.mark.data
@pytest.mark.parametrize("name", ["ewt", "craft", "genia"])
def test_public_treebanks_come_out_whole(data: Path, name: str) -> None:
    tally = Counter[str]()
    docs = list(treebank_docs(data, name, "dev", Vocab(), tally))
    assert tally["no tree"] == 0
    assert sum(len(list(doc.sents)) for doc in docs) == tally["sentences"] > 100
    for attribute in ("TAG", "POS", "HEAD", "DEP", "SENT_START"):
        assert all(doc.has_annotation(attribute) for doc in docs), attribute
