"""A crawl to be killed: fetches every page of a site and stages each into a file of its own.

Run as a script: python crawl_and_stage.py HOME SITE PAGES RUN
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from pathlib import Path

from flows.catalogue import Source
from flows.fetching import Fetcher, Target


async def crawl(home: Path, site: str, pages: int, run_id: str) -> None:
    urls = tuple(f"{site}/{number}" for number in range(pages))
    source = Source("test", urls=urls, delay=0.0, allow_private=True)
    staging = home / "staged"
    staging.mkdir(parents=True, exist_ok=True)
    async with Fetcher(home, run_id) as fetcher:
        stage(fetcher, staging)
        for start in range(0, pages, 10):
            for url in urls[start : start + 10]:
                await fetcher.fetch(Target(url, "test"), source)
            stage(fetcher, staging)


def stage(fetcher: Fetcher, staging: Path) -> None:
    for response in fetcher.pending():
        name = hashlib.sha256(response.url.encode()).hexdigest()
        (staging / name).write_bytes(response.url.encode() + b"\n" + response.body)
        fetcher.mark_staged([response])


if __name__ == "__main__":
    asyncio.run(crawl(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]))
