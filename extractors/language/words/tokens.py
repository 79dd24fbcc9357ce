"""spaCy's English tokenizer with the repairs that health text needs, and matchable norms.

Repairs: dashes between words are tokens ("(IL-6)—has" hides no cytokine), brackets and slashes
split wherever they stand, a full stop sticks to no closing bracket. Norms (`token.norm_`) are what
patterns and lexicons match: lower case, every hyphen "-", straight quotes, Greek letters spelled
out ("TNFα" and "TNF-α" become "tnfalpha" and "tnf - alpha"), contractions resolved by spaCy
("don't" is "do not").
"""

from __future__ import annotations

import re
from collections.abc import Callable

import spacy
from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import (
    compile_infix_regex,
    compile_prefix_regex,
    compile_suffix_regex,
    registry,
)

HYPHENS = "-‐‑‒−﹣－"
"""Hyphen, no-break hyphen, figure dash, minus: all of them join "IL" and "6" on real pages."""

GREEK = {
    "α": "alpha",
    "β": "beta",
    "ß": "beta",  # the German letter stands in for beta on many pages
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "τ": "tau",
    "ω": "omega",
}

_FOLD = str.maketrans(
    {
        **dict.fromkeys(HYPHENS, "-"),
        **dict.fromkeys("‘’‛ʼ´`", "'"),
        **dict.fromkeys("“”„‟", '"'),
        "\u00a0": " ",
        "\u202f": " ",
        "\u00ad": "",
        "\u200b": "",
    }
)
_GREEK = str.maketrans(GREEK)
_LETTER_OR_DIGIT = r"[A-Za-z0-9α-ωΑ-Ω]"
_INFIXES = (
    r"[—–]|--+",
    r"[()\[\]{}]",
    rf"(?<={_LETTER_OR_DIGIT})/(?={_LETTER_OR_DIGIT})",
    rf"(?<=[A-Za-zα-ω])[{HYPHENS}](?=[A-Za-zα-ω])",
    rf"(?<=[0-9])[{HYPHENS}](?=[A-Za-zα-ω]{{3,}})",
    r"(?<=[A-Za-z]{3})\+(?=[A-Za-z]{3})",  # "cisplatin+etoposide", but no "CD4+" nor "F+A"
    r"(?<=[a-z])[.](?=[A-Z][a-z])",
    r"(?<=[A-Za-z])[=<>≤≥](?=[0-9.])",
    r"(?<=[a-z])[?!](?=[A-Za-z])",
)
_PREFIXES = (r"[—–]", r"[<>=≤≥~≈]", rf"[{HYPHENS}](?=[A-Za-zα-ω])")
_SUFFIXES = (
    r"[—–]",
    r"(?<=[)\]])[.,;:]",
    rf"(?<=[A-Za-zα-ω])[{HYPHENS}]",
    r"(?<=[0-9a-zα-ω][A-Z])\.",  # "IL-17A.", "NF-kappaB."
    r"(?<=(?<![\w.&-])[A-Z])\.",  # "hepatitis C.", and initials too
)
_WHOLE = re.compile(r"[A-Za-z]+[0-9]+[A-Z]")
"""Symbols whose last letter is no unit: PI3K, HEK293T, E220K."""
_NO_CONTRACTIONS = frozenset({"id", "Id", "ID", "wed", "Wed", "WED"})
_EMOTICON = re.compile(r"[():\[\]=;|]")


def fold(text: str) -> str:
    """The text as lexicons and patterns see it: lower case, plain hyphens and quotes, no Greek."""
    return text.translate(_FOLD).lower().translate(_GREEK)


def blank_english() -> Language:
    """A blank English pipeline with the repaired tokenizer and folded norms."""
    return repair_tokenizer(spacy.blank("en"))


def repair_tokenizer(nlp: Language) -> Language:
    """The same pipeline, its tokenizer repaired and its norms folded."""
    defaults = nlp.Defaults
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    tokenizer.infix_finditer = compile_infix_regex([*_INFIXES, *(defaults.infixes or ())]).finditer
    tokenizer.prefix_search = compile_prefix_regex([*_PREFIXES, *(defaults.prefixes or ())]).search
    tokenizer.suffix_search = compile_suffix_regex([*_SUFFIXES, *(defaults.suffixes or ())]).search
    tokenizer.rules = {
        word: pieces
        for word, pieces in (tokenizer.rules or {}).items()
        if word not in _NO_CONTRACTIONS and not _EMOTICON.search(word)
    }
    tokenizer.token_match = _WHOLE.fullmatch
    nlp.vocab.lex_attr_getters[NORM] = fold  # type: ignore[attr-defined]
    return nlp


def _tokenizer_repair() -> Callable[[Language], Language]:
    return repair_tokenizer


registry.callbacks.register("hedgerow.repair_tokenizer", func=_tokenizer_repair)
"""The name by which a training configuration asks for the tokens of run time."""
