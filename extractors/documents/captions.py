"""Captions of the figures that stand among a page's main text; the engine leaves them out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from extractors.documents.layout import Block, one_line

_KEY = 60
"""Characters of a paragraph that tell it from the others."""
_LONGEST = 1500
_SHORTEST = 20
_CREDIT = re.compile(
    r"(?:(?:file )?(?:photo|photograph|image|picture|illustration|source|credit|courtesy|©)s?\b"
    r"[^.]{0,80}"
    r"|[^.]{0,60}\b(?:getty(?: images)?|shutterstock|istock(?:photo)?|reuters|ap photo|unsplash"
    r"|alamy|wikimedia commons|afp)\b[^.]{0,40})\.?",
    re.IGNORECASE,
)


def with_captions(blocks: Sequence[Block], tree: HtmlElement) -> tuple[Block, ...]:
    """The blocks with each caption after the one that it follows on the page.

    Only captions between the first and the last known paragraph are the text's own: others belong
    to teasers. A caption that is a mere credit is `boilerplate`.
    """
    if tree.find(".//figcaption") is None:
        return tuple(blocks)
    places = {_key(block.text): at for at, block in enumerate(blocks)}
    after: dict[int, list[Block]] = {}
    waiting: list[Block] = []
    last: int | None = None
    for element in tree.iter("p", "figcaption", "blockquote", "li", "h2", "h3"):
        words = one_line(" ".join(map(str, element.itertext())))
        if element.tag == "figcaption":
            if last is not None and _SHORTEST <= len(words) <= _LONGEST:
                waiting.append(_caption(words))
        elif (at := places.get(_key(words))) is not None and not _in_caption(element):
            if last is not None:
                after.setdefault(last, []).extend(waiting)
            waiting, last = [], at
    return _woven(blocks, after)


def _woven(blocks: Sequence[Block], after: dict[int, list[Block]]) -> tuple[Block, ...]:
    known = {_key(block.text) for block in blocks}
    woven: list[Block] = []
    for at, block in enumerate(blocks):
        woven.append(block)
        for caption in after.get(at, ()):
            if _key(caption.text) not in known:
                known.add(_key(caption.text))
                woven.append(caption)
    return tuple(woven)


def _caption(words: str) -> Block:
    words = re.sub(r"^(?:image |figure )?caption:?\s+", "", words, flags=re.IGNORECASE)
    if _CREDIT.fullmatch(words):
        return Block("boilerplate", words, "picture_credit")
    return Block("caption", words)


def _in_caption(element: HtmlElement) -> bool:
    return any(above.tag == "figcaption" for above in element.iterancestors())


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text[: 2 * _KEY].lower())[:_KEY]
