"""What a page says of itself: title, author, site, dates, canonical URL, licence, robots, ids.

One BeautifulSoup tree of the few elements that say so; the rest of the page is never built in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from lxml.etree import tostring
from lxml.html import HtmlElement

from extractors.documents.dates import FoundDate, date_in_url, first_date
from extractors.documents.identifiers import clean_doi
from extractors.documents.json_ld import Node, all_names, find_article, first_text
from extractors.documents.layout import one_line

_SAYING = ("meta", "title", "link", "h1", "time")
_LONGEST_SCRIPT = 2_000_000
_LONGEST_ELEMENT = 20_000
_PUBLISHED = (
    *("article:published_time", "citation_publication_date", "citation_date", "datepublished"),
    *("citation_online_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "pubdate"),
    *("parsely-pub-date", "sailthru.date", "dc.date", "dcterms.date", "prism.publicationdate"),
    *("og:pubdate", "publishdate", "publish_date", "publish-date", "published_at", "date"),
    *("article.published", "og:article:published_time", "og:published_time"),
    "cxenseparse:recs:publishtime",
)  # fmt: skip
_MODIFIED = (
    *("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"),
    *("lastmod", "last-modified", "dc.date.modified", "article:modified"),
)
_AUTHOR = (
    *("citation_author", "author", "article:author_name", "parsely-author", "sailthru.author"),
    *("dc.creator", "dcterms.creator", "byl", "article:author", "twitter:data1"),
)
_NOT_A_PERSON = re.compile(
    r"https?://|^@|^(admin|administrator|editor|staff|author|user|guest|unknown|none|null)$"
    r"|\d+ min",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Every field as the page gives it; None where it is silent."""

    titles: tuple[str, ...] = ()
    """Candidates, best first: h1, meta, title element."""
    author: str | None = None
    site: str | None = None
    published: FoundDate | None = None
    modified: FoundDate | None = None
    canonical_url: str | None = None
    doi: str | None = None
    pmid: str | None = None
    language: str | None = None
    robots: tuple[str, ...] = ()
    licence: str | None = None
    page_type: str | None = None
    free: bool | None = None
    """False where the page says in JSON-LD that it is not accessible for free."""
    article_body: str | None = None
    """The article as JSON-LD gives it, often cut short; a second opinion, never the text."""
    h1: tuple[str, ...] = field(default=())


@dataclass(slots=True)
class _Head:
    """The elements that say something, by kind."""

    soup: BeautifulSoup
    meta: Mapping[str, list[str]]
    article: Node
    url: str


def read_metadata(tree: HtmlElement, url: str) -> PageMetadata:
    """The page's metadata; JSON-LD before meta tags before elements, provenance kept for dates."""
    soup = _soup_of(tree)
    head = _Head(soup, _meta_of(soup), find_article(_scripts(tree)) or {}, url)
    h1 = tuple(words for tag in soup.find_all("h1") if (words := one_line(tag.get_text(" "))))
    free = head.article.get("isAccessibleForFree")
    return PageMetadata(
        titles=tuple(_titles(head, h1)),
        h1=h1,
        author=_author(head),
        site=_site_name(head),
        published=_published(head),
        modified=first_date(
            [
                (first_text(head.article.get("dateModified")), "json-ld"),
                *((_first(head.meta, name), "meta") for name in _MODIFIED),
            ]
        ),
        canonical_url=_canonical(head),
        doi=_doi(head),
        pmid=_first(head.meta, "citation_pmid"),
        language=_language(tree, head),
        robots=tuple(_robots(head.meta)),
        licence=_licence(head),
        page_type=_first(head.meta, "og:type"),
        free=None if free is None else str(free).lower() not in {"false", "no", "0"},
        article_body=first_text(head.article.get("articleBody")),
    )


def _soup_of(tree: HtmlElement) -> BeautifulSoup:
    """A soup of the elements that speak about the page, without the page around them."""
    told = (
        str(tostring(element, encoding="unicode", with_tail=False))
        for element in tree.iter(*_SAYING)
        if _speaks(element)
    )
    return BeautifulSoup("".join(one for one in told if len(one) < _LONGEST_ELEMENT), "lxml")


def _speaks(element: HtmlElement) -> bool:
    """Whether any field below could come from the element; most links are style sheets."""
    if element.tag == "link":
        return bool({"canonical", "license"} & set((element.get("rel") or "").lower().split()))
    if element.tag == "meta":
        return element.get("content") is not None
    return True


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and len(script.text or "") < _LONGEST_SCRIPT:
            yield script.text or ""


def _at(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value or ""


def _meta_of(soup: BeautifulSoup) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        name = _at(tag, "property") or _at(tag, "name") or _at(tag, "itemprop")
        content = one_line(_at(tag, "content"))
        if name and content:
            found.setdefault(name.lower(), []).append(content)
    return found


def _first(meta: Mapping[str, Sequence[str]], *names: str) -> str | None:
    return next((meta[name][0] for name in names if name in meta), None)


def _site_name(head: _Head) -> str | None:
    """The site's name; its handle on a social network only where it gives no other."""
    names = [
        _first(head.meta, "og:site_name"),
        _first(head.meta, "citation_journal_title"),
        _first(head.meta, "application-name"),
        first_text(head.article.get("publisher")),
    ]
    given = [name for name in names if name]
    return next((name for name in given if name[0] != "@"), given[0] if given else None)


def _titles(head: _Head, h1: Sequence[str]) -> Iterator[str]:
    yield from (head.meta.get("citation_title") or [])[:1]
    yield from h1[:1] if len(h1) == 1 else ()
    yield from (head.meta.get("og:title") or [])[:1]
    if headline := first_text(head.article.get("headline")):
        yield one_line(headline)
    for name in ("twitter:title", "dc.title"):
        yield from head.meta.get(name, [])[:1]
    if isinstance(head.soup.title, Tag) and (title := one_line(head.soup.title.get_text(" "))):
        yield title
    yield from h1[:1]


def _author(head: _Head) -> str | None:
    names = [name for name in all_names(head.article.get("author")) if _is_person(name)]
    if not names:
        for key in _AUTHOR:
            names = [name for name in head.meta.get(key, []) if _is_person(name)]
            if names:
                break
    cleaned = dict.fromkeys(re.sub(r"^(by|von|par)\s+", "", one_line(n), flags=re.I) for n in names)
    return ", ".join(list(cleaned)[:20]) or None


def _is_person(name: str) -> bool:
    return 2 < len(name) < 120 and not _NOT_A_PERSON.search(name)


def _published(head: _Head) -> FoundDate | None:
    times = [
        _at(tag, "datetime") or tag.get_text(" ")
        for tag in head.soup.find_all("time")
        if tag.has_attr("pubdate")
        or "published" in (_at(tag, "itemprop") + _at(tag, "class")).lower()
    ]
    declared = first_date(
        [
            (first_text(head.article.get("datePublished")), "json-ld"),
            *((_first(head.meta, name), "meta") for name in _PUBLISHED),
            *((text, "time-element") for text in times),
        ]
    )
    return declared or date_in_url(_canonical(head) or head.url)


def _canonical(head: _Head) -> str | None:
    """rel=canonical, else og:url; only of the page's own site, as templates err."""
    links = [
        _at(tag, "href")
        for tag in head.soup.find_all("link")
        if "canonical" in _at(tag, "rel").lower().split()
    ]
    for candidate in (*links[:1], *head.meta.get("og:url", [])[:1]):
        try:
            absolute = urljoin(head.url, candidate.strip())
            there, here = urlsplit(absolute), urlsplit(head.url)
        except ValueError:
            continue
        if there.scheme not in {"http", "https"} or not there.hostname:
            continue
        at_home = there.path in {"", "/"} and here.path not in {"", "/"}
        if not at_home and (not here.hostname or _site(there.hostname) == _site(here.hostname)):
            return absolute
    return None


def _site(host: str) -> str:
    return ".".join(host.lower().removeprefix("www.").split(".")[-2:])


def _doi(head: _Head) -> str | None:
    names = (
        "citation_doi",
        "prism.doi",
        "dc.identifier",
        "dc.identifier.doi",
        "bepress_citation_doi",
    )
    return next(
        (doi for name in names for value in head.meta.get(name, []) if (doi := clean_doi(value))),
        None,
    )


def _language(tree: HtmlElement, head: _Head) -> str | None:
    declared = tree.get("lang") or tree.get("xml:lang")
    declared = declared or _first(head.meta, "og:locale", "language", "content-language") or ""
    match = re.match(r"[a-z]{2}(?![a-z])", declared.lower())
    return match.group() if match else None


def _robots(meta: Mapping[str, Sequence[str]]) -> Iterator[str]:
    values = [*meta.get("robots", []), *meta.get("hedgerow", [])]
    words = (word.strip().lower() for value in values for word in value.split(","))
    yield from dict.fromkeys(word for word in words if word)


def _licence(head: _Head) -> str | None:
    for tag in head.soup.find_all("link"):
        if "license" in _at(tag, "rel").lower().split() and _at(tag, "href"):
            return _at(tag, "href")
    return _first(head.meta, "dc.rights", "dcterms.license", "citation_license") or first_text(
        head.article.get("license")
    )
