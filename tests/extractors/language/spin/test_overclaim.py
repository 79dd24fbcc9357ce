"""Overclaim: each gap with its reason in words, and what is never an overclaim."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extractors.language.names.lexicon import load_lexicon
from extractors.language.pipeline import parse
from extractors.language.spin.overclaim import judge_claims
from extractors.language.studies.studies_in_words import describe_study
from extractors.language.words.sentences import passages
from extractors.model import Claim, Quantity, Region, Study
from tests.extractors.language.spin.judged_claims import (
    COHORT,
    MICE,
    PILOT,
    SMALL,
    TRIAL,
    Found,
    gaps,
    mention,
)


def test_a_fact_from_a_failed_pilot_outruns_it() -> None:
    found = gaps("Sirukumab relieves depression.", PILOT)
    assert set(found) == {"strength", "certainty"}
    assert found["certainty"] == (
        "stated as fact; rests on one small or early randomised trial of 30 people"
        " whose primary outcome was not met"
    )
    assert found["strength"].startswith("states cause and effect; rests on one small or early")


def test_a_sound_trial_licenses_a_cause() -> None:
    assert not gaps("Sirukumab relieves depression.", TRIAL)


def test_a_hedged_claim_over_a_pilot_is_matched() -> None:
    text = "Sirukumab may relieve depression."
    assert not gaps(text, PILOT, causal_strength=2, certainty="possible")


def test_a_cause_from_a_cohort_outruns_it() -> None:
    found = gaps("Sirukumab relieves depression.", COHORT)
    tail = "one cohort study of 5,200 people: that licenses a link, not a cause"
    assert found["strength"].endswith(tail)


def test_a_link_found_in_a_cohort_may_be_stated() -> None:
    assert not gaps("Sirukumab was linked to depression.", COHORT, causal_strength=1)


def test_without_a_study_that_the_text_names() -> None:
    found = gaps("Sirukumab relieves depression.", None)
    assert found["certainty"] == "stated as fact; the text names no study that it rests on"


def test_a_guess_over_some_studies_is_put_as_a_guess() -> None:
    text, untold = (
        "Early studies suggest that sirukumab may relieve depression.",
        "unspecified_study",
    )
    told = {"causal_strength": 2, "certainty": "possible"}
    assert not gaps(text, Study(untold), **told)
    assert not gaps(text, Study(untold, sample_size=12), **told)
    stated = gaps("Sirukumab relieves depression.", Study(untold, sample_size=12))
    assert set(stated) == {"strength", "certainty"}


@pytest.mark.parametrize(
    ("text", "population", "scope"),
    [
        ("Sirukumab relieves depression.", None,
         "speaks as if of people; rests on a study in mice"),
        ("Sirukumab relieves depression in women.", None,
         "speaks of women; rests on a study in mice"),
        ("Sirukumab relieves depression.", "nurses", "speaks of nurses; rests on a study in mice"),
        ("Sirukumab relieved depression in mice.", "mice", None),
    ],
)  # fmt: skip
def test_from_mice_to_patients(text: str, population: str | None, scope: str | None) -> None:
    assert gaps(text, MICE, population=population).get("scope") == scope


def test_what_was_seen_in_mice_and_told_so_outruns_nothing() -> None:
    assert not gaps("Sirukumab relieves depression in mice.", MICE)
    licence = "rests on a study in mice: that licenses no claim about people"
    assert gaps("Sirukumab relieves depression.", MICE)["strength"].endswith(licence)


def test_a_review_misses_no_primary_outcome() -> None:
    review = Study(
        "meta_analysis", included="randomized_controlled_trial", primary_significant=False
    )
    assert not gaps("Sirukumab relieves depression.", review)


@pytest.mark.parametrize(
    "text",
    [
        "Sirukumab relieves depression [12,13].",
        "Sirukumab relieves depression (Quill et al., 2010).",
    ],
)
def test_a_claim_that_cites_its_study_is_left_to_it(text: str) -> None:
    assert not gaps(text, None)


def test_what_a_paper_takes_as_known_is_no_claim_of_its() -> None:
    text = "We gave sirukumab to 30 adults.\n\nSirukumab relieves depression."
    start = text.index("Sirukumab")
    methods = Region("methods", 0, start)
    for kind, gap in (("background", False), ("abstract", True)):
        read = list(passages(parse(text, (methods, Region(kind, start, len(text))))))
        drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
        claim = Claim(
            (read[-1].start, read[-1].end), drug, "treats", illness, "r", causal_strength=3
        )
        (judged,) = judge_claims((claim,), read, Found(None), (), ())
        assert bool(judged.overclaim) is gap


def test_results_of_a_story_rest_on_its_study() -> None:
    text = "The results show that sirukumab relieves depression."
    read = list(passages(parse(text)))
    drug, illness = mention(text, "sirukumab", "drug"), mention(text, "depression", "condition")
    claim = Claim((0, len(text)), drug, "treats", illness, "r", causal_strength=3)
    (judged,) = judge_claims((claim,), read, Found(COHORT), (), ())
    assert judged.overclaim[0].reason.endswith("5,200 people: that licenses a link, not a cause")


def test_a_regulators_warning_and_a_comparison_at_baseline_are_spared() -> None:
    warned: dict[str, Any] = {"relation": "affects", "valence": "harmful"}
    assert not gaps("Sirukumab worsens depression.", COHORT, holder_type="regulator", **warned)
    assert gaps("Sirukumab worsens depression.", COHORT, **warned)
    text = "Sirukumab had worse depression than others at baseline."
    assert not gaps(text, PILOT, relation="compared_with")


def test_from_thirty_people_to_millions() -> None:
    found = gaps("Sirukumab for depression could change the lives of millions.", PILOT)
    assert found["scope"].startswith("“change the lives of millions”; rests on one small or early")


def test_from_one_drug_to_its_class() -> None:
    text = "Immunotherapy helps depression. Sirukumab was given."
    assert "scope" not in gaps(text, PILOT, subject="drug_class")  # no drug mention in the passage
    doc = parse(text)
    read = list(passages(doc))
    kind, drug = mention(text, "Immunotherapy", "drug_class"), mention(text, "Sirukumab", "drug")
    illness = mention(text, "depression", "condition")
    read = [replace(read[0], mentions=(kind, illness)), replace(read[1], mentions=(drug,))]
    claim = Claim((read[0].start, read[0].end), kind, "treats", illness, "r", study=PILOT)
    (judged,) = judge_claims((claim,), read, Found(PILOT), (), ())
    reasons = [o.reason for o in judged.overclaim if o.gap == "scope"]
    assert reasons == ["speaks of Immunotherapy as a whole; the only drug named is Sirukumab"]


def test_less_toxic_without_a_harm_told() -> None:
    text = "Sirukumab is a less toxic answer to depression."
    assert gaps(text, TRIAL)["support"] == "“less toxic”; the text reports no harms data"
    told = f"{text} Common side effects include nausea."
    assert "support" not in gaps(told, TRIAL)


def test_more_effective_without_a_figure() -> None:
    text = "Sirukumab is a more effective drug for depression. Remission was 54%."
    assert "support" in gaps(text, TRIAL)
    start = text.index("54%")
    share = Quantity(start, start + 3, "54%", "percent", 54.0)
    assert "support" not in gaps(text, TRIAL, quantities=(share,))


@pytest.mark.parametrize(
    "traits",
    [
        {"label_status": "on_label"},
        {"claim_type": "regulatory_status"},
        {"relation": "approved_for"},
        {"claim_type": "mechanism"},
        {"relation": "inhibits"},
        {"certainty": "uncommitted", "causal_strength": 0},
        {"certainty": "counterfact"},
        {"claim_type": "question"},
    ],
)
def test_what_is_never_an_overclaim(traits: dict[str, Any]) -> None:
    assert not gaps("Sirukumab relieves depression.", None, **traits)


def test_a_null_finding_outruns_nothing() -> None:
    text = "Sirukumab did not relieve depression."
    assert not gaps(text, PILOT, polarity="negated", direction="no_difference")


@pytest.mark.parametrize(
    ("study", "words"),
    [
        (None, "no study that the text names"),
        (MICE, "a study in mice"),
        (Study("meta_analysis", sample_size=12000), "a meta-analysis (12,000 people)"),
        (
            Study("meta_analysis", 90, included="cohort"),
            "a meta-analysis of cohort studies (90 people)",
        ),
        (Study("in_vitro", species="cells"), "a study of cells in the laboratory"),
        (
            Study("unspecified_trial", sample_size=30),
            "one trial of 30 people, its design not given",
        ),
        (Study("animal", 30, species="rat"), "a study in 30 rats"),
        (Study("animal", 1, species="monkey"), "a study in one monkey"),
        (Study("animal", pilot=True), "a small or early study in animals"),
        (Study("randomized_controlled_trial", 12, "horse"), "one randomised trial in 12 horses"),
        (Study("in_vitro", 12, species="cells"), "a study of cells in the laboratory"),
        (Study("case_report", 3), "a report of 3 cases"),
        (Study("case_report", 1, pilot=True), "a case report"),
        (Study("expert_opinion", 40, pilot=True), "an expert's opinion"),
        (
            Study("systematic_review", primary_significant=False, pilot=True),
            "a systematic review",
        ),
        (
            Study("nonrandomized_trial", 20, primary_significant=False),
            "one trial of 20 people without randomisation whose primary outcome was not met",
        ),
        (
            Study("unspecified_trial", primary_significant=False, pilot=True),
            "one small or early trial whose primary outcome was not met, its design not given",
        ),
    ],
)
def test_a_study_in_words(study: Study | None, words: str) -> None:
    assert describe_study(study) == words


def test_an_approved_use_is_settled_and_what_stands_beside_it() -> None:
    text = "Sirukumab prevents pain in depression. Sirukumab is approved for depression."
    read = list(passages(parse(text)))
    drug, pain = mention(text, "Sirukumab", "drug"), mention(text, "pain", "symptom")
    illness = mention(text, "depression", "condition")
    read[0] = replace(read[0], mentions=(drug, pain, illness))
    first, second = ((p.start, p.end) for p in read)
    eases = Claim(first, drug, "prevents", pain, "r", causal_strength=3)
    approved = Claim(second, drug, "approved_for", illness, "r", claim_type="regulatory_status")
    (alone,) = judge_claims((eases,), read, Found(None), (), ())
    assert alone.overclaim
    beside, _ = judge_claims((eases, approved), read, Found(None), (), ())
    assert not beside.overclaim


def test_a_guess_put_as_a_guess_and_a_warning_are_spared() -> None:
    text = "Sirukumab may relieve depression."
    assert not gaps(text, None, causal_strength=2, certainty="possible")
    warned = gaps("Sirukumab causes depression.", None, relation="causes", valence="harmful")
    assert not warned


# --- what a study saw, told as seen -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "verb", "study", "left"),
    [
        ("Sirukumab eased depression.", "eased", SMALL, set()),
        ("Sirukumab was followed by less depression.", "followed by", SMALL, set()),
        ("Sirukumab eases depression.", "eases", SMALL, {"strength", "certainty"}),
        ("Sirukumab has eased depression.", "eased", SMALL, {"strength", "certainty"}),
        ("Sirukumab eased depression.", "eased", None, {"strength", "certainty"}),
        ("Sirukumab eased depression.", "eased", COHORT, {"strength"}),
    ],
)
def test_a_result_told_in_the_past_tense(
    text: str, verb: str, study: Study | None, left: set[str]
) -> None:
    assert set(gaps(text, study, relation="affects", claim_type="finding", verb=verb)) == left


def test_a_benefit_beside_a_missed_outcome_is_no_plain_report() -> None:
    told: dict[str, Any] = {"relation": "affects", "claim_type": "finding", "verb": "eased"}
    assert gaps("Sirukumab eased depression.", PILOT, valence="beneficial", **told)
    assert not gaps("Sirukumab eased depression.", PILOT, valence="harmful", **told)
    assert not gaps("Sirukumab eased depression.", PILOT, valence="unknown", **told)


def test_what_a_drug_is_given_for_is_no_claim_of_effect() -> None:
    used = "Sirukumab is a medicine used to lower depression."
    background: dict[str, Any] = {"relation": "affects", "claim_type": "background"}
    assert not gaps(used, None, verb="lower", **background)
    assert gaps("Sirukumab can lower depression.", None, verb="lower", **background)
    assert not gaps("Sirukumab to lower depression is on trial.", None, verb="lower", **background)
    assert not gaps("Sirukumab, in a trial to lower depression.", None, verb="lower", **background)
    assert not gaps("Sirukumab is used in depression.", None, verb="used in", **background)


def test_what_an_illness_does_is_textbook_knowledge() -> None:
    background: dict[str, Any] = {"relation": "causes", "claim_type": "background"}
    assert not gaps("Gout causes depression.", None, subject="condition", **background)
    assert gaps("Salt causes depression.", None, subject="biomarker", **background)
    assert not gaps("Gout causes depression.", COHORT, subject="condition", **background)
    finding = {**background, "claim_type": "finding"}
    assert gaps("Gout causes depression.", COHORT, subject="condition", **finding)


def test_the_end_of_a_mechanism_is_part_of_it() -> None:
    text = "Sirukumab blocks IL-6 and so calms inflammation and depression."
    read = list(passages(parse(text)))
    drug, target = mention(text, "Sirukumab", "drug"), mention(text, "IL-6", "cytokine")
    ends = [mention(text, "inflammation", "condition"), mention(text, "depression", "condition")]
    whole = (read[0].start, read[0].end)
    claims = (
        Claim(whole, drug, "inhibits", target, "r", claim_type="mechanism", causal_strength=3),
        *(Claim(whole, drug, "affects", end, "r", claim_type="background", causal_strength=3)
          for end in ends),
    )  # fmt: skip
    judged = judge_claims(claims, read, Found(None), (), ())
    assert [bool(claim.overclaim) for claim in judged] == [False, False, True]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Immunotherapy helps depression. Sirukumab was given.", True),
        ("The immunotherapy helps depression. Sirukumab was given.", False),
        ("A new immunotherapy helps depression. Sirukumab was given.", False),
        ("Immunotherapy helps depression. Placebo was given.", False),
    ],
)
def test_a_class_that_stands_for_one_drug_is_no_class(text: str, told: bool) -> None:
    read = list(passages(parse(text)))
    surface = "mmunotherapy"
    kind = mention(text, surface, "drug_class")
    name = "Sirukumab" if "Sirukumab" in text else "Placebo"
    illness = mention(text, "depression", "condition")
    read = [
        replace(read[0], mentions=(kind, illness)),
        replace(read[1], mentions=(mention(text, name, "drug"),)),
    ]
    if text.startswith("I"):
        kind = replace(kind, start=0, surface="Immunotherapy")
    else:
        kind = replace(kind, start=kind.start - 1)
    claim = Claim((read[0].start, read[0].end), kind, "treats", illness, "r", study=PILOT)
    (judged,) = judge_claims((claim,), read, Found(PILOT), (), ())
    assert ("scope" in {gap.gap for gap in judged.overclaim}) is told


def test_hype_elsewhere_in_the_sentence_is_not_the_claims() -> None:
    text = "Sirukumab is more effective than salts and lowers depression."
    assert "support" not in gaps(text, TRIAL, verb="lowers")
    assert "support" in gaps(text, TRIAL, verb="more effective")


def test_a_comparison_is_told_as_one() -> None:
    found = gaps("Sirukumab beats depression.", None, relation="compared_with")
    assert found["strength"].startswith("says that one does better than the other; ")


def test_the_users_lexicon_tells_labels_too() -> None:
    text = "Sirukumab relieves depression."
    read = list(passages(parse(text)))
    drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
    read[0] = replace(read[0], mentions=(drug, illness))
    claim = Claim((0, len(text)), drug, "treats", illness, "r", causal_strength=3)
    shipped = load_lexicon()
    own = replace(shipped, labels={**shipped.labels, "X:Sirukumab": {"X:depression": "on_label"}})
    (by_shipped,) = judge_claims((claim,), read, Found(None), (), (), shipped)
    (by_own,) = judge_claims((claim,), read, Found(None), (), (), own)
    assert by_shipped.overclaim and not by_own.overclaim


def test_a_study_that_is_named_and_not_described_is_told_so() -> None:
    found = gaps("Sirukumab, in a new study, relieves depression.", None)
    assert found["certainty"] == (
        "stated as fact; the text does not say what kind of study it rests on"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sirukumab relieves depression (p < 0.001).", True),
        ("Sirukumab relieves depression.", False),
    ],
)
def test_a_result_with_its_test_is_told_as_seen(text: str, told: bool) -> None:
    traits: dict[str, Any] = {"relation": "affects", "claim_type": "finding", "verb": "relieves"}
    assert (gaps(text, SMALL, **traits) == {}) is told


def test_what_is_taken_as_treatment_is_no_claim_of_effect() -> None:
    text = "Sirukumab was taken as treatment for depression."
    assert not gaps(text, None, verb="for")


def test_a_drug_of_another_class_stands_for_none() -> None:
    text = "Antibiotics help depression. Sirukumab was given."
    read = list(passages(parse(text)))
    kind = replace(mention(text, "Antibiotics", "drug_class"), concept_id="HEDGEROW:antibiotics")
    drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
    read = [replace(read[0], mentions=(kind, illness)), replace(read[1], mentions=(drug,))]
    claim = Claim((read[0].start, read[0].end), kind, "treats", illness, "r", study=PILOT)
    (judged,) = judge_claims((claim,), read, Found(PILOT), (), ())
    assert "scope" not in {gap.gap for gap in judged.overclaim}


@pytest.mark.parametrize(
    ("text", "study", "basis"),
    [
        ("Studies show that sirukumab relieves depression.", Study("unspecified_study"),
         "stated as fact; rests on studies that the text does not describe"),
        ("Sirukumab, new research shows, relieves depression.", None,
         "stated as fact; the text does not say what kind of study it rests on"),
    ],
)  # fmt: skip
def test_studies_at_large_are_told_as_such(text: str, study: Study | None, basis: str) -> None:
    text = text.replace("sirukumab", "Sirukumab")
    read = list(passages(parse(text)))
    drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
    claim = Claim((0, len(text)), drug, "treats", illness, "r", causal_strength=3, study=study)
    (judged,) = judge_claims((claim,), read, Found(None), (), ())
    assert judged.overclaim[1].reason == basis


def test_a_past_finding_of_a_story_rests_on_its_study() -> None:
    told: dict[str, Any] = {"relation": "affects", "claim_type": "finding", "verb": "eased"}
    for text, rests in (
        ("Sirukumab eased depression.", "rests on one cohort study"),
        ("Sirukumab eased depression in earlier work.", None),
        ("Sirukumab has eased depression.", None),
    ):
        read = list(passages(parse(text)))
        drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
        start = text.index(told["verb"])
        claim = Claim(
            (0, len(text)), drug, "affects", illness, "r", causal_strength=3,
            claim_type="finding", trigger=(start, start + 5),
        )  # fmt: skip
        (judged,) = judge_claims((claim,), read, Found(COHORT), (), ())
        reasons = [gap.reason for gap in judged.overclaim]
        assert reasons == [] if rests is None else rests in reasons[0]
