"""One crawl of one API source, against the APIs played on loopback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from extractors.errors import FetchError
from flows.catalogue import Source
from flows.fetching import Fetcher, Response, Target
from flows.sources import discover
from tests.flows.chaos import Site
from tests.flows.conftest import Bench


@pytest.fixture
def ask(bench: Bench, site: Site) -> Callable[..., tuple[list[Response], str | None]]:
    """One crawl of one API source: what was fetched, and the reason it gave at the end, if any."""

    def crawl(adapter: str, **changes: Any) -> tuple[list[Response], str | None]:
        source = Source("lit", adapter=adapter, query="tocilizumab", base_url=site.url)  # type: ignore[arg-type]
        source = replace(source, delay=0.0, allow_private=True, **changes)

        async def work(fetcher: Fetcher) -> tuple[list[Response], str | None]:
            targets: list[Target] = []
            reason = None
            try:
                async for target in discover(source, fetcher):
                    targets.append(target)
            except FetchError as error:
                reason = error.detail
            return [await fetcher.fetch(target, source) for target in targets], reason

        return bench.crawl(work)

    return crawl
