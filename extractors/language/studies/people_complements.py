"""What belongs to people behind their noun: "adults [with gout]", "those [who slept badly]".

The complement ends where the main clause goes on. It says nothing of who was studied where it
names a group of the trial ("patients [who received the drug]") or what they are given.
"""

from __future__ import annotations

from functools import partial

from spacy.tokens import Token

from extractors.language.grammar.clauses import STRONG, Layout, is_adverb, words
from extractors.language.grammar.relations import GROUPS
from extractors.language.words.expressions import expression
from extractors.language.words.inflection import forms

__all__ = ["complement_end", "is_verb_in_tree"]

_LONGEST = 14
_ENDS = frozenset(
    {"and", "but", "or", "while", "whereas", "compared", "versus", "than", "to", "either",
     "before", "during", "by", "between", "after", "when", "if", "because", "from", "into", "as",
     "except"}
)  # fmt: skip
_AGES = frozenset({"older", "over", "above", "up", "younger", "under"})
"""Words that end an age behind "and": "aged 70 years and [older]"."""
_LEVELS = frozenset({"low", "high", "elevated", "raised", "deficient", "insufficient", "normal"})
"""Words that make what is given a state: "patients with [low] vitamin D"."""
_SUPPLYING = frozenset(
    form for verb in ("provide", "leave", "supply", "present", "furnish") for form in forms(verb)
)
"""Verbs whose own "with" stands behind the people: "[provides] patients with an option"."""
_VERBS = frozenset({"VB", "VBD", "VBP", "VBZ", "MD"})
_PARTICIPLES = frozenset({"acl", "amod", "dep", "advcl", "xcomp"})
_VERBAL = frozenset({"advcl", "acl", "csubj", "xcomp", "ccomp", "ROOT", "parataxis", "conj"})
_MARKS = frozenset({",", "(", ")", "[", "]"})
"""What ends a complement unless it lists."""

_expression = partial(expression, "populations")


def complement_end(layout: Layout, at: int) -> int:
    """The end of what the noun takes behind it, `at` itself where it takes nothing that counts."""
    if at >= layout.end or not _expression("opens").search(layout.doc[at].norm_):
        return at
    if _expression("arm").search(_text_from(layout, at)) or _is_of_treatment(layout, at):
        return at
    end = _trimmed(layout, at + 1, _phrase_end(layout, at + 1))
    return end if end > at + 1 else at


def _text_from(layout: Layout, index: int) -> str:
    """The sentence from a token on."""
    return layout.passage.text[layout.doc[index].idx - layout.passage.start :]


def _is_of_treatment(layout: Layout, at: int) -> bool:
    """Whether "with" leads to what they are given: "treated mice [with a drug]".

    So does that of a verb before them: "provides patients [with an option]".
    """
    if layout.doc[at].norm_ not in {"with", "without"}:
        return False
    if any(layout.doc[i].norm_ in _SUPPLYING for i in range(max(layout.start, at - 4), at)):
        return True
    if at + 1 < layout.end and layout.doc[at + 1].norm_ in _LEVELS:
        return False
    places = range(at + 1, min(at + 4, layout.end))
    named = next((row for place in places if (row := layout.at(place))), None)
    return named is not None and named[2].type in GROUPS["agent"]


def _trimmed(layout: Layout, start: int, end: int) -> int:
    """The end without what goes on with something cut off: "arthritis [not caused] by X"."""
    tree = layout.passage.tree
    if tree is None or end >= layout.end or layout.doc[end].norm_ not in _ENDS:
        return end
    if layout.doc[start - 1].norm_ in words("relatives"):
        return end
    while end > start and _trails(tree[end - 1 - layout.start]):
        end -= 1
    return end


def _trails(token: Token) -> bool:
    """Whether the word leads only to what was cut off; "has worsened" is whole without it."""
    participle = token.tag_ in {"VBN", "VBD"} and token.dep_.partition(":")[0] in _PARTICIPLES
    helped = any(child.dep_.startswith("aux") for child in token.children)
    return (participle and not helped) or token.tag_ in {"IN", "CC"} or token.lower_ == "not"


def _phrase_end(layout: Layout, at: int) -> int:
    """The end of the complement: a verb group of its own is let in after "who", no second one."""
    doc = layout.doc
    relative = doc[at - 1].norm_ in words("relatives")
    if relative and not _opens_verb_group(layout, at):
        return at - 1
    limit = min(layout.end, at + _LONGEST)
    for index in range(at, limit):
        if _lists(layout, at, index):
            continue
        if _is_border(layout, at, index, relative):
            return index
        if not relative and doc[index].norm_ in words("relatives"):
            return _phrase_end(layout, index + 1) if _tells_who(layout, index) else index
        if _is_verb_of_the_main_clause(layout, at, index, relative):
            return index
        if not relative and index > at and is_verb_in_tree(layout, index):
            return index
    return limit


def _is_border(layout: Layout, at: int, index: int, relative: bool) -> bool:
    """Whether a mark or a word here ends the complement, whatever its verbs."""
    token = layout.doc[index]
    if token.text in _MARKS or (token.text in STRONG and not _shortens(layout, index)):
        return True
    return index > at and token.norm_ in _ENDS and not _stays(layout, index, relative)


def _tells_who(layout: Layout, index: int) -> bool:
    """Whether "who" or "whose" here goes on to say who they are, and names no arm."""
    who = layout.doc[index].norm_ in {"who", "whose"} and _opens_verb_group(layout, index + 1)
    return who and not _expression("arm").search(_text_from(layout, index))


def _lists(layout: Layout, at: int, index: int) -> bool:
    """Whether a comma goes on with a list of illnesses: "with gout[,] pain[,] and others"."""
    if layout.doc[index].text != "," or layout.doc[at - 1].norm_ not in {"with", "without"}:
        return False
    behind = range(index + 1, layout.end)
    following = next((i for i in behind if layout.doc[i].norm_ != "and"), None)
    if following is None:
        return False
    joined = following > index + 1
    if joined and not any(layout.doc[i].text == "," for i in range(at, index)):
        return False
    rows = [layout.at(place) for place in (index - 1, following)]
    return all(row is not None and row[2].type in GROUPS["illness"] for row in rows)


def _shortens(layout: Layout, index: int) -> bool:
    """Whether the full stop shortens the name before it: "infected with H[.] pylori"."""
    doc = layout.doc
    initial = doc[index].text == "." and len(doc[index - 1]) == 1 and doc[index - 1].is_upper
    return initial and index + 1 < layout.end and doc[index + 1].is_lower


def _stays(layout: Layout, index: int, relative: bool) -> bool:
    """Whether a word that may end the phrase goes on with it: "responded to", "CRP and"."""
    norm = layout.doc[index].norm_
    if norm == "as":
        return layout.doc[index - 1].norm_ == "such"
    if norm in {"and", "or"} and index + 1 < layout.end and layout.doc[index + 1].norm_ in _AGES:
        return True
    if norm == "to":
        return relative or layout.doc[index - 1].text == "-"
    following = layout.doc[index + 1] if index + 1 < layout.end else None
    if norm in {"and", "or"} and _is_inside_noun(layout, index):
        return True
    joins = norm in {"and", "or"} and following is not None
    return joins and layout.at(index + 1) is not None and layout.at(index - 1) is not None


def _is_inside_noun(layout: Layout, index: int) -> bool:
    """Whether "and" joins two words before one noun: "advanced head [and] neck cancer"."""
    tree = layout.passage.tree
    if tree is None:
        return False
    before = tree[index - 1 - layout.start]
    ahead = (layout.at(place) for place in (index + 1, index + 2) if place < layout.end)
    if layout.at(index - 1) is None and any(
        row is not None and row[2].type in GROUPS["illness"] for row in ahead
    ):
        return True
    after = tree[index + 1 - layout.start] if index + 1 < layout.end else before
    if after.tag_ == "JJ" and _expression("adjective").search(before.lower_):
        return True
    return before.dep_ in {"compound", "amod"} and before.head.i > before.i + 1


def _is_verb_of_the_main_clause(layout: Layout, at: int, index: int, relative: bool) -> bool:
    """Whether the verb here is not the complement's own."""
    doc = layout.doc
    owned = doc[index].text in {"'s", "’s"} and doc[index - 1].text[0].isupper()
    if owned or (relative and doc[index - 1].norm_ == "to"):
        return False
    if relative:
        second = index > at + 2 and doc[index].norm_ in words("auxiliaries")
        return (second and not _continues(layout, at, index)) or (
            layout.is_finite(index) and not _continues(layout, at, index)
        )
    return layout.is_finite(index) or (index > at and doc[index].norm_ in words("auxiliaries"))


def _opens_verb_group(layout: Layout, index: int) -> bool:
    """Whether the token begins a verb group; after "whose" a noun comes first."""
    if index >= layout.end:
        return False
    token = layout.doc[index]
    whose = layout.doc[index - 1].norm_ == "whose"
    verb = token.norm_ in words("auxiliaries") or is_adverb(token) or layout.is_verb(index)
    return whose or verb or (layout.at(index) is None and layout.doc[index - 1].norm_ == "who")


def _continues(layout: Layout, at: int, index: int) -> bool:
    """Whether the verb belongs to the first verb group of the clause that opens at `at`."""
    before = range(at, index)
    own = [place for place in before if _can_be_finite(layout, at, place)]
    return not own or all(
        layout.doc[place].norm_ in words("auxiliaries") or is_adverb(layout.doc[place])
        for place in range(own[0], index)
    )


def _can_be_finite(layout: Layout, at: int, place: int) -> bool:
    """Whether the token is a verb; right after "who" an unknown word is one too."""
    who = place == at and layout.doc[at - 1].norm_ == "who"
    return who or layout.is_finite(place)


def is_verb_in_tree(layout: Layout, index: int) -> bool:
    """Whether the tree has a verb here that acts on the people: "often [afflict] patients"."""
    tree = layout.passage.tree
    if tree is None:
        return False
    token = tree[index - layout.start]
    if token.tag_ == "VBG":
        return token.dep_.partition(":")[0] in _VERBAL
    return token.tag_ in _VERBS and token.pos_ in {"VERB", "AUX"}
