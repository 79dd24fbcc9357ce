"""Main text of real pages beside their gold bodies (article extraction benchmark).

The score is the benchmark's own: shingles of four words, precision and recall averaged over pages.
Not held out: rules of `furniture.toml` and the choice between the engine's answers were developed
with these pages in sight, so the figures say that nothing got worse and how the engine alone does
on the same pages, not how ours does on unseen ones.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import trafilatura

from extractors.documents import read_document

_OWN = {"headline", "caption"}
"""Regions that the gold bodies leave out."""


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page as it was served, and its article as a person cut it out."""

    url: str
    payload: bytes
    body: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of what was found is right, and how much of what is right was found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_pages(folder: Path) -> list[GoldPage]:
    """The pages of the public data folder, in a fixed order."""
    corpus = folder / "article_extraction"
    truth = json.loads((corpus / "ground-truth.json").read_text("utf-8"))
    return [
        GoldPage(
            page["url"],
            gzip.decompress((corpus / "html" / f"{name}.html.gz").read_bytes()),
            page["articleBody"],
        )
        for name, page in sorted(truth.items())
    ]


def overlap(pairs: Iterable[tuple[str, str]]) -> Overlap:
    """The mean precision over pages with an answer and the mean recall over all pages, of
    (gold, found) texts."""
    precisions, recalls = [], []
    for gold, found in pairs:
        wanted, got = _shingles(gold), _shingles(found)
        shared = sum((wanted & got).values())
        if got:
            precisions.append(shared / got.total())
        if wanted:
            recalls.append(shared / wanted.total())
    return Overlap(mean(precisions or [0.0]), mean(recalls or [0.0]))


def _shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))


def ours(payload: bytes) -> str:
    """The text without headline and captions."""
    document = read_document(payload, id="https://page.example/", kind="html")
    kept = (region for region in document.regions if region.kind not in _OWN)
    return "\n".join(document.text[region.start : region.end] for region in kept)


def engine_alone(payload: bytes) -> str:
    """What trafilatura finds with its defaults."""
    return trafilatura.extract(payload, include_comments=False) or ""


def overlap_of(read: Callable[[bytes], str], pages: Sequence[GoldPage]) -> Overlap:
    """How well a reader does on the pages."""
    return overlap((page.body, read(page.payload)) for page in pages)


def score(folder: Path) -> dict[str, float]:
    """Precision, recall, F1 of ours, and by how much its F1 exceeds the engine's own default."""
    pages = read_pages(folder)
    mine, engine = overlap_of(ours, pages), overlap_of(engine_alone, pages)
    return {
        "main_text_precision": mine.precision,
        "main_text_recall": mine.recall,
        "main_text_f1": mine.f1,
        "main_text_f1_over_engine": mine.f1 - engine.f1,
    }
