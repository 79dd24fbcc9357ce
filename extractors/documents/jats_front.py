"""The front matter of a JATS article: title, authors, ids, dates, notices, licence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.documents.dates import FoundDate, calendar_date, month_number
from extractors.documents.xml import Element, children, first_words, words_of


def title_of(meta: Element | None) -> str | None:
    """Title and subtitle, None where there is none."""
    title = first_words(meta, "title-group/article-title")
    subtitle = first_words(meta, "title-group/subtitle")
    if title and subtitle:
        return f"{title.rstrip(':')}: {subtitle}"
    return title


def authors(meta: Element | None) -> list[Element]:
    """The contributors who are authors."""
    people = children(meta, "contrib-group/contrib")
    return [one for one in people if one.get("contrib-type", "author") == "author"]


def article_id(article: Element, *kinds: str) -> str | None:
    """The article's id of one of these kinds (doi, pmid, pmc ...), None without one."""
    for found in children(article, "front/article-meta/article-id"):
        if found.get("pub-id-type") in kinds:
            return words_of(found) or None
    return None


def article_types(article: Element, meta: Element | None) -> Iterator[str]:
    """The declared type of the article and the journal's own words for it."""
    subjects = children(meta, "article-categories/subj-group/subject")
    kinds = (article.get("article-type") or "", *map(words_of, subjects))
    yield from dict.fromkeys(kind for kind in kinds if kind)


def publication_date(meta: Element | None) -> FoundDate | None:
    """The electronic date, else the earliest of the most precise ones."""
    dates = [(date, found) for date in children(meta, "pub-date") if (found := _calendar(date))]
    electronic = [f for d, f in dates if (d.get("pub-type") or d.get("publication-format"))
                  in {"epub", "electronic", "epreprint"} and f.precision == "day"]  # fmt: skip
    if electronic:
        return min(electronic, key=lambda date: date.iso)
    exact = sorted((date for _, date in dates), key=lambda date: (-len(date.iso), date.iso))
    return exact[0] if exact else None


def _calendar(date: Element) -> FoundDate | None:
    year, month, day = (first_words(date, part) for part in ("year", "month", "day"))
    if not year or not year.isdigit():
        return None
    number = month_number(month) if month else None
    exact = int(day) if day and day.isdigit() and number else None
    return calendar_date(int(year), number, exact, "api")


def notices(meta: Element | None) -> Iterator[str]:
    """Corrections and retractions that the article links to."""
    for related in children(meta, "related-article"):
        kind = related.get("related-article-type") or "related"
        where = related.get("{http://www.w3.org/1999/xlink}href") or words_of(related)
        yield f"{kind} {where}".strip()


def is_retracted(article: Element, meta: Element | None) -> bool:
    """True where the article says of itself that it was retracted."""
    kinds = {e.get("related-article-type") for e in children(meta, "related-article")}
    title = title_of(meta) or ""
    return bool(
        article.get("article-type") == "retracted-article"
        or kinds & {"retraction-forward", "retraction"}
        or re.match(r"\W*retracted(\s+article)?\b\s*[:\]-]", title, re.IGNORECASE)
    )


def licence_of(meta: Element | None) -> str | None:
    """The licence's address, else its first words."""
    for licence in children(meta, "permissions/license"):
        link = licence.get("{http://www.w3.org/1999/xlink}href")
        links = [e.get("{http://www.w3.org/1999/xlink}href") for e in licence.iter("ext-link")]
        named = next((url for url in (link, *links) if url and "creativecommons" in url), link)
        return named or words_of(licence)[:200] or None
    return None
