from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import read_document, read_documents
from extractors.errors import DocumentError

RECORD: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT01234567",
            "briefTitle": "Inventedmab for Low Mood",
            "secondaryIdInfos": [{"id": "ISRCTN12345678"}],
        },
        "statusModule": {
            "overallStatus": "TERMINATED",
            "whyStopped": "Nobody came.",
            "studyFirstPostDateStruct": {"date": "2020-05-06"},
            "lastUpdatePostDateStruct": {"date": "2022-01"},
        },
        "sponsorCollaboratorsModule": {
            "leadSponsor": {"name": "Invented Inc", "class": "INDUSTRY"}
        },
        "descriptionModule": {"briefSummary": "Mood is low.\n\n* It might rise."},
        "conditionsModule": {"conditions": ["Depression"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2", "PHASE3"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "interventionModel": "PARALLEL",
                "maskingInfo": {"masking": "DOUBLE"},
            },
            "enrollmentInfo": {"count": 52, "type": "ACTUAL"},
        },
        "armsInterventionsModule": {"armGroups": [{"label": "Drug", "description": "8 mg/kg"}]},
        "outcomesModule": {"primaryOutcomes": [{"measure": "Scale score", "timeFrame": "Week 4"}]},
        "contactsLocationsModule": {"overallOfficials": [{"name": "Jo Doe, MD"}]},
    },
    "resultsSection": {
        "outcomeMeasuresModule": {
            "outcomeMeasures": [
                {
                    "type": "PRIMARY",
                    "title": "Scale score",
                    "paramType": "MEAN",
                    "unitOfMeasure": "points",
                    "groups": [{"id": "A", "title": "Drug"}, {"id": "B", "title": "Placebo"}],
                    "denoms": [
                        {
                            "units": "Participants",
                            "counts": [
                                {"groupId": "A", "value": "26"},
                                {"groupId": "B", "value": "26"},
                            ],
                        }
                    ],
                    "classes": [
                        {
                            "categories": [
                                {
                                    "measurements": [
                                        {"groupId": "B", "value": "9.5", "spread": "2.0"},
                                        {"groupId": "A", "value": "9.1"},
                                    ]
                                }
                            ]
                        }
                    ],
                    "analyses": [
                        {
                            "groupIds": ["A", "B"],
                            "pValue": "0.61",
                            "statisticalMethod": "ANCOVA",
                            "paramType": "Mean Difference (Final Values)",
                            "paramValue": "-0.4",
                            "ciPctValue": "95",
                            "ciLowerLimit": "-1.9",
                            "ciUpperLimit": "1.1",
                        }
                    ],
                }
            ]
        },
        "adverseEventsModule": {
            "eventGroups": [{"title": "Drug", "seriousNumAffected": 0, "seriousNumAtRisk": 26}]
        },
        "moreInfoModule": {"pointOfContact": {"phone": "+1 555 0100", "email": "jo@x.example"}},
    },
}


def test_design_results_and_status_are_told() -> None:
    text = read_document(json.dumps(RECORD).encode(), id="r.json").text
    assert (
        "Randomized, parallel, double-masked, phase 2 and phase 3 interventional study. "
        "52 participants enrolled. Status: terminated." in text
    )
    assert "Scale score (Week 4)" in text
    assert "mean, points | Drug | Placebo\nParticipants | 26 | 26\nValue | 9.1 | 9.5 (2.0)" in text
    assert (
        "Drug versus Placebo: Mean Difference (Final Values) -0.4 (95% CI -1.9 to 1.1); "
        "p = 0.61; ANCOVA." in text
    )
    assert "Drug | 0 of 26 | not given | not given" in text
    assert text.endswith("Nobody came.")


def test_metadata_and_no_contact() -> None:
    document = read_document(json.dumps(RECORD).encode(), id="r.json")
    assert document.registry_ids == ("NCT01234567", "ISRCTN12345678")
    assert document.publication_types == (
        *("Randomized Controlled Trial", "Clinical Trial, Phase II", "Clinical Trial, Phase III"),
    )
    assert (document.published_at, document.modified_at) == ("2020-05-06", "2022-01")
    assert document.author == "Invented Inc" and document.subjects == ("Depression",)
    assert not any(word in repr(document) for word in ("Jo Doe", "555", "jo@x"))


def test_a_search_gives_each_study_its_own_id() -> None:
    other = json.loads(json.dumps(RECORD).replace("NCT01234567", "NCT00000001"))
    answer = json.dumps({"studies": [RECORD, other], "nextPageToken": "x"}).encode()
    ids = [document.id for document in read_documents(answer, id="s")]
    assert ids == ["s#NCT01234567", "s#NCT00000001"]


@pytest.mark.parametrize(
    ("payload", "reason"), [(b"{", "unreadable_json"), (b'{"studies": []}', "no_article")]
)
def test_other_json_is_refused(payload: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(payload, id="x", kind="registry")
    assert caught.value.reason == reason


@pytest.mark.data
def test_every_recorded_study_is_read(data: Path) -> None:
    files = sorted((data / "api" / "clinicaltrials").glob("*.json"))
    assert len(files) == 5
    for path in files:
        raw = path.read_bytes()
        document = read_document(raw, id=path.name)
        assert document.registry_ids[0] == path.stem
        assert document.publication_types and document.published_at
        contact = json.loads(raw).get("resultsSection", {}).get("moreInfoModule", {})
        email = contact.get("pointOfContact", {}).get("email", "no address at all")
        assert email not in document.text
        if "resultsSection" in json.loads(raw):
            assert {"table"} <= {region.kind for region in document.regions}


def test_arms_tell_their_role_and_tables_what_stands_in_brackets() -> None:
    record = json.loads(json.dumps(RECORD))
    record["protocolSection"]["armsInterventionsModule"]["armGroups"] = [
        {"label": "Sugar pill", "type": "PLACEBO_COMPARATOR", "description": "once a day"}
    ]
    measure = record["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"][0]
    measure["dispersionType"] = "Standard Deviation"
    text = read_document(json.dumps(record).encode(), id="r.json").text
    assert "Sugar pill (placebo comparator): once a day" in text
    assert "mean (standard deviation), points | Drug | Placebo" in text
