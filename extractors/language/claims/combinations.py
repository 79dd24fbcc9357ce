"""Treatments that are given together: "A plus B reduced X" is a claim on both at once.

What the two did together neither is said to do alone, so the claim's subject is the combination:
its surface runs over both names, its name is "a + b" in the alphabet's order, and its concept is
one of its own (`HEDGEROW:a-plus-b`), as for every name that no list has. Control arms ("X plus
placebo") make no combination. Wordings: `rules/combinations.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from extractors.language.grammar.clauses import Layout
from extractors.language.grammar.relations import GROUPS
from extractors.language.names.coreference import CONTROLS
from extractors.language.words.expressions import expression
from extractors.model import Claim, Mention

__all__ = ["combinations_in", "with_combinations"]

_JOINT = " + "

_FARTHEST = 60
"""Characters between two names that are given together."""
_LEAD = 40
_ALIAS = 3
"""Characters between a name and its second name in brackets."""

_expression = partial(expression, "combinations")


def with_combinations(layout: Layout, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The same mentions, those that the sentence gives together replaced by their combination.

    Half of a combination whose other half has no name that is known is left out.
    """
    if not any(mention.type in GROUPS["agent"] for mention in mentions):
        return tuple(mentions)
    found: dict[int, Mention] = {}
    runs = list(_runs(layout))
    for mention in mentions:
        run = next((run for run in runs if mention in run), None)
        if run is None and _is_half(layout, mention):
            continue
        whole = _combination(layout, run) if run else mention
        found.setdefault(whole.start, whole)
    return tuple(found.values())


def _is_half(layout: Layout, mention: Mention) -> bool:
    """Whether a word that names nothing we know is given with it: "V/[HCTZ]"."""
    before = layout.between(layout.passage.start, mention.start)
    row = next((row for row in layout.mentions if row[2].end == mention.start - 1), None)
    glued = before.endswith("/") and before[-2:-1].isalpha()
    return glued and row is None and mention.type in GROUPS["agent"]


def combinations_in(claims: Iterable[Claim]) -> tuple[Mention, ...]:
    """Each combination that some claim is about, once, in order of the text."""
    ends = (end for c in claims for end in (c.subject, c.object, c.comparator) if end)
    whole = {end for end in ends if end.link_method == "pattern" and _JOINT in end.name}
    return tuple(sorted(whole, key=lambda mention: (mention.start, mention.end)))


def _runs(layout: Layout) -> Iterator[list[Mention]]:
    """The names of each combination of the sentence, two or more, in order of the text."""
    agents = [m for _start, _end, m in layout.mentions if _is_given(m)]
    agents = [m for at, m in enumerate(agents) if not (at and _is_alias(agents[at - 1], m))]
    run = agents[:1]
    for first, second in pairwise(agents):
        if _are_together(layout, first, second):
            run.append(second)
            continue
        if len(run) > 1:
            yield run
        run = [second]
    if len(run) > 1:
        yield run


def _is_given(mention: Mention) -> bool:
    return mention.type in GROUPS["agent"] and mention.name not in CONTROLS


def _is_alias(name: Mention, following: Mention) -> bool:
    """Whether the second only gives the first once more: "nivolumab ([Opdivo])"."""
    return name.concept_id == following.concept_id and following.start - name.end <= _ALIAS


def _are_together(layout: Layout, first: Mention, second: Mention) -> bool:
    """Whether the words between or around two names say that both are given at once."""
    if not 0 < second.start - first.end <= _FARTHEST:
        return False
    between = layout.between(first.end, second.start)
    if _expression("joined").search(between):
        return True
    if not _expression("listed").search(between):
        return False
    start = max(layout.passage.start, first.start - _LEAD)
    before = layout.between(start, first.start)
    after = layout.between(second.end, min(layout.passage.end, second.end + _LEAD))
    return bool(_expression("announced").search(before) or _expression("summed").search(after))


def _combination(layout: Layout, run: Sequence[Mention]) -> Mention:
    first, last = run[0], run[-1]
    names = sorted(mention.name for mention in run)
    slug = re.sub(r"[^a-z0-9]+", "-", " plus ".join(names).lower()).strip("-")
    return replace(
        first,
        end=last.end,
        surface=layout.between(first.start, last.end),
        concept_id=f"HEDGEROW:{slug}",
        name=_JOINT.join(names),
        link_method="pattern",
    )
