"""The ends of a claim once its tree was heard: kept, vetoed, or replaced by what the tree ties."""

from __future__ import annotations

from collections.abc import Callable, Collection

from extractors.language.grammar.attachments import Attachments, Tie, attachments
from extractors.language.grammar.clauses import Layout
from extractors.language.grammar.phrase_mentions import is_of_people
from extractors.language.grammar.relations import GROUPS, Trigger
from extractors.language.grammar.subjects import explained_by, is_disqualified
from extractors.model import Mention

Mentions = tuple[Mention, ...]

_STRAIGHT = frozenset({"verb", "forward"})
_REVERSED = frozenset({"backward"})


def confirmed(
    layout: Layout, trigger: Trigger, subjects: Mentions, objects: Mentions, compared: bool = False
) -> tuple[Mentions, Mentions]:
    """The ends that the tree does not veto, or others that it ties; all of them without a tree.

    Where an arm is `compared` with a named other, trees with their many phrases veto nothing.
    """
    at = attachments(layout, trigger)
    if at is None:
        return subjects, objects
    if at.is_adjective():
        return (), ()
    frame, rule = trigger.rule.frame, trigger.rule
    if frame not in _STRAIGHT | _REVERSED:
        after = tuple(m for m in subjects if m.start >= trigger.span.end_char)
        veto = frame == "results" and after == subjects and not compared
        return _kept(at, subjects, at.of_phrase, veto), _kept(at, objects, at.of_phrase, False)
    if frame in _REVERSED or (frame == "verb" and trigger.passive):
        acting, undergoing = at.of_object, at.of_subject
        objects = _kept(at, objects, undergoing) or _tied(at, rule.objects, subjects)
        return _kept(at, subjects, acting), objects
    objects = _kept(at, objects, at.of_object)
    if any(at.of_subject(mention) == "tied" for mention in objects):
        return _kept(at, subjects, at.of_phrase, False), objects
    kept = _kept(at, subjects, at.of_subject)
    if not kept and not at.is_participle():
        kept = _tied(at, rule.subjects, objects)
    return kept, objects


def leaves_ends(layout: Layout, trigger: Trigger, subjects: Mentions, objects: Mentions) -> bool:
    """Whether `confirmed` can give both ends, given these and any tree; without both, no claim.

    Only a verb that is no passive may find its subject in the tree alone.
    """
    if not objects:
        return False
    frame = trigger.rule.frame
    if subjects or frame not in _STRAIGHT or (frame == "verb" and trigger.passive):
        return bool(subjects)
    types = trigger.rule.subjects
    return any(row[2].type in types and row[2] not in objects for row in layout.mentions)


def _kept(
    at: Attachments, mentions: Mentions, tie: Callable[[Mention], Tie], veto: bool = True
) -> Mentions:
    """Those that nothing vetoes; a name that no list has must be tied."""
    return tuple(
        mention
        for mention in mentions
        if at.stands_for_itself(mention)
        and (found := tie(mention)) != ("elsewhere" if veto else None)
        and (found == "tied" or mention.link_method != "model")
    )


def _tied(at: Attachments, types: Collection[str], others: Mentions) -> Mentions:
    """The fitting mentions that stand in the verb's subject, each concept once."""
    found: dict[str, Mention] = {}
    for row in at.layout.mentions:
        mention = row[2]
        if mention.type not in types or mention in others or is_disqualified(at.layout, row):
            continue
        if mention.type in GROUPS["illness"] and is_of_people(at.layout, mention):
            continue
        if at.stands_for_itself(mention) and at.of_subject(mention) == "tied":
            explained = explained_by(at.layout, row[0]) or mention
            if explained not in others:
                found.setdefault(explained.concept_id, explained)
    return tuple(found.values())
