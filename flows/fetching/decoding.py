"""Content-encoded bytes to plain ones, never past a cap."""

from __future__ import annotations

import zlib

from extractors.errors import FetchError

__all__ = ["BodyDecoder"]

_GZIP_OR_ZLIB = 47
_BARE_DEFLATE = -15


class BodyDecoder:
    """Takes a body piece by piece; `wire` is what came, `body` what it means.

    Raises FetchError: `too_large` past either cap, `failed` where the coding is broken, unknown
    or cut short.
    """

    def __init__(self, coding: str, wire_cap: int, body_cap: int) -> None:
        coding = coding.strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FetchError("failed", f"content-encoding {coding!r}, which was not asked for")
        self._caps = (wire_cap, body_cap)
        self._wire = bytearray()
        self._body = bytearray()
        self._coded = coding not in ("", "identity")
        self._deflate = coding == "deflate"
        self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)

    def feed(self, piece: bytes) -> None:
        """None; the piece is kept, and decoded as far as the caps allow."""
        self._wire += piece
        if len(self._wire) > self._caps[0]:
            raise FetchError("too_large", f"more than {self._caps[0]:,} bytes on the wire")
        if self._coded:
            self._inflated(piece)

    def finish(self) -> tuple[bytes, bytes]:
        """The bytes as received and the bytes decoded; FetchError where the coding is cut short."""
        wire = bytes(self._wire)
        if not self._coded:
            self._check(len(wire))
            return wire, wire
        if wire and not self._inflate.eof:
            raise FetchError("failed", "the compressed body ends too early")
        return wire, bytes(self._body)

    def _inflated(self, piece: bytes) -> None:
        while piece:
            room = self._caps[1] + 1 - len(self._body)
            try:
                self._body += self._inflate.decompress(piece, room)
            except zlib.error as error:
                if not (self._deflate and len(self._wire) == len(piece)):
                    raise FetchError("failed", f"broken compressed body ({error})") from error
                self._deflate = False
                self._inflate = zlib.decompressobj(_BARE_DEFLATE)
                continue
            self._check(len(self._body))
            piece = self._inflate.unconsumed_tail
            if self._inflate.eof:
                piece = self._next_member()

    def _next_member(self) -> bytes:
        """What follows a finished gzip member, if it is another one; padding is passed over."""
        rest = self._inflate.unused_data
        if rest.startswith(b"\x1f\x8b"):
            self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
            return rest
        return b""

    def _check(self, size: int) -> None:
        if size > self._caps[1]:
            raise FetchError("too_large", f"more than {self._caps[1]:,} bytes once decoded")
