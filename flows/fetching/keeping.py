"""What came back: judged, archived, and entered in the frontier, in that order."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

from extractors.errors import DocumentError
from flows.fetching.archive import Archive, iso_time, read_record
from flows.fetching.asking import words_of
from flows.fetching.client import Exchange
from flows.fetching.frontier import Frontier
from flows.fetching.frontier_file import GROUP_SECONDS
from flows.fetching.politeness import Clock
from flows.fetching.response import Outcome, Response, joined, sniff
from flows.fetching.robots_tags import RobotsTags, robots_tags
from flows.fetching.target import Role, Target

__all__ = ["Keeping", "sha256_of"]

_LISTS: tuple[Role, ...] = ("feed", "sitemap")
_UNREAD = ("application/pdf", "application/zip", "image/png", "image/jpeg", "image/gif")


class Keeping:
    """Turns answers into Responses that are safe on disk."""

    def __init__(
        self, home: Path, run_id: str, frontier: Frontier, archive: Archive, clock: Clock
    ) -> None:
        self._home, self._run_id, self._clock = home, run_id, clock
        self._frontier, self._archive = frontier, archive
        self._is_timed = False

    def blank(self, target: Target, outcome: Outcome, reason: str | None) -> Response:
        """A response without a request; nothing is written."""
        return Response(
            url=target.url,
            final_url=target.url,
            source=target.source,
            outcome=outcome,
            fetched_at=iso_time(self._clock()),
            reason=reason,
            title=target.title,
            published_at=target.published_at,
        )

    def refused(self, target: Target, outcome: Outcome, reason: str) -> Response:
        """The response for a request that was not or could not be made, recorded."""
        response = self.blank(target, outcome, reason)
        self._record(response, target.role)
        return response

    # --- an answer of a host -----------------------------------------------------------------

    def settled(self, target: Target, exchange: Exchange, url: str) -> Response:
        """The response of the last request for a target, archived and recorded."""
        tags, digest = _tags(target, exchange), sha256_of(exchange.body)
        outcome, reason = self._judged(target, exchange, tags, digest)
        response = self._answer(target, exchange, outcome, reason, url, digest)
        if response.ok and tags.noarchive:
            response = replace(response, noarchive=True)
        if exchange.problem is None and outcome != "robots_denied":
            response = self._archived(response, exchange, target, target.role)
        self._record(response, target.role)
        return response

    def note(
        self, exchange: Exchange, target: Target, outcome: Outcome, reason: str | None
    ) -> None:
        """None; a request on the way to the page has its own row and its own record."""
        if outcome == "fetched" and (exchange.status or 0) >= 400:
            reason = words_of(exchange)
        asked = replace(target, url=exchange.url)
        reason, digest = reason or exchange.detail or None, sha256_of(exchange.body)
        response = self._answer(asked, exchange, outcome, reason, exchange.url, digest)
        if exchange.problem is None:
            response = self._archived(response, exchange, target, "hop")
        self._record(response, "robots")

    def listed(self, response: Response) -> Response:
        """The response, with the archived body where a list has not changed since."""
        if response.body or response.outcome not in ("unchanged", "not_due"):
            return response
        page = self._frontier.page(response.url)
        if not page or page.role not in _LISTS or page.archive_file is None:
            return response
        try:
            kept = read_record(self._home, page.archive_file, page.archive_offset or 0)
        except DocumentError as error:
            return replace(response, outcome="failed", reason=str(error))
        return replace(response, body=kept.body, headers=kept.headers, final_url=kept.final_url)

    def _judged(
        self, target: Target, exchange: Exchange, tags: RobotsTags, digest: str
    ) -> tuple[Outcome, str | None]:
        if exchange.problem:
            return exchange.problem, exchange.detail
        if exchange.status == 304:
            return "unchanged", "the site says so (304)"
        if exchange.status is None or not 200 <= exchange.status < 300:
            return "failed", words_of(exchange)
        if not exchange.body or exchange.body.isspace():
            return "failed", "the body is empty"
        kind = sniff(exchange.body, exchange.header("content-type") or "")
        if kind in _UNREAD:
            return "refused", f"content of type {kind} is not read"
        if tags.noindex:
            return "robots_denied", f"{tags.noindex}: noindex"
        page = self._frontier.page(target.url)
        if target.role != "api" and page and page.sha256 == digest:
            return "unchanged", "same bytes as last time"
        return "fetched", f"{tags.noarchive}: noarchive" if tags.noarchive else None

    def _answer(
        self,
        target: Target,
        exchange: Exchange,
        outcome: Outcome,
        reason: str | None,
        url: str,
        digest: str,
    ) -> Response:
        is_kept = outcome in ("fetched", "unchanged") and bool(exchange.body)
        return Response(
            url=target.url,
            final_url=url,
            source=target.source,
            outcome=outcome,
            fetched_at=iso_time(self._clock()),
            status=exchange.status,
            reason=reason,
            headers=joined(exchange.headers),
            body=exchange.body if is_kept else b"",
            sha256=digest if is_kept else None,
            milliseconds=exchange.milliseconds,
            wire_bytes=len(exchange.wire),
            title=target.title,
            published_at=target.published_at,
        )

    def _archived(
        self, response: Response, exchange: Exchange, target: Target, role: str
    ) -> Response:
        if response.outcome == "unchanged":
            return self._revisited(response, exchange, target)
        file, offset = self._archive.write_exchange(exchange, target, role, response.fetched_at)
        return replace(response, archive_file=file, archive_offset=offset)

    def _revisited(self, response: Response, exchange: Exchange, target: Target) -> Response:
        """An unchanged body is not kept twice: the archive notes where the first one lies."""
        page = self._frontier.page(target.url)
        if page is None or page.archive_file is None:
            return response
        place = self._archive.write_revisit(
            exchange,
            target,
            response.fetched_at,
            (page.archive_file, page.archive_offset or 0),
        )
        if place is None:
            return response
        return replace(response, archive_file=place[0], archive_offset=place[1])

    # --- content that needs no request -------------------------------------------------------

    def kept(self, target: Target) -> Response:
        """The response for a file, or for a record that an API answer held."""
        try:
            body = target.path.read_bytes() if target.path else target.body or b""
        except OSError as error:
            reason = f"no such file: {target.path}" if _is_absent(error) else str(error)
            return self.refused(target, "failed", reason)
        response = self._judged_content(target, body)
        if response.ok:
            file, offset = self._archive.write_resource(target, body, response.fetched_at)
            response = replace(response, archive_file=file, archive_offset=offset)
        self._record(response, target.role)
        return response

    def _judged_content(self, target: Target, body: bytes) -> Response:
        response = replace(
            self.blank(target, "fetched", None),
            headers={"content-type": target.content_type},
            body=body,
            sha256=sha256_of(body),
            wire_bytes=len(body),
        )
        page = self._frontier.page(target.url)
        kind = sniff(body, target.content_type)
        if kind in _UNREAD:
            return replace(response, outcome="refused", reason=f"{kind} is not read", body=b"")
        if page and page.sha256 == response.sha256:
            return replace(response, outcome="unchanged", reason="same bytes as last time")
        return response

    def _record(self, response: Response, role: Role) -> None:
        length = self._archive.length if response.archive_file else None
        if role in ("api", "robots"):
            self._frontier.record_request(response, self._run_id, length)
        else:
            self._frontier.record(response, self._run_id, role, self._clock(), length)
        if self._frontier.is_uncommitted and not self._is_timed:
            self._is_timed = True
            asyncio.get_running_loop().call_later(GROUP_SECONDS, self._commit)

    def _commit(self) -> None:
        self._is_timed = False
        self._frontier.commit()


def sha256_of(body: bytes) -> str:
    """The digest of a body, in hex."""
    return hashlib.sha256(body).hexdigest()


def _tags(target: Target, exchange: Exchange) -> RobotsTags:
    """What the page asks of robots; lists and documented APIs have other rules."""
    if not target.robots or target.role != "page":
        return RobotsTags()
    return robots_tags(exchange.header("x-robots-tag") or "", exchange.body)


def _is_absent(error: OSError) -> bool:
    return isinstance(error, FileNotFoundError | NotADirectoryError)
