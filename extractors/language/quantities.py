"""The numbers of a text that measure something: effects, shares, doses, sample sizes.

Found in the characters of each sentence (a tokenizer cuts "1·2-3·4" and "P<.001" in too many ways),
by the names in `rules/quantities.toml` and the few shapes in which numbers are written:

    name value       "HR 0.72", "number needed to treat (NNT) was 5", "beta 5.74", "n = 30"
    value unit       "54%", "8 mg/kg", "thirty adults", "30-patient"
    share            "9 of 30 (30%)", "96/2212 (4.3%)", "one in five", "two-thirds of patients"
    mean             "12.4 ± 3.1"
    p                "P<.001", "p = 0·03"

A confidence interval belongs to the estimate before it; a P value is a quantity of its own and is
also attached to the nearest estimate before it in the sentence, to both arms of "54% v 31%".
Values are as written: a percentage in percent, a P value with "<", ">" or "=" as its unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc

from extractors.language.numerals import DIGITS, NUMBER, SIGNED, WORDS, is_label, value_of
from extractors.language.patterns import load_rules
from extractors.model import Measure, Quantity

ESTIMATES = frozenset(
    {"nnt", "nnh", "hr", "or", "rr", "smd", "md", "percent", "mean", "correlation", "beta"}
)
_BARE_INTERVALS = frozenset({"hr", "or", "rr", "smd", "md", "beta", "nnt", "nnh", "mean"})
_SILENT = frozenset({"boilerplate", "references"})

_PERCENT = r"(?:%|per ?cent\b)"
_RANGE = (
    rf"(?P<low>{SIGNED})\s?(?:{_PERCENT}\s?)?(?:to|through|,|;|and|[-−–—‐‑])\s?(?P<high>{SIGNED})"
)
_CI_NAME = (
    r"(?:CI|C\.I\.|CrI|[Cc]onfidence [Ii]ntervals?|[Cc]redible [Ii]ntervals?)(?:\s?\[?CIs?\]?)?"
)
_P_VALUE = re.compile(
    rf"(?<![A-Za-z])[pP](?:[- ]?values?)?\s?(?:for \w+(?: \w+)?\s?|of\s|was\s)?"
    rf"(?P<sign><=|>=|[<>=≤≥]|less than|greater than|of|was)?\s?(?P<value>{DIGITS})(?![\w%])"
)
_NAMED_CI = re.compile(
    rf"[\s(\[,;:]*(?:\d+\s?%\s?|with an? )*{_CI_NAME}\s?(?:\d+\s?%\s?)?[:,=(\[]*\s?"
    rf"(?:of |was |from )?{_RANGE}"
)
_BARE_CI = re.compile(rf"\s?[(\[]\s?{_RANGE}\s?(?:[)\];,])")
_SIGN_FREE = rf"(?:(?<![\w)%.])[-−–])?{NUMBER}"
_FRACTION = r"half|(?:a|one|two|three)[- ](?:half|thirds?|quarters?|fifths?)"
_PER = r"(?:\s?(?:/|per )\s?(?:kg|m2|m²|day|d|week|dose|min|h|hour|kg body ?weight))*"
_SHARED_BY = r"\s?(?:[,)\];]|(?:who|in the|on|versus|vs?|compared|given|receiving|responded)\b)"
_UNITS = r"(?:points?|kg|mm ?Hg|h|hours?|min(?:utes)?|s|sec(?:onds)?|days?|weeks?|months?)"
_NO_ADJECTIVE = r"(?:of|in|with|and|or|to|for|groups?|were|was|had|the|that|from|by|on)\b"
_NO_NOUN = r"(?:of|in|or|and|to|out|is|with|million|billion)\b"
_LEAD = (
    r"(?:[\s,:=(\[~≈]|\b(?:of|was|is|were|are|about|around|approximately|nearly|estimated|at|be|"
    r"only|being|had been|reported|equal to|to be)\b|\bin the \w+ group\b|\d+\s?% CI)*"
)
_ABOUT = r"(?:\s?\([A-Za-z]{2,5}\))?(?:\s(?:for|of|in|between|on|from)\s[^.;:()\d]{2,60}?)?"


@cache
def _names(category: str) -> str:
    patterns = [p for r in load_rules("quantities") if r.category == category for p in r.patterns]
    return "|".join(patterns)


@cache
def _named() -> tuple[tuple[Measure, re.Pattern[str]], ...]:
    measures: tuple[Measure, ...] = (
        *("nnt", "nnh", "hr", "or", "rr", "smd", "md", "correlation", "beta", "mean"),
        "sample_size",
    )
    return tuple(
        (
            m,
            re.compile(
                rf"(?:{_names(m)}){_ABOUT}{_LEAD}(?P<value>{SIGNED}|{WORDS})(?![\w/]|-[a-z])"
            ),
        )
        for m in measures
    )


_Finder = Callable[[str, Sequence[int]], Iterator[re.Match[str]]]
"""Finds an expression in a text of which it is told where numbers start."""
_NUMBER_START = re.compile(rf"(?={_SIGN_FREE})")


def _anywhere(expression: str, flags: int = 0) -> _Finder:
    compiled = re.compile(expression, flags)
    return lambda text, starts: compiled.finditer(text)


def _at_numbers(expression: str, flags: int = 0) -> _Finder:
    """The finder of an expression that begins with a number: tried there and nowhere else."""
    compiled = re.compile(expression, flags)

    def find(text: str, starts: Sequence[int]) -> Iterator[re.Match[str]]:
        reached = 0
        for start in starts:
            if start >= reached and (match := compiled.match(text, start)):
                reached = match.end()
                yield match

    return find


@cache
def _shapes() -> tuple[tuple[Measure, _Finder], ...]:
    people = _names("participant")
    dose = _names("dose")
    share = rf"(?P<part>{NUMBER})(?:\s?/\s?|\s(?:out )?of (?:the |all )?)(?P<whole>{NUMBER})"
    adjective = rf"(?:(?!{_NO_ADJECTIVE})[A-Za-z][\w-]*[ -])"
    return (
        ("mean", _at_numbers(rf"(?P<value>{_SIGN_FREE})\s?(?:±|\+/[-−])\s?{DIGITS}")),
        (
            "percent",
            _at_numbers(
                rf"(?P<share>{share})(?P<who>\s?[^()%.;]{{0,40}}?)"
                rf"[(\[,]\s?(?P<value>{DIGITS})\s?{_PERCENT}[)\]]?"
            ),
        ),
        ("percent", _at_numbers(rf"(?P<value>{_SIGN_FREE})\s?{_PERCENT}")),
        ("percent", _at_numbers(rf"(?P<value>{WORDS}) per ?cent\b", re.I)),
        ("md", _at_numbers(rf"(?P<value>{_SIGN_FREE})[- ]percentage[- ]points?")),
        ("percent", _at_numbers(rf"{share}(?={_SHARED_BY})")),
        ("percent", _anywhere(rf"(?i:\b(?P<none>none) of )(?:the )?(?P<whole>{NUMBER})")),
        (
            "mean",
            _at_numbers(
                rf"(?P<value>{_SIGN_FREE}) (?P<unit>{_UNITS})(?=\s?[(\[]\s?\d+ ?% ?{_CI_NAME})"
            ),
        ),
        ("mean", _at_numbers(rf"(?<=by )(?P<value>{_SIGN_FREE}) (?P<unit>points?|mm ?Hg|kg)\b")),
        ("percent", _at_numbers(rf"{share}(?= {adjective}{{0,2}}(?:{people})\b)")),
        ("percent", _at_numbers(rf"(?P<part>{WORDS})[ -]in[ -](?P<whole>{WORDS}|\d+)\b", re.I)),
        ("percent", _anywhere(r"(?<!\d )\b(?P<part>1)[ -]in[ -](?P<whole>\d+)\b(?! ?%)")),
        ("percent", _anywhere(rf"\b(?P<fraction>{_FRACTION})(?= of )", re.I)),
        ("dose", _at_numbers(rf"(?P<value>{NUMBER})[ -]?(?P<unit>(?:{dose}){_PER})(?![\w/])")),
        (
            "sample_size",
            _at_numbers(
                rf"(?P<value>{NUMBER}) (?:men|males|boys) and (?P<other_sex>{NUMBER}) "
                r"(?P<unit>women|females|girls)\b"
            ),
        ),
        (
            "sample_size",
            _at_numbers(
                rf"(?P<value>{NUMBER})[ -](?!{_NO_NOUN}){adjective}{{0,4}}?(?P<unit>{people})\b"
            ),
        ),
    )


_FRACTIONS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0}
_ROUNDING = 1.5
"""Percentage points by which a share and the percentage in brackets behind it may differ."""
_LAB_VALUE = re.compile(r"\s?(?:/|per )\s?(?:[dm]?[Ll]\b|[dm]?l\b|lit|mol|mmol|m[Ll])")
_NOT_A_SHARE = re.compile(
    r"\s?(?:CI\b|C\.I|Cr?I\b|confidence|credible|saline|solution|cream|gel\b|ointment|ethanol)"
)
_EVENT = re.compile(
    r"\s(?:who )?(?:\w+ly )?(?:died|dropped|withdrew|discontinued|experienced|reported|developed|"
    r"relapsed|responded|completed|refused|declined|had|achieved|improved|were excluded|worldwide)"
)
_PER_MINUTE = re.compile(r"\s?(?:bpm|beats|breaths|/min|per min|%? ?bpm|days?\b|hours?\b)")


_HOLDS_NUMBER = re.compile(
    r"(?i)\d|\b(?:one|two|three|half|four|five|\w+ty|\w+teen|six|seven|eight|nine|ten|hundred|"
    r"dozen|twelve|eleven)\b"
)


def find_quantities(doc: Doc) -> tuple[Quantity, ...]:
    """The quantities of the document in order, none overlapping; furniture yields none.

    `start` and `end` are code points of the document and run from the name of the measure to the
    end of the value; `surface` is the text there.
    """
    found: list[Quantity] = []
    text = doc.text
    for sentence in doc.sents:
        start = sentence.start_char
        words = text[start : sentence.end_char]
        if _HOLDS_NUMBER.search(words) and not _region_is_silent(doc, start):
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
        quantity, reach = _with_interval(quantity, text, max(match.end(), quantity.end))
        taken.append((min(match.start(), quantity.start), reach))
        found.append(quantity)
    found.sort(key=lambda quantity: quantity.start)
    return [
        replace(q, start=q.start + offset, end=q.end + offset) for q in _with_p_values(found, text)
    ]


def _quantity(
    match: re.Match[str], measure: Measure, value: float | None, unit: str | None = None
) -> Quantity:
    return Quantity(match.start(), match.end(), match.group(), measure, value, unit)


def _p_values(text: str) -> Iterator[tuple[re.Match[str], Quantity]]:
    for match in _P_VALUE.finditer(text):
        value = value_of(match["value"])
        signs = {"<=": "<", "≤": "<", "less than": "<", ">=": ">", "≥": ">", "greater than": ">"}
        sign = match["sign"] or "="
        sign = signs.get(sign, sign if sign in "<>" else "=")
        if value is not None and value <= 1 and (match["sign"] or "value" in match.group()):
            yield match, replace(_quantity(match, "p_value", value, sign), p_value=value)


def _named_values(text: str) -> Iterator[tuple[re.Match[str], Quantity]]:
    for measure, expression in _named():
        for match in expression.finditer(text):
            value = value_of(match["value"])
            if value is None or not _fits(measure, value, match, text):
                continue
            percent = _is_percent(text[match.end() :])
            yield match, _quantity(match, measure, value, "%" if percent else None)
            other = _OTHER_ARM.match(text, match.end()) if measure in _REPEATED else None
            if other and (second := value_of(other["value"])) is not None:
                start, end = other.span("value")
                yield other, Quantity(start, end, other["value"], measure, second)


def _fits(measure: Measure, value: float, match: re.Match[str], text: str) -> bool:
    """Whether this can be a value of the measure: no heart rate, no age, no year."""
    after = text[match.end() : match.end() + 12]
    if measure in {"hr", "rr", "or"}:
        return 0 < value < 1000 and not _PER_MINUTE.match(after) and not _is_percent(after)
    if measure == "correlation":
        return -1 <= value <= 1
    if measure in {"mean", "sample_size"}:
        percent = _is_percent(after) and measure == "sample_size"
        over_time = _TIME_UNIT.match(after) and _OVER_TIME.search(match.group())
        return not percent and not over_time and not _is_no_result(match.group(), after)
    return True


def _is_percent(after: str) -> bool:
    return bool(re.match(rf"\s?{_PERCENT}", after))


def _is_no_result(wording: str, after: str) -> bool:
    verb = wording.startswith("mean ") and re.match(r"mean \d", wording)
    return bool(verb or re.search(_names("no_result"), wording + after))


def _shaped_values(text: str) -> Iterator[tuple[re.Match[str], Quantity]]:
    starts = [match.start() for match in _NUMBER_START.finditer(text)]
    for measure, find in _shapes():
        for match in find(text, starts):
            groups = match.groupdict()
            value = _shape_value(groups)
            if (
                value is None
                or is_label(text, match.start())
                or _is_lookalike(measure, match, text)
            ):
                continue
            unit = groups.get("unit") or ("%" if measure == "percent" else None)
            unit = "percentage points" if measure == "md" else unit
            yield match, _without_arm(match, _quantity(match, measure, value, unit))


def _without_arm(match: re.Match[str], quantity: Quantity) -> Quantity:
    """The share alone where words stand before its percentage: "9 of 17" given the drug (53%)."""
    if not match.groupdict().get("who", "").strip():
        return quantity
    start, end = match.span("share")
    return replace(quantity, start=start, end=end, surface=match["share"])


def _shape_value(groups: dict[str, str | None]) -> float | None:
    if fraction := groups.get("fraction"):
        words = re.split("[- ]", fraction.lower())
        share = _FRACTIONS[words[-1].removesuffix("s")]
        return share * (value_of(words[0]) or 1.0 if len(words) > 1 else 1.0)
    if second := groups.get("other_sex"):
        return _sum(groups["value"], second)
    if groups.get("none"):
        return 0.0
    written = value_of(groups.get("value") or "")
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


def _is_lookalike(measure: Measure, match: re.Match[str], text: str) -> bool:
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() :]
    if measure == "percent":
        return bool(_NOT_A_SHARE.match(after)) or bool(re.search(r"(?:CI|CrI)\W{0,3}$", before))
    if measure == "dose":
        return bool(_LAB_VALUE.match(after))
    if measure == "mean":
        aged = after.startswith((" year", " y ")) or re.search(_names("no_result"), before)
        return bool(aged) or "dose" in before
    if measure == "sample_size":
        return _is_no_sample(match, before, after)
    return False


def _is_no_sample(match: re.Match[str], before: str, after: str) -> bool:
    """Whether the people counted are no sample: an event, a share, a rate, a year, an age."""
    number, words = match["value"], match.group()
    value = value_of(number) or 0.0
    shared = _NOT_OF_A_SAMPLE.search(before) and not _SAMPLED_IN.search(before)
    return bool(
        value < 2
        or not value.is_integer()
        or (re.fullmatch(r"(?:19|20)\d\d", number) and _BEFORE_A_YEAR.search(before))
        or _NO_COUNT.search(words)
        or _A_SPAN.match(words, len(number))
        or shared
        or _EVENT.match(after)
    )


_BEFORE_A_YEAR = re.compile(r"(?i:\b(?:in|since|by|of))\s$")
_NO_COUNT = re.compile(
    r"million|billion|year|month|week|day|hour|mg|percent|\bper\b|-fold| to |point"
)
_A_SPAN = re.compile(r"-(?:years?|weeks?|months?|days?|points?|items?|min|hours?)")
_NOT_OF_A_SAMPLE = re.compile(
    r"(?:\bper|\bevery|\bin|out of|\bage[ds]?|\bor|older|over the) $|[-–]$"
)
_SAMPLED_IN = re.compile(
    r"(?:study|trial|placebo|test(?:ed|s)?|carried out|conducted|"
    r"data|results?|done|review|analysis) in $"
)


def _with_interval(quantity: Quantity, text: str, written: int) -> tuple[Quantity, int]:
    """The estimate, written out to `written`, with the interval behind it, and where that ends."""
    if quantity.measure not in ESTIMATES:
        return quantity, written
    after = text[written:]
    unit = re.match(r"\s?(?:%|points?|mm ?Hg|kg|units?)?\s?\)?", after)
    skip = unit.end() if unit else 0
    for at in (0, skip):
        match = _NAMED_CI.match(after, at)
        if match is None and quantity.measure in _BARE_INTERVALS:
            match = _BARE_CI.match(after, at)
        if match and (limits := _limits(match, quantity.value)):
            low, high = limits
            return replace(quantity, ci_low=low, ci_high=high), written + match.end()
    return quantity, written


def _limits(match: re.Match[str], value: float | None) -> tuple[float, float] | None:
    low, high = value_of(match["low"]), value_of(match["high"])
    if low is None or high is None:
        return None
    if low > high and match["high"][0] in "-−–":  # "1.4 - 3.2" read as a negative limit
        high = abs(high)
    low, high = min(low, high), max(low, high)
    inside = value is None or low - 1e-9 <= value <= high + 1e-9
    return (low, high) if inside or abs(low) <= abs(value or 0) <= abs(high) else None


def _with_p_values(found: list[Quantity], text: str) -> Iterator[Quantity]:
    """The quantities of a sentence, P values attached to the estimates that they belong to."""
    for index, quantity in enumerate(found):
        if quantity.measure in ESTIMATES:
            quantity = replace(quantity, p_value=_p_after(found, index, text))
        yield quantity


def _p_after(found: list[Quantity], index: int, text: str) -> float | None:
    for previous, following in zip(found[index:], found[index + 1 :], strict=False):
        between = text[previous.end : following.start]
        if ";" in between and following.measure != "p_value":
            return None
        if following.measure == "p_value":
            return following.p_value if len(between) < 90 else None
        arms = following.measure == found[index].measure and _COMPARED.search(between)
        if not arms:
            return None
    return None


_REPEATED = frozenset({"nnt", "nnh", "mean", "hr", "or", "rr"})
_OTHER_ARM = re.compile(
    rf"\s(?:points? )?(?:v|vs\.?|versus|compared (?:with|to)|against)\s(?:about |only |placebo )?"
    rf"(?P<value>{SIGNED})(?![\w%/])(?!\s?%)"
)
_OVER_TIME = re.compile(r"(?:over|after|at|during|for|the)\s\S+$")
_TIME_UNIT = re.compile(r"[- ](?:days?|weeks?|months?|years?|visits?)\b")
_COMPARED = re.compile(r"(?i)\b(?:v|vs|versus|compared (?:with|to)|and|against|than)\b")
