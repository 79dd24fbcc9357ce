"""A site that stands, the home that one undisturbed crawl of it made, and what that then told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.flows.chaos import Site, chaos_site
from tests.flows.plain_crawl import crawl_plainly
from tests.flows.warehouse_rows import Rows, warehouse_rows

__all__ = ["CrawledSite", "crawled_site"]


@dataclass(frozen=True)
class CrawledSite:
    site: Site
    catalogue: Path
    home: Path
    rows: Rows
    """What the home's warehouse told after the crawl."""

    @property
    def folder(self) -> Path:
        """Where the catalogue and the home lie."""
        return self.catalogue.parent


@contextmanager
def crawled_site(folder: Path, fill: Callable[[Site, Path], Path]) -> Iterator[CrawledSite]:
    """The site, once crawled; `fill` gives it pages and returns the catalogue that names them."""
    with chaos_site() as site:
        catalogue, home = fill(site, folder), folder / "home"
        crawl_plainly(home, catalogue)
        yield CrawledSite(site, catalogue, home, warehouse_rows(home))
