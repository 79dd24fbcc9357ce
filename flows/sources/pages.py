"""Adapter `page`: the URLs of the row, as they stand."""

from __future__ import annotations

from collections.abc import AsyncIterator

from flows.catalogue import Source
from flows.fetching import Fetcher, Target

__all__ = ["discover_pages"]


async def discover_pages(source: Source, fetcher: Fetcher) -> AsyncIterator[Target]:
    """One target for each URL."""
    for url in source.urls:
        yield Target(url.partition("#")[0], source.name)
