"""Names of persons and institutions in a sentence, and where the whole name begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from extractors.language.grammar.clauses import words

__all__ = ["CREDENTIALS", "INSTITUTIONS", "head_of_titles", "names_in", "whole_name"]

CREDENTIALS = re.compile(
    r"^(?:M\.?D\.?|Ph\.?D\.?|M\.?P\.?H\.?|D\.?O\.?|R\.?N\.?|M\.?Sc?\.?|Jr\.?)$"
)
INSTITUTIONS = re.compile(
    r"University|Institute|Association|College|Hospital|Foundation|Society|Academy|School|Cent(?:er|re)"
)


def names_in(sentence: Span) -> Iterator[tuple[int, int]]:
    """Runs of capitalised tokens that can be somebody's name, titles included."""
    index = sentence.start
    while index < sentence.end:
        if not _is_name(sentence.doc[index]):
            index += 1
            continue
        end = index + 1
        while end < sentence.end and (further := _past_name(sentence.doc[end], sentence)):
            end = further
        titled = sentence.doc[index].lower_ in words("titles")
        single = end - index == 1 and not titled
        first = index == sentence.start and not _is_said(sentence, end)
        if not single or not (first or sentence.doc[index].is_upper):
            yield index, end
        index = end


def _is_said(sentence: Span, at: int) -> bool:
    """Whether a single word that opens the sentence speaks: "[Andersson] said"."""
    return at < sentence.end and sentence.doc[at].norm_ in words("saying")


def _past_name(token: Token, sentence: Span) -> int:
    """The index behind the token where it goes on with a name, else 0.

    The full stop of an initial belongs to it where a name follows: "Jennifer K. Sun".
    """
    following = token.doc[token.i + 1] if token.i + 1 < sentence.end else None
    if token.text == "." and following is not None and _is_initial(token.doc[token.i - 1]):
        linked = following.lower_ in words("name_links")
        return int(following.i + (not linked)) if linked or _is_name(following) else 0
    if _is_initial(token) and following is not None and following.text == ".":
        return int(token.i + 1)
    goes_on = token.lower_ in words("name_links") and (
        following is not None and (_is_name(following) or following.lower_ in words("name_links"))
    )
    return int(token.i + 1) if _is_name(token) or goes_on else 0


def _is_initial(token: Token) -> bool:
    return len(token) == 1 and token.is_upper


def _is_name(token: Token) -> bool:
    text = token.text
    if not (text[0].isupper() and text[0].isalpha()):
        return False
    return token.lower_ not in words("no_names") and not CREDENTIALS.match(text)


def head_of_titles(
    doc: Doc, names: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[int, int]:
    """The person whose titles and places end in this name: "Ann Lee, PhD, of Leeds, UK, said"."""
    for first, last in names:
        if first >= start:
            break
        between = doc[last:start].text
        is_person = last - first >= 2 or doc[first].lower_ in words("titles")
        if is_person and between.startswith((",", "(")) and not re.search(r"[\"“”;:]", between):
            return first, last
    return start, end


def whole_name(doc: Doc, names: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The name with its head: "University of Leeds"; "Ann Lee" of "Ann Lee of the University ..."

    A person heads the places behind their name, an institution keeps them as part of its own.
    """
    for first, last in reversed(names):
        between = doc[last:start].text.lower()
        if last <= start and between in {"of", "for", "of the", "at", "at the", "from", "from the"}:
            is_place = INSTITUTIONS.search(doc[first:last].text)
            start, end = first, end if is_place else last
    return start, end
