"""Attribution: whose words; every rule's own examples."""

from __future__ import annotations

import pytest

from extractors.language.holders.attribution import Attribution, find_attributions
from extractors.language.holders.quotations import find_quotations
from extractors.language.pipeline import parse
from extractors.language.words.patterns import Rule, load_rules
from extractors.language.words.sentences import passages

JANE = "Dr. Jane Smith"
CASES = [
    (
        "“It works in most people,” said Dr. Jane Smith.",
        "expert",
        JANE,
        "“It works in most people,”",
    ),
    (
        '"I sleep well at last," says Ann Lee, who has gout.',
        "patient",
        "Ann Lee",
        '"I sleep well at last,"',
    ),
    (
        "Jane Smith, a doctor in Leeds, said the pill helps.",
        "expert",
        "Jane Smith",
        "the pill helps.",
    ),
    ("Ann Lee, PhD, Head of Sleep, Leeds, UK, said it helps.", "expert", "Ann Lee", "it helps."),
    ("The pill works, the company claims.", "company", "the company", "The pill works"),
    (
        "According to the FDA, the pill is safe.",
        "regulator",
        "the FDA",
        "According to the FDA, the pill is safe.",
    ),
    ("The FDA has approved it for gout.", "regulator", "The FDA", "approved it for gout."),
    ("Studies suggest that sleep helps.", "unnamed_research", "Studies", "sleep helps."),
    ("Experts agree it works.", "unnamed_research", "Experts", "it works."),
    ("The trial found that pain fell.", "study", "The trial", "pain fell."),
    (
        "The pill helps, with early findings suggesting it may ease pain.",
        "study",
        "early findings",
        "it may ease pain.",
    ),
    ("In my opinion it works.", "author", None, "In my opinion it works."),
    ("Bo Ek, chief executive of the firm, said it works.", "company", "Bo Ek", "it works."),
]


def attributions(text: str) -> list[Attribution]:
    doc = parse(text)
    return list(find_attributions(doc, passages(doc)))


@pytest.mark.parametrize(("text", "kind", "holder", "words"), CASES)
def test_who_says_what(text: str, kind: str, holder: str | None, words: str) -> None:
    found = [(a.holder_type, a.holder, text[a.start : a.end]) for a in attributions(text)]
    assert found == [(kind, holder, words)]


def test_nested_speech_keeps_both_and_the_narrower_names_the_innermost() -> None:
    outer, inner = attributions("Researchers say the company claims that the pill works.")
    assert (outer.holder_type, inner.holder_type) == ("expert", "company")
    assert outer.start < inner.start
    assert outer.end == inner.end


def test_a_second_quotation_keeps_the_speaker() -> None:
    text = "“It works in most people,” said Dr. Jane Smith. “We hope it lasts. I think so.”"
    found = attributions(text)
    assert [a.holder for a in found] == [JANE, JANE]
    assert all(a.quoted for a in found)


@pytest.mark.parametrize(
    "text",
    [
        "It “cures” pain.",
        'A so-called "magic bullet" for pain.',
        "The pill eases pain.",
        "Patients reported fewer aches.",
        "This study was supported by a bank.",
        "The fact that it had a lower NNT suggests more.",
        "The fact that the results showed a gain suggests more.",
        "Patients took naps. They found that naps help.",
        "Risk was counted according to tumour size.",
        "Doses followed according to the protocol.",
    ],
)
def test_nobody_is_made_to_answer(text: str) -> None:
    assert attributions(text) == []


def test_a_quotation_may_hold_another() -> None:
    text = "“The level (known as “good”) fell in all of them,” said Ann Lee. Naps help."
    (found,) = attributions(text)
    assert (found.holder, text[found.start : found.end][-6:]) == ("Ann Lee", "them,”")


def test_a_speech_of_several_paragraphs_need_not_be_closed_in_the_first() -> None:
    text = 'Ann Lee continued, "We found that those who took naps slept.\n\nThey last for long".'
    assert [(a.holder, a.holder_type) for a in attributions(text)][:1] == [("Ann Lee", "expert")]


def test_according_to_a_study_with_two_adjectives() -> None:
    text = "Naps help, according to results of a new, comprehensive meta-analysis published in May."
    (found,) = attributions(text)
    assert found.holder == "results of a new, comprehensive meta-analysis published in May"


def test_who_speaks_in_the_next_paragraph_did_not_say_the_quotation() -> None:
    text = "“It works in most people,” said Ann Lee. “It lasts for long.”\n\nBo Ek said it is late."
    assert [a.holder for a in attributions(text) if a.quoted] == ["Ann Lee", "Ann Lee"]
    claims = "“It works in most people.”\n\nThey used Truven MarketScan claims data."
    assert [a.holder for a in attributions(claims)] == [None]


def test_quotations_close_within_their_paragraph_or_run_on_when_reopened() -> None:
    text = (
        '“This is the first part.\n\n“This is the second part.” He left. "Never closed at all here'
    )
    spans = [text[start:end] for start, end in find_quotations(text)]
    assert spans == ["“This is the first part.", "“This is the second part.”"]


@pytest.mark.parametrize("rule", load_rules("attribution"), ids=lambda rule: rule.id)
def test_rule_examples(rule: Rule) -> None:
    kind = "author" if rule.category == "opinion" else rule.category
    for example in rule.examples:
        assert kind in {a.holder_type for a in attributions(example)}, example
    for example in rule.counter_examples:
        assert kind not in {a.holder_type for a in attributions(example)}, example


HOLDERS = [
    ("The medicines regulator said that naps harm.", "regulator", "The medicines regulator"),
    ("NICE said that naps cost too much.", "regulator", "NICE"),
    ("The University of Leeds said that naps help.", "institution", "University of Leeds"),
    ("The charity Mind said that naps help.", "institution", "Mind"),
    ("Dr Ann Lee of the University of Leeds said that naps help.", "expert", "Dr Ann Lee"),
    ("A study led by the University of Leeds suggests that naps help.", "study", "A study"),
    ("Jennifer K. Sun, MD, MPH, head of the unit, said that naps help.", "expert",
     "Jennifer K. Sun"),
    ("J. P. Morgan, who led the trial, said that naps help.", "expert", "J. P. Morgan"),
    ("J.P. Morgan said that naps help.", "expert", "J.P. Morgan"),
    ("Andersson said that naps help.", "expert", "Andersson"),
    ("John W. St. Claire Jr., PhD, said that naps help.", "expert", "John W. St. Claire"),
    ("Maria O. de la Cruz said that naps help.", "expert", "Maria O. de la Cruz"),
    ("Jane Doe and her colleagues report that naps help.", "expert", "Jane Doe"),
    ("A randomised trial of pills from Leeds found that naps help.", "study",
     "A randomised trial"),
    ("The results of this small, blinded study suggest that naps help.", "study", "The results"),
    ("Study finds naps help.", "study", "Study"),
    ("Results on pills are poor - some studies indicate naps help.", "unnamed_research",
     "some studies"),
    ("Researchers gave tea. They found that naps help.", "study", None),
]  # fmt: skip


@pytest.mark.parametrize("name", ["Jennifer K. Sun", "the U.S. Food and Drug Administration"])
def test_according_to_a_name_with_full_stops(name: str) -> None:
    assert [a.holder for a in attributions(f"Naps help, according to {name}.")] == [name]


@pytest.mark.parametrize(("text", "kind", "name"), HOLDERS)
def test_the_kind_of_a_holder_is_that_of_its_head(text: str, kind: str, name: str | None) -> None:
    (found,) = attributions(text)
    assert (found.holder_type, found.holder, found.quoted) == (kind, name, False)
    assert text[found.start : found.end].startswith("naps")


ROLES = [
    ("“It works in most people,” said senior author Ann B. Lee, MD, of Leeds.", "Ann B. Lee"),
    ("“It works in most people,” said the study's lead author, Ann Lee, MD.", "Ann Lee"),
    ("“It works in most people,” said lead author, John A. Wells, M.D.", "John A. Wells"),
    ("“It works in most people,” said first and last author Ann Lee, of Leeds.", "Ann Lee"),
    ("“It works in most people,” said surgeon and lead author Ann Lee, MD.", "Ann Lee"),
    ("“It works in most people,” the lead author said.", "the lead author"),
    ('According to the charity Mind, "It works in most people."', "the charity Mind"),
]


@pytest.mark.parametrize(("text", "name"), ROLES)
def test_a_role_gives_way_to_the_name_that_it_leads_to(text: str, name: str) -> None:
    assert {a.holder for a in attributions(text)} == {name}


def test_he_said_goes_back_to_the_person_who_spoke_last() -> None:
    text = "Naps help, Ann Lee said. The trial was long. Tea may help too, she said."
    assert [a.holder for a in attributions(text)] == ["Ann Lee", "Ann Lee"]
    assert [a.holder for a in attributions("Tea may help too, she said.")] == [None]


def test_your_doctor_is_nobody_who_claims() -> None:
    assert attributions("Go on with it unless your doctor says that you may stop.") == []
