"""How concepts are written: every usual spelling of a name, and which may stand for something else.

A synonym may carry a mark: `=LIF` matches in this case only, `?MS` in this case and only where the
document defines it or its neighbourhood supports it (`guards.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from extractors.language.words.inflection import respellings
from extractors.model import Concept, MentionType

__all__ = ["MARKS", "Spelling", "spellings_of", "variants"]

MARKS = "=?"
_PLURAL = frozenset(get_args(MentionType)) - {"drug", "study"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a concept, before inflection."""

    concept_id: str
    text: str
    exact_case: bool = False
    needs_support: bool = False
    """Ambiguous: counts only where the document defines it or its neighbourhood supports it."""


def spellings_of(concept: Concept) -> Iterator[Spelling]:
    """The spellings of a concept whose synonyms still carry their marks."""
    for marked in (concept.name, *concept.synonyms):
        text = marked.lstrip(MARKS)
        exact, support = marked[0] in MARKS, marked[0] == "?"
        for variant in sorted(variants(text, plural=concept.type in _PLURAL and not exact)):
            yield Spelling(concept.concept_id, variant, exact, support)


def variants(text: str, plural: bool = False) -> frozenset[str]:
    """The text in its usual spellings: interleukins, Greek letters, hyphens, American, plural."""
    found = {text}
    for rule in (_joined, _interleukins, _greek, _american):
        found |= {variant for spelling in found for variant in rule(spelling)}
    if plural:
        found |= {_plural(spelling) for spelling in found}
    return frozenset(found | {s.replace("-", "–") for s in found if "-" in s})


_INTERLEUKIN = re.compile(r"\b(?:IL-?|[Ii]nterleukin[ -])(?=\d)")
_GREEK_TAIL = re.compile(r"[- ]?\b(alpha|beta|gamma|lambda|kappa|omega)\b|(?<=-)([abg])\b")


def _interleukins(text: str) -> set[str]:
    if not _INTERLEUKIN.search(text):
        return set()
    forms = ["IL-", "IL", "IL ", "interleukin-", "interleukin "]
    if re.fullmatch(r"\D+\d+[A-Z]?", text):
        forms.append("interleukin (IL)-")
    return {_INTERLEUKIN.sub(form, text) for form in forms}


def _joined(text: str) -> set[str]:
    """ "IL-6-receptor" and "interleukin-6 (IL-6) receptor" beside "IL-6 receptor"."""
    spelt_out = re.sub(r"^(IL-)(\d+\w?)(?= receptor)", r"interleukin-\2 (\1\2)", text)
    return {
        re.sub(r"(?<=\d) (?=receptor$)", "-", text),
        re.sub(r"(?<=IL-\d)(?=R$)", "-", text),
        spelt_out,
        spelt_out.replace("interleukin-", "interleukin "),
    }


def _greek(text: str) -> set[str]:
    if not re.search(r"[A-Z0-9]+[- ]?(alpha|beta|gamma|lambda|kappa|omega)\b", text):
        return set()
    return {
        re.sub(r"(?<=[A-Z0-9])[- ]?(?=(?:alpha|beta|gamma|lambda|kappa|omega))", glue, text)
        for glue in ("", "-", " ")
    }


def _american(text: str) -> set[str]:
    words = re.split(r"(\W+)", text)
    respelled = [
        "" if not w else sorted(respellings(w.lower()) - {w.lower()} or {w})[0] for w in words
    ]
    return {"".join(respelled)} if [w.lower() for w in words] != respelled else set()


def _plural(text: str) -> str:
    head = text[-1:]
    if not head.isalpha() or text.endswith(("s", "men", "people", "ia", "teens", "sis")):
        return text
    if text.endswith("y") and text[-2:-1] not in "aeiou":
        return text[:-1] + "ies"
    return text + ("es" if text.endswith(("x", "z", "ch", "sh")) else "s")
