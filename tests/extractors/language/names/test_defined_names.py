"""What a document itself says that an acronym stands for."""

from __future__ import annotations

import pytest

from extractors.language.annotate import annotate
from extractors.language.names.defined_names import names_defined_otherwise
from extractors.language.pipeline import parse
from extractors.model import Document


@pytest.mark.parametrize(
    ("text", "otherwise"),
    [
        ("Non-exercise activity thermogenesis (NEAT) is fun.", {"NEAT"}),
        ("Reward deficiency syndrome (RDS) is odd.", set()),
        ("Mycophenolate (MPH) is old.", set()),
        ("Comprehensive care plans (CCP) are new.", {"CCP"}),
        ("Nothing is defined (here).", set()),
    ],
)
def test_a_long_form_tells_whether_it_can_be_an_illness_or_a_drug(
    text: str, otherwise: set[str]
) -> None:
    assert names_defined_otherwise(parse(text)) == otherwise


def test_the_model_names_no_acronym_that_is_defined_as_something_else() -> None:
    text = "Non-exercise activity thermogenesis (NEAT) is fun. NEAT reduces depression."
    assert "NEAT" not in {m.surface for m in annotate(Document("x", text)).mentions}


def test_an_abbreviation_may_end_in_a_word_for_any_drug() -> None:
    text = "Antidepressant medicine (ADM) was given. ADM reduced depression."
    (claim,) = annotate(Document("x", text)).claims
    assert claim.subject.name == "antidepressants"


def test_the_place_where_a_story_was_written_is_no_drug() -> None:
    text = "DURHAM, N.C. -- Depression, a disease that causes fatigue, is common."
    assert "DURHAM" not in {m.surface for m in annotate(Document("x", text)).mentions}
