"""The subject of a verb: beside it, behind its relative pronoun, or shared with a conjunct."""

from __future__ import annotations

import re
from collections.abc import Collection

from extractors.language.grammar.clauses import Layout, Phrase, group_start, is_stop, words
from extractors.language.grammar.noun_phrases import parenthetical_start, phrase_before
from extractors.language.grammar.phrase_mentions import is_of_people, mentions_after
from extractors.language.grammar.relations import GROUPS
from extractors.model import Mention

ARM_PREPOSITIONS = frozenset(
    {"in", "with", "for", "among", "after", "following", "under", "on", "receiving",
     "received", "taking", "taken", "given", "using", "during", "treated"}
)  # fmt: skip
"""Words that lead to what the people of an arm are given."""
_PARTICIPLE_LINKS = frozenset(
    {
        "by",
        "in",
        "for",
        "of",
        "when",
        "while",
        "after",
        "through",
        "without",
        "thereby",
        "thus",
        "with",
    }
)
_BLOCKADE = frozenset(
    {"inhibition", "blockade", "blocking", "inhibiting", "targeting", "neutralising", "lack",
     "neutralizing", "neutralisation", "neutralization", "antagonism", "suppression", "absence",
     "inhibitor", "inhibitors", "blocker", "blockers", "antagonist", "antagonists", "anti",
     "deficiency", "deletion", "depletion", "lowering", "reducing", "suppressing", "receptor"}
)  # fmt: skip
_PURPOSE_REACH = 4
_LITTLE = frozenset({"lower", "low", "lowest", "less", "least", "reduced", "decreased", "no"})
_STOPPING = frozenset(
    {"stopping", "discontinuing", "discontinuation", "withdrawal", "stopped", "without", "lack",
     "absence", "avoiding", "after", "during", "following", "undergoing", "despite", "quitting",
     "missing", "instead", "before", "withdrawing"}
)  # fmt: skip
_LACK_TO = re.compile(
    r"time to|(?:poor|low|suboptimal|inadequate|non-?) ?(?:adherence|compliance) (?:to|with)"
    r"|(?:resistance|intolerance|contraindications?) to"
)
"""Words before what is not given, or does not work: "poor adherence to [X]"."""
_LESSENING = frozenset(
    {"reducing", "lowering", "treating", "preventing", "fighting", "managing", "easing",
     "relieving", "curing", "avoiding", "controlling", "tackling", "beating"}
)  # fmt: skip
_REMEDIES = frozenset(
    {"drug", "drugs", "medicine", "medicines", "medication", "medications", "treatment",
     "treatments", "therapy", "therapies", "pill", "pills", "jab", "injection", "vaccine",
     "patient", "patients", "sufferers"}
)  # fmt: skip
"""Heads that an illness only qualifies: the arthritis drug acts, arthritis does not."""
_MOLECULES = GROUPS["molecule"]


def subjects_before(
    layout: Layout, start: int, end: int, types: Collection[str]
) -> tuple[Mention, ...]:
    """The fitting mentions that are subject to the verb group of tokens `start` to `end`."""
    if start <= layout.start:
        return _cataphoric(layout, end, types) if _is_participle(layout, start, end) else ()
    before = start - 1
    token = layout.doc[before]
    if layout.at(before) is None:
        if token.text == "," or token.norm_ in words("coordinators"):
            return _beyond_comma(layout, before, end, types)
        if token.norm_ in words("relatives"):
            return _of_relative(layout, before, types)
        if token.norm_ in _PARTICIPLE_LINKS and _is_participle(layout, start, end):
            return _of_participle(layout, before, end, types)
        if token.norm_ == "to":
            return _of_purpose(layout, before, types)
    return _choose(layout, phrase_before(layout, start), types, nearest=False)


def first_of_clause(layout: Layout, end: int, types: Collection[str]) -> tuple[Mention, ...]:
    """The fitting mentions that open the clause whose verb group begins at token `end`.

    For a subject that times and places part from its verb: "[X] at 1, 2 and 6 hours was lower".
    """
    start = end
    while start > layout.start and not (is_stop(layout, start - 1) or layout.is_finite(start - 1)):
        start -= 1
    found = _choose(layout, Phrase(start, end), types, nearest=False)
    return tuple(mention for mention in found if not is_of_people(layout, mention))


def _of_purpose(layout: Layout, to: int, types: Collection[str]) -> tuple[Mention, ...]:
    """Who is to do it: the agents that stand just before the infinitive, "X and Y [to treat]"."""
    phrase = phrase_before(layout, to)
    agents = [kind for kind in types if kind in GROUPS["agent"] or kind in _MOLECULES]
    found = _choose(layout, phrase, agents, nearest=False)
    if not found:
        return _of_copula(layout, phrase.start - 1, agents)
    last = next(end for _start, end, mention in layout.mentions if mention is found[-1])
    earlier = {layout.doc[index].norm_ for index in range(phrase.start, last)}
    free = "to" not in earlier or not earlier.isdisjoint({"ability", "potential", "power", "use"})
    return found if to - last <= _PURPOSE_REACH and free else ()


def _of_copula(layout: Layout, verb: int, types: Collection[str]) -> tuple[Mention, ...]:
    """The subject of "is" where a predicate noun stands before "to": "[X] is the first to ease"."""
    if verb <= layout.start or layout.doc[verb].norm_ not in words("be"):
        return ()
    return subjects_before(layout, group_start(layout, verb), verb + 1, types)


def _of_relative(layout: Layout, pronoun: int, types: Collection[str]) -> tuple[Mention, ...]:
    """The antecedent of "that", "which"; behind a predicate noun, the subject it speaks of."""
    comma = pronoun - 1 if layout.doc[pronoun - 1].text == "," else pronoun
    phrase = phrase_before(layout, comma)
    found = _choose(layout, phrase, types, nearest=True)
    verb = phrase.start - 1
    described = layout.doc[phrase.start].norm_ in {"a", "an", "the", "one"}
    if verb <= layout.start or layout.doc[verb].norm_ not in words("be") or not described:
        return found
    return subjects_before(layout, group_start(layout, verb), verb + 1, types) or found


def _is_participle(layout: Layout, start: int, end: int) -> bool:
    return any(layout.doc[i].norm_.endswith("ing") for i in range(start, end))


def _beyond_comma(
    layout: Layout, before: int, end: int, types: Collection[str]
) -> tuple[Mention, ...]:
    """The subject of a verb after a comma or "and", often that of the verb before."""
    comma = parenthetical_start(layout, before) if layout.doc[before].text == "," else None
    if comma is not None and not _is_participle(layout, before + 1, end):
        found = _choose(layout, phrase_before(layout, comma), types, nearest=False)
        if found:
            return found + _examples(layout, Phrase(comma + 1, before), types)
    return _of_participle(layout, before, end, types)


def _examples(layout: Layout, phrase: Phrase, types: Collection[str]) -> tuple[Mention, ...]:
    """The mentions of an insertion that gives examples: "markers, including IL-6, rise"."""
    if layout.doc[phrase.start].norm_ not in words("examples") | {"such"}:
        return ()
    return tuple(row[2] for row in layout.inside(phrase) if row[2].type in types)


def _of_participle(
    layout: Layout, before: int, end: int, types: Collection[str]
) -> tuple[Mention, ...]:
    """The subject of the verb that governs a participle or shares its subject with a conjunct."""
    for index in range(before - 1, layout.start - 1, -1):
        if is_stop(layout, index):
            break
        if layout.is_finite(index):
            return subjects_before(layout, group_start(layout, index), index + 1, types)
    return _cataphoric(layout, end, types)


def _cataphoric(layout: Layout, end: int, types: Collection[str]) -> tuple[Mention, ...]:
    """The subject that follows its participle: "By blocking IL-6, [the drug] ..."."""
    if any(layout.doc[index].norm_ in words("be") for index in range(layout.start, end)):
        return ()  # the sentence has had its subject: "X is the first to treat Y, with Z"
    for index in range(end, layout.end):
        if is_stop(layout, index):
            return ()
        if layout.doc[index].text == ",":
            found = mentions_after(layout, index + 1, types)
            if found and _has_verb_after(layout, found[0]):
                return found
    return ()


def _has_verb_after(layout: Layout, mention: Mention) -> bool:
    for _start, end, other in layout.mentions:
        if other is mention:
            index = end
            while index < layout.end and (
                layout.doc[index].norm_.endswith("ly") or layout.at(index)
            ):
                index += 1
            return index < layout.end and layout.is_finite(index)
    return False


def _choose(
    layout: Layout, phrase: Phrase, types: Collection[str], nearest: bool
) -> tuple[Mention, ...]:
    """The coordinated mentions of the phrase that fit: its head's, or those nearest its end."""
    rows = [
        row
        for row in layout.inside(phrase)
        if row[2].type in types
        and not is_disqualified(layout, row)
        and not _is_governed(layout, phrase.start, row[0])
    ]
    if not rows:
        return _apposed(layout, phrase.start, types)
    first = rows[-1] if nearest else rows[0]
    group = [first]
    for row in rows[rows.index(first) + 1 :]:
        if not _is_coordinated(layout, group[-1], row):
            break
        group.append(row)
    if nearest:
        for row in reversed(rows[:-1]):
            if not _is_coordinated(layout, row, group[0]):
                break
            group.insert(0, row)
    named = _apposed(layout, group[0][0], types) if len(group) == 1 else ()
    return named or tuple(instance_of(layout, row)[2] for row in group)


_KINDS = frozenset(
    {"drug", "drugs", "medicine", "medication", "agent", "inhibitor", "blocker", "antibody",
     "therapy", "treatment", "vaccine", "called", "named", "known", "as", ",", "-"}
)  # fmt: skip
"""Words between a class and the drug of it that the text names."""


def instance_of(layout: Layout, row: tuple[int, int, Mention]) -> tuple[int, int, Mention]:
    """The drug that a class introduces, "the checkpoint inhibitor [nivolumab]"; else the row."""
    if row[2].type != "drug_class":
        return row
    at = row[1]
    while at < layout.end and layout.at(at) is None and layout.doc[at].norm_ in _KINDS:
        at += 1
    named = layout.at(at) if at < layout.end and at - row[1] <= 3 else None
    commas = any(layout.doc[index].text == "," for index in range(row[1], at))
    return named if named and named[2].type == "drug" and not commas else row


def _is_governed(layout: Layout, start: int, at: int) -> bool:
    """Whether a verb inside the phrase has the mention at `at` for its object: "X to treat [Y]"."""
    return any(
        layout.is_verb(index)
        and layout.doc[index + 1].norm_ not in {"with", "by", "to", "on"}
        and layout.doc[index].norm_ not in ARM_PREPOSITIONS
        for index in range(start, at)
    )


def _apposed(layout: Layout, start: int, types: Collection[str]) -> tuple[Mention, ...]:
    """The fitting name that a phrase with its noun at `start` explains."""
    name, noun = explained_by(layout, start), layout.at(start)
    if name is None or name.type not in types:
        return ()
    kinds = {name.type, noun[2].type} if noun else {name.type}
    return (name,) if len(kinds) == 1 or kinds <= GROUPS["agent"] else ()


def explained_by(layout: Layout, start: int) -> Mention | None:
    """The name that the noun at `start` explains: "[IL-6], a cytokine that ..."; or None."""
    article = start if layout.doc[start].norm_ in {"a", "an"} else start - 1
    comma = article - 1
    if comma <= layout.start or layout.doc[comma].text != ",":
        return None
    row = layout.at(comma - 1)
    return row[2] if row is not None and layout.doc[article].norm_ in {"a", "an"} else None


def _is_coordinated(
    layout: Layout, left: tuple[int, int, Mention], right: tuple[int, int, Mention]
) -> bool:
    between = [layout.doc[i] for i in range(left[1], right[0])]
    if not between or len(between) > 8:
        return False
    norms = {token.norm_ for token in between}
    joined = (
        norms & {",", "and", "or", "nor", "&", "+", "plus"}
        or norms & words("examples")
        or "such" in norms
    )
    return bool(joined) and not any(token.norm_ in words("prepositions") for token in between)


def is_disqualified(layout: Layout, row: tuple[int, int, Mention]) -> bool:
    """Whether the mention only names a target being blocked, or what something is compared with."""
    start, end, mention = row
    if _LACK_TO.search(layout.doc[max(layout.start, start - 7) : start].text.lower()):
        return True
    before = [layout.doc[i].norm_ for i in range(max(layout.start, start - 2), start)]
    after = layout.doc[end].norm_ if end < layout.end else ""
    if mention.type in _MOLECULES:
        blocked = bool(before) and (before[-1] in _BLOCKADE or before[0] in _BLOCKADE)
        return blocked or after in _BLOCKADE or after == "-"
    if mention.type in GROUPS["illness"] and after in _REMEDIES:
        return True
    if mention.type in GROUPS["illness"] and not _LESSENING.isdisjoint(before):
        return True
    if after == "-" or (mention.type in GROUPS["illness"] and not _LITTLE.isdisjoint(before)):
        return True
    return bool(before) and (
        before[-1] in {"than", "versus", "vs"} or not _STOPPING.isdisjoint(before)
    )
