"""The verdict on a fetched page: is it an article, and if not, what is it and how do we know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extractors.documents.line_rules import LineRule, line_rules
from extractors.model import Region, Verdict

_TOO_SHORT = 40
"""Words of main text under which nothing can be claimed worth the name."""
_DISAGREES = 0.35
"""Share of the page's own article body that must come back in the main text."""
_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the verdict rests on."""

    text: str
    """The main text with its furniture already cut."""
    regions: Sequence[Region]
    title: str | None
    language: str
    links: int
    page_text: str
    """The words of the whole page, for walls that hide the article."""
    page_type: str | None = None
    free: bool | None = None
    article_body: str | None = None


def judge(facts: PageFacts) -> tuple[Verdict, str]:
    """The verdict and its reason in words; "article" has the reason ""."""
    words = len(_body(facts).split())
    phrased = _of_phrases(facts, words)
    if phrased:
        return phrased
    if words < _TOO_SHORT:
        return "too_short", f"{words} words of main text"
    if facts.free is False and words < 200:
        return "paywall", f"declared as not free, {words} words of main text"
    if reason := _list_reason(facts, words):
        return "list_page", reason
    if facts.language != "en":
        return "non_english", f"language {facts.language}"
    if facts.article_body and (reason := _disagreement(facts.text, facts.article_body)):
        return "engine_disagreement", reason
    return "article", ""


def _body(facts: PageFacts) -> str:
    return "\n".join(
        facts.text[region.start : region.end]
        for region in facts.regions
        if region.kind not in {"headline", "boilerplate"}
    )


def _of_phrases(facts: PageFacts, words: int) -> tuple[Verdict, str] | None:
    for rule in line_rules("verdicts"):
        if words >= rule.extra["words"]:
            continue
        if rule.extra["where"] == "title":
            where = facts.title or ""
        else:
            where = facts.text if words >= _TOO_SHORT else facts.page_text[:_LOOKED_AT]
        found = {match.group().lower() for match in rule.pattern.finditer(where)}
        if len(found) >= rule.extra.get("least", 1):
            return _verdict(rule), f"{rule.id}: {min(found, key=len)[:80]!r}, {words} words"
    return None


def _verdict(rule: LineRule) -> Verdict:
    match rule.category:
        case "cookie_wall" | "paywall" | "soft_404" as verdict:
            return verdict
        case other:
            raise AssertionError(f"{rule.id}: no verdict is called {other!r}")


def _list_reason(facts: PageFacts, words: int) -> str | None:
    """Why this is a page of links and teasers, None where it is not."""
    if facts.page_type and facts.page_type.lower() in {"article", "news.article"} and words > 150:
        return None
    blocks = [
        line
        for region in facts.regions
        if region.kind not in {"headline", "table"}
        for line in facts.text[region.start : region.end].split("\n")
        if line.strip()
    ]
    prose = sum(len(block) for block in blocks if len(block) >= 200)
    lengths = [len(block) for block in blocks]
    if len(blocks) >= 12 and median(lengths) < 90 and prose < 0.25 * sum(lengths):
        return f"{len(blocks)} short blocks, {prose / sum(lengths):.0%} in paragraphs"
    if facts.links >= 15 and facts.links * 12 > words:
        return f"{facts.links} links in {words} words"
    teasers = sum(bool(_TEASER.search(block)) for block in blocks)
    return f"{teasers} teasers that end in a link or an ellipsis" if teasers >= 4 else None


_TEASER = re.compile(r"(\[?(…|\.\.\.)\]?|read more|continue reading|more)\s*[»→>]*$", re.IGNORECASE)


def _disagreement(text: str, other: str) -> str | None:
    """Why the page's own article body and the main text cannot both be right."""
    mine, theirs = _shingles(text), _shingles(re.sub(r"<[^>]+>", " ", other))
    if len(theirs) < 100:
        return None
    share = len(mine & theirs) / len(theirs)
    return (
        f"{share:.0%} of the declared article body is in the main text"
        if share < _DISAGREES
        else None
    )


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}
