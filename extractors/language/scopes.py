"""The stretch of a sentence that a hedge or negation cue governs, after the BioScope guidelines.

Without a parse: a scope runs from its cue to the end of the clause, and for passives, raising verbs
and predicate adjectives it begins at the clause's subject (Vincze et al. 2008, section 2.3).
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

_HARD_STOPS = frozenset({";", ".", "!", "?", "—", "–", "--", ":"})
_CONTRAST = frozenset({"but", "whereas", "while", "although", "though", "however", "yet", "except"})
_SUBORDINATORS = frozenset({"because", "since", "which", "who", "suggesting", "indicating"})
_FRONTED = frozenset(
    {"while", "although", "though", "if", "because", "since", "when", "as", "given", "unless"}
)
_OPENING = frozenset({"that", "which", "who", "whether", "if", "because", "although", "while"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_ADVERB = re.compile(r".+ly$|not|also|yet|still|only|then|thus|therefore|often|well")
_PARTICIPLE = re.compile(r".+(?:ed|wn|en|ne|nd|pt|ought|lt|own)$")
_PREPOSITIONS = frozenset({"of", "in", "for", "to", "on", "with", "between", "against"})


def scope_of(sentence: Span, cue: Span, manner: str) -> tuple[int, int] | None:
    """The scope as code points into the document, the cue included; None for manner "none"."""
    if manner == "none":
        return None
    tokens = sentence.doc
    start, end = cue.start, _clause_end(sentence, cue.end)
    if manner == "phrase":
        end = _phrase_end(sentence, cue.end, end)
    if manner in {"subject", "back"} or (manner != "phrase" and _is_passive(cue, end)):
        start = _clause_start(sentence, cue.start)
    if manner == "back":
        end = max(cue.end, end)
    return tokens[start].idx, tokens[end - 1].idx + len(tokens[end - 1])


def _clause_end(sentence: Span, at: int) -> int:
    """The token index after the last token of the clause that goes on at `at`."""
    doc = sentence.doc
    depth = 0
    opened = _opens_subordinate(sentence, at)
    for index in range(at, sentence.end):
        token = doc[index]
        if token.text in {"(", "["}:
            depth += 1
        elif token.text in {")", "]"}:
            depth -= 1
            if depth < 0:
                return index
        elif depth == 0 and (_ends_clause(token, sentence) or (opened and token.text == ",")):
            return max(index, at)
    return sentence.end


def _opens_subordinate(sentence: Span, at: int) -> bool:
    """Whether the clause at `at` came before its main clause ("While it may hurt, it works")."""
    if sentence[0].norm_ in _FRONTED:
        return all(token.text != "," for token in sentence.doc[sentence.start : at])
    return False


def _ends_clause(token: Token, sentence: Span) -> bool:
    if token.text in _HARD_STOPS:
        return True
    following = token.doc[token.i + 1].norm_ if token.i + 1 < sentence.end else ""
    if token.text == ",":
        return following in _CONTRAST or following in _SUBORDINATORS
    return token.norm_ in {"but", "whereas", "although", "though"}


def _phrase_end(sentence: Span, at: int, limit: int) -> int:
    for index in range(at, limit):
        token = sentence.doc[index]
        if token.text == "," or token.norm_ in _BE or token.norm_ in {"that", "which", "and"}:
            return max(index, at)
    return limit


def _is_passive(cue: Span, end: int) -> bool:
    """Whether the cue's verb is passive: "may be driven", "has not been shown"."""
    seen_be = cue.start > 0 and cue.doc[cue.start - 1].norm_ in _BE
    for index in range(cue.end, min(cue.end + 5, end)):
        norm = cue.doc[index].norm_
        if norm in _BE:
            seen_be = True
        elif seen_be and _PARTICIPLE.fullmatch(norm):
            return True
        elif not _ADVERB.fullmatch(norm):
            return False
    return False


def _clause_start(sentence: Span, at: int) -> int:
    for index in range(at - 1, sentence.start - 1, -1):
        token = sentence.doc[index]
        if token.norm_ in _OPENING or token.text in _HARD_STOPS or token.text == ",":
            return min(index + 1, at)
    return int(sentence.start)
