"""The author as the page's own byline names them, where no metadata does.

Only an element that its page calls a byline (or "meta", where it says "By"), and that holds
nothing but personal names, is believed; two different ones on a page (teasers, author cards) are
as good as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from extractors.documents.layout import one_line

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|by-line|(?:article|post|entry|story)?[_-]*authors?(?:[_-]*(?:name|link))?)(?:\s|$)",
    re.IGNORECASE,
)
_META = re.compile(r"(?:^|[\s_-])meta(?:\s|$)", re.IGNORECASE)
_NAME = r"[^\W\d_a-z][\w’'.-]*(?: (?:de|da|van|von|der|den|la|le|al|bin|[^\W\d_a-z][\w’'.-]*)){1,3}"
_NAMES = re.compile(rf"(?:{_NAME})(?:(?:, | and |, and | & )(?:{_NAME})){{0,5}}")
_LEAD = re.compile(
    r"^(?:written by|posted by|text by|words by|by|von|por|par|texte?|текст|автор)[:\s]+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:,?\s*\b(?:The )?(?:Associated Press|Reuters)\b|[|•·–—@]|\bon\b"
    r"|(?<=\w), (?=\w+day\b|\w{3,9} \d)"
    r"|(?<=\w) (?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )).*$"
)
_NOT_NAMES = re.compile(
    r"\b(?:about|author|authors|biography|blog|by|comments?|contact|contributor|editor|editorial"
    r"|follow|home|more|news|newsletter|posts?|profile|read|reporter|search|staff|subscribe|team"
    r"|the|twitter|view|writer)\b",
    re.IGNORECASE,
)
_LONGEST = 200


def author_in_byline(tree: HtmlElement) -> str | None:
    """The names, as printed, parted by commas; None where there is no byline or several."""
    found = dict.fromkeys(filter(None, map(_names, _candidates(tree))))
    return next(iter(found)) if len(found) == 1 else None


def _candidates(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("a", "span", "p", "div", "address", "li", "h3", "h4", "h5"):
        called = element.get("class") or ""
        named = "author" in (element.get("rel") or "").split()
        named = named or "author" in (element.get("itemprop") or "").split()
        if named or _BYLINE.search(called) or _META.search(called):
            words = one_line(" ".join(map(str, element.itertext())))
            if not words or len(words) > _LONGEST:
                continue
            if named or _BYLINE.search(called) or words.lower().startswith("by "):
                yield words


def _names(words: str) -> str | None:
    bare = _TAIL.sub("", _LEAD.sub("", words)).strip(" ,.")
    if _NAMES.fullmatch(bare) and not _NOT_NAMES.search(bare):
        return re.sub(r",? (?:and|&) ", ", ", bare)
    return None
