"""Words that stand for an arm of the trial at hand: "the intervention group", "both arms".

What the arms are given is told where people are allocated to them; "the treatment group" further
down is then what was tested there, "the control group" what that was set against. A text that
allocates people twice to different things, or to more than two, has no such words resolved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from extractors.language.grammar.relations import GROUPS
from extractors.language.names.coreference import CONTROLS
from extractors.language.words.expressions import expression
from extractors.language.words.sentences import Passage
from extractors.model import Mention

__all__ = ["Arms", "arms_told", "find_arm_mentions", "is_of_all", "mentions_of_arms"]

_SILENT = frozenset({"boilerplate", "references", "table"})
_REACH = 160
"""Characters after the words of allocation in which the arms are named."""

_expression = partial(expression, "trial_arms")


@dataclass(frozen=True, slots=True)
class Arms:
    """What a trial tests and what it sets that against, as some mention names them."""

    experimental: Mention
    control: Mention


def find_arm_mentions(passages: Sequence[Passage]) -> tuple[Mention, ...]:
    """The words for arms in the document, in order of start, none inside a named mention.

    Surface and offsets are the words' own, concept, name and type those of what the arm is given;
    `link_method` is "coreference". Words for all arms bear the concept of what is tested.
    """
    arms = arms_told(passages)
    if arms is None:
        return ()
    return tuple(
        mention
        for passage in passages
        if passage.region not in _SILENT and not _expression("of_others").search(passage.text)
        for mention in mentions_of_arms(passage.text, passage.start, arms)
        if all(m.end <= mention.start or mention.end <= m.start for m in passage.mentions)
    )


def arms_told(passages: Sequence[Passage]) -> Arms | None:
    """The one pair of arms to which the document allocates people, None without one."""
    told = [arms for passage in passages if (arms := _allocated(passage)) is not None]
    concepts = {_concepts(arms) for arms in told}
    return told[0] if len(concepts) == 1 and not _has_third(passages, told[0]) else None


def _has_third(passages: Sequence[Passage], arms: Arms) -> bool:
    """Whether a control group is told of beside the groups of two treatments."""
    if arms.control.name in CONTROLS:
        return False
    own = (f"{arms.control.surface} group".lower(), f"{arms.control.surface} arm".lower())
    named = any(name in passage.text.lower() for passage in passages for name in own)
    return named and any(_expression("control").search(passage.text) for passage in passages)


def mentions_of_arms(text: str, offset: int, arms: Arms) -> Iterator[Mention]:
    """The words for arms in a text that begins at `offset`, each once, in order of start."""
    kinds = (
        ("all", arms.experimental),
        ("experimental", arms.experimental),
        ("control", arms.control),
    )
    found = [
        _coreferent(match.start() + offset, match.group(), arm)
        for kind, arm in kinds
        for match in _expression(kind).finditer(text)
    ]
    yield from sorted(found, key=lambda mention: mention.start)


def is_of_all(mention: Mention) -> bool:
    """Whether the mention is of every arm at once: of such only a likeness can be told."""
    return mention.link_method == "coreference" and bool(_expression("all").search(mention.surface))


def _allocated(passage: Passage) -> Arms | None:
    """The two arms of a sentence that allocates people; None where it names more or one only."""
    match = _expression("allocated").search(passage.text) if passage.mentions else None
    if match is None or any(_expression(k).search(passage.text) for k in ("of_others", "many")):
        return None
    start = passage.start + match.end()
    named = [
        mention
        for mention in passage.mentions
        if start <= mention.start <= start + _REACH and mention.type in GROUPS["agent"]
    ]
    tested = {m.concept_id: m for m in reversed(named) if m.name not in CONTROLS}
    controls = [m for m in named if m.name in CONTROLS]
    if not tested or len(tested) + bool(controls) != 2:
        return None
    first, *others = sorted(tested.values(), key=lambda mention: mention.start)
    return Arms(first, next(iter((*others, *controls))))


def _concepts(arms: Arms) -> tuple[str, str]:
    return arms.experimental.concept_id, arms.control.concept_id


def _coreferent(start: int, surface: str, arm: Mention) -> Mention:
    return Mention(
        start=start,
        end=start + len(surface),
        surface=surface,
        type=arm.type,
        concept_id=arm.concept_id,
        name=arm.name,
        link_method="coreference",
    )
