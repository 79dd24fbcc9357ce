"""Real pages, mangled at random: each gives documents or a typed refusal, in bounded time."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import pytest

from extractors.documents import read_documents
from extractors.errors import DocumentError
from extractors.evaluation.article_extraction import GoldPage

pytestmark = pytest.mark.slow
_SECONDS = 5.0
"""CPU time of the slowest mangled page; the slowest whole one takes a tenth of it."""


def cut_short(payload: bytes, chance: random.Random) -> bytes:
    return payload[: chance.randrange(1, len(payload))]


def flip_bytes(payload: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(payload)
    for _ in range(len(flipped) // 200):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def lose_tags(payload: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"<[^>]{1,200}>", lambda m: m[0] if chance.random() < 0.8 else b"", payload)


def open_twice(payload: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"<\w[^>]{0,200}>", lambda m: m[0] * (1 + (chance.random() < 0.1)), payload)


def shuffle_parts(payload: bytes, chance: random.Random) -> bytes:
    parts = [payload[at : at + 2000] for at in range(0, len(payload), 2000)]
    chance.shuffle(parts)
    return b"".join(parts)


@pytest.mark.data
@pytest.mark.parametrize(
    "mangle",
    [cut_short, flip_bytes, lose_tags, open_twice, shuffle_parts],
    ids=lambda f: f.__name__,
)
def test_mangled_pages(
    mangle: Callable[[bytes, random.Random], bytes], gold_pages: list[GoldPage]
) -> None:
    chance = random.Random(mangle.__name__)
    for page in gold_pages:
        payload = mangle(page.payload, chance)
        started = time.process_time()
        try:
            documents = read_documents(payload, id=page.url, kind="html")
        except DocumentError as error:
            assert error.reason in {"unreadable_page", "too_large"}
            continue
        assert time.process_time() - started < _SECONDS, page.url
        for document in documents:
            assert all(0 <= r.start < r.end <= len(document.text) for r in document.regions)
            document.text.encode("utf-8")
