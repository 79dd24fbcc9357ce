"""Bodies in any coding, cut into any pieces, come out whole or as a typed refusal."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.errors import FetchError
from flows.fetching.decoding import BodyDecoder
from flows.fetching.politeness import LONGEST_PAUSE, retry_after
from flows.fetching.robots import RobotsRules

CAP = 1000
PACK = {"gzip": gzip.compress, "deflate": zlib.compress, "identity": bytes}


def decoded(coding: str, pieces: list[bytes], cap: int = CAP) -> bytes:
    decoder = BodyDecoder(coding, 10 * cap, cap)
    for piece in pieces:
        decoder.feed(piece)
    return decoder.finish()[1]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(PACK)), st.binary(max_size=CAP), st.integers(1, 50))
def test_any_body_in_any_pieces(coding: str, body: bytes, size: int) -> None:
    packed = PACK[coding](body)
    pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert decoded(coding, pieces) == body


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["gzip", "deflate", "identity", "x-gzip"]), st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(coding: str, noise: bytes) -> None:
    try:
        assert len(decoded(coding, [noise])) <= CAP
    except FetchError as error:
        assert error.outcome in ("failed", "too_large")
        assert error.detail


@pytest.mark.parametrize("coding", sorted(PACK))
def test_one_byte_over_the_cap_is_too_large(coding: str) -> None:
    assert decoded(coding, [PACK[coding](b"x" * CAP)]) == b"x" * CAP
    with pytest.raises(FetchError, match="too_large"):
        decoded(coding, [PACK[coding](b"x" * (CAP + 1))])


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_any_retry_after_is_a_sane_wait_or_none(value: str) -> None:
    wait = retry_after(value, 1_790_000_000.0)
    assert wait is None or 0 <= wait <= LONGEST_PAUSE


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("999999999", LONGEST_PAUSE),
        ("Mon, 21 Sep 2026 14:14:20 GMT", 60),
        ("Mon, 21 Sep 2020 14:14:20 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, 1_790_000_000.0) == seconds


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_make_a_robots_file(body: bytes) -> None:
    rules = RobotsRules.from_bytes(b"User-agent: *\n" + body)
    assert rules.allows("https://a.test/x") in (True, False)
    assert 0 <= rules.crawl_delay() <= 120
