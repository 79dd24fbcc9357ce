"""Text with its marks, as HTML in which nothing of the text is alive or unseen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from markupsafe import Markup

__all__ = ["Mark", "marked", "visible", "words_of"]

# Characters that change how others are shown, or show nothing: controls, bidirectional embeddings,
# overrides, isolates and marks, zero-width spaces, the soft hyphen, line and paragraph separators,
# tags. The zero-width joiner stays: it holds emoji together.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u115f\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_SHORT = {
    "\u00ad": "SHY",
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*|\S")
_ORDER = (
    "region",
    "caveat",
    "negation",
    "hedge",
    "booster",
    "subject",
    "object",
    "trigger",
    "hype",
)
"""What encloses what where marks overlap, the outermost first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that is shown as what it is."""

    start: int
    end: int
    kind: str
    """hype, hedge, booster, negation, caveat, subject, object, trigger."""
    label: str
    """What it is, in words: shown on pointing, read out to those who listen."""
    severity: int = 0
    focus: bool = False
    """Is it what the reader judges now?"""
    disowned: bool = False
    anchor: str = ""
    """An id that links can lead to."""


def visible(text: object) -> Markup:
    """The text, escaped, with every character that would not show as a small visible mark."""
    plain = "" if text is None else str(text)
    return Markup(_UNSEEN.sub(_named, escape(plain)))


def _named(found: re.Match[str]) -> str:
    character = found[0]
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "control character").lower()
    return (
        f'<span class="unseen" title="{code} {escape(name)}">{_SHORT.get(character, code)}</span>'
    )


def marked(text: str, offset: int, marks: Iterable[Mark]) -> Markup:
    """The text as HTML with its marks; `offset` is where it begins in the document.

    Offsets count code points, and so does Python, so that nothing shifts behind an emoji. Where
    marks overlap, each piece lies in all of them, always nested in the same order.
    """
    end = offset + len(text)
    inside = [mark for mark in marks if mark.start < end and mark.end > offset]
    edges = sorted({offset, end, *(max(m.start, offset) for m in inside),
                    *(min(m.end, end) for m in inside)})  # fmt: skip
    inside.sort(key=lambda mark: mark.start)
    active: list[Mark] = []
    waiting = iter([*inside, None])
    following = next(waiting)
    pieces = []
    for start, stop in pairwise(edges):
        active = [mark for mark in active if mark.end > start]
        while following and following.start <= start:
            active.append(following)
            following = next(waiting)
        pieces.append(_piece(text[start - offset : stop - offset], start, stop, active))
    return Markup("".join(pieces))


def words_of(text: str, offset: int) -> list[tuple[int, int, str]]:
    """Words and punctuation with where they begin and end in the document, for marking anew."""
    found = _WORD.finditer(text)
    return [(offset + word.start(), offset + word.end(), word[0]) for word in found]


def _piece(text: str, start: int, stop: int, marks: Sequence[Mark]) -> str:
    html = str(visible(text))
    for mark in sorted(marks, key=_depth, reverse=True):
        html = f"<{_tag(mark, start, stop)}>{html}</{_element(mark)}>"
    return html


def _depth(mark: Mark) -> tuple[int, bool, int, int]:
    return _ORDER.index(mark.kind), mark.focus, -mark.end + mark.start, mark.start


def _element(mark: Mark) -> str:
    return "mark" if mark.kind == "hype" else "span"


def _tag(mark: Mark, start: int, stop: int) -> str:
    begins, ends = start <= mark.start, stop >= mark.end
    classes = [mark.kind]
    if mark.kind == "hype":
        classes.append(f"s{mark.severity}")
    flags = (("focus", mark.focus), ("disowned", mark.disowned), ("begins", begins), ("ends", ends))
    classes += [name for name, given in flags if given]
    anchor = f' id="{escape(mark.anchor)}"' if mark.anchor and begins else ""
    title = f' title="{escape(mark.label)}"'
    return f'{_element(mark)} class="{" ".join(classes)}"{anchor}{title}'
