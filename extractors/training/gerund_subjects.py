"""Gold trees in which a deed is the subject: "Blocking IL-6 relieved pain".

Treebanks hold few of them. Two real shapes say the same in other words and give the heads: a deed
by which something is done ("relieved pain by blocking IL-6"), and a deed named by a noun
("inhibition of IL-6 relieved pain").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from spacy.tokens import Doc, Token

from extractors.training.rebuilt_trees import Piece, rebuilt, whole

_OBJECTS = frozenset({"obj", "obl", "xcomp"})
_FINITE = frozenset({"VBD", "VBZ"})
_ENDINGS = ("ation", "ition", "ction", "tion", "sion", "ion", "ment", "ance", "ade", "al", "y", "")
_STEM = 4
"""Letters at least that noun and verb share."""
_OF_THE_NOUN = frozenset({"det", "amod", "nmod", "punct", "case"})
MAX_WORDS = 40


def gerund_forms(docs: Iterable[Doc]) -> dict[str, str]:
    """The gerund of each verb by its lemma, as the documents write it."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            verb = token.tag_ == "VBG" and token.pos_ == "VERB" and token.lemma_
            if verb and token.text.islower() and token.text.endswith("ing"):
                seen[token.lemma_.lower()][token.text] += 1
    return {lemma: forms.most_common(1)[0][0] for lemma, forms in seen.items()}


def gerund_subjects(docs: Iterable[Doc], gerunds: Mapping[str, str]) -> Iterator[Doc]:
    """Each such sentence as a document: the deed first, as the subject of the finite verb."""
    stems = {_stem(lemma): form for lemma, form in gerunds.items() if len(lemma) >= _STEM}
    for doc in docs:
        for token in doc:
            pieces = _by_deed(token) or _named_deed(token, stems)
            if pieces and len(pieces) <= MAX_WORDS:
                yield rebuilt(doc.vocab, pieces, _root(token), ".")


def _root(token: Token) -> Token:
    return token if token.tag_ in _FINITE else token.head


def _by_deed(verb: Token) -> list[Piece]:
    """ "Blocking IL-6 relieved pain" from a finite verb with an object and a deed "by" which."""
    deed = next((child for child in verb.children if _is_means(child)), None)
    rest = [c for c in verb.children if c.dep_ in _OBJECTS and c.i > verb.i and c != deed]
    if (
        verb.tag_ not in _FINITE
        or verb.pos_ != "VERB"
        or deed is None
        or not any(c.dep_ == "obj" for c in rest)
    ):
        return []
    before = [token for token in deed.subtree if token.i >= deed.i]
    after = [verb, *(token for child in rest for token in child.subtree)]
    if set(before) & set(after):
        return []
    first = [Piece(t, dep="csubj") if t == deed else Piece(t) for t in before]
    return [*_without_end(first), *whole(after)]


def _is_means(child: Token) -> bool:
    by = any(c.lower_ == "by" and c.i < child.i for c in child.children)
    has_object = any(c.dep_ == "obj" for c in child.children)
    return child.dep_ == "advcl" and child.tag_ == "VBG" and by and has_object


def _without_end(pieces: list[Piece]) -> list[Piece]:
    """The pieces without signs at their end."""
    while pieces and pieces[-1].token.pos_ == "PUNCT":
        pieces.pop()
    return pieces


def _named_deed(noun: Token, stems: Mapping[str, str]) -> list[Piece]:
    """The clause of a singular subject "inhibition of X", which becomes "inhibiting X"."""
    verb = noun.head
    form = stems.get(_stem(noun.lower_))
    if noun.tag_ != "NN" or noun.dep_ != "nsubj" or verb.tag_ not in _FINITE or form is None:
        return []
    children = list(noun.children)
    theme = next((c for c in children if c.dep_ == "nmod" and _preposition(c) == "of"), None)
    if theme is None or any(c.dep_ not in _OF_THE_NOUN for c in children):
        return []
    left_out = {c for c in children if c.dep_ in ("det", "amod") for c in c.subtree}
    left_out |= {c for c in theme.children if c.lower_ == "of"}
    others = [c for c in verb.children if c.dep_ in _OBJECTS and c.i > verb.i]
    if not others or verb.pos_ != "VERB":
        return []
    kept = [verb, *noun.subtree, *(token for child in others for token in child.subtree)]
    return [_turned(piece, noun, theme, form) for piece in whole(set(kept) - left_out)]


def _turned(piece: Piece, noun: Token, theme: Token, form: str) -> Piece:
    token = piece.token
    if token == noun:
        return Piece(token, text=form, tag="VBG", pos="VERB", dep="csubj")
    if token == theme:
        return Piece(token, dep="obj")
    if token.head == noun and token.dep_ == "nmod":
        return Piece(token, dep="obl")
    return piece


def _preposition(token: Token) -> str:
    return next((str(c.lower_) for c in token.children if c.dep_ == "case"), "")


def _stem(word: str) -> str:
    """What noun and verb share: "inhib" of "inhibit" and "inhibition"; "" where that is little."""
    for ending in ("ating", "ate", "ize", "ise", "ify", "it", "e", *_ENDINGS):
        if ending and word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
