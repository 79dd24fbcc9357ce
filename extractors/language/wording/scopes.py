"""The stretch of a sentence that a hedge or negation cue governs, after the BioScope guidelines.

Without a parse: a scope runs from its cue to the end of the clause; for passives, raising verbs and
predicate adjectives it begins at the clause's subject, for a denied noun phrase it ends with the
phrase (Vincze et al. 2008, section 2.3).
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

_HARD_STOPS = frozenset({";", ".", "!", "?", "—", "–", "--", ":"})
_CLAUSE_WORDS = frozenset(
    {"but", "whereas", "although", "though", "because", "since", "suggesting", "indicating"}
)
_AFTER_COMMA = frozenset(
    {
        *("while", "whilst", "however", "yet", "except", "which", "who", "even", "only", "thus"),
        *("therefore", "it", "we", "they", "this", "these", "with", "as", "so"),
    }
)
_AFTER_AND = frozenset(
    {
        *("that", "this", "it", "they", "these", "we", "there", "therefore", "thus", "is", "are"),
        *("was", "were", "has", "have", "could", "may", "might", "can", "will", "would", "suggest"),
        *("suggests", "appears", "seems", "certainly", "does", "did"),
    }
)
_FRONTED = frozenset(
    {
        *("while", "whilst", "although", "though", "if", "because", "since", "when", "as"),
        *("given", "unless", "to"),
    }
)
_OPENING = frozenset(
    {"that", "which", "who", "whether", "if", "because", "although", "while", "whereas", "but"}
)
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_AUXILIARIES = _BE | {
    *("do", "does", "did", "has", "have", "had", "can", "could", "may", "might", "will", "would"),
    *("should", "must", "to", "ca", "wo", "'s", "'re", "'ve"),
}
_RELATIVE = frozenset({"which", "that", "who"})
_LINKING = frozenset({"remain", "remains", "remained", "seem", "seems", "become", "became"})
_ANNOUNCING = frozenset({"that", "how", "why", "whether", "if", "which", "what", "likely", "just"})
_ADVERB = re.compile(r".+ly$|not|also|yet|still|only|then|thus|therefore|often|well")
_PARTICIPLE = re.compile(r".+(?:ed|wn|en|ne|nd|pt|ought|lt|own)$")
_PHRASE_STOPS = _AUXILIARIES - {"to"} | {"that", "which", "who", "and", ",", "(", "["}


def scope_of(sentence: Span, cue: Span, manner: str) -> tuple[int, int]:
    """The scope as code points into the document, the cue included.

    Manner is "forward" (to the end of the clause), "subject" (from its subject), "whole" (from its
    subject, relative clauses inside included), "predicate" (as whole, but only the phrase where the
    cue stands before its noun), "verb" (as forward, but only the phrase where no verb is denied) or
    "phrase".
    """
    start, end = cue.start, _clause_end(sentence, cue.end, strict=manner == "verb")
    if manner == "phrase" or stands_before_noun(sentence, cue, manner):
        end = _phrase_end(sentence, cue.end, end)
    elif manner in {"subject", "predicate", "whole"} or _is_passive(cue, end):
        start = _clause_start(sentence, cue.start, whole=manner in {"predicate", "whole"})
        if _is_relative(sentence, start):
            end = _next_comma(sentence, cue.end, end)
    return _characters(sentence, start, end)


def _characters(sentence: Span, start: int, end: int) -> tuple[int, int]:
    """Offsets of the tokens; a full stop that sticks to the last of them stays outside."""
    last = sentence.doc[end - 1]
    sticky = end == sentence.end and len(last) > 1 and last.text.endswith(".")
    return sentence.doc[start].idx, last.idx + len(last) - sticky


def _clause_end(sentence: Span, at: int, strict: bool) -> int:
    """The token index after the last token of the clause that goes on at `at`.

    A strict clause ends before an added participle (", showing that ...").
    """
    depth = 0
    fronted = _opens_subordinate(sentence, at)
    for index in range(at, sentence.end):
        token = sentence.doc[index]
        if token.text in {"(", "["}:
            depth += 1
        elif token.text in {")", "]"}:
            depth -= 1
            if depth < 0:
                return index
        elif depth == 0 and (
            _ends_clause(token, sentence, strict) or (fronted and token.text == ",")
        ):
            return index
    return int(sentence.end)


def _opens_subordinate(sentence: Span, at: int) -> bool:
    """Whether the clause at `at` came before its main clause ("While it may hurt, it works")."""
    if sentence[0].norm_ in _FRONTED:
        return all(token.text != "," for token in sentence.doc[sentence.start : at])
    return False


def _ends_clause(token: Token, sentence: Span, strict: bool) -> bool:
    if _is_hard_stop(token) or token.norm_ in _CLAUSE_WORDS:
        return True
    following = token.doc[token.i + 1].norm_ if token.i + 1 < sentence.end else ""
    if token.text == ",":
        added = strict and following.endswith("ing") and len(following) > 5
        listed = following in _CLAUSE_WORDS or (
            following in _AFTER_COMMA and not _is_as_well(token)
        )
        return added or listed or _starts_again(token, following)
    return token.norm_ == "and" and following in _AFTER_AND


def _is_as_well(comma: Token) -> bool:
    """Whether the comma only adds to a list: ", as well as"."""
    return [token.norm_ for token in comma.doc[comma.i + 1 : comma.i + 3]] == ["as", "well"]


def _is_hard_stop(token: Token) -> bool:
    """Whether no scope reaches past the token; a hyphen between spaces stands for a dash."""
    dash = token.text == "-" and bool(token.whitespace_) and token.i > 0
    return token.text in _HARD_STOPS or (dash and bool(token.nbor(-1).whitespace_))


def _starts_again(comma: Token, following: str) -> bool:
    """Whether after this comma another clause is joined: ", and it"."""
    after = comma.doc[comma.i + 2].norm_ if comma.i + 2 < len(comma.doc) else ""
    return following == "and" and after in _AFTER_AND


def stands_before_noun(sentence: Span, cue: Span, manner: str) -> bool:
    """Whether a cue that can govern a clause governs a phrase: "not in rats", "unknown causes"."""
    if manner not in {"verb", "predicate"} or cue.start == sentence.start:
        return False
    if manner == "verb" and cue[0].norm_ != "not":
        return False
    before = {token.norm_ for token in sentence.doc[max(sentence.start, cue.start - 3) : cue.start]}
    return _AUXILIARIES.isdisjoint(before) and before.isdisjoint(_LINKING)


def _phrase_end(sentence: Span, at: int, limit: int) -> int:
    for index in range(at, limit):
        if sentence.doc[index].norm_ in _PHRASE_STOPS and index > at:
            return index
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


def _clause_start(sentence: Span, at: int, whole: bool) -> int:
    """The token index where the subject of the clause around `at` begins.

    With `whole`, relative clauses inside the subject are read over ("the way in which it acts is").
    """
    doc, start = sentence.doc, int(sentence.start)
    for index in range(at - 1, sentence.start - 1, -1):
        token = doc[index]
        if token.norm_ in _RELATIVE and not _has_subject(sentence, index + 1, at):
            return index
        opens = token.norm_ in _OPENING and not whole
        if opens or _is_hard_stop(token) or token.text == ",":
            if _has_subject(sentence, index + 1, at):
                start = index + 1
                break
        elif token.norm_ == "and" and not _has_subject(sentence, index + 1, at):
            return min(index + 1, at)
    while start < at and doc[start].norm_ in {"and", "or", "then", "thus", ","}:
        start += 1
    impersonal = doc[start].norm_ in {"it", "there"} and not _has_subject(sentence, start + 1, at)
    return at if impersonal and doc[at - 1].norm_ != "to" and _takes_clause(sentence, at) else start


def _takes_clause(sentence: Span, at: int) -> bool:
    """Whether what "it" announces comes later: "it seems that", "it is unclear how"."""
    following = {token.norm_ for token in sentence.doc[at : min(at + 4, sentence.end)]}
    return not following.isdisjoint(_ANNOUNCING)


def _is_relative(sentence: Span, start: int) -> bool:
    """Whether the clause there is an inserted relative one: ", which ..."."""
    return bool(
        start > sentence.start
        and sentence.doc[start].norm_ in {"which", "who"}
        and sentence.doc[start - 1].text == ","
    )


def _next_comma(sentence: Span, at: int, limit: int) -> int:
    commas = (index for index in range(at, limit) if sentence.doc[index].text == ",")
    return next(commas, limit)


def _has_subject(sentence: Span, start: int, at: int) -> bool:
    """Whether more than auxiliaries and adverbs stands there: ", was not" has no subject."""
    words = (token.norm_ for token in sentence.doc[start:at])
    return any(word not in _AUXILIARIES and not _ADVERB.fullmatch(word) for word in words)
