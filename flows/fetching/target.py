"""One thing to ask for, before it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["Role", "Target"]

Role = Literal["page", "feed", "sitemap", "api", "notice", "robots"]
"""page: a document to read; feed, sitemap: lists of pages; api: an answer of a documented API;
notice: one that tells of another document, and is asked for again once a week."""


@dataclass(frozen=True, slots=True)
class Target:
    """One URL to fetch, one file to read, or one record that an API answer already held."""

    url: str
    """What the document is known by; never holds a secret."""
    source: str
    role: Role = "page"
    title: str | None = None
    """The title that the list gave, a hint for pages without one."""
    published_at: str | None = None
    """The date that the list gave, ISO 8601."""
    path: Path | None = None
    """The file that holds the content, for adapter `files`."""
    body: bytes | None = None
    """The content, where an API answer already held it."""
    content_type: str = ""
    """The media type of `body`."""
    credential: str | None = None
    """Whose key or contact goes along ("ncbi", "crossref"); added as it leaves, never kept."""
    robots: bool = True
    """False for a documented API: its terms and quotas govern it, robots.txt is for crawlers."""
    delay: float | None = None
    """Seconds between requests to this host; none: the source's own."""
