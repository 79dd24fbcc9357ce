"""Which claims rest on the study that a text tells of, and which are known anyway."""

from __future__ import annotations

import pytest

from extractors.language.annotate import annotate
from extractors.model import Claim, Document

STORY = (
    "A trial of 60 adults with depression found that tocilizumab reduced fatigue. "
    "The drug also improved sleep after four weeks. "
)


def _last(sentence: str) -> Claim:
    """The first claim of a sentence that follows the story."""
    claims = annotate(Document("x", STORY + sentence)).claims
    return next(claim for claim in claims if claim.sentence[0] >= len(STORY))


@pytest.mark.parametrize(
    "sentence",
    [
        "Fatigue is a significant risk factor for depression.",
        "Depression can lead to insomnia in many groups of patients.",
        "Tocilizumab has been shown to reduce inflammation in other groups.",
        "Tocilizumab was approved for rheumatoid arthritis in 2010.",
        "Tocilizumab is a prescription medicine used to reduce joint pain in adults.",
        "They were given tocilizumab, an antibody that blocks the IL-6 receptor.",
        "Rheumatoid arthritis is a disease that causes fatigue in many groups of patients.",
        "Previous studies showed that ketamine reduced depression.",
        "Every year insomnia causes anxiety in 40,000 patients.",
    ],
)
def test_what_is_known_anyway_rests_on_no_study_at_hand(sentence: str) -> None:
    study = _last(sentence).study
    assert study is None or study.sample_size != 60


@pytest.mark.parametrize(
    "sentence",
    [
        "Tocilizumab also reduced anxiety compared with placebo.",
        "The team concludes that tocilizumab reduces anxiety.",
        "The results suggest that tocilizumab may reduce anxiety.",
        "Tocilizumab could become a treatment for depression, researchers said.",
        "In summary, tocilizumab eases anxiety in these adults.",
        "Tocilizumab reduces fatigue, the results suggest.",
        "Anxiety was less common with tocilizumab than with placebo.",
    ],
)
def test_a_result_and_what_follows_from_it_rest_on_the_study(sentence: str) -> None:
    study = _last(sentence).study
    assert study is not None
    assert study.sample_size == 60


def test_a_present_tense_claim_rests_on_the_study_that_saw_just_that() -> None:
    claim = _last("Tocilizumab reduces fatigue in adults of both groups.")
    assert (claim.study is not None, claim.claim_type) == (True, "finding")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Tocilizumab is a prescription medicine used to reduce joint pain.", "background"),
        ("Tocilizumab has been shown to reduce joint pain.", "background"),
        ("Tocilizumab reduced joint pain.", "finding"),
        ("Joint pain was reduced by tocilizumab.", "finding"),
        ("There was less joint pain with tocilizumab.", "finding"),
        ("We found that tocilizumab reduces joint pain.", "finding"),
    ],
)
def test_tense_and_report_part_findings_from_background(sentence: str, kind: str) -> None:
    (claim,) = annotate(Document("x", sentence)).claims
    assert claim.claim_type == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "The next step is to perform a trial of the effect of tocilizumab on insomnia.",
        "Research shows that tocilizumab reduces insomnia.",
    ],
)
def test_plans_and_research_at_large_rest_on_no_study_with_a_size(sentence: str) -> None:
    study = _last(sentence).study
    assert study is None or study.sample_size is None
