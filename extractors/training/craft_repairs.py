"""What CRAFT's trees leave unsaid where Universal Dependencies have a word for it."""

from __future__ import annotations

from extractors.training.rehung_trees import Tree

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_OTHER_CLAUSES = frozenset({"xcomp", "ccomp", "auxpass", "dobj"})
_ONE_EXPRESSION = frozenset(
    {("according", "to"), ("because", "of"), ("due", "to"), ("instead", "of"), ("prior", "to")}
)


def name_relatives(tree: Tree) -> None:
    """None; "that" in "a drug that works" is called a subject, "that" in "that we gave" an object.

    CRAFT calls every such word "dep": what it stands for is an empty word that CoNLL-U leaves out.
    """
    for place in tree.places:
        head = tree.heads[place]
        before_verb = place < head and tree.tags[head].startswith("VB")
        if tree.deps[place] == "dep" and before_verb and _is_relative(tree, place):
            tree.deps[place] = _relative_dep(tree, head)


def _is_relative(tree: Tree, place: int) -> bool:
    words = (place, *tree.children(place))
    return any(tree.tags[word] in ("WDT", "WP", "WP$") for word in words)


def _relative_dep(tree: Tree, verb: int) -> str:
    around = {tree.deps[child] for child in tree.children(verb)}
    if not around & _SUBJECTS:
        return "nsubjpass" if "auxpass" in around else "nsubj"
    return "dep" if around & _OTHER_CLAUSES else "dobj"


def join_prepositions(tree: Tree) -> None:
    """None; in "based on X" both words now mark X, in "according to X" as one expression."""
    for outer in tree.places:
        inner = outer + 1
        if inner in tree.places and _are_stacked(tree, outer, inner):
            content = _content(tree, inner)
            if content:
                is_clause = tree.deps[content] == "pcomp"
                tree.heads[content] = outer
                if (tree.forms[outer], tree.forms[inner]) in _ONE_EXPRESSION:
                    tree.hang(inner, outer, "fixed")
                else:
                    tree.hang(inner, content, "mark" if is_clause else "case")


def _are_stacked(tree: Tree, outer: int, inner: int) -> bool:
    return (
        tree.deps[outer] == tree.deps[inner] == "prep"
        and tree.heads[inner] == outer
        and _content(tree, outer) is None
        and tree.forms[outer] != "compared"  # a clause of its own: "compared with X"
    )


def _content(tree: Tree, preposition: int) -> int | None:
    children = tree.children(preposition)
    return next((child for child in children if tree.deps[child] in ("pobj", "pcomp")), None)
