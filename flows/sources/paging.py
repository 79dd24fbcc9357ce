"""What every API adapter shares: asking for a page, and proving that all rows came."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from extractors.errors import FetchError
from flows.catalogue import Source
from flows.fetching import Fetcher, Response, Target

__all__ = ["ApiCall", "Ledger", "pace"]

Row = Mapping[str, Any]


@dataclass
class Ledger:
    """Counts the rows of one query against the total that the API announced."""

    what: str
    """Which query, for the message."""
    announced: int | None = None
    received: set[str] = field(default_factory=set)
    cursors: set[str] = field(default_factory=set)
    at_turn: int = 0
    """How many rows had come when the last cursor was followed."""

    def take(self, row_ids: Iterable[str]) -> list[str]:
        """The ids among these that are new; all count as received."""
        new = [row_id for row_id in dict.fromkeys(row_ids) if row_id not in self.received]
        self.received.update(new)
        return new

    def turn(self, cursor: str) -> None:
        """None; FetchError where this cursor, or nothing but rows that came before, came again.

        Either would page forever.
        """
        if cursor in self.cursors:
            raise FetchError("failed", f"{self._count()}: the API repeats its cursor")
        if self.cursors and len(self.received) == self.at_turn:
            raise FetchError("failed", f"{self._count()}: a page of the API brought nothing new")
        self.cursors.add(cursor)
        self.at_turn = len(self.received)

    @property
    def is_complete(self) -> bool:
        """Did as many rows come as were announced?"""
        return self.announced is not None and len(self.received) >= self.announced

    def close(self) -> None:
        """None; FetchError where rows are missing."""
        if self.announced is None:
            raise FetchError("failed", f"{self.what}: the API announced no total")
        if not self.is_complete:
            raise FetchError("failed", f"{self._count()}: incomplete")

    def _count(self) -> str:
        announced = "unknown" if self.announced is None else f"{self.announced:,}"
        return f"{self.what}: {len(self.received):,} of {announced} rows received"


@dataclass(frozen=True, slots=True)
class ApiCall:
    """Asks one API on behalf of one source."""

    source: Source
    fetcher: Fetcher
    least_delay: float
    """Seconds between requests that the API asks of everyone."""
    credential: str | None = None

    async def answer(self, path: str, **query: Any) -> Response:
        """The answer; FetchError where it is none."""
        given: dict[str, Any] = {name: value for name, value in query.items() if value is not None}
        url = self.source.api + path + (f"?{urlencode(given)}" if given else "")
        target = Target(
            url,
            self.source.name,
            role="api",
            robots=False,
            delay=pace(self.source, self.least_delay),
            credential=self.credential,
        )
        response = await self.fetcher.fetch(target, self.source)
        if not response.body:
            raise FetchError(response.outcome, f"{url}: {response.outcome}: {response.reason}")
        return response

    async def object(self, path: str, **query: Any) -> dict[str, Any]:
        """The answer as a JSON object; FetchError where it is none."""
        response = await self.answer(path, **query)
        try:
            found = json.loads(response.body)
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise FetchError("failed", f"{response.url}: no JSON ({error})") from error
        if not isinstance(found, dict):
            raise FetchError("failed", f"{response.url}: JSON, but no object")
        return found

    def record(
        self,
        url: str,
        body: bytes,
        content_type: str,
        title: str | None = None,
        published_at: str | None = None,
    ) -> Target:
        """A target whose content came with the answer already."""
        return Target(
            url,
            self.source.name,
            title=title,
            published_at=published_at,
            body=body,
            content_type=content_type,
            robots=False,
        )


def pace(source: Source, least: float) -> float:
    """Seconds between requests: the API's own least at its own host, the row's at another."""
    return source.delay if source.base_url else least
