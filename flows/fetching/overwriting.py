"""An archive record overwritten where it lies, so that every other record keeps its offset."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from flows.fetching.archive import iso_time

__all__ = ["blank", "overwrite", "padded"]

_NOTE = b"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:hedgerow:forgotten>\r\n" + (
    b"WARC-Date: %b\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
)
_GZIP_HEAD = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff"
"""A gzip header that is followed by a comment of any length."""
_PIECE = 65_536


def overwrite(path: Path, offset: int, length: int, moment: float) -> None:
    """None, once a note of the same length lies on disk in place of the record."""
    note = padded(_NOTE % iso_time(moment).encode(), length)
    with path.open("r+b") as stream:
        stream.seek(offset)
        stream.write(note)
        stream.flush()
        os.fsync(stream.fileno())


def blank(path: Path, offset: int, moment: float) -> None:
    """None, once the record that starts there is overwritten; one that is gone is left so."""
    length = _member_length(path, offset) if path.exists() else 0
    if length:
        overwrite(path, offset, length, moment)


def _member_length(path: Path, offset: int) -> int:
    """Bytes of the gzip member that starts there; 0 where it is torn or not there."""
    inflate, read = zlib.decompressobj(zlib.MAX_WBITS + 16), 0
    with path.open("rb") as stream:
        stream.seek(offset)
        while piece := stream.read(_PIECE):
            read += len(piece)
            while piece and not inflate.eof:
                inflate.decompress(piece, _PIECE)
                piece = inflate.unconsumed_tail
            if inflate.eof:
                return read - len(inflate.unused_data)
    return 0


def padded(content: bytes, length: int) -> bytes:
    """A gzip member of exactly this length that unpacks to the content."""
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = press.compress(content) + press.flush()
    check = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    comment = length - len(_GZIP_HEAD) - 1 - len(packed) - len(check)
    assert comment >= 0, "every record is longer than the note that takes its place"
    return _GZIP_HEAD + b"." * comment + b"\0" + packed + check
