"""Answers of a host without the keys that it was asked with: nothing keeps a key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, quote_plus

from flows.fetching.client import Exchange

__all__ = ["Redaction"]

_SIGN = "[key]"
_OF_THE_WIRE = ("content-encoding", "content-length", "etag", "content-md5", "digest")
"""Headers that speak of the bytes as they came, and of no body that was changed since."""


class Redaction:
    """Takes keys out of exchanges: as they were given, and as a URL writes them.

    Hosts repeat a key in redirects, in headers and, where a limit is passed, in the body.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        forms = {way(key) for key in keys if key for way in (str, _quoted, quote_plus)}
        self._forms = sorted(forms, key=len, reverse=True)

    def of(self, exchange: Exchange, url: str) -> Exchange:
        """The exchange under this URL, with no key in anything that is kept."""
        if not self._forms:
            return exchange if exchange.url == url else replace(exchange, url=url)
        return self._with_body(
            replace(
                exchange,
                url=url,
                phrase=self.text(exchange.phrase),
                headers=tuple((name, self.text(value)) for name, value in exchange.headers),
                detail=self.text(exchange.detail),
            )
        )

    def text(self, words: str) -> str:
        """The words with a sign in place of every key."""
        for form in self._forms:
            words = words.replace(form, _SIGN)
        return words

    def _with_body(self, exchange: Exchange) -> Exchange:
        """The exchange; a body that holds a key is kept unpacked, since it must be changed."""
        body = exchange.body
        for form in self._forms:
            body = body.replace(form.encode(), _SIGN.encode())
        if body == exchange.body:
            return exchange
        headers = tuple(row for row in exchange.headers if row[0].lower() not in _OF_THE_WIRE)
        return replace(exchange, headers=headers, wire=body, body=body)


def _quoted(key: str) -> str:
    return quote(key, safe="")
