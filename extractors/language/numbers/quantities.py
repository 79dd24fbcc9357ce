"""The numbers of a text that measure something: effects, shares, doses, sample sizes.

Found in the characters of each sentence (a tokenizer cuts "1·2-3·4" and "P<.001" in too many ways),
by the names in `rules/quantities.toml` and the shapes of `rules/quantity_shapes.toml`:

    name value       "HR 0.72", "number needed to treat (NNT) was 5", "beta 5.74", "n = 30"
    value unit       "54%", "8 mg/kg", "thirty adults", "30-patient"
    share            "9 of 30 (30%)", "96/2212 (4.3%)", "one in five", "two-thirds of patients"
    mean             "12.4 ± 3.1"
    p                "P<.001", "p = 0·03"

Intervals and P values are attached to their estimates (see `estimates`).
Values are as written: a percentage in percent, a P value with "<", ">" or "=" as its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import cast

from spacy.tokens import Doc

from extractors.language.numbers.estimates import with_interval, with_p_values, with_shared_units
from extractors.language.numbers.quantity_lookalikes import fits, is_lookalike, is_percent
from extractors.language.words.expressions import (
    Expression,
    compiled,
    expression,
    expressions,
    names,
)
from extractors.language.words.numerals import NUMBER, SIGNED, WORDS, is_label, value_of
from extractors.language.words.patterns import Rule, load_rules
from extractors.language.words.steps import text_of
from extractors.model import Measure, Quantity

_SILENT = frozenset({"boilerplate", "references"})
_NAMED: tuple[Measure, ...] = (
    *("nnt", "nnh", "hr", "or", "rr", "smd", "md", "correlation", "beta", "mean"),
    "sample_size",
)
"""Measures that are told by their names, in `rules/quantities.toml`."""
_IN_WORDS = frozenset({"nnt", "nnh", "sample_size", "mean"})
"""Measures whose values are written in words, too."""
_NO_LABEL = (
    r"(?<![A-Za-z])(?<![A-Za-z][-‐‑–(])(?<![<>≥≤])(?<![<>≥≤] )"
    r"(?<![wW]eek )(?<![wW]eeks )(?<!month )(?<!day )(?<!year )"
)
"""What no value follows: "HAMD17", "IL-6", "t(33)", "pH > 4", "at week 4"."""
_REPEATED = frozenset({"nnt", "nnh", "mean", "hr", "or", "rr"})
_IN_UNITS = frozenset({"mean", "md", "beta"})
_UNIT_REACH = 60
_FRACTIONS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0}
_ROUNDING = 1.5
"""Percentage points by which a share and the percentage in brackets behind it may differ."""
_SIGNS = {"<=": "<", "≤": "<", "< or =": "<", "less than": "<",
          ">=": ">", "≥": ">", "greater than": ">", "<": "<", ">": ">"}  # fmt: skip
_PARTS = {"share": "who", "value": "lead", "decimal": "decimal"}
"""Groups that are the number alone, where the other group holds more than that."""
_BY = re.compile(r"\bby (?:\w+ )?\S+$")
_NUMBER_START = re.compile(rf"(?=(?:(?<![\w)%.])[-−–])?{NUMBER})")

_expression = partial(expression, "quantity_shapes")


@cache
def _named() -> tuple[tuple[Measure, Expression], ...]:
    # One for each wording: most can match only where their letters stand.
    return tuple(
        (measure, compiled(rf"(?:{wording}){_value_behind(measure)}"))
        for measure in _NAMED
        for rule in load_rules("quantities")
        if rule.category == measure
        for wording in rule.patterns
    )


def _value_behind(measure: Measure) -> str:
    """What follows a measure's name: what it is of, what leads to the value, the value."""
    between = partial(names, "quantity_shapes")
    lead = f"(?:{between('abbreviation')})?(?:{between('about')})?(?:{between('lead')})*"
    number = f"{SIGNED}|{WORDS}" if measure in _IN_WORDS else SIGNED
    glued = "(?:kg|g|mm|cm|ml|mL|min|h|s|x)"
    no_interval = rf"(?![.·]?\d|/|(?!{glued}\b)\w|-[a-z]|\s?%\s?C[Il]s?\b)"
    return rf"{lead}{_NO_LABEL}(?:[£$€]\s?)?(?P<value>{number}){no_interval}"


def find_quantities(doc: Doc) -> tuple[Quantity, ...]:
    """The quantities of the document in order, none overlapping; furniture yields none.

    `start` and `end` are code points of the document and run from the name of the measure to the
    end of the value; `surface` is the text there.
    """
    found: list[Quantity] = []
    text = text_of(doc)
    for sentence in doc.sents:
        start = sentence.start_char
        words = text[start : sentence.end_char]
        if _expression("holds_number").search(words) and not _region_is_silent(doc, start):
            found += _in_sentence(words, start)
    return tuple(found)


def _region_is_silent(doc: Doc, offset: int) -> bool:
    return any(r.kind in _SILENT and r.start <= offset < r.end for r in doc._.regions)


def _in_sentence(text: str, offset: int) -> list[Quantity]:
    taken: list[tuple[int, int]] = []
    found: list[Quantity] = []
    for match, quantity in (*_p_values(text), *_named_values(text), *_shaped_values(text)):
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        reach = max(match.end(), quantity.end)
        if spread := _expression("spread").match(text[reach : reach + _UNIT_REACH], 0):
            reach += spread.end()
        quantity, reach = with_interval(quantity, text, reach)
        taken.append((min(match.start(), quantity.start), reach))
        found.append(quantity)
    found.sort(key=lambda quantity: quantity.start)
    whole = with_p_values(with_shared_units(found, text), text)
    return [replace(q, start=q.start + offset, end=q.end + offset) for q in whole]


def _quantity(
    match: re.Match[str], measure: Measure, value: float | None, unit: str | None = None
) -> Quantity:
    return Quantity(match.start(), match.end(), match.group(), measure, value, unit)


def _p_values(text: str) -> Iterator[tuple[re.Match[str], Quantity]]:
    for match in _expression("p_value").finditer(text):
        value = value_of(match["value"])
        sign = _SIGNS.get(match["sign"] or "=", "=")
        if value is not None and (power := match["power"]):
            value *= 10.0 ** -int(power)
        elif tens := match["tens"]:
            value = 10.0 ** -int(tens)
        if value is not None and value <= 1 and (match["sign"] or "value" in match.group()):
            yield match, replace(_quantity(match, "p_value", value, sign), p_value=value)
            yield from _more_p_values(text, match.end(), sign)


def _more_p_values(text: str, at: int, sign: str) -> Iterator[tuple[re.Match[str], Quantity]]:
    """The others of a list: "P = .01 and .03, respectively"."""
    while match := _expression("p_more").search(text[at:]):
        value, sign = value_of(match["value"]), _SIGNS.get(match["sign"] or "", sign)
        start, end = at + match.start("value"), at + match.end("value")
        number = Quantity(start, end, match["value"], "p_value", value, sign, p_value=value)
        whole = re.compile(re.escape(match["value"])).match(text, start)
        if value is None or whole is None:
            return
        yield whole, number
        at = end


def _named_values(text: str) -> Iterator[tuple[re.Match[str], Quantity]]:
    for measure, named in _named():
        for match in named.finditer(text):
            value = value_of(match["value"])
            labelled = is_label(text, match.start("value"))
            if value is None or labelled or not fits(measure, value, match, text):
                continue
            unit = _unit_of(measure, text, match)
            by = unit == "%" and measure == "mean" and _BY.search(match.group())
            yield match, _quantity(match, "percent" if by else measure, value, unit)
            other = _expression("other_arm").match(text, match.end())
            if measure in _REPEATED and other:
                yield from _another(measure, other)
            while _expression("several").match(match.group(), 0) and (
                other := _expression("other_value").match(text, (other or match).end())
            ):
                yield from _another(measure, other)


def _another(measure: Measure, match: re.Match[str]) -> Iterator[tuple[re.Match[str], Quantity]]:
    """A further value of a measure that was named before its first."""
    if (value := value_of(match["value"])) is not None:
        yield match, Quantity(*match.span("value"), match["value"], measure, value)


def _unit_of(measure: Measure, text: str, named: re.Match[str]) -> str | None:
    """The unit behind a named value, and behind the spread that follows it; money before it."""
    end = named.end()
    if money := _expression("currency").search(text[: named.start("value")]):
        return money.group().strip()
    if is_percent(text[end:]):
        return "%"
    if measure not in _IN_UNITS:
        return None
    match = _expression("unit_behind").match(text[end : end + _UNIT_REACH], 0)
    return match["unit"] if match else None


def _shaped_values(text: str) -> Iterator[tuple[re.Match[str], Quantity]]:
    starts = [match.start() for match in _NUMBER_START.finditer(text)]
    for rule, shape in expressions("quantity_shapes", "shape"):
        measure = cast(Measure, rule.extra["measure"])
        for match in _found(rule, shape, text, starts):
            groups = match.groupdict()
            value = _shape_value(groups)
            labelled = measure != "percent" and is_label(text, match.start())
            if value is None or labelled or is_lookalike(measure, match, text):
                continue
            unit = groups.get("unit") or ("%" if measure == "percent" else rule.extra.get("unit"))
            yield match, _without_arm(match, _quantity(match, measure, value, unit))


def _found(
    rule: Rule, shape: Expression, text: str, starts: Sequence[int]
) -> Iterator[re.Match[str]]:
    """The matches of a shape; one that begins with a number is tried there and nowhere else."""
    if rule.extra["at"] == "anywhere":
        yield from shape.finditer(text)
        return
    if not shape.can_match(text):
        return
    reached = 0
    for start in starts:
        if start >= reached and (match := shape.match(text, start)):
            reached = match.end()
            yield match


def _without_arm(match: re.Match[str], quantity: Quantity) -> Quantity:
    """The number alone where the match holds words of its arm: "9 of 17" given the drug (53%)."""
    groups = match.groupdict()
    part = next((part for part, words in _PARTS.items() if (groups.get(words) or "").strip()), None)
    if part is None:
        return quantity
    start, end = match.span(part)
    return replace(quantity, start=start, end=end, surface=match[part])


def _shape_value(groups: dict[str, str | None]) -> float | None:
    if fraction := groups.get("fraction"):
        words = re.split("[- ]", fraction.lower())
        share = _FRACTIONS[words[-1].removesuffix("s")]
        return share * (value_of(words[0]) or 1.0 if len(words) > 1 else 1.0)
    if second := groups.get("other_sex"):
        return _sum(groups["value"], second)
    if groups.get("none"):
        return 0.0
    written = value_of(groups.get("value") or groups.get("decimal") or "")
    if groups.get("part") is None:
        return written
    part, whole = value_of(groups["part"] or ""), value_of(groups.get("whole") or "")
    if part is None or not whole or part > whole:
        return None
    share = 100 * part / whole
    if written is None:
        return share
    return written if abs(written - share) < _ROUNDING else None


def _sum(one: str | None, other: str) -> float | None:
    first, second = value_of(one or ""), value_of(other)
    return None if first is None or second is None else first + second
