"""Shared by the documents' tests: the pages of the article-extraction benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.evaluation.article_extraction import GoldPage, read_pages


@pytest.fixture(scope="session")
def gold_pages(data: Path) -> list[GoldPage]:
    return read_pages(data)
