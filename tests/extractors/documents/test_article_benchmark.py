"""Main text on real pages against their gold bodies: ours, trafilatura's default, plain soup.

The score is the benchmark's own: 4-gram shingles, precision and recall averaged over pages.
The default run scores every fifth page; `pytest -m slow -s` scores all and prints the table.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest
from bs4 import BeautifulSoup

from extractors.documents.charset import decode
from extractors.documents.html import parse_page
from extractors.documents.main_text import find_main_text
from extractors.evaluation.article_extraction import (
    GoldPage,
    Overlap,
    engine_alone,
    ours,
    overlap,
)

pytestmark = pytest.mark.data


def main_text_alone(payload: bytes) -> str:
    blocks = find_main_text(parse_page(decode(payload))).blocks
    return "\n\n".join(block.text for block in blocks if block.kind != "boilerplate")


def plain_soup(payload: bytes) -> str:
    return BeautifulSoup(payload, "lxml").get_text(" ")


def run(pages: Sequence[GoldPage], read: Callable[[bytes], str]) -> tuple[Overlap, float]:
    """The score and the pages per CPU-second."""
    read(pages[0].payload)
    started = time.process_time()
    found = [read(page.payload) for page in pages]
    rate = len(pages) / (time.process_time() - started)
    return overlap((page.body, text) for page, text in zip(pages, found, strict=True)), rate


def test_a_sample_beats_the_engine(gold_pages: list[GoldPage]) -> None:
    sample = gold_pages[::5]
    mine, _ = run(sample, ours)
    default, _ = run(sample, engine_alone)
    assert mine.f1 >= default.f1 + 0.003
    assert mine.f1 >= 0.97 and mine.recall >= 0.96


@pytest.mark.slow
def test_the_whole_benchmark(
    gold_pages: list[GoldPage], capsys: pytest.CaptureFixture[str]
) -> None:
    readers = (ours, main_text_alone, engine_alone, plain_soup)
    results = {read.__name__: run(gold_pages, read) for read in readers}
    with capsys.disabled():
        for name, (found, rate) in results.items():
            print(  # noqa: T201
                f"\n{name:16} P {found.precision:.4f} R {found.recall:.4f} "
                f"F1 {found.f1:.4f} {rate:6.1f} pages/CPU-s",
                end="",
            )
    mine, rate = results["ours"]
    default, default_rate = results["engine_alone"]
    assert mine.f1 >= 0.975
    assert mine.f1 >= default.f1 + 0.003
    assert rate >= 0.4 * default_rate, "the whole reading costs at most 2.5 of the engine alone"


def test_the_score_of_known_texts() -> None:
    assert overlap([("a b c d e", "a b c d e")]).f1 == 1
    half = overlap([("a b c d e", "a b c d x")])
    assert (half.precision, half.recall) == (0.5, 0.5)
    assert overlap([("a b c d", "")]).recall == 0
