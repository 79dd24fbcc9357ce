"""Hype on press releases that experts rated, and on papers, which should hold little of it.

The experts of HealthNewsReview marked a release's language as sensational or not and quoted
phrases; both are noisy: they judged framing and omissions too, and quoted sober words.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from extractors.documents import read_documents, read_text
from extractors.evaluation.bioscope import Half
from extractors.evaluation.hype_yardsticks import (
    EitherHalf,
    chance_of_more,
    separation_by_verdicts,
    separation_by_words,
    standard_error,
)
from extractors.language.holders.attribution import find_attributions
from extractors.language.pipeline import parse
from extractors.language.spin.hype import find_hype
from extractors.language.wording.cues import find_cues
from extractors.language.words.sentences import Passage, passages
from extractors.model import Document, Flag

CORPORA = ("hype", "jats")
_UNREAD = frozenset({"boilerplate", "references"})
_SOBER_REGIONS = frozenset({"abstract", "methods"})


@dataclass(frozen=True, slots=True)
class Rated:
    """A press release as it was read, and what experts said of it."""

    text: str
    words: int
    flags: tuple[Flag, ...]
    """Those that are flags."""
    sensational: bool
    quoted: tuple[str, ...]

    @property
    def density(self) -> float:
        """Severities per 1,000 words of text that is no boilerplate."""
        return 1000 * sum(flag.severity for flag in self.flags) / max(self.words, 1)


def rated_releases(folder: Path, half: Half = "all") -> tuple[Rated, ...]:
    """The press releases; rules were written on even-numbered ones, odd ones are held out."""
    rows = (folder / "hype" / "press_releases.jsonl").read_text("utf-8").removesuffix("\n")
    first = 1 if half == "held_out" else 0
    return tuple(map(_rated, rows.split("\n")[first :: 1 if half == "all" else 2]))


@cache
def _rated(line: str) -> Rated:
    row: dict[str, Any] = json.loads(line)
    document = read_text(f"{row['title']}\n\n{row['text']}", id=row["id"])
    read, flags = hype_of(document)
    return Rated(
        document.text,
        sum(len(passage.text.split()) for passage in read),
        flags,
        row["sensational_language"] == "Not Satisfactory",
        tuple(row["quoted_phrases"]),
    )


def hype_of(document: Document) -> tuple[list[Passage], tuple[Flag, ...]]:
    """The sentences that say something, and the flags among the hype."""
    doc = parse(document.text, document.regions)
    read = [
        replace(passage, cues=find_cues(passage.span))
        for passage in passages(doc)
        if passage.region not in _UNREAD
    ]
    found = find_hype(read, find_attributions(doc, tuple(read)))
    return read, tuple(flag for flag in found if flag.is_flag)


def separation(releases: tuple[Rated, ...]) -> float:
    """The chance that a sensational release has more hype per word than a sober one (AUC)."""
    return chance_of_more(*_densities(releases))


def separation_error(releases: tuple[Rated, ...]) -> float:
    """The standard error of the separation; at least two releases of each kind are needed."""
    return standard_error(*_densities(releases))


def _densities(releases: tuple[Rated, ...]) -> tuple[list[float], list[float]]:
    """Of sensational releases, and of the others."""
    loud = [release.density for release in releases if release.sensational]
    return loud, [release.density for release in releases if not release.sensational]


def share_of_quoted(releases: tuple[Rated, ...]) -> float:
    """The share of quoted phrases that stand in the text of which a flag touches one occurrence."""
    hits = [hit for release in releases for hit in _quoted_hits(release)]
    return sum(hits) / len(hits)


def _quoted_hits(release: Rated) -> Iterator[bool]:
    for phrase in release.quoted:
        found = [m.span() for m in re.finditer(re.escape(phrase), release.text, re.IGNORECASE)]
        if found:
            yield any(
                f.start < end and start < f.end for f in release.flags for start, end in found
            )


def words_per_strong_flag(folder: Path) -> float:
    """Words of abstracts and methods for each flag of severity 2 or 3 there; more is better."""
    words = strong = 0
    for path in sorted((folder / "jats").glob("*.gz")):
        for document in read_documents(gzip.decompress(path.read_bytes()), id=path.stem):
            read, flags = hype_of(document)
            sober = [passage for passage in read if passage.region in _SOBER_REGIONS]
            words += sum(len(passage.text.split()) for passage in sober)
            strong += sum(
                flag.severity >= 2 and any(p.start <= flag.start < p.end for p in sober)
                for flag in flags
            )
    return words / max(strong, 1)


def score(folder: Path, half: EitherHalf = "held_out") -> dict[str, float]:
    """Separation and quoted phrases on the half that no rule was written on; papers whole.

    The separation is told beside what else could part the same releases (`hype_yardsticks`).
    """
    found = separation(rated_releases(folder, half))
    return {
        "hype_separation_auc": found,
        "hype_separation_over_words": found - separation_by_words(folder, half),
        "hype_separation_over_verdicts": found - separation_by_verdicts(folder, half),
        "hype_separation_auc_all": separation(rated_releases(folder)),
        "hype_quoted_phrases": share_of_quoted(rated_releases(folder, half)),
        "hype_words_per_strong_flag": words_per_strong_flag(folder),
    }
