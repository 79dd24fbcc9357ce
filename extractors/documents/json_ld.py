"""The article that a page describes in JSON-LD, with @graph unfolded and @id followed."""

from __future__ import annotations

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
_DEEPEST = 12


def find_article(scripts: Iterable[str]) -> Node | None:
    """The first article among the page's JSON-LD scripts, else its first WebPage, else None."""
    nodes = [node for script in scripts for node in _nodes(_parsed(script), 0)]
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    for wanted in (_ARTICLES, frozenset({"webpage"})):
        for node in nodes:
            if wanted & set(_types(node)):
                return {key: _followed(value, by_id) for key, value in node.items()}
    return None


def first_text(value: Any) -> str | None:
    """The plain words of a JSON-LD value: a string, the name of a node, the first of a list."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return next((words for item in value if (words := first_text(item))), None)
    if isinstance(value, Mapping):
        return first_text(value.get("name") or value.get("@value"))
    return None


def all_names(value: Any) -> list[str]:
    """The names of all nodes of a JSON-LD value, such as the authors of an article."""
    items = value if isinstance(value, list) else [value]
    return [name for item in items if (name := first_text(item))]


def _parsed(script: str) -> Any:
    cleaned = re.sub(
        r"^\s*(?:<!--|/\*.*?\*/|//.*?\n|<!\[CDATA\[)+|(?:-->|\]\]>)\s*;?\s*$", "", script
    )
    try:
        return json.loads(cleaned, strict=False)
    except (ValueError, RecursionError):
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
    kinds = node.get("@type", [])
    return [str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]


def _followed(value: Any, by_id: Mapping[str, Node]) -> Any:
    if isinstance(value, list):
        return [_followed(item, by_id) for item in value]
    if isinstance(value, Mapping) and set(value) <= {"@id", "@type"} and "@id" in value:
        return by_id.get(str(value["@id"]), value)
    return value
