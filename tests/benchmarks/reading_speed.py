"""Pages per CPU-second of reading a page, against trafilatura alone on the same real pages.

    python tests/benchmarks/reading_speed.py DATA

trafilatura is asked for the main text and its metadata, with precision favoured, as the reader here
asks it; the reader adds regions, the title and author from structured data, dates, page quality,
furniture and personal details cut out, and language. F1 is that of the public benchmark's scorer,
over pages on which rules were developed too.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura
from rows import Row, write_rows

from extractors.documents import read_documents
from extractors.errors import DocumentError
from extractors.evaluation.article_extraction import GoldPage, overlap, read_pages


def here(page: GoldPage) -> str:
    try:
        documents = read_documents(page.payload, id=page.url, content_type="text/html")
        return "\n".join(document.text for document in documents)
    except DocumentError:
        return ""


def alone(page: GoldPage) -> str:
    html = page.payload.decode("utf-8", "replace")
    found = trafilatura.bare_extraction(
        html, url=page.url, favor_precision=True, include_comments=False, with_metadata=True
    )
    return (found.text or "") if found else ""


def measured(work: Callable[[GoldPage], str], pages: list[GoldPage]) -> tuple[float, float]:
    """Pages per CPU-second, the better of two passes, and F1."""
    work(pages[0])
    best = 0.0
    for _ in range(2):
        start = time.process_time()
        texts = [work(page) for page in pages]
        best = max(best, len(pages) / (time.process_time() - start))
    pairs = zip((page.body for page in pages), texts, strict=True)
    return best, overlap(pairs).f1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    pages = read_pages(parser.parse_args().data)
    (ours, f1), (theirs, their_f1) = measured(here, pages), measured(alone, pages)
    note = f"{len(pages)} pages; F1 {f1:.3f} here, {their_f1:.3f} there"
    peer = f"trafilatura {trafilatura.__version__} alone"
    write_rows([Row("read a page", "pages / CPU-second", ours, peer, theirs, note)])


if __name__ == "__main__":
    main()
