"""`hedgerow forget URL`: a page taken out of everything, and never fetched again."""

from __future__ import annotations

from urllib.parse import urlsplit

from extractors.errors import InputError
from flows.fetching import forget as forget_fetched
from flows.settings import Settings
from flows.terminal import out, print_json
from warehouse.retention import forget as forget_stored


def run_forget(settings: Settings, url: str, *, as_json: bool) -> int:
    """Zero, once no file of the home holds the page any more; running it again does no harm.

    The archive goes first: a crawl that runs refuses it, and then nothing has changed.
    """
    home = settings.home
    if not urlsplit(url).scheme:
        raise InputError(f"{url}: no URL; give it in full, as `documents.url` shows it")
    if not (home / "frontier.sqlite").exists():
        raise InputError(f"{home}: nothing was crawled yet; name the right --home")
    fetched = forget_fetched(home, url)
    stored = forget_stored(home, url)
    told = {
        "url": url,
        "was_known": fetched.was_known or bool(stored.documents),
        "archive_records": fetched.records,
        "documents": stored.documents,
        "claims": stored.claims,
        "flags": stored.flags,
        "staged_parts": stored.parts,
    }
    if as_json:
        print_json(told)
        return 0
    took = ", ".join(f"{told[name]} {name.replace('_', ' ')}" for name in list(told)[2:])
    known = f"taken out: {took}" if told["was_known"] else "it was not known"
    out.print(f"{url}: {known}; it is not fetched again", markup=False, soft_wrap=True)
    return 0
