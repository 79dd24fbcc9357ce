"""CRAFT's labels, parts of speech and lemmas in the terms of Universal Dependencies v2."""

from __future__ import annotations

from extractors.training.conllu_trees import Word
from extractors.training.rehung_trees import Tree

_RENAMED = {
    "acomp": "xcomp",
    "agent": "advmod",  # without an object, as is pcomp below
    "attr": "xcomp",
    "auxpass": "aux:pass",
    "csubjpass": "csubj",
    "dative": "iobj",
    "dobj": "obj",
    "intj": "discourse",
    "meta": "dep",
    "nsubjpass": "nsubj:pass",
    "oprd": "xcomp",
    "pcomp": "advcl",
    "pobj": "obl",
    "poss": "nmod:poss",
    "preconj": "cc",
    "predet": "det",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "relcl": "acl:relcl",
}
_POS_OF_TAG = {
    "EX": "PRON",
    "MD": "AUX",
    "PRP": "PRON",
    "PRP$": "PRON",
    "WDT": "PRON",
    "WP": "PRON",
    "WP$": "PRON",
}


def universal_dep(tree: Tree, place: int) -> str:
    """The label of Universal Dependencies for a word that hangs where it shall hang."""
    dep, tag, head = tree.deps[place], tree.tags[place], tree.heads[place]
    if head == 0:
        return "root"
    if dep == "aux" and tag == "TO":
        return "mark"
    if dep == "neg":
        return "advmod" if tag.startswith("RB") else "det"
    if dep == "npadvmod":
        return "obl" if tree.is_verbal(head) else "nmod"
    if dep in ("nmod", "obl"):
        return _nominal_dep(tree, place)
    if dep == "prep":
        return _bare_preposition_dep(tree, place)
    if dep == "attr" and tree.has(head, "expl"):  # "there was a difference"
        return "nsubj"
    return _RENAMED.get(dep, dep)


def _nominal_dep(tree: Tree, place: int) -> str:
    """Compounds and adjectives among the nmod; else by whether the head is a predicate."""
    dep, tag, head = tree.deps[place], tree.tags[place], tree.heads[place]
    if dep == "nmod" and place < head:
        if tag.startswith("NN") and not tree.has(place, "case"):
            return "compound"
        if tag.startswith("JJ"):
            return "amod"
    if tree.has(head, "cop"):
        return dep
    return "obl" if tree.is_verbal(head) else "nmod"


def _bare_preposition_dep(tree: Tree, place: int) -> str:
    """For what CRAFT calls a preposition, but governs nothing."""
    if tree.tags[place].startswith(("CD", "NN")):  # the end of "3-8", the unit in "mg/kg"
        return "nmod"
    if tree.tags[place] == "VBN":  # "compared with"
        return "advcl" if tree.is_verbal(tree.heads[place]) else "acl"
    return "advmod"


def readable_lemma(word: Word) -> str:
    """The lemma; the form where CRAFT writes a pattern for it ("#crd#", "c0bl" for C57BL)."""
    patterned = any(letter == "#" or letter.isdigit() for letter in word.lemma)
    return word.form.lower() if patterned else word.lemma


def universal_pos(word: Word) -> str:
    """The part of speech of a word with CRAFT's labels; copulas apart."""
    tag, dep = word.tag, word.dep
    if dep in ("aux", "auxpass"):
        return "PART" if tag == "TO" else "AUX"
    if tag == "DT":
        return "DET" if dep == "det" else "PRON"
    if tag == "RB" and word.form.lower() in ("not", "n't"):
        return "PART"
    if tag == "IN":
        return "SCONJ" if dep == "mark" else "ADP"
    return _POS_OF_TAG.get(tag, word.pos)
