"""Numbers that look like a measure and are none: a heart rate, an age, a saline, an event."""

from __future__ import annotations

import re
from functools import partial

from extractors.language.words.expressions import expression, names
from extractors.language.words.numerals import value_of
from extractors.model import Measure

__all__ = ["fits", "is_lookalike", "is_percent"]

_RATIOS = frozenset({"hr", "rr", "or"})
_MANY = 50_000
"""More people than nearly any study has: how many have an illness, unless a study took them in."""
_NEAR = 12
_BEFORE = 220
_PERCENT = re.compile(r"\s?(?:%|per ?cent\b)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MEAN_VERB = re.compile(r"mean \d+$")

_expression = partial(expression, "quantity_shapes")


def is_percent(after: str) -> bool:
    """Whether a percent sign follows."""
    return bool(_PERCENT.match(after))


def fits(measure: Measure, value: float, match: re.Match[str], text: str) -> bool:
    """Whether this can be a value of the named measure: no heart rate, no age, no year."""
    after = text[match.end() : match.end() + _NEAR]
    if text[: match.start("value")].endswith("[") and after.startswith("]") and value >= 1:
        return False  # the number of a reference
    if _expression("when_told").search(text[match.end() : match.end() + _BEFORE]):
        return False  # "the mean score 60 minutes after naps"
    if measure == "mean" and match["value"][:1].isalpha():
        return bool(_expression("before_value_word").search(text[: match.start("value")]))
    if measure in _RATIOS:
        rate = _expression("not_ratio_after").search(after)
        return 0 < value < 1000 and not rate and not is_percent(after)
    if measure == "correlation":
        return -1 <= value <= 1
    if measure in {"mean", "sample_size"}:
        percent = is_percent(after) and measure == "sample_size"
        wording = match.group()
        timed = _expression("time_after").search(after) and _expression("over_time").search(wording)
        things = wording[:2].lower() == "a " and not _counts_people(text[match.end() :])
        return not (percent or timed or things or _is_no_result(wording, after))
    return True


def _counts_people(after: str) -> bool:
    """Whether what follows "a total of 30" is people, or leaves it open."""
    return bool(_expression("total_of_people").search(after))


def _is_no_result(wording: str, after: str) -> bool:
    verb = _MEAN_VERB.match(wording)
    return bool(verb or re.search(names("quantities", "no_result"), wording + after))


def is_lookalike(measure: Measure, match: re.Match[str], text: str) -> bool:
    """Whether the number of this shape measures something else."""
    before, after = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() :]
    if measure == "percent":
        share = _expression("not_share_after").search(after)
        return bool(share or _expression("not_share_before").search(before))
    if measure == "dose":
        return bool(_expression("not_dose_after").search(after))
    if measure == "mean":
        no_result = re.search(names("quantities", "no_result"), before[-40:])
        median = _expression("median_before").search(before)
        no_mean = no_result or median or "dose" in before[-40:]
        return bool(no_mean) or after.startswith((" year", " y "))
    return measure == "sample_size" and _is_no_sample(match, before, after)


def _is_no_sample(match: re.Match[str], before: str, after: str) -> bool:
    """Whether the people counted are no sample: an event, a share, a rate, a year, an age."""
    number, words = match["value"], match.group()
    value = value_of(number) or 0.0
    many = value >= _MANY and not _expression("taken_in").search(after)
    ill = many or bool(_expression("ill").search(after))
    ill = ill and not _expression("took_in").search(before)
    seen_in = _expression("not_sample_in").search(before)
    return bool(
        value < 2
        or ill
        or not value.is_integer()
        or (_YEAR.fullmatch(number) and _expression("before_year").search(before))
        or _expression("not_sample_words").search(words)
        or _expression("not_sample_span").search(words[len(number) :])
        or _expression("not_sample_before").search(before)
        or (seen_in and not _expression("sampled_in").search(before))
        or _expression("not_sample_after").search(after)
    )
