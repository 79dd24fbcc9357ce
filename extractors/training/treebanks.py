"""Gold dependency trees as spaCy documents: web English (EWT), full articles (CRAFT), GENIA.

One label set for all: Universal Dependencies v2 with the subtypes that a claim is read from
(passives, agents, relative clauses, possessives, particles); other subtypes are cut off. GENIA is
in the data folder only as documents already converted and cut by spaCy, so it is read from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from extractors.training.conllu_trees import Sentence, by_document, is_tree, read_sentences
from extractors.training.corpus_files import corpus_file, one_of
from extractors.training.craft_trees import to_universal

TREEBANKS = ("ewt", "craft", "genia")
SPLITS = ("train", "dev")
SENTENCES_PER_DOC = 8
KEPT_SUBTYPES = frozenset(
    {"nsubj:pass", "aux:pass", "obl:agent", "acl:relcl", "nmod:poss", "compound:prt"}
)

_CONVERSIONS: dict[str, Callable[[Sentence], Sentence]] = {"craft": to_universal}


def treebank_docs(
    data: Path, name: str, split: str, vocab: Vocab, tally: Counter[str] | None = None
) -> Iterator[Doc]:
    """Gold documents of at most 8 sentences, with the treebank's own tokens.

    TAG, POS, LEMMA, HEAD, DEP and SENT_START are set; an empty value is an unknown one. The text is
    the real text, where white space of any kind is one space. `tally` counts "sentences" and those
    dropped as "no tree". Raises InputError for a name or split that is not there.
    """
    one_of(name, TREEBANKS, "treebank")
    one_of(split, SPLITS, f"split of {name}")
    counts = Counter[str]() if tally is None else tally
    if name == "genia":
        path = corpus_file(data, "treebank", "docbin", split, "genia.spacy")
        return _stored(path, vocab, counts)
    path = corpus_file(data, "treebank", "conllu", f"{name}_{split}.conllu.gz")
    return _converted(path, _CONVERSIONS.get(name, _unchanged), vocab, counts)


def _converted(
    path: Path, convert: Callable[[Sentence], Sentence], vocab: Vocab, counts: Counter[str]
) -> Iterator[Doc]:
    for document in by_document(read_sentences(path)):
        sentences = [convert(sentence) for sentence in document]
        trees = [sentence for sentence in sentences if is_tree(sentence.words)]
        counts["sentences"] += len(sentences)
        counts["no tree"] += len(sentences) - len(trees)
        for start in range(0, len(trees), SENTENCES_PER_DOC):
            yield gold_doc(trees[start : start + SENTENCES_PER_DOC], vocab)


def reduced_dep(dep: str) -> str:
    """The label in the set that the parser learns; the root is "ROOT", as spaCy has it."""
    if dep == "root":
        return "ROOT"
    return dep if dep in KEPT_SUBTYPES else dep.partition(":")[0]


def gold_doc(sentences: Sequence[Sentence], vocab: Vocab) -> Doc:
    """The document of these sentences with all they tell."""
    words = [word for sentence in sentences for word in sentence.words]
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=[word.space_after for word in words],
        tags=[word.tag for word in words],
        pos=[word.pos for word in words],
        lemmas=[word.lemma for word in words],
        heads=_heads(sentences),
        deps=[reduced_dep(word.dep) for word in words],
    )


def _unchanged(sentence: Sentence) -> Sentence:
    return sentence


def _heads(sentences: Sequence[Sentence]) -> list[int]:
    """The place in the document of each word's head; a root's is its own."""
    heads: list[int] = []
    for sentence in sentences:
        first = len(heads)
        for place, word in enumerate(sentence.words):
            heads.append(first + (word.head - 1 if word.head else place))
    return heads


def _stored(path: Path, vocab: Vocab, counts: Counter[str]) -> Iterator[Doc]:
    for doc in DocBin().from_disk(path).get_docs(vocab):
        counts["sentences"] += sum(1 for _ in doc.sents)
        yield doc
