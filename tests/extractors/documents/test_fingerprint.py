"""MinHash and numbers of a text: stable, blind to dates, keen on figures."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import read_document
from extractors.documents.fingerprint import PERMUTATIONS, minhash, numbers

STORY = (
    "A hospital team gave an old arthritis drug to people whose low mood had outlived every pill "
    "they tried. After eight weeks the mood of those with raised inflammation had lifted by 4.2 "
    "points more than that of people on dummy infusions, while the others gained nothing. The "
    "trial enrolled 118 adults at 3 clinics and was paid for by the national health fund."
)


def alike(one: str, other: str) -> float:
    pairs = zip(minhash(one), minhash(other), strict=True)
    return sum(mine == theirs for mine, theirs in pairs) / PERMUTATIONS


def test_equal_places_estimate_how_alike_two_texts_are() -> None:
    assert alike(STORY, STORY.upper()) == 1
    assert alike(STORY, "Embargoed until noon. " + STORY) > 0.85
    assert alike(STORY, " ".join(reversed(STORY.split()))) < 0.1


def test_another_process_finds_the_same() -> None:
    code = "import sys; from extractors.documents.fingerprint import minhash;"
    code += "print(minhash(sys.argv[1]))"
    run = subprocess.run([sys.executable, "-c", code, STORY], capture_output=True, text=True)
    assert run.stdout.strip() == str(minhash(STORY)), run.stderr


def test_a_short_text_has_none() -> None:
    assert minhash("Sign in to read on.") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In 2021, 1,204 adults (12.5 %)", ("12.5", "1204")),
        ("On 3 March 2026 at 14:30, n = 31", ("31",)),
        ("March 3, 2026: HR 0·81", ("0.81",)),
        ("Updated 2026-03-03; NCT01234567", ("01234567",)),
        ("12/03/2026 and May 5", ()),
        ("IL-6 and IL-6", ("6",)),
        ("", ()),
    ],
)
def test_numbers_without_dates(text: str, found: tuple[str, ...]) -> None:
    assert numbers(text) == found


@given(st.text())
def test_any_text_has_numbers(text: str) -> None:
    assert list(numbers(text)) == sorted(set(numbers(text)))


def test_a_document_carries_both() -> None:
    document = read_document(STORY.encode(), id="story.txt", kind="text")
    assert document.minhash == minhash(document.text)
    assert document.numbers == ("118", "3", "4.2")


def served(site: str, menu: str, story: str, foot: str) -> bytes:
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in story.rstrip(".").split(". "))
    return (
        f"<html><head><title>Old drug lifts mood | {site}</title></head><body><nav>{menu}</nav>"
        f"<article><h1>Old drug lifts mood</h1>{paragraphs}{foot}</article></body></html>"
    ).encode()


def test_two_sites_that_carry_one_story_are_alike_and_a_sister_report_has_other_numbers() -> None:
    wire = served("The Wire", "<a href='/'>Home</a>", STORY, "<p>Views: 1,204</p>")
    blog = served(
        "A Blog", "<a href='/x'>Shop</a>", STORY, "<p>Share this article</p><p>Name: Orla</p>"
    )
    sister = served(
        "The Wire", "", STORY.replace("4.2", "0.3").replace("118", "142").replace("3", "5"), ""
    )
    first, second, third = (
        read_document(payload, id=f"https://{n}.example/a", kind="html")
        for n, payload in enumerate((wire, blog, sister))
    )
    pairs = list(zip(first.minhash, second.minhash, strict=True))
    assert sum(mine == theirs for mine, theirs in pairs) > 0.8 * PERMUTATIONS
    assert first.numbers == ("118", "3", "4.2")
    assert set(third.numbers).isdisjoint(first.numbers)
