"""Drug classes that a phrase builds on their target: "IL-6 receptor blocker", "anti-IL-5 antibody".

A class of the lexicon that acts on the target is meant where there is one, else one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from spacy.tokens import Doc

from extractors.language.names.entity_matches import EntityMatch, match_of
from extractors.language.names.lexicon import Lexicon

__all__ = ["ClassPhrases"]

_TARGETS = frozenset({"cytokine", "receptor"})
_BLOCKERS = frozenset(
    {
        *("inhibitor", "inhibitors", "blocker", "blockers", "antagonist", "antagonists"),
        *("blockade", "neutralizer", "neutraliser"),
    }
)
_AGENTS = frozenset(
    {
        *("antibody", "antibodies", "therapy", "therapies", "treatment", "treatments", "agent"),
        *("agents", "drug", "drugs", "biologic", "biologics", "mab", "mabs", "medication"),
        *("medications", "medicine", "medicines", "monoclonal"),
    }
)
_BETWEEN = frozenset({"receptor", "signalling", "signaling", "pathway", "-", "–", "specific"})


class ClassPhrases:
    """The classes of a lexicon by what they act on."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._acting_on = _classes_by_target(lexicon)

    def find(self, doc: Doc, matches: Iterable[EntityMatch]) -> list[EntityMatch]:
        """The class phrases round the cytokines and receptors among the matches."""
        found = []
        for match in matches:
            if match.type not in _TARGETS:
                continue
            start, end = match.start, match.end
            anti = _anti_start(doc, start)
            stop = _head_end(doc, end, _BLOCKERS | (_AGENTS if anti is not None else frozenset()))
            if stop is None and anti is None:
                continue
            begin = start if anti is None else anti
            found.append(self._class_match(match, begin, end if stop is None else stop))
        return found

    def _class_match(self, target: EntityMatch, start: int, end: int) -> EntityMatch:
        known = self._acting_on.get(target.concept_id)
        if known:
            return match_of(self._lexicon, start, end, known, "pattern")
        local = target.concept_id.partition(":")[2].lower()
        name = f"{target.name} inhibitors"
        slug = re.sub(r"[^a-z0-9]+", "-", f"{target.name} {local}".lower()).strip("-")
        return EntityMatch(start, end, f"HEDGEROW:anti-{slug}", "drug_class", name, "pattern")


def _anti_start(doc: Doc, start: int) -> int | None:
    """Where "anti" stands before the token at `start`, with or without its hyphen."""
    before = start - 1
    if before > 0 and doc[before].norm_ in {"-", "–"}:
        before -= 1
    return before if before >= 0 and doc[before].norm_ == "anti" else None


def _head_end(doc: Doc, end: int, heads: frozenset[str]) -> int | None:
    """One past the head noun that follows the token before `end`, a few words allowed between."""
    at = end
    while at < len(doc) and at - end < 3 and doc[at].norm_ in _BETWEEN:
        at += 1
    if at >= len(doc) or doc[at].norm_ not in heads:
        return None
    while at + 1 < len(doc) and doc[at].norm_ == "monoclonal" and doc[at + 1].norm_ in heads:
        at += 1
    return at + 1


def _classes_by_target(lexicon: Lexicon) -> Mapping[str, str]:
    return {
        target: concept.concept_id
        for concept in lexicon.concepts.values()
        if concept.type == "drug_class"
        for target in concept.targets
    }
