"""A whole crawl (fetch, read, stage, load, publish) needs no more memory for more pages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.flows.crawl_in_bounds import measure

PAGES = 400


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_stays_flat_while_a_crawl_fetches_and_reads(tmp_path: Path) -> None:
    found = measure(tmp_path, PAGES, plain=True)
    grown = {
        kind: found.before_the_load[kind] - found.at_a_quarter[kind] for kind in ("crawl", "reader")
    }
    assert grown["crawl"] < 24, found
    assert grown["reader"] < 48, found
