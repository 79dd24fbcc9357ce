"""Whether a document is a paper, told from the parts that it has."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.language.words.sentences import Passage

_TELLING = frozenset({"abstract", "methods"})
_AROUND_RESULTS = frozenset({"background", "conclusion"})


def is_paper(passages: Iterable[Passage]) -> bool:
    """Whether the sentences have an abstract or methods, or results beside another such part.

    A paper is one in all its parts: its discussion too speaks as papers do. A press release that
    calls one of its sections "Findings" is none.
    """
    regions = {passage.region for passage in passages}
    has_results = "results" in regions and not regions.isdisjoint(_AROUND_RESULTS)
    return has_results or not regions.isdisjoint(_TELLING)
