"""`hedgerow publish`: the store and new reviews, checked and put where readers look."""

from __future__ import annotations

from extractors.errors import InputError
from flows.settings import Settings
from flows.terminal import out, print_json
from warehouse.load import load_parts
from warehouse.places import Places
from warehouse.publish import publish


def run_publish(settings: Settings, *, as_json: bool) -> int:
    """Zero, once readers see what was staged and reviewed so far."""
    places = Places(settings.home)
    if not places.store.exists() and not places.staging.exists():
        raise InputError(f"{settings.home}: nothing was crawled yet; run `hedgerow crawl`")
    counts = load_parts(settings.home)
    snapshot = publish(settings.home)
    if as_json:
        print_json({"snapshot": str(snapshot), "documents": counts.documents})
    else:
        out.print(f"published {snapshot}", markup=False, soft_wrap=True)
    return 0
