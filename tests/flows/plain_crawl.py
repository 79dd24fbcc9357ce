"""A whole crawl without Prefect around it: every phase of the real one, sooner begun.

Run as a script: python plain_crawl.py HOME CATALOGUE
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from flows.crawl import Crawl, chosen_sources
from flows.settings import Settings

__all__ = ["crawl_plainly"]


def crawl_plainly(home: Path, catalogue: Path) -> str:
    """The name of the run, once readers see what it found."""
    return asyncio.run(_crawl(home, catalogue))


async def _crawl(home: Path, catalogue: Path) -> str:
    async with Crawl(Settings(home, workers=1), chosen_sources(catalogue, ())) as crawl:
        for source in crawl.sources:
            for targets in crawl.batches(await crawl.discover(source)):
                await crawl.fetch(source, targets)
                for batch in crawl.unstaged(source):
                    await crawl.read(batch)
            crawl.summary_of(source)
        crawl.stage_records()
        crawl.load()
        crawl.publish()
    return crawl.run_id


if __name__ == "__main__":
    crawl_plainly(Path(sys.argv[1]), Path(sys.argv[2]))
