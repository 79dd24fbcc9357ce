"""How a press release closes: the sender is marked, the study and the drug never are."""

from __future__ import annotations

import pytest

from extractors.documents import cut_furniture, read_text
from extractors.documents.closings import find_closings
from extractors.documents.furniture import mark_furniture

STORY = "\n\n".join(
    f"The {word} group of forty adults slept longer with the gel than with the plain cream."
    for word in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
)
PORTRAIT = "Invented Pharma, Inc. is a company that makes groundbreaking gels for a better world."


def marked(text: str) -> list[tuple[str, str]]:
    return [
        (region.label, text[region.start : region.end])
        for region in mark_furniture(text, ())
        if region.kind == "boilerplate"
    ]


@pytest.mark.parametrize(
    ("closing", "reason"),
    [
        (f"About Invented Pharma\n\n{PORTRAIT}\n\nIt sells in nine countries.", "about_the_sender"),
        (f"ABOUT THE COMPANY:\n\n{PORTRAIT}", "about_the_sender"),
        ("Founded in 1901, Invented Clinic has nine wards and a garden.", "about_the_sender"),
        ("The Invented Academy is the world's largest association of nurses.", "about_the_sender"),
        (
            "Forward-Looking Statements\n\nExcept for history, all is hope.\n\nRisks are many.",
            "legal_notice",
        ),
        ("This news release contains forward-looking statements about the gel.", "legal_notice"),
    ],
)
def test_the_sender_and_its_lawyers_are_furniture(closing: str, reason: str) -> None:
    text = f"{STORY}\n\n{closing}\n"
    assert marked(text) == [(reason, closing)]


@pytest.mark.parametrize(
    "closing",
    [
        "About the trial\n\nIt is a randomised trial in 400 adults at nine hospitals.",
        "About gout\n\nGout is a painful disease. The Gout Society counts its sufferers.",
        "About Inventogel\n\nInventogel is a gel with a salt, put on twice a day.",
        "Important Safety Information\n\nCommon side effects include a rash and nausea.",
        "The Invented Institute, a charity paid by growers, provided money for the study.",
        '"The Invented Institute is a leading centre, and this is its best day," said Ada.',
        "The study is one of the largest at a university hospital in the north.",
    ],
)
def test_what_is_spoken_of_stays(closing: str) -> None:
    assert marked(f"{STORY}\n\n{closing}\n") == []


def test_a_portrait_opens_no_text() -> None:
    assert marked(f"About Invented Pharma\n\n{PORTRAIT}\n\n{STORY}") == []


def test_a_heading_ends_the_section() -> None:
    text = f"{STORY}\n\nAbout Invented Pharma\n\n{PORTRAIT}\n\nAbout the trial\n\nIt ran a year.\n"
    assert marked(text) == [("about_the_sender", f"About Invented Pharma\n\n{PORTRAIT}")]


def test_paragraphs_between_portraits_go_with_them() -> None:
    between = "Its nurses see many people each year and know them all by name."
    text = f"{STORY}\n\n{PORTRAIT}\n\n{between}\n\nOur mission is to end gout.\n"
    assert marked(text)[0][1].count("\n\n") == 2
    quoted = text.replace(between, f"“{between}”")
    assert [words.count("\n\n") for _, words in marked(quoted)] == [0, 0]


def test_plain_text_is_marked_and_never_altered() -> None:
    text = f"Gel and sleep\n\n{STORY}\n\nAbout Invented Pharma\n\n{PORTRAIT}\n"
    document = read_text(text, id="t")
    assert document.text == text
    stored = cut_furniture(document)
    assert "groundbreaking" not in stored.text
    assert [cut.reason for cut in stored.dropped] == ["about_the_sender"]


def test_nothing_is_found_in_nothing() -> None:
    assert list(find_closings((), 0)) == []
