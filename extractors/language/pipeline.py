"""The spaCy pipeline that every document goes through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractors.language.names import entities  # noqa: F401  register their components
from extractors.language.trees.trained import trained_pipeline
from extractors.language.words.frequent_words import FrequentWords
from extractors.language.words.tokens import blank_english
from extractors.model import Region


@cache
def load_pipeline(user_lexicon: Path | None = None) -> Language:
    """The pipeline of this process, built at its first use; LexiconError names a bad row."""
    nlp = blank_english()
    nlp.add_pipe("hedgerow_sentences")
    nlp.add_pipe(
        "hedgerow_entities",
        config={"user_lexicon": str(user_lexicon) if user_lexicon else None},
    )
    return nlp


@cache
def _frequent_words(user_lexicon: Path | None) -> FrequentWords:
    return FrequentWords(load_pipeline(user_lexicon))


def parse(text: str, regions: tuple[Region, ...] = (), user_lexicon: Path | None = None) -> Doc:
    """The text as a spaCy document: tokens, sentences inside their regions, entities."""
    nlp = load_pipeline(user_lexicon)
    doc = nlp.make_doc(text)
    doc._.regions = regions
    return nlp(doc)


@contextmanager
def words_of_one_document(text: str, user_lexicon: Path | None = None) -> Iterator[None]:
    """While this lasts, the words of the text are kept; then those new to the vocabulary are not.

    All but those that there is room for and those that documents share (`FrequentWords`):
    otherwise a process that reads for hours keeps every misspelling that it ever met. No token or
    span may be asked for anything afterwards.
    """
    nlp, words = load_pipeline(user_lexicon), _frequent_words(user_lexicon)
    trained_pipeline(nlp.vocab)  # its labels must outlive the document
    if words.has_room(text):
        yield
        return
    words.meet(text)
    with nlp.memory_zone():
        yield
    words.learn()
