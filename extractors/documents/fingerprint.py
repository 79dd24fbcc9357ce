"""What stays of a text when its wording is touched up: for telling copies of one story.

A copy shares most runs of three words, and all its numbers. Two reports of sister trials may
share as many words, but not their numbers: so the numbers are kept beside the MinHash.
"""

from __future__ import annotations

import re

from rensa import RMinHash

PERMUTATIONS = 126
"""Length of a MinHash: 42 bands of three, so that half-alike texts meet in one at 99.6 %."""
_SHORTEST = 40
"""Words of the shortest text that can be told from a text of the same template."""
_RUN = 3
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?\b"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?"
    r"|\b\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b"
    r"|\b\d{1,2}:\d\d\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[,\u202f\u2009]\d{3})*(?:[.·]\d+)?")


def minhash(text: str) -> tuple[int, ...]:
    """The MinHash of the text's runs of three words, 32-bit each; empty for a short text.

    The share of equal places in two of them estimates the Jaccard similarity of the texts.
    """
    words = re.findall(r"\w+", text.lower())
    if len(words) < _SHORTEST:
        return ()
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    signature = RMinHash(num_perm=PERMUTATIONS, seed=1)
    signature.update(sorted(runs))
    return tuple(signature.digest())


def numbers(text: str) -> tuple[str, ...]:
    """Every number of the text once, sorted, without dates, years and times of day.

    Digits inside a word count too ("NCT01234567" gives 01234567).
    """
    found = _NUMBER.findall(_DATE.sub(" ", text))
    return tuple(sorted({re.sub("[,\u202f\u2009]", "", one).replace("·", ".") for one in found}))
