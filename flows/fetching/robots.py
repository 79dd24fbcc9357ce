"""robots.txt after RFC 9309: what one file allows one agent.

protego decides; before it reads a file, the file is cleaned of what makes it stray from the RFC:
lines that are no rule (an unknown line between two User-agent lines would close the group) and
the words after the first in a User-agent line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from protego import Protego

__all__ = ["AGENT", "MAX_BYTES", "MAX_CRAWL_DELAY", "RobotsRules", "robots_url"]

AGENT = "hedgerow"
"""The product token that a robots.txt names us by."""
MAX_BYTES = 500 * 1024
MAX_CRAWL_DELAY = 120.0
_RULES = ("allow", "disallow", "crawl-delay")
_AGENT_FIELDS = ("user-agent", "useragent", "user agent")


@dataclass(frozen=True)
class RobotsRules:
    """The rules of one robots.txt; `text` is its content, cut at 500 KiB, or "" for no rules."""

    text: str

    @classmethod
    def from_bytes(cls, body: bytes) -> RobotsRules:
        """The rules of a file as received; a line cut by the cap is left out."""
        if len(body) > MAX_BYTES:
            body = body[:MAX_BYTES].rpartition(b"\n")[0]
        return cls(body.decode("utf-8-sig", "replace"))

    @cached_property
    def _parsed(self) -> Protego:
        return Protego.parse(_clean(self.text))

    def allows(self, url: str, agent: str = AGENT) -> bool:
        """May this agent fetch this URL?"""
        return bool(self._parsed.can_fetch(url or "/", agent))

    def crawl_delay(self, agent: str = AGENT) -> float:
        """Seconds between two requests, 0 where nothing is asked, never over two minutes."""
        asked = self._parsed.crawl_delay(agent)
        return min(max(float(asked or 0.0), 0.0), MAX_CRAWL_DELAY)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Every sitemap that the file names, in its order."""
        pairs = (line.split("#")[0].partition(":") for line in self.text.splitlines())
        named = (value.strip() for name, _, value in pairs if name.strip().lower() == "sitemap")
        return tuple(dict.fromkeys(url for url in named if url))


@lru_cache(1024)
def robots_url(url: str) -> str:
    """Where the robots.txt that governs this URL lies."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"


def _clean(text: str) -> str:
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        name, value = _field(line)
        if name in _AGENT_FIELDS:
            first = value.split()
            kept.append(f"User-agent: {first[0] if first else ''}")
        elif name in _RULES:
            kept.append(f"{name}: {value}")
    return "\n".join(kept)


def _field(line: str) -> tuple[str, str]:
    """The lower-case name and the value of a line; the colon may be missing."""
    line = line.split("#")[0].strip()
    name, colon, value = line.partition(":")
    if not colon:
        name, _, value = line.partition(" ")
    return name.strip().lower(), value.strip()
