"""The words of the review page for what the warehouse keeps as codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from extractors.errors import InputError

__all__ = ["KINDS", "REASONS", "Reason", "RuleText", "check_reason", "day", "link", "words"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in which the machine was wrong, and the key that says it."""

    name: str
    key: str
    label: str
    explanation: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says of itself, for readers who wonder why it fired."""

    rule_id: str
    category: str
    version: int
    patterns: tuple[str, ...]
    why: str
    source: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


REASONS: Mapping[str, tuple[Reason, ...]] = {
    "flag": (
        Reason("lookalike", "1", "Lookalike", "a technical term, a name or an ordinary sense"),
        Reason("quoted", "2", "Quoted", "somebody else's words, and the page keeps its distance"),
        Reason("negated", "3", "Negated", "the hype itself is denied"),
        Reason("criticised", "4", "Criticised", "the page speaks against such words"),
        Reason("justified", "5", "Justified", "the evidence given bears the wording out"),
        Reason("wrong_span", "6", "Wrong words", "hype, but it begins or ends elsewhere"),
        Reason("beside_point", "7", "Beside the point", "furniture, or not about what was found"),
    ),
    "claim": (
        Reason("not_claimed", "1", "Not claimed", "the page does not say that"),
        Reason("wrong_subject", "2", "Wrong subject", "something else does it"),
        Reason("wrong_object", "3", "Wrong object", "it is done to something else"),
        Reason("wrong_relation", "4", "Wrong relation", "they are tied in another way"),
        Reason("negated", "5", "Negation missed", "the page denies it, or denies the denial"),
        Reason("wrong_certainty", "6", "Wrong certainty", "put more or less surely than that"),
    ),
}

KINDS: Mapping[str, str] = {
    "hype": "hype",
    "hedge": "hedge: makes it less sure",
    "booster": "booster: makes it surer",
    "negation": "negation",
    "caveat": "caveat: an honest limit",
    "subject": "subject of the claim",
    "object": "object of the claim",
    "trigger": "wording that ties them",
}
"""What each mark in a text means."""


def check_reason(kind: str, reason: str) -> str:
    """The reason, if a rejection of this kind of target can have it. Raises InputError."""
    if reason and reason not in {known.name for known in REASONS[kind]}:
        raise InputError(f"reason {reason[:40]!r}: no reason to reject a {kind}")
    return reason


def words(code: object) -> str:
    """A code as words: `cure_miracle` is "cure miracle"; nothing for None."""
    return "" if code is None else str(code).replace("_", " ")


def day(moment: datetime | None, precision: str | None = None) -> str:
    """A date as precise as it is known: 2026, March 2026, 5 March 2026; nothing for None."""
    if moment is None:
        return ""
    if precision == "year":
        return f"{moment.year}"
    if precision == "month":
        return f"{moment:%B} {moment.year}"
    return f"{moment.day} {moment:%B} {moment.year}"


def link(url: Any) -> str:
    """The address where a browser may go; empty unless it is http or https."""
    text = str(url or "")
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""
