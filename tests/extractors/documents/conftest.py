"""Shared by the documents' tests: the pages of the article-extraction benchmark."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class GoldPage:
    url: str
    payload: bytes
    body: str


@pytest.fixture(scope="session")
def gold_pages(data: Path) -> list[GoldPage]:
    folder = data / "article_extraction"
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        GoldPage(
            page["url"],
            gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()),
            page["articleBody"],
        )
        for name, page in sorted(truth.items())
    ]
