"""Adapter `files`: your own articles; paths and globs relative to the catalogue's folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

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
    named = Path(pattern.removeprefix("file://")).expanduser()
    place = folder / named
    if not place.exists() and any(char in pattern for char in "*?["):
        base = Path(place.anchor) if named.is_absolute() else folder
        found = sorted(base.glob(str(place.relative_to(base))))
        yield from [path for path in found if path.is_file()] or [place]
    elif place.is_dir():
        yield from sorted(path for path in place.iterdir() if path.suffix.lower() in _TYPES)
    else:
        yield place.resolve()
