"""Text with regions: laying blocks out, cutting stretches out, overlaying marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from extractors.model import Region, RegionKind, Span

GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table before it has a place in the text."""

    kind: RegionKind
    text: str
    label: str = ""


def lay_out(blocks: Iterable[Block]) -> tuple[str, tuple[Region, ...]]:
    """One text, blocks parted by a blank line, and the region of each; empty blocks vanish."""
    parts: list[str] = []
    regions: list[Region] = []
    at = 0
    for block in blocks:
        words = block.text.strip()
        if not words:
            continue
        parts.append(words)
        regions.append(Region(block.kind, at, at + len(words), block.label))
        at += len(words) + len(GAP)
    return GAP.join(parts), tuple(regions)


def one_line(text: str) -> str:
    """The text in composed form with every run of white space as one space."""
    return re.sub(r"\s+", " ", composed(text)).strip()


def composed(text: str) -> str:
    """The text in Unicode's composed form (NFC), without soft hyphens and zero-width marks."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE))


_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F))


def overlay(regions: Sequence[Region], marks: Sequence[Region]) -> tuple[Region, ...]:
    """The regions with the marks put over them: what a mark covers is taken from below.

    `marks` must not overlap one another; both sequences are sorted, and so is what comes back.
    """
    pieces: list[Region] = list(marks)
    first = 0
    for region in regions:
        while first < len(marks) and marks[first].end <= region.start:
            first += 1
        at = region.start
        for mark in islice(marks, first, None):
            if mark.start >= region.end:
                break
            if mark.start > at:
                pieces.append(replace(region, start=at, end=mark.start))
            at = max(at, mark.end)
        if at < region.end:
            pieces.append(replace(region, start=at))
    return tuple(sorted(pieces, key=lambda piece: piece.start))


def trimmed(text: str, regions: Iterable[Region]) -> tuple[Region, ...]:
    """The regions without outer white space; those of white space alone vanish."""
    kept = []
    for region in regions:
        start, end = region.start, region.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            kept.append(replace(region, start=start, end=end))
    return tuple(kept)


def cut(
    text: str, regions: Sequence[Region], gone: Sequence[Span]
) -> tuple[str, tuple[Region, ...]]:
    """The text without the stretches `gone` (sorted, apart), and the regions moved to fit it.

    White space around a cut shrinks to what parts its neighbours: a blank line, a line end or a
    space, whichever was the widest of them.
    """
    keep: list[Span] = []
    at = 0
    for start, end in gone:
        keep.append((at, start))
        at = end
    keep.append((at, len(text)))
    parts: list[str] = []
    shifts: list[tuple[int, int, int]] = []
    length = 0
    left_over = ""
    for start, end in keep:
        body = text[start:end]
        stripped = body.strip()
        lead = len(body) - len(body.lstrip())
        if not stripped:
            left_over += body
            continue
        gap = _widest(left_over + body[:lead]) if parts else ""
        parts += [gap, stripped]
        length += len(gap)
        shifts.append((start + lead, start + lead + len(stripped), length - start - lead))
        length += len(stripped)
        left_over = body[lead + len(stripped) :]
    return "".join(parts), tuple(_shifted(regions, shifts))


def _widest(space: str) -> str:
    breaks = space.count("\n")
    return GAP if breaks >= 2 else "\n" if breaks else " "


def _shifted(regions: Sequence[Region], shifts: Sequence[tuple[int, int, int]]) -> list[Region]:
    moved = []
    first = 0
    for region in regions:
        while first < len(shifts) and shifts[first][1] <= region.start:
            first += 1
        for start, end, by in islice(shifts, first, None):
            if start >= region.end:
                break
            begin, stop = max(region.start, start), min(region.end, end)
            moved.append(replace(region, start=begin + by, end=stop + by))
    return moved
