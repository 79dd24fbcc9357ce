"""Whether a regulator allows a use: what a sourced row says, and what the text itself says.

`rules/label_status.csv` holds one row for each drug and condition whose status is certain, with the
label that says so and a year in which that label was in force. What has no row is unknown: a list
of a drug's uses is never complete enough to tell from it that another use is off label.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import resources
from typing import Any, get_args

from extractors.errors import LexiconError
from extractors.model import Claim, LabelStatus

__all__ = ["Labels", "label_rows", "with_stated_status"]

Labels = Mapping[str, Mapping[str, LabelStatus]]
"""By drug id, then by condition id; an empty condition stands for all of them."""
_OFF_LABEL = re.compile(r"\b(?<!not )(?<!never )off[- ‑–]?label\b", re.IGNORECASE)
_USES = frozenset({"treats", "prevents", "affects"})
_ILLS = frozenset({"condition", "symptom"})
_AGENTS = frozenset({"drug", "drug_class"})


def label_rows(by_name: Mapping[str, str]) -> Labels:
    """The table, with the ids of the concepts that its names have; LexiconError for a bad row."""
    path = resources.files("extractors") / "rules" / "label_status.csv"
    labels: dict[str, dict[str, LabelStatus]] = {}
    for number, row in enumerate(csv.DictReader(path.read_text("utf-8").splitlines()), start=2):
        where = f"rules/label_status.csv row {number}"
        for name in filter(None, (row["drug"], row["condition"])):
            if name not in by_name:
                raise LexiconError(f"{where}: no concept {name!r}; name one of the lexicon")
        status: Any = row["status"]
        if status not in get_args(LabelStatus) or not row["source"]:
            raise LexiconError(f"{where}: bad status or no source; give both")
        labels.setdefault(by_name[row["drug"]], {})[by_name.get(row["condition"], "")] = status
    return labels


def with_stated_status(claims: Iterable[Claim], text: str) -> tuple[Claim, ...]:
    """The claims, those off label whose use the document itself calls off label or not approved.

    What a row of the table says stands; only what is unknown is taken from the text.
    """
    found = tuple(claims)
    stated = {_pair(c) for c in found if _states_off_label(c, text)}
    return tuple(
        replace(c, label_status="off_label")
        if _pair(c) in stated and c.label_status == "unknown" and _is_use(c)
        else c
        for c in found
    )


def _states_off_label(claim: Claim, text: str) -> bool:
    if claim.subject.type not in _AGENTS or claim.object.type not in _ILLS:
        return False
    if claim.certainty in {"uncommitted", "conditional"}:
        return False
    if claim.relation == "approved_for":
        return claim.polarity == "negated" or claim.certainty == "counterfact"
    return claim.relation in _USES and _names_it(claim, text)


def _names_it(claim: Claim, text: str) -> bool:
    """Whether "off-label" stands between, or up to six words after, the ends of the claim."""
    first, last = claim.sentence
    places = (claim.subject.start, claim.subject.end, claim.object.start, claim.object.end)
    start, end = min(places), max(places)
    before = re.findall(r"\S+\s+", text[first:start])[-3:]
    after = re.findall(r"\s*\S+", text[end:last])[:6]
    return _OFF_LABEL.search("".join((*before, text[start:end], *after))) is not None


def _is_use(claim: Claim) -> bool:
    return claim.relation in {*_USES, "approved_for"}


def _pair(claim: Claim) -> tuple[str, str]:
    return claim.subject.concept_id, claim.object.concept_id
