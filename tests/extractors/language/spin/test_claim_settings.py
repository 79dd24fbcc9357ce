"""What a claim is set in: its document's own study, a paper, a title, what is told as known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extractors.language.pipeline import parse
from extractors.language.spin.overclaim import judge_claims
from extractors.language.words.sentences import passages
from extractors.model import Claim, Quantity, Region, Study
from tests.extractors.language.spin.judged_claims import (
    COHORT,
    PILOT,
    SMALL,
    TRIAL,
    Beside,
    Found,
    gaps,
    judged_beside,
    mention,
    of_a_paper,
)


def test_what_a_story_with_a_study_takes_as_known_is_none_of_its_claims() -> None:
    background: dict[str, Any] = {"claim_type": "background"}
    assert not judged_beside("Sirukumab relieves depression.", None, **background)
    assert not judged_beside("Sirukumab relieves depression.", COHORT, **background)
    praised = "Sirukumab is a miracle cure for depression."
    assert set(judged_beside(praised, None, **background)) == {"strength", "certainty"}
    compared = judged_beside("Sirukumab beats depression.", None, relation="compared_with")
    assert {"strength", "certainty", "support"} == set(compared)


def test_another_study_is_told_of_where_the_sentence_names_it() -> None:
    text = "Sirukumab, one study found, relieves depression."
    assert judged_beside(text, COHORT)["strength"].endswith("licenses a link, not a cause")
    assert not judged_beside("Sirukumab relieves depression.", COHORT)
    assert judged_beside("Studies show Sirukumab relieves depression.", COHORT)
    assert not judged_beside(
        "Studies show Sirukumab relieves depression.", Study("unspecified_study")
    )


def test_a_subhead_rests_on_the_study_of_its_story() -> None:
    text = "Sirukumab relieves depression."
    drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
    for kind, told in (("subhead", True), ("body", False)):
        read = list(passages(parse(text, (Region(kind, 0, len(text)),))))
        claim = Claim((0, len(text)), drug, "treats", illness, "r", causal_strength=3)
        (judged,) = judge_claims((claim,), read, Beside(None, COHORT), (), ())
        assert any("cohort" in gap.reason for gap in judged.overclaim) is told


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        ("Sirukumab may relieve depression, but the study cannot prove cause and effect.", {}),
        ("Studies suggest that sirukumab may relieve depression, but more research is needed.", {}),
        ("Sirukumab may relieve depression in a small study of 12 people.", {}),
    ],
)
def test_a_guess_that_its_sentence_limits_is_a_guess(text: str, traits: dict[str, Any]) -> None:
    told = {"causal_strength": 2, "certainty": "possible", **traits}
    assert gaps("Sirukumab may relieve depression.", COHORT, **told)
    assert not gaps(text, COHORT, **told)


@pytest.mark.parametrize(
    ("study", "licence"),
    [
        (Study("unspecified_study", 90, comparator="placebo"), "licenses “may”"),
        (Study("unspecified_study", 90, phase="2"), "licenses “may”"),
        (Study("unspecified_study", 90, comparator="tea"), "licenses a link"),
        (Study("unspecified_trial", 90, phase="2"), "licenses “may”"),
        (Study("unspecified_trial", 900, phase="3"), None),
        (Study("systematic_review", 17, included="randomized_controlled_trial"), None),
    ],
)
def test_what_a_study_with_an_untold_design_licenses(study: Study, licence: str | None) -> None:
    found = gaps("Sirukumab relieves depression.", study)
    assert ("strength" in found) is (licence is not None)
    assert licence is None or licence in found["strength"]


def test_what_is_denied_or_aimed_at_before_the_relation_is_not_asserted() -> None:
    told: dict[str, Any] = {"relation": "affects", "verb": "easing"}
    assert gaps("Sirukumab is easing depression.", COHORT, **told)
    assert not gaps("Sirukumab is futile in easing depression.", COHORT, **told)
    assert not gaps("Sirukumab, in a trial looking at easing depression.", COHORT, **told)
    assert not gaps("Sirukumab eases depression.", COHORT, claim_type="prediction")


def test_what_fared_better_in_a_study_is_told_as_seen() -> None:
    told: dict[str, Any] = {"relation": "affects", "verb": "easing", "claim_type": "finding"}
    assert not gaps("Sirukumab was superior in easing depression.", SMALL, **told)
    assert gaps("Sirukumab is superior in easing depression.", SMALL, **told)


def test_an_illness_that_does_good_is_misread() -> None:
    good: dict[str, Any] = {"subject": "condition", "valence": "beneficial"}
    assert not gaps("Gout relieves depression.", COHORT, **good)
    vague: dict[str, Any] = {"relation": "affects", "certainty": "probable"}
    assert not gaps("Sirukumab touches depression.", COHORT, **vague)
    assert gaps("Sirukumab touches depression.", COHORT, direction="decrease", **vague)


def test_millions_over_a_large_trial_are_no_gap_of_scope() -> None:
    text = "Sirukumab for depression could change the lives of millions."
    assert "scope" in gaps(text, replace(TRIAL, sample_size=300))
    assert "scope" not in gaps(text, replace(TRIAL, sample_size=14800))


def test_a_trials_own_comparison_needs_no_figure_beside_it() -> None:
    text = "Sirukumab outperformed depression."
    told: dict[str, Any] = {
        "relation": "compared_with", "claim_type": "finding", "verb": "outperformed",
    }  # fmt: skip
    assert "support" not in gaps(text, TRIAL, **told)
    assert "support" in gaps(text, COHORT, **told)
    assert "support" in gaps("Sirukumab outperforms depression.", TRIAL, relation="compared_with")
    named = "Sirukumab outperforms depression. Naps ended. Trials ended. Of sirukumab 54% won."
    start = named.index("54%")
    share = Quantity(start, start + 3, "54%", "percent", 54.0)
    assert "support" in gaps(named, TRIAL, relation="compared_with", quantities=(share,))


def test_told_of_mice_without_a_study_is_told_of_mice() -> None:
    assert not gaps("Sirukumab relieves depression in mice.", None)


def test_what_a_vaccine_is_for_is_no_claim_of_effect() -> None:
    background: dict[str, Any] = {"relation": "prevents", "claim_type": "background"}
    text = "Sirukumab is a vaccine to help prevent depression."
    assert not gaps(text, None, verb="prevent", **background)


def test_the_use_of_a_class_is_not_one_drug() -> None:
    for text, told in (
        ("The use of immunotherapy helps depression. Sirukumab was given.", True),
        ("Quill's candidate gout immunotherapy helps depression. Sirukumab was given.", False),
    ):
        read = list(passages(parse(text)))
        kind = mention(text, "immunotherapy", "drug_class")
        drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
        read = [replace(read[0], mentions=(kind, illness)), replace(read[1], mentions=(drug,))]
        claim = Claim((read[0].start, read[0].end), kind, "treats", illness, "r", study=PILOT)
        (judged,) = judge_claims((claim,), read, Found(PILOT), (), ())
        assert ("scope" in {gap.gap for gap in judged.overclaim}) is told


# --- what a sentence or a paper says itself -----------------------------------------------------


def test_a_paper_concludes_from_its_study_and_tells_its_results() -> None:
    text = "Sirukumab relieves depression."
    assert set(of_a_paper(text, "conclusion", SMALL)) == {"strength", "certainty"}
    assert not of_a_paper(text, "results", SMALL)
    assert not of_a_paper(text, "conclusion", SMALL, relation="affects", valence="unknown")


def test_a_papers_title_that_tells_what_it_is_states_no_fact() -> None:
    assert of_a_paper("Sirukumab relieves depression.", "headline", SMALL)
    titled = "Sirukumab relieves depression: a controlled trial in adults."
    assert not of_a_paper(titled, "headline", SMALL)


def test_a_design_that_was_not_found_in_a_paper_was_missed() -> None:
    untold = Study("unspecified_study", 85)
    assert not of_a_paper("Sirukumab relieves depression.", "conclusion", untold)
    assert gaps("Sirukumab relieves depression.", untold)


@pytest.mark.parametrize(
    "text",
    [
        "Sirukumab, which is known to relieve depression, was given.",
        "Data suggest that Sirukumab will relieve depression.",
        "It is well known that Sirukumab will relieve depression.",
    ],
)
def test_what_is_told_as_known_is_not_the_storys_claim(text: str) -> None:
    place = text.index("relieve")
    assert not judged_beside(text, TRIAL.__class__("cohort", 9), trigger=(place, place + 7))
    own = "Sirukumab, we found, will relieve depression."
    place = own.index("relieve")
    assert judged_beside(own, COHORT, trigger=(place, place + 7))


@pytest.mark.parametrize(
    "text",
    [
        "Sirukumab is as effective as salts for depression.",
        "Sirukumab is noninferior to salts in depression.",
    ],
)
def test_what_is_found_alike_claims_no_effect(text: str) -> None:
    assert not {"strength", "certainty"} & set(gaps(text, COHORT))


def test_a_sign_of_something_is_no_cause_of_it() -> None:
    told: dict[str, Any] = {"relation": "affects", "verb": "rising"}
    assert not gaps("Sirukumab is a marker for rising depression.", COHORT, **told)
    assert gaps("Sirukumab keeps rising depression.", COHORT, **told)


def test_a_cohort_that_is_called_a_trial_leaves_its_design_open() -> None:
    assert gaps("Sirukumab relieves depression.", COHORT)
    assert not gaps("Sirukumab relieves depression. This trial lasted a year.", COHORT)


@pytest.mark.parametrize(
    ("more", "missed"),
    [
        ("Pain did not differ.", True),
        ("Sleep was significantly better.", False),
        ("The primary outcome did not differ. Sleep was significantly better.", True),
    ],
)
def test_an_outcome_was_missed_where_nothing_says_otherwise(more: str, missed: bool) -> None:
    found = gaps(f"Sirukumab relieves depression. {more}", PILOT)
    assert ("primary outcome was not met" in found["certainty"]) is missed


def test_a_text_that_speaks_of_a_study_names_one() -> None:
    names = gaps("Sirukumab relieves depression. Researchers said so.", None)
    assert names["certainty"].endswith("the text does not say what kind of study it rests on")
    assert gaps("Sirukumab relieves depression, a review of 30 studies shows.", None) == {}


def test_a_paper_may_tell_its_results_and_set_them_beside_others() -> None:
    told: dict[str, Any] = {"relation": "affects", "claim_type": "finding", "trigger": (10, 15)}
    assert not of_a_paper("Sirukumab eased depression.", "conclusion", PILOT, **told)
    assert not of_a_paper("Sirukumab eases depression, a third study found.", "conclusion", SMALL)
    assert not of_a_paper(
        "Sirukumab relieves depression.", "conclusion", SMALL, certainty="probable"
    )
    same = "Sirukumab relieves depression, but there was no significant difference."
    assert not of_a_paper(same, "conclusion", SMALL)


def test_a_title_that_says_can_over_an_untold_study_still_outruns_it() -> None:
    untold = Study("unspecified_study")
    told: dict[str, Any] = {"certainty": "probable", "causal_strength": 3, "study": untold}
    text = "Sirukumab can relieve depression."
    drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
    for kind, outruns in (("headline", True), ("body", False)):
        read = list(passages(parse(text, (Region(kind, 0, len(text)),))))
        claim = Claim((0, len(text)), drug, "treats", illness, "r", **told)
        (judged,) = judge_claims((claim,), read, Found(untold), (), ())
        assert bool(judged.overclaim) is outruns
