"""The corpora as the trainer reads them: `python -m extractors.training.training_corpora DATA OUT`.

OUT gets a folder of DocBins for each run of the trainer (`trees`, `names`), each with its
development part, and `text.jsonl`, the unlabelled text on which layers are pretrained.
`tuned` needs the pipeline trained on `trees` and is made by `tuning_corpus`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, DocBin

from extractors.language.names.lexicon import load_lexicon
from extractors.language.pipeline import load_pipeline
from extractors.language.words.tokens import blank_english
from extractors.training.entity_corpora import entity_docs
from extractors.training.plain_text import plain_texts
from extractors.training.renamed_words import renamed
from extractors.training.split_tokens import join_like, split_like
from extractors.training.treebanks import TREEBANKS, treebank_docs

COPIES = {"ewt": 1.0, "genia": 2.0, "craft": 0.45}
"""How often each treebank is read in one epoch: CRAFT is four times the others together."""
NAME_CORPORA = ("bc5cdr", "biored")
DEV_SHARE = 4
"""Every fourth development tree is scored during training; `evaluate` scores them all."""
READ_OF_DEVEL = 0.85
SEED = 0
TREE_VALUES = ["TAG", "POS", "LEMMA", "HEAD", "DEP", "SENT_START"]


def tree_docs(data: Path, nlp: Language) -> Iterator[tuple[str, list[Doc]]]:
    """Each treebank's documents, as often as it is read, and copies with other names in them."""
    names = single_word_names(nlp)
    for name in TREEBANKS:
        docs = as_cut(treebank_docs(data, name, "train", nlp.vocab), nlp)
        read = copied(docs, COPIES[name])
        yield name, read
        yield f"{name}-renamed", list(renamed(copied(docs, COPIES[name] / 3), names, SEED))


def single_word_names(nlp: Language) -> tuple[str, ...]:
    """The drugs, cytokines and conditions of the lexicon that are one token each, sorted."""
    kinds = {"drug", "cytokine", "drug_class", "biomarker"}
    names = {c.name for c in load_lexicon().concepts.values() if c.type in kinds}
    return tuple(sorted(name for name in names if len(name) > 2 and len(nlp.make_doc(name)) == 1))


def name_docs(data: Path, corpus: str, nlp: Language) -> list[Doc]:
    """The training documents of an entity corpus with chemicals and diseases alone."""
    return [_without_genes(doc) for doc in entity_docs(data, corpus, "train", nlp)]


def nameless_docs(data: Path) -> list[Doc]:
    """Web English in which the lexicon knows nothing: there is hardly a chemical or disease in it.

    The entity corpora are all abstracts; a model that has seen no other text takes "PhD" and "UCSF"
    for names.
    """
    nlp = load_pipeline()
    docs = [nlp(doc.text) for doc in treebank_docs(data, "ewt", "train", nlp.vocab)]
    nameless = [nlp.make_doc(doc.text) for doc in docs if not doc.ents]
    for doc in nameless:
        doc.set_ents([], default="outside")
    return nameless


def bc5cdr_devel(data: Path, nlp: Language) -> tuple[list[Doc], list[Doc]]:
    """BC5CDR's development documents that train (the first 85 %), and those that measure."""
    docs = list(entity_docs(data, "bc5cdr", "devel", nlp))
    border = int(len(docs) * READ_OF_DEVEL)
    return docs[:border], docs[border:]


def write(docs: Iterable[Doc], path: Path, values: list[str] | None = None) -> None:
    """The documents as a DocBin file."""
    store = DocBin(attrs=values) if values else DocBin()
    for doc in docs:
        store.add(doc)
    path.parent.mkdir(parents=True, exist_ok=True)
    store.to_disk(path)


def as_cut(docs: Iterable[Doc], nlp: Language) -> list[Doc]:
    """The gold documents with tokens cut as the pipeline cuts them."""
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    return [join_like(split_like(doc, tokenizer), tokenizer) for doc in docs]


def copied(docs: list[Doc], times: float) -> list[Doc]:
    """A seeded share of the documents, or all of them more than once."""
    if times < 1:
        return Random(SEED).sample(docs, int(len(docs) * times))
    return docs * int(times)


def _without_genes(doc: Doc) -> Doc:
    doc.set_ents([span for span in doc.ents if span.label_ != "GENE"], default="outside")
    return doc


def main(data: Path, output: Path) -> None:
    """All corpora on disk."""
    nlp = blank_english()
    for name, docs in tree_docs(data, nlp):
        write(docs, output / "trees" / "train" / f"{name}.spacy", TREE_VALUES)
    for name in TREEBANKS:
        docs = as_cut(treebank_docs(data, name, "dev", nlp.vocab), nlp)[::DEV_SHARE]
        write(docs, output / "trees" / "dev" / f"{name}.spacy", TREE_VALUES)
    for name in NAME_CORPORA:
        write(name_docs(data, name, nlp), output / "names" / "train" / f"{name}.spacy")
    write(nameless_docs(data), output / "names" / "train" / "ewt.spacy")
    read, held_out = bc5cdr_devel(data, nlp)
    write(read, output / "names" / "train" / "bc5cdr-devel.spacy")
    write(held_out, output / "names" / "dev" / "bc5cdr.spacy")
    with (output / "text.jsonl").open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": text}) + "\n" for text in plain_texts(data))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
