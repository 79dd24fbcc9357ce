"""Certainty of sentences and of claims inside them: levels, nesting, frames, scope."""

from __future__ import annotations

import dataclasses

import pytest

from extractors.language.pipeline import parse
from extractors.language.wording.certainty import certainty_at, certainty_score, sentence_certainty
from extractors.language.wording.cues import find_cues
from extractors.language.words.sentences import Passage, passages


def passage_of(text: str) -> Passage:
    (passage,) = passages(parse(text))
    return dataclasses.replace(passage, cues=find_cues(passage.span))


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("The patch eases pain.", "fact"),
        ("The patch did not ease pain.", "fact"),
        ("The patch has been shown to ease pain.", "fact"),
        ("The patch is likely to ease pain.", "probable"),
        ("The data suggest that the patch eases pain.", "probable"),
        ("The patch appears to ease pain.", "probable"),
        ("The patch could one day ease pain.", "possible"),
        ("The data suggest that the patch may ease pain.", "possible"),
        ("It's possible that the patch eases pain.", "possible"),
        ("The patch has the potential to ease pain.", "possible"),
        ("The patch is unlikely to ease pain.", "doubtful"),
        ("If worn at night, the patch eases pain.", "conditional"),
        ("Earlier use would spare the joints.", "conditional"),
        ("Does the patch ease pain?", "uncommitted"),
        ("We tested whether the patch eases pain.", "uncommitted"),
        ("The aim was to determine the effect of the patch on pain.", "uncommitted"),
        ("The idea of using patches for pain is old.", "uncommitted"),
        ("More trials are needed to confirm that the patch eases pain.", "uncommitted"),
        ("It is unclear how the patch eases pain.", "uncommitted"),
        ("The myth that the patch cures pain lives on.", "counterfact"),
        ("In May 2024 the patch eased pain.", "fact"),
        ("While it may sting, the patch eases pain.", "fact"),
        ("The patch eased pain in people who might relapse.", "fact"),
        ("We hypothesized that the patch would ease pain.", "possible"),
        ("They thought that the patch would ease pain.", "probable"),
        ("The patch eased pain in a large group, thus warranting further study.", "fact"),
        ("The feather came from an unknown bird.", "fact"),
        ("Its origin is unknown.", "uncommitted"),
        ("The patch eased the pain of forty nurses – typically those at night.", "fact"),
        ("They wear the patch at night, if necessary.", "fact"),
        ("A test can predict if they relapse.", "uncommitted"),
        ("They got the patch so they could sleep.", "fact"),
        ("The patch would appear to ease pain.", "probable"),
        ("Contrary to popular belief, the patch eases pain.", "fact"),
        ("Exercise, whether it be walking or yoga, eases pain.", "fact"),
    ],
)
def test_sentence_certainty(text: str, level: str) -> None:
    assert sentence_certainty(passage_of(text)) == level


@pytest.mark.parametrize(
    ("text", "trigger", "level"),
    [
        ("While it may sting, the patch eases pain.", "eases", "fact"),
        ("While it may sting, the patch eases pain.", "sting", "possible"),
        ("The patch eases pain, but it may cause a rash.", "eases", "fact"),
        ("The patch eases pain, but it may cause a rash.", "cause", "possible"),
        (
            "The patch could reduce the swelling that is thought to cause pain.",
            "reduce",
            "possible",
        ),
        ("The patch eases pain; it is unclear whether it reduces swelling.", "eases", "fact"),
        (
            "The patch eases pain; it is unclear whether it reduces swelling.",
            "reduces",
            "uncommitted",
        ),
        ("The myth that the patch cures pain lives on.", "cures", "counterfact"),
        ("Could the patch ease pain?", "ease", "uncommitted"),
    ],
)
def test_certainty_of_a_claim(text: str, trigger: str, level: str) -> None:
    passage = passage_of(text)
    start = text.index(trigger)
    assert certainty_at(passage, start, start + len(trigger)) == level


def test_offsets_are_the_documents() -> None:
    text = "Pain is common. The patch may ease pain."
    passage = list(passages(parse(text)))[1]
    passage = dataclasses.replace(passage, cues=find_cues(passage.span))
    start = text.index("ease")
    assert certainty_at(passage, start, start + 4) == "possible"


def test_score_falls_with_the_hedges() -> None:
    sure, milder, mild = (
        certainty_score(passage_of(text))
        for text in (
            "No patient ever relapsed.",
            "The data suggest that the patch eases pain.",
            "It is unclear whether the patch may ease pain.",
        )
    )
    assert 6 >= sure > milder > mild >= 1
