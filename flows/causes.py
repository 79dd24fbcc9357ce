"""Why a source gave too little: what went wrong, so worded that equal causes can be counted."""

from __future__ import annotations

import re
from collections import Counter

from flows.fetching import Response
from flows.fetching.addresses import host_key

__all__ = ["cause_of", "most_often"]


def cause_of(response: Response) -> str:
    """What kept this page from being had, without what tells one page or host from another."""
    if response.outcome == "too_large":
        return "too large"
    reason = response.reason or response.outcome
    host = host_key(response.url)
    for said, meant in ((f"robots.txt of {host}", "robots.txt"), (f"{host} is", "the host is")):
        reason = reason.replace(said, meant)
    if reason.startswith("no such file"):
        return "no such file"
    return re.sub(r" \(.*\)$", "", reason)


def most_often(causes: Counter[str]) -> str:
    """The commonest cause and its number, ready to follow a sentence; empty where there is none."""
    if not causes:
        return ""
    ((cause, number),) = causes.most_common(1)
    return f"; most often: {cause} ({number})"
