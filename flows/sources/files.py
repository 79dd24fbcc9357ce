"""Adapter `files`: your own articles; paths and globs relative to the catalogue's folder."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import unquote

from flows.catalogue import Source
from flows.fetching import Fetcher, Target

__all__ = ["discover_files"]

_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
    ".nxml": "application/jats+xml",
    ".json": "application/json",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
}


async def discover_files(source: Source, fetcher: Fetcher) -> AsyncIterator[Target]:
    """One target for each file; a path or glob that matches none is a target that will fail."""
    seen: set[Path] = set()
    for pattern in source.urls:
        for path in _matches(source.folder, pattern):
            if path not in seen:
                seen.add(path)
                kind = _TYPES.get(path.suffix.lower(), "text/plain")
                yield Target(path.as_uri(), source.name, path=path, content_type=kind)


def _matches(folder: Path, pattern: str) -> Iterator[Path]:
    place = _place(folder, pattern)
    base, rest = _parted(place)
    if rest and any(char in rest for char in "*?["):
        found = sorted(base.glob(rest))
        yield from [path for path in found if path.is_file()] or [place]
    elif place.is_dir():
        yield from sorted(path for path in place.iterdir() if path.suffix.lower() in _TYPES)
    else:
        yield place.resolve()


def _place(folder: Path, pattern: str) -> Path:
    """Where a pattern points; `%20` and the like are undone in a file URL, and where that helps."""
    named = re.sub(r"^file:(//(localhost)?(?=/))?", "", pattern, flags=re.IGNORECASE)
    as_written, decoded = (folder / Path(each).expanduser() for each in (named, unquote(named)))
    if named != pattern or (not as_written.exists() and decoded.exists()):
        return decoded
    return as_written


def _parted(place: Path) -> tuple[Path, str]:
    """The part of a path that exists, brackets and all, and the rest, which may be a glob."""
    for base in (place, *place.parents):
        if base.exists():
            return base, "" if base == place else str(place.relative_to(base))
    return place, ""
