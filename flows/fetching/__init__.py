"""The one place that speaks HTTP: politely, once, and kept before it is read."""

from flows.fetching.archive import read_record
from flows.fetching.fetcher import Fetcher, Plan, require_contact
from flows.fetching.frontier import Frontier
from flows.fetching.response import Outcome, Response
from flows.fetching.target import Target

__all__ = [
    "Fetcher",
    "Frontier",
    "Outcome",
    "Plan",
    "Response",
    "Target",
    "read_record",
    "require_contact",
]
