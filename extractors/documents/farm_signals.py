"""Signals of content farms in a page: what was seen, with its evidence, and no score."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.documents.line_rules import line_rules
from extractors.model import Region, Signal

_HUGE = 1500
"""A lone paragraph of this many characters is a wall of text."""
_ENOUGH_WORDS = 120
"""Shorter texts are not blamed for what they lack."""


def find_farm_signals(
    text: str, regions: Sequence[Region], title: str | None, *, links: int | None
) -> tuple[Signal, ...]:
    """One row for each signal; evidence never holds the words of an author card.

    `links` is the number of links in the body, None where the format has none to count.
    """
    furniture = [region for region in regions if region.kind == "boilerplate"]
    body = "\n".join(
        text[region.start : region.end]
        for region in regions
        if region.kind not in {"boilerplate", "references", "headline"}
    )
    paragraphs = [text[r.start : r.end] for r in regions if r.kind == "body"]
    return (
        *_of_furniture(text, furniture),
        *_of_rules(title or "", body),
        *_of_lacks(body, links),
        *_of_paragraphs(paragraphs),
    )


def _of_furniture(text: str, furniture: Sequence[Region]) -> Iterator[Signal]:
    by_reason: dict[str, list[str]] = {}
    for region in furniture:
        lines = text[region.start : region.end].splitlines()
        by_reason.setdefault(region.label, []).extend(
            line.strip() for line in lines if line.strip()
        )
    if "repeated_title" in by_reason:
        yield Signal("title_repeated_at_foot", by_reason["repeated_title"][0][:120])
    if counters := by_reason.get("engagement_counter"):
        yield Signal("engagement_counters", "; ".join(line[:60] for line in counters[:4]))
    card = by_reason.get("author_card", [])
    fields = [field for line in card if (field := line.split(":")[0].lower()) in _CARD_FIELDS]
    if len(set(fields)) >= 2:
        yield Signal("generated_author_card", "fields: " + ", ".join(dict.fromkeys(fields)))
    if empty := by_reason.get("empty_heading"):
        yield Signal("empty_references", f"nothing under {empty[0][:40]!r}")
    if by_reason.get("engagement_coda"):
        yield Signal("engagement_coda", by_reason["engagement_coda"][-1][-120:])


_CARD_FIELDS = frozenset(
    {"birthday", "address", "phone", "job", "hobby", "hobbies", "introduction", "date of birth"}
)


_QUOTED = re.compile('“[^“”]{1,600}”|"[^"\n]{1,600}"')


def _of_rules(title: str, body: str) -> Iterator[Signal]:
    own_words = _QUOTED.sub(" ", body)  # an interview is full of what somebody thinks
    for rule in line_rules("farm_signals"):
        where = title if rule.extra["where"] == "title" else own_words
        found = [match.group().strip() for match in rule.pattern.finditer(where)]
        if len(found) >= rule.extra.get("least", 1):
            yield Signal(rule.category, "; ".join(words[:80] for words in found[:4]))


def _of_lacks(body: str, links: int | None) -> Iterator[Signal]:
    words = len(body.split())
    if words < _ENOUGH_WORDS:
        return
    if links == 0:
        yield Signal("no_link", f"no link in {words} words")
    if not re.search(r"(?<![\w.-])\d", body):
        yield Signal("no_number", f"no number in {words} words")
    if not _NAMED.search(body):
        yield Signal("no_named_source", f"no person, journal or university in {words} words")


_NAMED = re.compile(
    r"\bet al\b|\bdoi\b|\bUniversity of\b|\b(?:Dr|Prof|Professor)\b|\bJournal\b"
    r"|(?<=[a-z,;:(“\"] )(?:[A-Z][a-z]+ ){1,2}(?:[A-Z]\. )?(?:Mc|Mac|O['’])?[A-Z][a-z]+"
)


def _of_paragraphs(paragraphs: Sequence[str]) -> Iterator[Signal]:
    longest = max(map(len, paragraphs), default=0)
    if longest >= _HUGE and longest > 0.8 * sum(map(len, paragraphs)):
        yield Signal("one_huge_paragraph", f"{longest} characters without a break")
