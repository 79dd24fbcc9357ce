"""ClinicalTrials.gov, played on loopback: every study, once, or a loud reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import read_document
from tests.flows.chaos import Site
from tests.flows.sources.apis import Registry, study

STUDIES = [study(f"NCT0000000{n}") for n in range(5)]


def test_clinicaltrials_follows_tokens_to_the_last_study(ask: Any, site: Site) -> None:
    Registry(STUDIES).install(site)
    responses, reason = ask("clinicaltrials")
    assert reason is None
    assert [response.url[-1] for response in responses] == list("01234")
    assert responses[0].url == "https://clinicaltrials.gov/study/NCT00000000"
    assert (responses[0].title, responses[0].published_at) == ("Trial NCT00000000", "2026-01-02")


@pytest.mark.parametrize(
    ("api", "reason"),
    [
        (Registry(STUDIES, announced=8), "5 of 8 rows received: incomplete"),
        (Registry(STUDIES[:4], endless=True), "repeats its cursor"),
    ],
)
def test_clinicaltrials_never_ends_in_silence(
    ask: Any, site: Site, api: Registry, reason: str
) -> None:
    api.install(site)
    assert reason in ask("clinicaltrials")[1]


@pytest.mark.data
def test_recorded_studies_are_readable(data: Path, ask: Any, site: Site) -> None:
    paths = sorted((data / "api" / "clinicaltrials").glob("*.json"))
    Registry([json.loads(path.read_text("utf-8")) for path in paths]).install(site)
    responses, reason = ask("clinicaltrials")
    assert reason is None
    for path, response in zip(paths, responses, strict=True):
        document = read_document(response.body, id="x", content_type=response.content_type)
        assert path.stem in document.registry_ids
