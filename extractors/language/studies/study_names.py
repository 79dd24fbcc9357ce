"""The name by which a sentence calls a study: "the DOZER trial", "DOZER results", "in DOZER".

A text gives a study its name once in full, "the DOZER trial", and then drops the noun. Each
sentence is read for the names that any sentence of the text gives. Of several names one counts:
"the SOFA trial, done in people of DOZER" is about SOFA.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.language.studies.study_traits import Traits
from extractors.language.words.sentences import Passage

__all__ = ["with_names"]

_COINED = re.compile(r"[A-Z]{3,}[A-Za-z]*(?:[- ]?\d+)?(?:-[A-Z0-9]+)*")
"""A name that is no plain word, so that it means the study wherever it stands."""


def with_names(passages: Sequence[Passage], found: Sequence[Traits]) -> Iterator[Traits]:
    """The traits, each with the one name of a study that its sentence calls it by, if any."""
    coined = {name for traits in found for name in traits.names if _COINED.fullmatch(name)}
    kept = [name for name in coined if not any(_is_short_form(name, p.text) for p in passages)]
    known = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(kept)))})(?![\w-])")
    for passage, traits in zip(passages, found, strict=True):
        here = known.search(passage.text) if kept else None
        named = [*traits.names, *([here[0]] if here else [])]
        names = tuple(sorted(named, key=passage.text.index)[:1])
        yield replace(traits, names=names) if names != traits.names else traits


def _is_short_form(name: str, text: str) -> bool:
    """Whether the text makes it short for a thing that is no study: "Light Therapy (LT)"."""
    if f"({name})" not in text:
        return False
    bare = rf"(?<![Tt]rial )(?<![Ss]tudy )\({re.escape(name)}\)(?! (?:[Tt]rial|[Ss]tudy))"
    return re.search(bare, text) is not None
