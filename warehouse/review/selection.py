"""Which flags or claims a reader wants to see: read from an address, and written into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from extractors.errors import InputError
from extractors.model import HypeCategory, HypeContext, Relation
from warehouse.reviews import TargetKind

__all__ = ["STATUSES", "Selection", "Status"]

Status = Literal["open", "second", "disputed", "mine", "skipped", "all"]
STATUSES: Mapping[Status, str] = {
    "open": "not yet read",
    "second": "second reading",
    "disputed": "disputed",
    "mine": "judged by me",
    "skipped": "put aside by me",
    "all": "all",
}
_OF = {"hype": "flag", "claims": "claim"}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "of": tuple(_OF),
    "status": tuple(STATUSES),
    "severity": ("", "1", "2", "3"),
    "overclaim": ("", "1"),
    "lookalikes": ("", "1"),
    "copies": ("", "1"),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """One view of the queue; every field is text as the address has it, empty where not asked."""

    of: str = "hype"
    """hype or claims."""
    status: str = "open"
    source: str = ""
    kind: str = ""
    """Kind of source: news, blog, press_release ..."""
    drug: str = ""
    """Preferred name of a drug, drug class or cytokine that the page names."""
    category: str = ""
    """Hype category; for claims, the relation."""
    context: str = ""
    """How the words around the flag use it; for claims, the certainty."""
    rule: str = ""
    page: str = ""
    """Only this page: its document id."""
    severity: str = ""
    """At least so severe; for claims, at least so many gaps."""
    overclaim: str = ""
    """1: only beside (or with) a claim that outruns its evidence."""
    since: str = ""
    """Published, or else first seen, on this day or later."""
    until: str = ""
    lookalikes: str = ""
    """1: also what the extractor disowned (technical, negated, criticised ...)."""
    copies: str = ""
    """1: also copies of a story that stands elsewhere."""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Selection:
        """The selection that an address asks for; what it does not name is left open.

        Raises InputError for a value that a field cannot have.
        """
        given = {f.name: query[f.name].strip() for f in fields(cls) if query.get(f.name)}
        for name, value in given.items():
            _check(name, value)
        return cls(**given)

    def query(self, **changes: str) -> str:
        """The address's query for this selection, changed so; what is usual is left out."""
        told = _told(replace(self, **{k: v for k, v in changes.items() if k in _NAMES}))
        other = {name: value for name, value in changes.items() if name not in _NAMES and value}
        return urlencode({**told, **other})

    @property
    def target_kind(self) -> TargetKind:
        """What is judged: flag or claim."""
        return "claim" if self.of == "claims" else "flag"

    @property
    def narrowing(self) -> dict[str, str]:
        """What narrows it beyond the usual, by field; neither `of` nor `status`."""
        told = _told(self)
        return {name: told[name] for name in told if name not in ("of", "status")}

    @property
    def where(self) -> tuple[str, list[Any]]:
        """SQL for the items that match, whoever judged them, with its parameters."""
        clauses, parameters = ["true"], []
        for name, clause in _CLAUSES.items():
            if value := getattr(self, name):
                clauses.append(clause)
                parameters += [value] * clause.count("?")
        if not self.copies:
            clauses.append("duplicate_of IS NULL")
        if not self.lookalikes:
            clauses.append("is_flag")
        return " AND ".join(clauses), parameters


_NAMES = frozenset(field.name for field in fields(Selection))
_CLAUSES = {
    "source": "source = ?",
    "kind": "source_kind = ?",
    "category": "category = ?",
    "context": "context = ?",
    "rule": "rule_id = ?",
    "page": "document_id = ?",
    "severity": "severity >= ?::INT",
    "overclaim": "gaps >= ?::INT",
    "since": "coalesce(published_at, first_seen) >= ?::DATE",
    "until": "coalesce(published_at, first_seen) < ?::DATE + 1",
    "drug": "document_id IN (SELECT document_id FROM raw.mentions WHERE lower(name) = lower(?) "
    "AND type IN ('drug', 'drug_class', 'cytokine'))",
}


def _told(selection: Selection) -> dict[str, str]:
    usual = Selection()
    pairs = ((f.name, getattr(selection, f.name)) for f in fields(Selection))
    return {name: value for name, value in pairs if value != getattr(usual, name)}


def _check(name: str, value: str) -> None:
    allowed = _CHOICES.get(name)
    if allowed and value not in allowed:
        raise InputError(f"{name}={value}: it may be {', '.join(filter(None, allowed))}")
    if name in ("since", "until"):
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise InputError(f"{name}={value}: a day looks like 2026-03-01") from error


CATEGORIES = {"hype": get_args(HypeCategory), "claims": get_args(Relation)}
CONTEXTS = get_args(HypeContext)
