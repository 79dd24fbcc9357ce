from __future__ import annotations

import pytest

from extractors.documents import read_document, read_text
from extractors.documents.page_language import language_of
from extractors.documents.sections import section_kind

PROSE = "Sleep is a matter of habit for most people, and the trial did not change that in the end."


def marked(text: str) -> list[tuple[str, str]]:
    return [(r.kind, text[r.start : r.end]) for r in read_text(text, id="t").regions]


def test_one_sentence_is_body_and_no_headline() -> None:
    assert marked("Tocilizumab may help") == [("body", "Tocilizumab may help")]
    assert read_text("", id="t").regions == ()


def test_headline_subheads_lists_and_references() -> None:
    text = (
        f"Sleep and Mood: What We Know\n\n{PROSE}\n"
        f"What Is New?\n{PROSE}\n- one point\n- another\n\n"
        "References\n1. Brook A. Sleep. 2019.\n2. Roe B. Mood. 2020.\n"
    )
    assert [kind for kind, _ in marked(text)] == [
        *("headline", "body", "subhead", "body", "list", "list"),
        *("references", "references", "references"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("Salt baths may help nurses who have gout", "Embargoed until 2 May 2031", "headline"),
        ("Salt baths may help nurses who have gout", "Salt baths help nurses", "headline"),
        ("Invented Firm Presents Its New Salt Bath for Gout.", PROSE, "headline"),
        ("Salt Baths Shown to Ease the Gout of Nurses;", PROSE, "headline"),
        ("We sat in the garden for an hour and talked of salt", "It was fun.", "body"),
        ("Salt is a matter of habit, it seems.", PROSE, "body"),
        ("Dear Readers,", PROSE, "body"),
    ],
)
def test_a_title_over_a_short_line_is_a_headline(first: str, second: str, kind: str) -> None:
    assert marked(f"{first}\n\n{second}\n\n{PROSE}")[0] == (kind, first)


def test_hard_wrapped_paragraphs_stay_whole() -> None:
    lines = "Sleep is a matter of habit for most of the people that\nwere asked in the survey, and "
    lines += (
        "nothing in the small trial at\nthe invented clinic could change that view in the end,\n"
    )
    text = f"{lines}we think.\n\n{lines}it seems.\n"
    assert [kind for kind, _ in marked(text)] == ["body", "body"]


def test_labelled_abstract() -> None:
    text = (
        "BACKGROUND: Mood is low. METHODS: We gave it. RESULTS: It rose. CONCLUSIONS: It may help."
    )
    assert marked(text) == [
        ("background", "BACKGROUND: Mood is low."),
        ("methods", "METHODS: We gave it."),
        ("results", "RESULTS: It rose."),
        ("conclusion", "CONCLUSIONS: It may help."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE} Note: this is small.",
        "Purpose - what is it good for? It is good for much, some say, and some do not.",
        "We measured views: 12 raters took part in this.",
        "Name: the patients gave their names.\n" + PROSE,
        "What are your options? Larger trials will tell. " + PROSE,
        f"{PROSE}\nReferences to earlier work are many.\n{PROSE}",
    ],
)
def test_prose_that_looks_a_little_like_furniture_stays(text: str) -> None:
    assert "boilerplate" not in {kind for kind, _ in marked(text)}


def test_a_lone_field_is_no_author_card_but_two_are() -> None:
    assert "boilerplate" not in {kind for kind, _ in marked(f"{PROSE}\nAddress: 1 Nowhere Lane")}
    card = marked(f"{PROSE}\nAddress: 1 Nowhere Lane\nPhone: +1234567")
    assert card[-1] == ("boilerplate", "Address: 1 Nowhere Lane\nPhone: +1234567")


def test_a_dateline_of_comments_ends_the_article() -> None:
    text = f"Sleep and Mood\n{PROSE}\n{PROSE}\n2 comments\nJo says hi\n{PROSE} I agree."
    kinds = marked(text)
    assert kinds[-1][0] == "boilerplate" and kinds[-1][1].endswith("I agree.")


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("2. Materials and Methods", "methods"),
        ("Patients and methods", "methods"),
        ("INTRODUCTION", "background"),
        ("Results and discussion", "results"),
        ("Conclusions and Relevance", "conclusion"),
        ("Main Outcomes and Measures", "methods"),
        ("Bibliography", "references"),
        ("Discussion", None),
        ("Methods of payment", None),
        ("Our results will astonish you", None),
    ],
)
def test_section_names(heading: str, kind: str | None) -> None:
    assert section_kind(heading) == kind


def test_language() -> None:
    assert language_of(PROSE * 3) == "en"
    assert (
        language_of("Le sommeil est une affaire d'habitude pour la plupart des gens. " * 4) == "fr"
    )
    assert language_of("IL-6, TNF-α, CRP", declared="de") == "de"
    assert language_of("Kurz") == "en", "a short text is not called foreign"


@pytest.mark.parametrize("text", ["", "  \n\n\t"])
def test_a_text_without_a_word_is_too_short(text: str) -> None:
    document = read_text(text, id="t")
    assert (document.verdict, document.verdict_reason) == ("too_short", "0 words of text")


def test_a_short_text_is_an_article_as_somebody_chose_it() -> None:
    assert read_text("Tocilizumab may lift depression.", id="t").verdict == "article"


def test_a_text_of_furniture_alone_is_no_article() -> None:
    given = "Views: 1,204\n\nPhone: +100 200 300\nBirthday: 1999-01-02\n\nReferences\n"
    marked = read_text(given, id="t")
    stored = read_document(given.encode(), id="t", kind="text")
    assert (marked.text, stored.text) == (given, "")
    assert {region.kind for region in marked.regions} == {"boilerplate"}
    for document in (marked, stored):
        assert document.verdict == "too_short"
        assert document.verdict_reason == "0 words of text beside furniture"
