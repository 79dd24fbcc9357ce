"""What tunes the trees: `python -m extractors.training.tuning_corpus DATA BASE OUT`.

Beside the treebanks themselves, copies of their sentences in the shapes of claims, with the names
of drugs in them and with rare verbs; each keeps the heads that annotators gave. BASE is the
pipeline trained on the treebanks; its tags find the past-tense predicates of plain text
(`finite_roots`). Less of CRAFT than in the first run, so that methods sections weigh less.
Sentences whose claims are labelled for measuring are left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractors.evaluation.labelled_claims import LABELS, read_claims
from extractors.language.words import sentences  # noqa: F401  registers its component
from extractors.language.words.tokens import blank_english
from extractors.training.asked_clauses import asked
from extractors.training.finite_roots import MAX_WORDS, MIN_WORDS, finite_roots
from extractors.training.gerund_subjects import gerund_forms, gerund_subjects
from extractors.training.past_tense import in_past_tense, past_forms
from extractors.training.plain_text import plain_texts
from extractors.training.reduced_relatives import reduced_relatives
from extractors.training.renamed_verbs import regular_verbs, renamed_verbs
from extractors.training.renamed_words import renamed
from extractors.training.reshaped_trees import clauses, headlines, labelled, present_forms
from extractors.training.training_corpora import (
    SEED,
    TREE_VALUES,
    as_cut,
    copied,
    single_word_names,
    write,
)
from extractors.training.treebanks import TREEBANKS, treebank_docs

COPIES = {"ewt": 1.0, "genia": 1.0, "craft": 0.2}
HEADLINE_SHARE = 0.4
LABELLED_SHARE = 0.15
WHOLE_LABELLED_SHARE = 0.03
ASKED_SHARE = 0.1
OTHER_VERBS_SHARE = 0.33
GERUND_COPIES = 3
ROOT_COPIES = 3


def tuning_docs(data: Path, base: Path) -> Iterator[tuple[str, list[Doc]]]:
    """The parts of the corpus by name."""
    nlp = blank_english()
    names = single_word_names(nlp)
    gold = {n: as_cut(treebank_docs(data, n, "train", nlp.vocab), nlp) for n in TREEBANKS}
    verbs = Verbs.of(doc for docs in gold.values() for doc in docs)
    for name, docs in gold.items():
        some = copied(docs, COPIES[name])
        yield name, some
        for shape, reshaped in claim_shapes(some, verbs).items():
            yield f"{name}-{shape}", reshaped
            yield f"{name}-{shape}-renamed", list(renamed(reshaped, names, SEED + 1))
        for shape, reshaped in rare_shapes(docs, verbs).items():
            yield f"{name}-{shape}", reshaped
    yield "finite-roots", copied(list(finite_roots(tagged_sentences(data, base))), ROOT_COPIES)


@dataclass(frozen=True, slots=True)
class Verbs:
    """Past, third person and gerund of verbs by lemma, as the treebanks write them; rare verbs."""

    past: Mapping[str, str]
    present: Mapping[str, str]
    gerunds: Mapping[str, str]
    regular: Sequence[str]

    @classmethod
    def of(cls, docs: Iterable[Doc]) -> Verbs:
        """The forms that these documents hold."""
        kept = list(docs)
        forms = past_forms(kept), present_forms(kept), gerund_forms(kept)
        return cls(*forms, regular_verbs())


def claim_shapes(docs: Sequence[Doc], verbs: Verbs) -> dict[str, list[Doc]]:
    """The clauses as they stand, past, as headlines, behind labels, asked, and with rare verbs."""
    short = list(clauses(docs))
    titles = list(headlines(docs, verbs.present))
    some, some_titles = copied(short, OTHER_VERBS_SHARE), copied(titles, OTHER_VERBS_SHARE)
    return {
        "clauses": short,
        "past": list(in_past_tense(short, verbs.past)),
        "headlines": copied(titles, HEADLINE_SHARE),
        "labelled": list(labelled(copied(short, LABELLED_SHARE), SEED)),
        "asked": list(asked(copied(short, ASKED_SHARE))),
        "verbs": list(renamed_verbs(some, verbs.regular, SEED)),
        "headline-verbs": list(renamed_verbs(some_titles, verbs.regular, SEED + 1)),
    }


def rare_shapes(docs: Sequence[Doc], verbs: Verbs) -> dict[str, list[Doc]]:
    """Shapes of which treebanks hold little, from all of their documents."""
    whole = [
        sentence.as_doc() for doc in docs for sentence in doc.sents if len(sentence) > MIN_WORDS
    ]
    return {
        "gerunds": copied(list(gerund_subjects(docs, verbs.gerunds)), GERUND_COPIES),
        "reduced": list(reduced_relatives(docs)),
        "whole-labelled": list(labelled(copied(whole, WHOLE_LABELLED_SHARE), SEED)),
    }


def tagged_sentences(data: Path, base: Path) -> Iterator[Doc]:
    """Each sentence of the unlabelled texts by itself, tagged; none that is labelled to measure."""
    tagger = spacy.load(base, exclude=["parser"])
    borders = blank_english()
    borders.add_pipe("hedgerow_sentences")
    labelled = {claim.text for claim in read_claims(LABELS, data)}
    texts = (text for text in plain_texts(data) if not _holds(text, labelled))
    yield from tagger.pipe(_short_sentences(borders, texts), batch_size=64)


def _holds(text: str, labelled: set[str]) -> bool:
    """Whether a labelled sentence is part of the text; white space may differ."""
    words = " ".join(text.split())
    return any(" ".join(sentence.split()) in words for sentence in labelled)


def _short_sentences(nlp: Language, texts: Iterator[str]) -> Iterator[str]:
    for doc in nlp.pipe(texts):
        for sentence in doc.sents:
            if MIN_WORDS <= len(sentence) <= MAX_WORDS:
                yield sentence.text.strip()


def main(data: Path, base: Path, output: Path) -> None:
    """The tuning corpus on disk."""
    for name, docs in tuning_docs(data, base):
        write(docs, output / "tuning" / "train" / f"{name}.spacy", TREE_VALUES)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
