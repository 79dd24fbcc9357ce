"""Main text on real pages against their gold bodies: ours, trafilatura's default, plain soup.

The score is the benchmark's own: 4-gram shingles, precision and recall averaged over pages.
The default run scores every fifth page; `pytest -m slow -s` scores all and prints the table.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

import pytest
import trafilatura
from bs4 import BeautifulSoup

from extractors.documents import read_document
from extractors.documents.charset import decode
from extractors.documents.html import parse_page
from extractors.documents.main_text import find_main_text

pytestmark = pytest.mark.data


@dataclass(frozen=True, slots=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))


def score(pairs: Iterable[tuple[str, str]]) -> Score:
    """The mean precision over pages with an answer and the mean recall over all pages, of
    (gold, found) texts."""
    precisions, recalls = [], []
    for gold, found in pairs:
        wanted, got = shingles(gold), shingles(found)
        shared = sum((wanted & got).values())
        if got:
            precisions.append(shared / got.total())
        if wanted:
            recalls.append(shared / wanted.total())
    return Score(mean(precisions or [0.0]), mean(recalls or [0.0]))


def ours(payload: bytes) -> str:
    """The text without headline and captions, which the gold bodies leave out."""
    document = read_document(payload, id="https://page.example/", kind="html")
    kept = (region for region in document.regions if region.kind not in {"headline", "caption"})
    return "\n".join(document.text[region.start : region.end] for region in kept)


def main_text_alone(payload: bytes) -> str:
    blocks = find_main_text(parse_page(decode(payload))).blocks
    return "\n\n".join(block.text for block in blocks if block.kind != "boilerplate")


def engine_default(payload: bytes) -> str:
    return trafilatura.extract(payload, include_comments=False) or ""


def plain_soup(payload: bytes) -> str:
    return BeautifulSoup(payload, "lxml").get_text(" ")


def run(pages: Sequence[Any], read: Callable[[bytes], str]) -> tuple[Score, float]:
    """The score and the pages per CPU-second."""
    read(pages[0].payload)
    started = time.process_time()
    found = [read(page.payload) for page in pages]
    rate = len(pages) / (time.process_time() - started)
    return score((page.body, text) for page, text in zip(pages, found, strict=True)), rate


def test_a_sample_beats_the_engine(gold_pages: list[Any]) -> None:
    sample = gold_pages[::5]
    mine, _ = run(sample, ours)
    default, _ = run(sample, engine_default)
    assert mine.f1 >= default.f1 + 0.003
    assert mine.f1 >= 0.97 and mine.recall >= 0.96


@pytest.mark.slow
def test_the_whole_benchmark(gold_pages: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    readers = (ours, main_text_alone, engine_default, plain_soup)
    results = {read.__name__: run(gold_pages, read) for read in readers}
    with capsys.disabled():
        for name, (found, rate) in results.items():
            print(  # noqa: T201
                f"\n{name:16} P {found.precision:.4f} R {found.recall:.4f} "
                f"F1 {found.f1:.4f} {rate:6.1f} pages/CPU-s",
                end="",
            )
    mine, rate = results["ours"]
    default, default_rate = results["engine_default"]
    assert mine.f1 >= 0.975
    assert mine.f1 >= default.f1 + 0.003
    assert rate >= 0.4 * default_rate, "the whole reading costs at most 2.5 of the engine alone"


def test_the_score_of_known_texts() -> None:
    assert score([("a b c d e", "a b c d e")]).f1 == 1
    half = score([("a b c d e", "a b c d x")])
    assert (half.precision, half.recall) == (0.5, 0.5)
    assert score([("a b c d", "")]).recall == 0
