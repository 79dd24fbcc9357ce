"""What the frontier knows of each page: its tags, its last outcome, when it is due."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path

from flows.fetching.frontier_file import FrontierFile
from flows.fetching.response import Outcome, Response
from flows.fetching.schedule import next_due
from flows.fetching.target import Role

__all__ = ["PageState", "PageStates", "SourceDue"]


@dataclass(frozen=True, slots=True)
class PageState:
    """What is known of one URL; times are seconds since 1970."""

    url: str
    source: str
    role: Role
    etag: str | None
    last_modified: str | None
    sha256: str | None
    first_seen: float
    last_seen: float | None
    last_changed: float | None
    quiet: int
    """How often in a row it was found unchanged."""
    strikes: int
    """How often in a row it failed."""
    due: float
    interval: float
    outcome: Outcome
    reason: str | None
    archive_file: str | None
    archive_offset: int | None


_COLUMNS = tuple(field.name for field in fields(PageState))
_VALUES = attrgetter(*_COLUMNS)
_REPLACE = (
    f"INSERT OR REPLACE INTO pages ({', '.join(_COLUMNS)})"
    f" VALUES ({', '.join('?' * len(_COLUMNS))})"
)


@dataclass(frozen=True, slots=True)
class SourceDue:
    """How much of one source is to be asked for again."""

    source: str
    now: int
    """Known pages and lists whose time has come."""
    known: int
    next: float
    """When the first of them is or was due, in seconds since 1970."""


_REMEMBERED = 4_096
"""Pages whose state is held in memory: one request asks for it several times."""


class PageStates(FrontierFile):
    """The pages of a frontier; what this object did not write it sees when it is opened."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self._pages: OrderedDict[str, PageState | None] = OrderedDict()
        self._forgotten: frozenset[str] | None = None

    def page(self, url: str) -> PageState | None:
        """What is known of a URL, or None for a new one."""
        if url not in self._pages:
            row = self._one("SELECT * FROM pages WHERE url = ?", url)
            self._remember(url, PageState(**row) if row else None)
        return self._pages[url]

    def due(self, now: float) -> tuple[SourceDue, ...]:
        """How many known pages and lists of each source are to be asked again, and when."""
        rows = self._all(
            "SELECT source, sum(due <= ?) AS now, count(*) AS known, min(due) AS next FROM pages"
            " WHERE role IN ('page', 'feed', 'sitemap') AND url NOT LIKE 'file:%'"
            " GROUP BY source ORDER BY source",
            now,
        )
        return tuple(SourceDue(**row) for row in rows)

    def is_forgotten(self, url: str) -> bool:
        """Was this URL taken out by its owner's wish?"""
        if self._forgotten is None:
            rows = self._all("SELECT url FROM forgotten")
            self._forgotten = frozenset(row["url"] for row in rows)
        return url in self._forgotten

    def _update_page(self, response: Response, role: Role, now: float) -> None:
        page = _after(self.page(response.url), response, role, now)
        self._db.execute(_REPLACE, _VALUES(page))
        self._remember(page.url, page)

    def _remember(self, url: str, page: PageState | None) -> None:
        self._pages[url] = page
        if len(self._pages) > _REMEMBERED:
            self._pages.popitem(last=False)

    def _drop_memory(self) -> None:
        self._pages.clear()
        self._forgotten = None

    @contextmanager
    def _reshaped(self) -> Iterator[None]:
        """A transaction that changes pages past `_update_page`."""
        with self.transaction():
            yield
        self._drop_memory()


def _after(before: PageState | None, response: Response, role: Role, now: float) -> PageState:
    """How a page stands after one more request."""
    good = response.outcome in ("fetched", "unchanged")
    quiet = before.quiet + 1 if before and response.outcome == "unchanged" else 0
    page = before or _unknown(response, role, now)
    strikes = 0 if good else page.strikes + 1
    interval, due = next_due(role, response, page.interval, quiet, strikes)
    page = replace(
        page,
        source=response.source,
        role=role,
        etag=response.headers.get("etag") or page.etag,
        last_modified=response.headers.get("last-modified") or page.last_modified,
        last_seen=now if good else page.last_seen,
        quiet=quiet,
        strikes=strikes,
        due=now + due,
        interval=interval,
        outcome=response.outcome,
        reason=response.reason,
    )
    return _renewed(page, response, now) if response.ok else page


def _unknown(response: Response, role: Role, now: float) -> PageState:
    return PageState(
        url=response.url,
        source=response.source,
        role=role,
        etag=None,
        last_modified=None,
        sha256=None,
        first_seen=now,
        last_seen=None,
        last_changed=None,
        quiet=0,
        strikes=0,
        due=now,
        interval=0.0,
        outcome=response.outcome,
        reason=response.reason,
        archive_file=None,
        archive_offset=None,
    )


def _renewed(page: PageState, response: Response, now: float) -> PageState:
    return replace(
        page,
        sha256=response.sha256,
        last_changed=now,
        archive_file=response.archive_file,
        archive_offset=response.archive_offset,
    )
