"""The one place that speaks HTTP: politely, once, and kept before it is read."""

from flows.fetching.archive import read_record
from flows.fetching.contact import require_contact
from flows.fetching.fetcher import Fetcher, Plan
from flows.fetching.frontier import Frontier
from flows.fetching.health import SourceHealth, source_health
from flows.fetching.response import Outcome, Response
from flows.fetching.retention import Forgotten, Pruned, forget, prune_archive
from flows.fetching.target import Target

__all__ = [
    "Fetcher",
    "Forgotten",
    "Frontier",
    "Outcome",
    "Plan",
    "Pruned",
    "Response",
    "SourceHealth",
    "Target",
    "forget",
    "prune_archive",
    "read_record",
    "require_contact",
    "source_health",
]
