"""Plain text to a document: the text as given, its regions guessed from its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from extractors.documents.bounds import LONGEST_TEXT, bounded_document
from extractors.documents.farm_signals import find_farm_signals
from extractors.documents.furniture import mark_furniture
from extractors.documents.headings import guess_kind
from extractors.documents.identifiers import find_identifiers
from extractors.documents.page_language import language_of
from extractors.documents.sections import name_sections
from extractors.model import Document, Region


def read_text(text: str, *, id: str) -> Document:
    """The document with `text` exactly as given; furniture is only marked, as `boilerplate`.

    Of more than a million code points the first million is read, and the rest in `dropped`. A
    text is an article, however short, as somebody chose it; only one without a word beside its
    furniture is not.
    """
    text, left_out = text[:LONGEST_TEXT], max(0, len(text) - LONGEST_TEXT)
    paragraphs = list(_paragraphs(text))
    regions = name_sections(text, tuple(_guessed(text, paragraphs)))
    title = next((text[r.start : r.end] for r in regions if r.kind == "headline"), None)
    regions = mark_furniture(text, regions, title)
    found = find_identifiers(text)
    empty = all(region.kind == "boilerplate" for region in regions)
    document = Document(
        id=id,
        text=text,
        regions=regions,
        title=" ".join(title.split()) if title else None,
        language=language_of(text),
        doi=found.doi,
        pmid=found.pmid,
        registry_ids=found.registry_ids,
        links=len(re.findall(r"https?://", text)),
        farm_signals=find_farm_signals(text, regions, title, links=None),
        verdict="too_short" if empty else "article",
        verdict_reason=f"0 words of text{' beside furniture' if regions else ''}" if empty else "",
    )
    return bounded_document(document, left_out)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Each paragraph's span: a line, or what blank lines part where lines are hard-wrapped."""
    wrapped = _is_hard_wrapped(text)
    pattern = r"\S(?:.|\n(?![ \t]*\n))*" if wrapped else r"\S.*"
    for match in re.finditer(pattern, text):
        yield match.start(), match.start() + len(match.group().rstrip())


def _is_hard_wrapped(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 4:
        return False
    width = median(len(line) for line in lines)
    open_ended = sum(not re.search(r"[.!?:…\"”)]\s*$", line) for line in lines)
    return 40 <= width <= 100 and open_ended > len(lines) / 2


def _guessed(text: str, paragraphs: list[tuple[int, int]]) -> Iterator[Region]:
    for at, (start, end) in enumerate(paragraphs):
        words = text[start:end]
        following = text[slice(*paragraphs[at + 1])] if at + 1 < len(paragraphs) else ""
        yield Region(guess_kind(words, following, first=at == 0), start, end)
