"""Structured abstracts whose labels have lost their colons."""

from __future__ import annotations

import pytest

from extractors.documents.sections import name_sections
from extractors.model import Region

RUN_TOGETHER = (
    "Importance Low mood is common in arthritis. Objective To test whether an antibody lifts it. "
    "Design, Setting, and Participants Double-blind trial at 4 clinics. "
    "Main Outcomes and Measures Change of the mood score. "
    "Results Among 118 adults the score did not differ. "
    "Conclusions and Relevance The antibody did not lift mood."
)


def split(text: str) -> list[tuple[str, str]]:
    regions = name_sections(text, (Region("body", 0, len(text)),))
    assert [text[r.start : r.end] for r in regions]
    return [(region.kind, region.label) for region in regions]


def test_labels_without_colons_split_an_abstract() -> None:
    assert split(RUN_TOGETHER) == [
        ("background", "Importance"),
        ("background", "Objective"),
        ("methods", "Design, Setting, and Participants"),
        ("methods", "Main Outcomes and Measures"),
        ("results", "Results"),
        ("conclusion", "Conclusions and Relevance"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Results Among adults differ. Findings In mice vary.",
        "Methods We asked nurses. Results They agreed. Participants Were tired.",
        "We say so. Importance Low. Results None. Conclusions None.",
        "Importance lies in the detail. Results vary. Conclusions differ.",
    ],
)
def test_prose_is_not_split(text: str) -> None:
    assert split(text) == [("body", "")]
