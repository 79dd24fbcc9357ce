"""What the model named in one sentence, wherever else the document says it.

The model reads few sentences, and each by itself. A name that it saw in one is found in all the
others too, in the same words and by the abbreviation that the document gives it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractors.language.names.abbreviations import definitions_of
from extractors.language.names.entities import decoys_of
from extractors.language.words.sentences import Passage
from extractors.language.words.steps import text_of
from extractors.model import Mention

__all__ = ["with_repeated_names"]

_SILENT = frozenset({"boilerplate", "references", "table"})
_SHORTEST = 6
"""Letters of a single word that is looked for elsewhere; a shorter one is too often another."""


def with_repeated_names(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The passages with every place of what the model named, none over a known mention."""
    seen = [m for p in passages for m in p.mentions if m.link_method == "model"]
    wanted = {**_surfaces(seen), **_abbreviations(passages, seen)} if seen else {}
    if not wanted:
        return passages
    known = {mention.start for passage in passages for mention in passage.mentions}
    found = [m for m in _places(text_of(passages[0].span.doc), wanted) if m.start not in known]
    return tuple(_with_names(passage, found) for passage in passages) if found else passages


def _places(text: str, wanted: Mapping[str, Mention]) -> Iterator[Mention]:
    words = sorted(wanted, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?!\w|-[A-Z])")
    for match in pattern.finditer(text):
        start, end = match.span()
        yield replace(wanted[match.group()], start=start, end=end, surface=match.group())


def _surfaces(seen: Sequence[Mention]) -> dict[str, Mention]:
    """The names of several words, and the single ones that the model saw twice."""
    times = Counter(mention.surface.lower() for mention in seen)
    return {
        surface: mention
        for mention in seen
        if len(mention.surface) >= _SHORTEST
        and (" " in mention.surface or times[mention.surface.lower()] > 1)
        for surface in (mention.surface, mention.surface.lower(), mention.surface.capitalize())
    }


def _abbreviations(passages: Sequence[Passage], seen: Sequence[Mention]) -> dict[str, Mention]:
    """The short forms whose long form ends with a name that the model saw in those words."""
    names = {mention.surface.lower(): mention for mention in seen}
    doc = passages[0].span.doc
    text = text_of(doc)
    found = {}
    for definition in definitions_of(doc):
        long_form = text[slice(*definition.long_span)].lower()
        if mention := names.get(long_form):
            found[definition.short] = replace(mention, link_method="abbreviation")
    return found


def _with_names(passage: Passage, found: Sequence[Mention]) -> Passage:
    start, end = passage.start, passage.end
    inside = [mention for mention in found if start <= mention.start and mention.end <= end]
    if not inside or passage.region in _SILENT:
        return passage
    taken = [(m.start, m.end) for m in passage.mentions] + list(decoys_of(passage.span.doc))
    new = [m for m in inside if not any(m.start < last and first < m.end for first, last in taken)]
    both = sorted((*passage.mentions, *new), key=lambda mention: mention.start)
    return replace(passage, mentions=tuple(both))
