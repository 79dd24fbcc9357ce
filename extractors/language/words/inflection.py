"""The inflected and respelled forms of an English word, for patterns that must not list them.

Forms are made generously (a form that is no word matches nothing and does no harm) from regular
English spelling and the table in `rules/irregular_forms.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_VOWELS = "aeiou"
_RESPELLINGS = (
    (re.compile(r"is(e|es|ed|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"ys(e|es|ed|ing)$"), r"yz\1"),
    (re.compile(r"our(s|ed|ing|able|ably|ite|ites|)$"), r"or\1"),
    (re.compile(r"ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"aem"), "em"),
    (re.compile(r"oed"), "ed"),
)


@cache
def _irregular() -> dict[str, list[str]]:
    table = resources.files("extractors") / "rules" / "irregular_forms.toml"
    return tomllib.loads(table.read_text("utf-8"))


def _doubles(word: str) -> bool:
    """Whether the final consonant is written twice before -ed (stop, stopped)."""
    return bool(re.search(r"[^aeiou][aeiou][bdfgklmnprt]$", word)) and len(word) <= 5


def _regular(word: str) -> set[str]:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        stem = word[:-1]
        return {stem + "ies", stem + "ied", word + "ing", stem + "ier", stem + "iest"}
    if word.endswith("ie"):
        return {word + "s", word + "d", word[:-2] + "ying"}
    if word.endswith("e"):
        stem = word[:-1]
        return {word + "s", word + "d", stem + "ing", word + "r", word + "st"}
    plural = word + ("es" if re.search(r"(s|x|z|ch|sh)$", word) else "s")
    forms = {plural, word + "ed", word + "ing", word + "er", word + "est"}
    if _doubles(word) or word.endswith("l"):
        forms |= {word + word[-1] + suffix for suffix in ("ed", "ing", "er", "est")}
    return forms


def respellings(word: str) -> frozenset[str]:
    """The word with its American spelling beside the British one, where they differ."""
    return frozenset({word} | {there.sub(here, word) for there, here in _RESPELLINGS})


@cache
def forms(word: str) -> frozenset[str]:
    """Every inflected form of a lower-case word, itself included, in both spellings."""
    irregular = _irregular().get(word)
    inflected = {word, *irregular} if irregular is not None else {word} | _regular(word)
    return frozenset(spelling for form in inflected for spelling in respellings(form))
