"""Gold trees whose relative clauses have lost "who were": "patients who were given X recovered".

The participle that is left looks like the verb of the sentence, and a parser takes it for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from extractors.training.rebuilt_trees import Piece, rebuilt

_PRONOUNS = frozenset({"who", "which", "that"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_AUXILIARIES = frozenset({"aux", "aux:pass"})
_BE = frozenset({"is", "are", "was", "were"})
_PARTICIPLES = frozenset({"VBN", "VBG"})


def reduced_relatives(docs: Iterable[Doc]) -> Iterator[Doc]:
    """Each sentence that has such relative clauses, all of them reduced, as its own document."""
    for doc in docs:
        for sentence in doc.sents:
            reduced = _reduced(sentence)
            if reduced is not None:
                yield reduced


def _reduced(sentence: Span) -> Doc | None:
    left_out: set[int] = set()
    verbs: set[int] = set()
    for token in sentence:
        dropped = _dropped(token)
        if dropped:
            verbs.add(token.i)
            left_out.update(dropped)
    if not verbs:
        return None
    pieces = [
        Piece(token, dep="acl" if token.i in verbs else None)
        for token in sentence
        if token.i not in left_out
    ]
    return rebuilt(sentence.doc.vocab, pieces, sentence.root)


def _dropped(verb: Token) -> set[int]:
    """Pronoun and auxiliary of a relative clause that is whole without them; else nothing."""
    if verb.dep_ != "acl:relcl" or verb.tag_ not in _PARTICIPLES:
        return set()
    subjects = [child for child in verb.children if child.dep_ in _SUBJECTS]
    helpers = [child for child in verb.children if child.dep_ in _AUXILIARIES]
    if len(subjects) != 1 or len(helpers) != 1:
        return set()
    (subject,), (helper,) = subjects, helpers
    fits = subject.lower_ in _PRONOUNS and helper.lower_ in _BE and helper.i == subject.i + 1
    return {subject.i, helper.i} if fits else set()
