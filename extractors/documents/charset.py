"""The characters of a page: byte order mark, then header, then what the page says, then a guess."""

from __future__ import annotations

import re
import unicodedata

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
    to_unicode,
)

_GUESS_FROM = 64 * 1024
_HEAD = 4096


def decode(payload: bytes, content_type: str | None = None) -> str:
    """The text of `payload`; bytes that fit no character become U+FFFD, never an error.

    A declared encoding is believed, in the browsers' order and by their aliases (a page that says
    ISO-8859-1 means windows-1252), but for one case: bytes that are correct UTF-8 with more than
    ASCII in them are UTF-8 whatever a single-byte declaration says, as chance hardly makes such.
    """
    mark, bom = read_bom(payload)
    if mark and bom:
        return _unbroken(to_unicode(payload[len(bom) :], mark))
    declared = _declared(payload, content_type)
    as_utf8 = _as_utf8(payload)
    if as_utf8 is not None and (not declared or not declared.startswith("utf-16")):
        return _unbroken(as_utf8)
    if declared and not declared.startswith(("utf-8", "utf8")):
        return _unbroken(to_unicode(payload, declared))
    return _unbroken(to_unicode(payload, "utf-8" if declared else _guessed(payload)))


def _declared(payload: bytes, content_type: str | None) -> str | None:
    in_header = http_content_type_encoding(content_type)
    if in_header and (known := resolve_encoding(in_header)):
        return known
    in_page = html_body_declared_encoding(payload[:_HEAD])
    return resolve_encoding(in_page) if in_page else None


def _as_utf8(payload: bytes) -> str | None:
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\x1b" in text else text  # escapes: ISO-2022 text is all ASCII bytes


def _guessed(payload: bytes) -> str:
    """The detector's guess, but windows-1252 for all Latin script, whose relatives it confuses."""
    sample = payload[:_GUESS_FROM]
    best = from_bytes(sample).best()
    if best is None:
        return "cp1252"
    foreign = [letter for letter in str(best) if letter > "\x7f" and letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in foreign)
    return "cp1252" if latin * 2 >= len(foreign) else best.encoding


def _unbroken(text: str) -> str:
    """The same text with one kind of line end and none of the characters that XML cannot hold."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in "\ufffe\uffff":
        text = text.replace(character, "\ufffd")
    try:
        encoded = text.replace("\ufeff", "").encode()
    except UnicodeEncodeError:
        return _unbroken(_SURROGATE.sub("\ufffd", text))
    return encoded.translate(None, _CONTROLS).decode()  # bytes: ten times as fast as a pattern


_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
