"""A process that reads for hours holds no more than one that has just begun."""

from __future__ import annotations

import random
import resource
import subprocess
import sys

import pytest

from extractors.documents.text import read_text
from extractors.language.annotate import annotate
from extractors.language.pipeline import load_pipeline
from extractors.language.words import frequent_words
from extractors.language.words.frequent_words import FrequentWords
from extractors.language.words.tokens import blank_english

KILOBYTES = 3_000
"""What the slow test reads; 20 MB take six minutes and show the same line."""


def unheard_of(seed: int, sentences: int) -> str:
    """A text of which every other word is new."""
    dice = random.Random(seed)

    def word() -> str:
        return "".join(dice.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(8))

    return " ".join(
        f"The {word()} of {word()} eased {word()} in adults with {word()} and depression."
        for _ in range(sentences)
    )


def test_words_of_one_document_are_forgotten_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FrequentWords, "has_room", lambda self, text: False)
    for seed in (0, 1):  # the words that they share stay
        annotate(read_text(unheard_of(seed, 30), id=str(seed)))
    strings = load_pipeline().vocab.strings
    before = len(strings)
    annotate(read_text(unheard_of(2, 30), id="2"))
    assert len(strings) == before


def test_words_are_kept_as_long_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frequent_words, "ROOM", 1000)
    nlp = blank_english()
    words, before = FrequentWords(nlp), len(nlp.vocab.strings)
    texts = [unheard_of(seed, 10) for seed in range(10, 30)]
    kept = 0
    for text in texts:
        if words.has_room(text):
            kept += 1
            nlp.make_doc(text)
    assert 0 < kept < len(texts)
    assert len(nlp.vocab.strings) <= before + 1000
    assert not words.has_room("x" * 3000)


def test_room_for_words_changes_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_text(unheard_of(40, 5), id="40")
    roomy = annotate(document)
    monkeypatch.setattr(FrequentWords, "has_room", lambda self, text: False)
    assert annotate(document) == roomy


def test_words_that_documents_share_are_learned_within_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(frequent_words, "MOST", 4)
    nlp = blank_english()
    words = FrequentWords(nlp)

    def read(text: str) -> list[str]:
        words.meet(text)
        with nlp.memory_zone():
            found = [token.text for token in nlp.make_doc(text)]
        words.learn()
        return found

    expected = read("Zyxomab (IL-6)—has zephyred.")
    before = len(nlp.vocab.strings)
    assert read("Zyxomab (IL-6)—has zephyred.") == expected
    learned = len(nlp.vocab.strings)
    assert learned > before, "what came back is known"
    assert read("Qwxomab didn't help. Zyxomab (IL-6)—has zephyred.")[-len(expected) :] == expected
    assert read("Qwxomab didn't help.") == ["Qwxomab", "did", "n't", "help", "."]
    for number in range(9):
        read(f"Word{number} of{number} many{number}")
        read(f"Word{number} of{number} many{number}")
    assert len(nlp.vocab.strings) < learned + 15, "no more than MOST and those of one document"


@pytest.mark.slow
def test_memory_is_flat_over_megabytes_of_new_words() -> None:
    ran = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    early, late = (int(line) for line in ran.stdout.split())
    assert late < early * 1.15, f"{early} KiB after a third, {late} KiB at the end"


def _peaks() -> None:
    read = 0
    for seed in range(10_000):
        text = unheard_of(seed, 60)
        annotate(read_text(text, id=str(seed)))
        if read < KILOBYTES * 1000 / 3 <= read + len(text) or read > KILOBYTES * 1000:
            sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")
        if read > KILOBYTES * 1000:
            return
        read += len(text)


if __name__ == "__main__":
    _peaks()
