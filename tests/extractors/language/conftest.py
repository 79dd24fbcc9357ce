"""Readings on a lexicon of some twenty names, for the tests of coreference and claims."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from extractors.language.cascade import with_trees
from extractors.language.claims.claims import find_claims
from extractors.language.claims.trial_arms import find_arm_mentions
from extractors.language.holders.attribution import find_attributions
from extractors.language.names.coreference import find_coreferent_mentions
from extractors.language.pipeline import parse
from extractors.language.wording.cues import find_cues
from extractors.language.words.sentences import Passage, passages
from extractors.model import Claim, Concept, LabelStatus, Mention, MentionType, Region, Study

_ROWS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "tiny_lexicon.toml").read_text("utf-8")
)
_LOWER = {"lower": True, "higher": False, "": None}
_CONCEPTS = {
    f"TINY:{name.replace(' ', '_')}": Concept(
        f"TINY:{name.replace(' ', '_')}",
        name,
        cast(MentionType, kind),
        lower_is_better=_LOWER[lower],
    )
    for name, (kind, lower) in _ROWS.items()
}
_NAMES = re.compile(
    "|".join(rf"\b{re.escape(name)}\b" for name in sorted(_ROWS, key=len, reverse=True)),
    re.IGNORECASE,
)


class TinyLexicon:
    @property
    def concepts(self) -> Mapping[str, Concept]:
        return _CONCEPTS

    def label_status(self, drug_id: str, condition_id: str) -> LabelStatus:
        return _LABELS.get((drug_id, condition_id), "unknown")


_LABELS: Mapping[tuple[str, str], LabelStatus] = {
    ("TINY:tocilizumab", "TINY:rheumatoid_arthritis"): "on_label",
    ("TINY:tocilizumab", "TINY:depression"): "off_label",
}


class NoEvidence:
    def at(self, passage_index: int) -> Study | None:
        return None


@dataclass(frozen=True)
class TinyReading:
    """What the claim stages make of a text; a first line after "# " is a headline."""

    text: str
    passages: tuple[Passage, ...]
    coreferent: tuple[Mention, ...]
    claims: tuple[Claim, ...]


def tiny_reading(text: str) -> TinyReading:
    regions: tuple[Region, ...] = ()
    if text.startswith("# "):
        text = text[2:]
        regions = (Region("headline", 0, len(text.split("\n")[0])),)
    doc = parse(text, regions)
    named = [_mention(match) for match in _NAMES.finditer(text)]
    doc.ents = [
        span
        for m in named
        if (span := doc.char_span(m.start, m.end, label=m.type, alignment_mode="expand"))
    ]
    found = [replace(p, mentions=_inside(p, named), cues=find_cues(p.span)) for p in passages(doc)]
    coreferent = find_coreferent_mentions(found)
    linked = tuple(replace(p, mentions=_inside(p, [*named, *coreferent])) for p in found)
    arms = find_arm_mentions(linked)
    mentions = [*named, *coreferent, *arms]
    linked = tuple(replace(p, mentions=_inside(p, mentions)) for p in found)
    found = list(with_trees(linked))
    attributions = find_attributions(doc, found)
    claims = find_claims(found, attributions, (), NoEvidence(), TinyLexicon())
    return TinyReading(text, tuple(found), coreferent, claims)


def _mention(match: re.Match[str]) -> Mention:
    name = match.group().lower()
    concept = _CONCEPTS[f"TINY:{name.replace(' ', '_')}"]
    start, end = match.span()
    return Mention(
        start, end, match.group(), concept.type, concept.concept_id, concept.name, "exact"
    )


def _inside(passage: Passage, mentions: list[Mention]) -> tuple[Mention, ...]:
    inside = [m for m in mentions if passage.start <= m.start and m.end <= passage.end]
    return tuple(sorted(inside, key=lambda mention: mention.start))


@pytest.fixture(scope="session")
def tiny() -> Callable[[str], TinyReading]:
    return tiny_reading
