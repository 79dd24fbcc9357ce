"""Gold entities as spaCy documents: BC5CDR, NCBI disease, BioRED and BC2GM, one label set for all.

Each corpus annotates only some of the labels: in a document of NCBI disease nothing is a CHEMICAL,
though drugs are named. `ANNOTATED` says what each one tells; `with_predicted` fills in the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.training.corpus_files import corpus_file, one_of
from extractors.training.entity_texts import AnnotatedText, read_iob, read_pubtator
from extractors.training.shared_text import overlaps, shingles

ANNOTATED = {
    "bc5cdr": frozenset({"CHEMICAL", "DISEASE"}),
    "ncbi": frozenset({"DISEASE"}),
    "biored": frozenset({"CHEMICAL", "DISEASE", "GENE"}),
    "bc2gm": frozenset({"GENE"}),
}
"""The labels that each corpus annotates; the others are unknown in it, not absent."""
SPLITS = ("train", "devel")

_FOLDERS = {"bc5cdr": "BC5CDR-IOB", "ncbi": "NCBI-disease-IOB", "bc2gm": "BC2GM-IOB"}
_BIORED_FILES = {"train": "Train.PubTator", "devel": "Dev.PubTator"}


def entity_docs(
    data: Path,
    corpus: str,
    split: str,
    nlp: Language,
    tally: Counter[str] | None = None,
    held_out: Collection[str] = ("bc5cdr",),
) -> Iterator[Doc]:
    """Documents of a corpus, cut by the pipeline's tokenizer, with their gold entities.

    Training documents that share text with the development split of a `held_out` corpus are left
    out: corpora were drawn from one another. `tally` counts "documents", those left out as "held
    out", "entities", those "on borders" of tokens (the others are expanded to tokens), and those
    "nested" in a longer one and so dropped. Raises InputError for a corpus or split that is not
    there.
    """
    one_of(corpus, ANNOTATED, "entity corpus")
    one_of(split, SPLITS, f"split of {corpus}")
    counts = Counter[str]() if tally is None else tally
    measured = frozenset(held_out) if split == "train" else frozenset[str]()
    return _docs(
        annotated_texts(data, corpus, split), nlp, _development_shingles(data, measured), counts
    )


def with_predicted(
    docs: Iterable[Doc], predictor: Language, labels: Collection[str], tally: Counter[str]
) -> Iterator[Doc]:
    """The gold documents, with predicted entities of these labels where no gold entity lies.

    `tally` counts the entities added, by label. The predictor must cut tokens as the documents are.
    """
    pairs = predictor.pipe(((doc.text, doc) for doc in docs), as_tuples=True)
    for predicted, gold in pairs:
        taken = {token.i for span in gold.ents for token in span}
        added = [
            Span(gold, span.start, span.end, label=span.label_)
            for span in predicted.ents
            if span.label_ in labels and taken.isdisjoint(range(span.start, span.end))
        ]
        tally.update(span.label_ for span in added)
        gold.set_ents([*gold.ents, *added], default="outside")
        yield gold


def entity_doc(annotated: AnnotatedText, nlp: Language, tally: Counter[str] | None = None) -> Doc:
    """The text as a document with its entities, longest first, each expanded to whole tokens."""
    counts = Counter[str]() if tally is None else tally
    doc = nlp.make_doc(annotated.text)
    entities: list[Span] = []
    taken: set[int] = set()
    for start, end, label in sorted(annotated.entities, key=lambda e: (e[0] - e[1], e[0])):
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        assert span, (annotated.text, start, end)
        places = set(range(span.start, span.end))
        counts["entities"] += 1
        counts["on borders"] += (span.start_char, span.end_char) == (start, end)
        if taken.isdisjoint(places):
            entities.append(span)
            taken |= places
        else:
            counts["nested"] += 1
    doc.set_ents(entities, default="outside")
    return doc


def _docs(
    texts: Iterable[AnnotatedText], nlp: Language, held_out: frozenset[str], counts: Counter[str]
) -> Iterator[Doc]:
    for annotated in texts:
        counts["documents"] += 1
        if overlaps(annotated.text, held_out):
            counts["held out"] += 1
        else:
            yield entity_doc(annotated, nlp, counts)


def annotated_texts(data: Path, corpus: str, split: str) -> Iterator[AnnotatedText]:
    """The texts of a corpus with their gold entities, before any tokenizer; raises InputError."""
    if corpus == "biored":
        return read_pubtator(corpus_file(data, "biored", _BIORED_FILES[split]))
    return read_iob(corpus_file(data, "ner", _FOLDERS[corpus], f"{split}.tsv"))


@cache
def _development_shingles(data: Path, corpora: frozenset[str]) -> frozenset[str]:
    texts = (text for corpus in corpora for text in annotated_texts(data, corpus, "devel"))
    return frozenset(shingle for each in texts for shingle in shingles(each.text))
