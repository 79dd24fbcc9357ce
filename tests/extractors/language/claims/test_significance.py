"""Whether a result may be chance: which words and which p-values take back which result."""

from __future__ import annotations

import pytest

from extractors.language.annotate import annotate
from extractors.model import Document

LOWER = "Fatigue was lower in the tocilizumab group than with placebo"


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        (f"{LOWER} (P = 0.01).", "affirmed"),
        (f"{LOWER} (P = 0.4).", "negated"),
        (f"{LOWER}, but no significant difference was seen.", "negated"),
        (
            f"{LOWER} after a day (P = 0.01), but no significant difference was found in a week.",
            "affirmed",
        ),
        (
            f"{LOWER} (P = 0.01), while nurses found no significant difference (P = 0.1).",
            "affirmed",
        ),
    ],
)
def test_a_result_is_taken_back_by_what_is_said_of_itself(text: str, polarity: str) -> None:
    told = {c.polarity for c in annotate(Document("x", text)).claims if c.relation == "affects"}
    assert told == {polarity}
