"""The article that a page describes in JSON-LD, with @graph unfolded and @id followed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]

_ARTICLES = frozenset(
    {
        *("article", "newsarticle", "blogposting", "medicalwebpage", "scholarlyarticle"),
        *("medicalscholarlyarticle", "reportagenewsarticle", "analysisnewsarticle", "report"),
        *("opinionnewsarticle", "backgroundnewsarticle", "reviewnewsarticle", "techarticle"),
        *("socialmediaposting", "liveblogposting", "pressrelease"),
    }
)
_DATES = ("datePublished", "dateModified")
_DEEPEST = 12
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def find_article(scripts: Iterable[str]) -> Node | None:
    """The first article among the page's JSON-LD scripts, else its first WebPage, else None.

    An article without a date has those of the page that it is on.
    """
    nodes = [node for script in scripts for node in _nodes(_parsed(script), 0)]
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    article, page = (_first_of(kinds, nodes) for kinds in (_ARTICLES, frozenset({"webpage"})))
    if article is None:
        article = page
    elif page is not None:
        article = {**{key: page[key] for key in _DATES if key in page}, **article}
    return article and {key: _followed(value, by_id) for key, value in article.items()}


def _first_of(kinds: frozenset[str], nodes: Iterable[Node]) -> Node | None:
    return next((node for node in nodes if kinds & set(_types(node))), None)


def first_text(value: Any) -> str | None:
    """The plain words of a JSON-LD value: a string, the name of a node, the first of a list."""
    if isinstance(value, str):
        return html.unescape(value).strip() or None
    if isinstance(value, list):
        return next((words for item in value if (words := first_text(item))), None)
    if isinstance(value, Mapping):
        return first_text(value.get("name") or value.get("@value")) or _full_name(value)
    return None


def _full_name(person: Node) -> str | None:
    parts = (first_text(person.get(key)) for key in ("givenName", "familyName"))
    return " ".join(filter(None, parts)) or None


def all_names(value: Any) -> list[str]:
    """The names of all nodes of a JSON-LD value, such as the authors of an article."""
    items = value if isinstance(value, list) else [value]
    return [name for item in items if (name := first_text(item))]


def _parsed(script: str) -> Any:
    cleaned = re.sub(
        r"^\s*(?:<!--|/\*.*?\*/|//.*?\n|<!\[CDATA\[)+|(?:-->|\]\]>)\s*;?\s*$", "", script
    )
    for script in (cleaned, _TRAILING_COMMA.sub(r"\1", cleaned)):
        try:
            return json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
    return None  # many pages carry broken scripts; a page without JSON-LD is read the same way


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "author", "publisher", "isPartOf"):
            yield from _nodes(value.get(key), depth + 1)


def _types(node: Node) -> list[str]:
    """The bare names of the node's types: "article" for "https://schema.org/Article"."""
    kinds = node.get("@type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return [re.split(r"[/#:]", str(kind))[-1].lower() for kind in kinds]


def _followed(value: Any, by_id: Mapping[str, Node]) -> Any:
    if isinstance(value, list):
        return [_followed(item, by_id) for item in value]
    if isinstance(value, Mapping) and set(value) <= {"@id", "@type"} and "@id" in value:
        return by_id.get(str(value["@id"]), value)
    return value
