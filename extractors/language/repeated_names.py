"""What the model named in one sentence, wherever else the document says it.

The model reads few sentences, and each by itself. A name that it saw in one is found in all the
others too, in the same words and by the abbreviation that the document gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractors.language.abbreviations import definitions_of
from extractors.language.entities import decoys_of
from extractors.language.sentences import Passage
from extractors.model import LinkMethod, Mention

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
    words = sorted(wanted, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?!\w|-[A-Z])")
    return tuple(_with_names(passage, pattern, wanted) for passage in passages)


def _surfaces(seen: Sequence[Mention]) -> dict[str, Mention]:
    """The names of several words, and the single ones that the model saw twice."""
    twice = {m.surface.lower() for m in seen}
    for surface in list(twice):
        if sum(m.surface.lower() == surface for m in seen) < 2:
            twice.discard(surface)
    return {
        surface: mention
        for mention in seen
        if len(mention.surface) >= _SHORTEST
        and (" " in mention.surface or mention.surface.lower() in twice)
        for surface in (mention.surface, mention.surface.lower(), mention.surface.capitalize())
    }


def _abbreviations(passages: Sequence[Passage], seen: Sequence[Mention]) -> dict[str, Mention]:
    """The short forms whose long form ends with a name that the model saw in those words."""
    names = {mention.surface.lower(): mention for mention in seen}
    doc = passages[0].span.doc
    found = {}
    for definition in definitions_of(doc):
        long_form = doc.text[slice(*definition.long_span)].lower()
        if mention := names.get(long_form):
            found[definition.short] = replace(mention, link_method="abbreviation")
    return found


def _with_names(
    passage: Passage, pattern: re.Pattern[str], wanted: Mapping[str, Mention]
) -> Passage:
    if passage.region in _SILENT:
        return passage
    new = list(_new_mentions(passage, pattern, wanted))
    if not new:
        return passage
    both = sorted((*passage.mentions, *new), key=lambda mention: mention.start)
    return replace(passage, mentions=tuple(both))


def _new_mentions(
    passage: Passage, pattern: re.Pattern[str], wanted: Mapping[str, Mention]
) -> Iterator[Mention]:
    taken = [(m.start, m.end) for m in passage.mentions] + list(decoys_of(passage.span.doc))
    for match in pattern.finditer(passage.text):
        start, end = passage.start + match.start(), passage.start + match.end()
        if not any(first < end and start < last for first, last in taken):
            meant = wanted[match.group()]
            method: LinkMethod = meant.link_method
            yield replace(meant, start=start, end=end, surface=match.group(), link_method=method)
