"""CRAFT's trees in Universal Dependencies v2.

CRAFT (Bada et al. 2012, CC BY 3.0) has the labels of the CLEAR converter, where a preposition heads
its object, a copula its predicate, and each conjunct the next. Universal Dependencies hang all
three the other way: content words are heads, and the first conjunct heads all others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractors.training.conllu_trees import Sentence
from extractors.training.craft_labels import readable_lemma, universal_dep, universal_pos
from extractors.training.craft_repairs import join_prepositions, name_relatives
from extractors.training.rehung_trees import Tree

_BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "am", "'s", "'re", "'m"})
_AUXILIARIES = ("aux", "auxpass", "cop")
_PREPOSITION_DEPS = ("prep", "agent", "dative", "conj")
_PREPOSITION_TAGS = ("IN", "TO", "VBG", "VBN", "JJ", "RB", "SYM", "CC", "HYPH", ":")
_CLAUSE_TAGS = ("VB", "MD", "JJ", "NN")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What a preposition governs: an object ("of mice") or a clause ("by blocking IL-6")."""

    content: int
    is_clause: bool


def to_universal(sentence: Sentence) -> Sentence:
    """The sentence with Universal Dependencies, their parts of speech, and readable lemmas.

    What CRAFT annotates inconsistently can come out as no tree; `is_tree` tells.
    """
    tree = Tree(sentence.words)
    name_relatives(tree)
    join_prepositions(tree)
    _attach_to_next_conjunct(tree)
    _turn_prepositions(tree)
    copulas = _promote_predicates(tree)
    deps = [universal_dep(tree, place) for place in tree.places]
    tree.deps = ["", *deps]
    _flatten_coordination(tree)
    words = (
        replace(
            word,
            head=tree.heads[place],
            dep=tree.deps[place],
            pos="AUX" if place in copulas else universal_pos(word),
            lemma=readable_lemma(word),
        )
        for place, word in enumerate(sentence.words, start=1)
    )
    return replace(sentence, words=tuple(words))


def _attach_to_next_conjunct(tree: Tree) -> None:
    """Conjunctions and commas that hang on a conjunct before them move to the one after them."""
    heads = list(tree.heads)
    for place in tree.places:
        joins = tree.deps[place] == "cc" or (
            tree.deps[place] == "punct" and tree.forms[place] in (",", ";")
        )
        if joins and 0 < heads[place] < place:
            later = (
                other
                for other in tree.places[place:]
                if heads[other] == heads[place] and tree.deps[other] == "conj"
            )
            tree.heads[place] = next(later, heads[place])


def _turn_prepositions(tree: Tree) -> None:
    phrases = _phrases(tree)
    for place, phrase in phrases.items():
        _hang_content(tree, place, phrase, phrases)
        tree.hang(place, phrase.content, "mark" if phrase.is_clause else "case")
        for child in tree.children(place):
            if child != phrase.content:
                _hang_remainder(tree, child, place, phrases)


def _phrases(tree: Tree) -> dict[int, _Phrase]:
    """What each preposition governs, by the place of the preposition."""
    children = defaultdict(list)
    for place in tree.places:
        children[tree.heads[place]].append(place)
    phrases = {}
    for place in tree.places:
        dep = tree.deps[place]
        if dep in _PREPOSITION_DEPS and tree.tags[place] in _PREPOSITION_TAGS:
            phrase = _phrase(tree, children[place], may_be_clause=dep != "conj")
            if phrase:
                phrases[place] = phrase
    return phrases


def _phrase(tree: Tree, children: Iterable[int], *, may_be_clause: bool) -> _Phrase | None:
    clause = None
    for child in children:
        if tree.deps[child] == "pobj":
            return _Phrase(child, is_clause=False)
        if tree.deps[child] == "pcomp" and tree.tags[child].startswith(_CLAUSE_TAGS):
            clause = clause or child
    return _Phrase(clause, is_clause=True) if clause and may_be_clause else None


def _hang_content(tree: Tree, place: int, phrase: _Phrase, phrases: dict[int, _Phrase]) -> None:
    """Hangs what a preposition governs where the preposition hung."""
    head, dep = tree.heads[place], tree.deps[place]
    if head == 0:
        tree.hang(phrase.content, 0, "root")
    elif dep != "conj":
        tree.hang(phrase.content, head, _phrase_dep(tree, head, dep, phrase))
    elif head in phrases:
        tree.hang(phrase.content, phrases[head].content, "conj")
    else:
        joined = tree.heads[head] if tree.deps[head] == "case" else head
        tree.hang(phrase.content, joined, "conj")


def _phrase_dep(tree: Tree, head: int, dep: str, phrase: _Phrase) -> str:
    if phrase.is_clause:
        return "advcl" if tree.is_verbal(head) else "acl"
    if dep == "agent":
        return "obl:agent"
    return "obl" if tree.is_verbal(head) else "nmod"


def _hang_remainder(tree: Tree, child: int, place: int, phrases: dict[int, _Phrase]) -> None:
    """Hangs another child of a preposition: the rest of its own expression, or a modifier."""
    content = phrases[place].content
    second_half = tree.deps[child] == "prep" and child == place + 1 and child not in phrases
    if tree.deps[child] in ("pcomp", "fixed") or (second_half and tree.tags[child] in ("IN", "TO")):
        tree.deps[child] = "fixed"
    elif (tree.forms[child], tree.forms[place], child) == ("such", "as", place - 1):
        tree.hang(child, content, "case")
        tree.hang(place, child, "fixed")
    else:
        tree.heads[child] = content


def _promote_predicates(tree: Tree) -> set[int]:
    """The copulas, now hung on their predicates, which took over their place and children."""
    copulas = set()
    for verb in tree.places:
        predicate = _predicate(tree, verb) if _is_copula(tree, verb) else None
        if predicate:
            children = [child for child in tree.children(verb) if child != predicate]
            tree.hang(predicate, tree.heads[verb], tree.deps[verb])
            tree.hang(verb, predicate, "cop")
            for child in children:
                tree.heads[child] = predicate
            copulas.add(verb)
    return copulas


def _is_copula(tree: Tree, place: int) -> bool:
    return (
        tree.forms[place] in _BE
        and tree.tags[place].startswith("VB")
        and tree.deps[place] not in _AUXILIARIES
    )


def _predicate(tree: Tree, verb: int) -> int | None:
    """What a form of "be" says of its subject; None where it says that something exists."""
    children = tree.children(verb)
    if any(tree.deps[child] == "expl" for child in children):
        return None
    for child in children:
        if tree.deps[child] in ("attr", "acomp") and not tree.tags[child].startswith("W"):
            return child
    if not tree.has(verb, "nsubj"):
        return None
    return next((child for child in children if tree.deps[child] == "obl" and child > verb), None)


def _flatten_coordination(tree: Tree) -> None:
    """Hangs every conjunct on the first one."""
    for place in tree.places:
        if tree.deps[place] == "conj":
            seen = {place}
            head = tree.heads[place]
            while tree.deps[head] == "conj" and head not in seen:
                seen.add(head)
                head = tree.heads[head]
            tree.heads[place] = head
