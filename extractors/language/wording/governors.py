"""Which word of a sentence bears on which, as the dependency tree has it.

The order of words tells how near a "not" stands to a word that sells; the tree tells whose "not" it
is. In "Not resting could cure you" it belongs to the subject, in "It was not a huge, overwhelming
success" to all that follows.
"""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

_MODIFIES = frozenset({"advmod", "aux", "case", "cop", "det", "mark"})
"""Relations of words that bear on their head, not on what hangs on themselves."""
_OWN_CLAUSE = frozenset({"acl", "advcl", "parataxis"})
_SUBJECTS = frozenset({"nsubj", "csubj"})


def governs(tree: Doc, first: int, cue: Span, hit: Span) -> bool:
    """Whether the hit hangs on the cue, or on what the cue modifies, within one clause.

    `tree` holds the sentence's own tokens, of which the first is number `first` of the document.
    """
    word, below = _top(tree, first, cue), _top(tree, first, hit)
    if word is None or below is None:
        return False
    governor = word.head if word.dep_ in _MODIFIES else word
    while below != governor:
        if below.head == below or _opens_clause(below):
            return False
        below = below.head
    return True


def stands_in_subject(tree: Doc, first: int, cue: Span, hit: Span) -> bool:
    """Whether the cue is said within the subject of the clause to whose predicate the hit belongs.

    "Patients without pain [slept] remarkably well": the "without" is no matter of the sleep.
    """
    word, below = _top(tree, first, cue), _top(tree, first, hit)
    if word is None or below is None or word.head == word:
        return False
    predicates = {below.i, *(token.i for token in below.ancestors)}
    while word.head != word:
        if _relation(word) in _SUBJECTS:
            inside = {token.i for token in word.subtree}
            return word.head.i in predicates and below.i not in inside
        word = word.head
    return False


def subject_of(tree: Doc, first: int, hit: Span) -> Token | None:
    """The head of the subject of the predicate that the hit is; None where the tree shows none."""
    top = _top(tree, first, hit)
    children = top.children if top is not None else ()
    return next((child for child in children if _relation(child) == "nsubj"), None)


def _top(tree: Doc, first: int, span: Span) -> Token | None:
    """The one word of the span that hangs on a word outside it; None where there are several."""
    inside = range(span.start - first, span.end - first)
    words = [tree[i] for i in inside if tree[i].head.i not in inside or tree[i].head.i == i]
    tops = [token for token in words if _relation(token) != "punct"]
    return tops[0] if len(tops) == 1 else None


def _opens_clause(token: Token) -> bool:
    """Whether the token begins what no governor of its head reaches: a clause, or a joined phrase.

    Joined adjectives are denied together: "not a huge, overwhelming success".
    """
    relation = _relation(token)
    return relation in _OWN_CLAUSE or (relation == "conj" and token.head.dep_ != "amod")


def _relation(token: Token) -> str:
    return token.dep_.partition(":")[0]
