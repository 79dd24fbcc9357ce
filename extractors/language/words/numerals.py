"""Numbers as they are written: digits in every journal's style, and words.

`NUMBER` and `COUNT` are expressions to build on; `value_of` reads what they match. Digits: "1,234",
"10 000" with any narrow space, "0·03", ".001", a minus of any shape. Words: "thirty",
"one hundred and twenty", "forty-two", "a dozen". Digits that belong to a name, a label or a
longer string ("IL-6", "week 12", "Table 2", "2019-20", phone numbers) match neither.
"""

from __future__ import annotations

import re

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}

_ANY_WORD = "|".join(sorted((*_UNITS, *_TENS, *_SCALES), key=len, reverse=True))
_LABELS = [
    "week",
    "day",
    "month",
    "year",
    "hour",
    "visit",
    "table",
    "figure",
    "fig",
    "phase",
    "type",
    "grade",
    "stage",
    "chapter",
    "section",
    "level",
    "factor",
    "ref",
    "page",
    "vol",
    "no",
    "group",
    "arm",
    "cycle",
    "item",
    "question",
    "aim",
    "model",
    "age",
    "aged",
    "ages",
    "appendix",
    "box",
    "panel",
    "step",
    "part",
    "version",
    "covid",
    "hospital",
    "room",
    "min",
    "minute",
    "web",
    "number",
    "category",
    "genotype",
    "class",
    "wave",
    "quartile",
]
_AFTER_LABEL = re.compile(rf"(?i:\b(?:{'|'.join(_LABELS)})(?:s|\.)? (?:\d+ (?:and|to|or) )?)$")

_BODY = r"(?:\d{1,3}(?:[,\u2009\u202f\u00a0 ]\d{3})+(?![\d%])|\d+)(?:[.·]\d+)?|[.·]\d+"
_FREE = r"(?<![\w.,·/:#])(?<![A-Za-z][-‐‑–])(?<!\d[-‐‑–−])"
DIGITS = rf"(?:{_BODY})"
"""An unsigned number in digits, wherever it stands; for use inside a longer expression."""
SIGNED = rf"(?:[-−–+‑]\s?)?{DIGITS}"
"""A number in digits with its sign."""
WORDS = rf"(?:\b(?:an? )?(?:{_ANY_WORD})(?:(?:[- ]| and )(?:{_ANY_WORD}))*\b)"
"""A number in words."""
NUMBER = rf"(?:{_FREE}{DIGITS}|(?i:{WORDS}))"
"""A free-standing number, in digits or words, no part of a name or longer string."""


def is_label(text: str, start: int) -> bool:
    """Whether the number that starts here only labels the word before it ("week 12")."""
    return bool(_AFTER_LABEL.search(text, max(0, start - 30), start))


def value_of(text: str) -> float | None:
    """The number that the text writes, None where it writes none ("a" or "and" alone)."""
    plain = text.strip().lower()
    digits = re.sub(r"[,\s]", "", plain.replace("·", "."))
    digits = re.sub("^[−–‑]", "-", digits)
    if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", digits):
        return float(digits)
    return _value_of_words(re.split(r"[-\s]+", plain))


def _value_of_words(words: list[str]) -> float | None:
    total, current, read = 0, 0, False
    for word in words:
        if word in {"a", "an", "and"}:
            continue
        if word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0
        elif word in _UNITS or word in _TENS:
            current += _UNITS.get(word, 0) + _TENS.get(word, 0)
        else:
            return None
        read = True
    return float(total + current) if read else None
