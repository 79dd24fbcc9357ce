"""One module per adapter: from a catalogue row to the targets that it asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

from flows.catalogue import Adapter, Source
from flows.fetching import Fetcher, Target
from flows.sources.clinicaltrials import discover_clinicaltrials
from flows.sources.europepmc import discover_europepmc
from flows.sources.feeds import discover_feed
from flows.sources.files import discover_files
from flows.sources.medrxiv import discover_medrxiv
from flows.sources.pages import discover_pages
from flows.sources.pubmed import discover_pubmed
from flows.sources.sitemaps import discover_sitemap

__all__ = ["Target", "discover"]

Discover = Callable[[Source, Fetcher], AsyncIterator[Target]]

ADAPTERS: Mapping[Adapter, Discover] = {
    "page": discover_pages,
    "feed": discover_feed,
    "sitemap": discover_sitemap,
    "pubmed": discover_pubmed,
    "europepmc": discover_europepmc,
    "medrxiv": discover_medrxiv,
    "clinicaltrials": discover_clinicaltrials,
    "files": discover_files,
}


async def discover(source: Source, fetcher: Fetcher) -> AsyncIterator[Target]:
    """The targets of one source, at most `max_documents` that are due; others pass uncounted.

    FetchError comes last, after every target that could be had, and says what is missing: a feed
    that cannot be read, an API whose rows fall short of its own total.
    """
    due = 0
    async for target in ADAPTERS[source.adapter](source, fetcher):
        due += fetcher.plan(target).due
        if due > source.max_documents:
            return
        yield target
