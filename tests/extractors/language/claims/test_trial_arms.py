"""Words that stand for an arm of the trial at hand, and texts in which they stand for none."""

from __future__ import annotations

import pytest

from extractors.language.annotate import annotate
from extractors.model import Document, Mention

ALLOCATED = "Sixty adults were randomly assigned (1:1) to receive tocilizumab or placebo. "


def arms(text: str) -> dict[str, str]:
    """Each word for an arm with the name of what its people are given."""
    mentions: tuple[Mention, ...] = annotate(Document("x", text)).mentions
    return {m.surface: m.name for m in mentions if m.link_method == "coreference"}


@pytest.mark.parametrize(
    ("sentence", "surface", "name"),
    [
        ("Fatigue fell in the intervention group.", "intervention group", "tocilizumab"),
        ("Fatigue fell in the active-treatment arm.", "active-treatment arm", "tocilizumab"),
        ("Fatigue fell in the control group.", "control group", "placebo"),
        ("Fatigue did not differ between groups.", "groups", "tocilizumab"),
        ("Fatigue fell in either arm.", "either arm", "tocilizumab"),
    ],
)
def test_words_for_an_arm_stand_for_what_it_is_given(
    sentence: str, surface: str, name: str
) -> None:
    assert arms(ALLOCATED + sentence) == {surface: name}


@pytest.mark.parametrize(
    "text",
    [
        "Fatigue fell in the intervention group.",
        "Adults were given tocilizumab. Fatigue fell in the treatment group.",
        "Adults were randomised to tocilizumab. Fatigue fell in the treatment group.",
        f"{ALLOCATED}Others were assigned to ketamine or placebo. Fatigue fell in both groups.",
        f"{ALLOCATED}Lee et al. saw no fatigue in the treatment group.",
        "Adults were assigned to one of three groups: tocilizumab, ketamine or placebo. "
        "Fatigue fell in the treatment group.",
        "Fatigue fell in adults randomised to tocilizumab or placebo and in the control group.",
    ],
)
def test_without_one_pair_of_arms_told_such_words_stand_for_nothing(text: str) -> None:
    assert arms(text) == {}


def test_a_named_arm_keeps_its_name() -> None:
    assert arms(f"{ALLOCATED}Fatigue fell in the placebo group.") == {}


def test_a_control_group_beside_the_groups_of_two_treatments_is_neither() -> None:
    allocated = "Sixty adults were randomly assigned to receive tocilizumab or ketamine. "
    third = "Fatigue fell in the ketamine group. Fatigue was lower than in the control group."
    assert arms(allocated + third) == {}
    assert arms(allocated + "Fatigue fell in the control group.") == {"control group": "ketamine"}
