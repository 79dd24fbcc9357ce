"""After a kill: what reached the archive but not the frontier, or the frontier but no reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from extractors.errors import DocumentError
from flows.fetching.archive import FOLDER, iso_time, read_record, records_from
from flows.fetching.asking import REDIRECTS
from flows.fetching.frontier import Capture, Frontier
from flows.fetching.overwriting import blank
from flows.fetching.response import Outcome, Response
from flows.fetching.robots_tags import robots_tags
from flows.fetching.target import Role

__all__ = ["adopt", "let_pass", "pending"]

_ROLES: dict[str, Role] = {"page": "page", "feed": "feed", "sitemap": "sitemap", "notice": "notice"}


def adopt(home: Path, frontier: Frontier, run_id: str, now: float) -> None:
    """None; records that reached the archive but not the frontier are entered now, by this run."""
    for path in sorted((home / FOLDER).glob("*.warc.gz")):
        name = f"{FOLDER}/{path.name}"
        known, size = frontier.archive_length(name), path.stat().st_size
        if size <= known:
            continue
        for response, role, end in records_from(home, name, known):
            _adopt_one(frontier, response, role, end, run_id, now)
        frontier.set_archive_length(name, size)


def let_pass(home: Path, frontier: Frontier, now: float) -> None:
    """None, once no staged page that its site wants no copy of is in the archive."""
    for file, offset in frontier.passed():
        blank(home / file, offset, now)
        frontier.drop_record(file, offset)


def pending(home: Path, frontier: Frontier, source: str | None, now: float) -> Iterator[Response]:
    """Every archived body that is not staged yet, of earlier killed crawls too, read again.

    One whose record cannot be read any more is yielded as `failed`, with the reason.
    """
    for capture in frontier.unstaged(source):
        try:
            found = read_record(home, capture.archive_file, capture.archive_offset)
        except DocumentError as error:
            yield _unreadable(capture, str(error), iso_time(now))
        else:
            yield replace(
                found,
                url=capture.url,
                source=capture.source,
                title=capture.title,
                published_at=capture.published_at,
            )


def _adopt_one(
    frontier: Frontier, response: Response, role: str, end: int, run_id: str, now: float
) -> None:
    note = "found in the archive after a crawl was killed"
    good = response.status is None or 200 <= response.status < 300
    if good and role in _ROLES:
        header = response.headers.get("x-robots-tag", "")
        noarchive = role == "page" and bool(robots_tags(header, response.body).noarchive)
        response = replace(response, reason=note, noarchive=noarchive and bool(response.status))
        frontier.record(response, run_id, _ROLES[role], now, end)
        return
    outcome: Outcome = response.outcome if good or role in ("revisit", "hop") else "failed"
    if role == "hop":  # a request on the way to a page, under its own address
        response = replace(response, url=response.final_url)
    if response.status in REDIRECTS:
        outcome = "redirected"
    frontier.record_request(replace(response, outcome=outcome, reason=note), run_id, end)


def _unreadable(capture: Capture, reason: str, at: str) -> Response:
    return Response(
        url=capture.url,
        final_url=capture.url,
        source=capture.source,
        outcome="failed",
        fetched_at=at,
        reason=reason,
        archive_file=capture.archive_file,
        archive_offset=capture.archive_offset,
    )
