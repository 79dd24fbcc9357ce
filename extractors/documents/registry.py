"""ClinicalTrials.gov records (API v2) to documents: design, enrolment, arms, outcomes, results.

Names, addresses and telephone numbers of contacts and investigators are never read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractors.documents.dates import FoundDate, parse_date
from extractors.documents.identifiers import registry_ids
from extractors.documents.layout import Block, lay_out, one_line
from extractors.errors import DocumentError
from extractors.model import Document

Json = Mapping[str, Any]

_PHASES = {"EARLY_PHASE1": "early phase 1", "NA": ""}
_TYPES = {
    "PHASE1": "Clinical Trial, Phase I",
    "EARLY_PHASE1": "Clinical Trial, Phase I",
    "PHASE2": "Clinical Trial, Phase II",
    "PHASE3": "Clinical Trial, Phase III",
    "PHASE4": "Clinical Trial, Phase IV",
}


def read_registry(payload: bytes, *, id: str) -> tuple[Document, ...]:
    """Every study of the payload: one record, or the `studies` of a search.

    One alone keeps `id`; several get `id#NCT...`.
    Raises DocumentError: unreadable_json, no_article.
    """
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise DocumentError("unreadable_json", str(error)[:200]) from error
    records = (
        _list(answer, "studies") if isinstance(answer, dict) and "studies" in answer else [answer]
    )
    records = [record for record in records if _map(_map(record, "protocolSection"))]
    if not records:
        raise DocumentError("no_article", "no study with a protocolSection in it")
    return tuple(
        _document(record, id if len(records) == 1 else f"{id}#{_nct(record)}") for record in records
    )


def _document(record: Json, id: str) -> Document:
    protocol = _map(record, "protocolSection")
    identity = _map(protocol, "identificationModule")
    status = _map(protocol, "statusModule")
    text, regions = lay_out(_blocks(record))
    nct = _nct(record)
    published = _date(_map(status, "studyFirstPostDateStruct"))
    modified = _date(_map(status, "lastUpdatePostDateStruct"))
    others = [_text(other, "id") for other in _list(identity, "secondaryIdInfos")]
    return Document(
        id=id,
        text=text,
        regions=regions,
        title=_title(identity) or None,
        site="ClinicalTrials.gov",
        author=_sponsor(protocol),
        published_at=published.iso if published else None,
        published_precision=published.precision if published else None,
        published_from=published.source if published else None,
        modified_at=modified.iso if modified else None,
        canonical_url=f"https://clinicaltrials.gov/study/{nct}" if nct else None,
        registry_ids=tuple(
            dict.fromkeys((*([nct] if nct else []), *registry_ids("\n".join(others))))
        ),
        publication_types=tuple(_types(_map(protocol, "designModule"))),
        subjects=tuple(_strings(_map(protocol, "conditionsModule"), "conditions")),
    )


def _sponsor(protocol: Json) -> str | None:
    """The lead sponsor, unless it is a private person."""
    sponsor = _map(_map(protocol, "sponsorCollaboratorsModule"), "leadSponsor")
    return None if _text(sponsor, "class") == "INDIV" else _text(sponsor, "name") or None


def _blocks(record: Json) -> Iterator[Block]:
    protocol = _map(record, "protocolSection")
    description = _map(protocol, "descriptionModule")
    yield Block("headline", _title(_map(protocol, "identificationModule")))
    yield from _section("Brief summary", "background", _text(description, "briefSummary"))
    yield from _section(
        "Detailed description", "methods", _text(description, "detailedDescription")
    )
    yield Block("subhead", "Design")
    yield Block("methods", _design(protocol), "Design")
    for arm in _list(_map(protocol, "armsInterventionsModule"), "armGroups"):
        yield Block("list", _joined(": ", _arm(arm), _text(arm, "description")), "Arms")
    yield from _outcomes(_map(protocol, "outcomesModule"))
    yield from _eligibility(_map(protocol, "eligibilityModule"))
    yield from _results(_map(record, "resultsSection"))
    if reason := _text(_map(protocol, "statusModule"), "whyStopped"):
        yield from _section("Why the study was stopped", "body", reason)


def _arm(arm: Json) -> str:
    """The arm's name and role: "Sugar pill (placebo comparator)"."""
    role = _spoken(_text(arm, "type"))
    return _joined(" ", _text(arm, "label"), role and f"({role})")


def _section(title: str, kind: Any, words: str) -> Iterator[Block]:
    paragraphs = [line.strip(" *\t") for line in words.split("\n") if line.strip(" *\t")]
    if paragraphs:
        yield Block("subhead", title)
    for paragraph in paragraphs:
        yield Block(kind, one_line(paragraph.replace("\\", "")), title)


def _title(identity: Json) -> str:
    return one_line(_text(identity, "officialTitle") or _text(identity, "briefTitle"))


def _design(protocol: Json) -> str:
    design = _map(protocol, "designModule")
    info = _map(design, "designInfo")
    enrolment = _map(design, "enrollmentInfo")
    phases = " and ".join(filter(None, map(_phase, _strings(design, "phases"))))
    kind = _spoken(_text(design, "studyType"))
    traits = [
        _spoken(_text(info, "allocation")),
        _spoken(_text(info, "interventionModel")),
        _spoken(_text(info, "observationalModel")),
        _masked(_text(_map(info, "maskingInfo"), "masking")),
        phases,
    ]
    sentence = ", ".join(filter(None, traits)) + f" {kind} study."
    count = enrolment.get("count")
    planned = "planned" if _text(enrolment, "type") == "ESTIMATED" else "enrolled"
    size = f" {count} participants {planned}." if isinstance(count, int) else ""
    status = _spoken(_text(_map(protocol, "statusModule"), "overallStatus"))
    return (sentence[:1].upper() + sentence[1:] + size + f" Status: {status or 'unknown'}.").strip()


def _phase(phase: str) -> str:
    return _PHASES.get(phase, phase.lower().replace("phase", "phase "))


def _masked(masking: str) -> str:
    return {"NONE": "open-label", "": ""}.get(masking, f"{masking.lower()}-masked")


def _spoken(code: str) -> str:
    return {"NA": "", "RANDOMIZED": "randomized", "NON_RANDOMIZED": "non-randomized"}.get(
        code, code.lower().replace("_", " ")
    )


def _outcomes(module: Json) -> Iterator[Block]:
    for key, name in (
        ("primaryOutcomes", "Primary outcomes"),
        ("secondaryOutcomes", "Secondary outcomes"),
    ):
        outcomes = _list(module, key)
        if outcomes:
            yield Block("subhead", name)
        for outcome in outcomes:
            frame = _text(outcome, "timeFrame")
            yield Block(
                "list", _joined(" ", _text(outcome, "measure"), frame and f"({frame})"), name
            )


def _eligibility(module: Json) -> Iterator[Block]:
    words = _text(module, "eligibilityCriteria")
    if not words:
        return
    yield Block("subhead", "Eligibility")
    for line in words.split("\n"):
        yield Block("list", one_line(line.strip(" *\t").replace("\\", "")), "Eligibility")


def _results(section: Json) -> Iterator[Block]:
    measures = _list(_map(section, "outcomeMeasuresModule"), "outcomeMeasures")
    for measure in measures:
        name = f"{_spoken(_text(measure, 'type')).capitalize()} outcome"
        yield Block("subhead", f"{name}: {_text(measure, 'title')}")
        yield Block("table", _measure_table(measure), name)
        for analysis in _list(measure, "analyses"):
            yield Block("results", _analysis(analysis, measure), name)
    events = _map(section, "adverseEventsModule")
    if groups := _list(events, "eventGroups"):
        yield Block("subhead", "Adverse events")
        yield Block("table", "\n".join(_event_rows(groups)), "Adverse events")


def _measure_table(measure: Json) -> str:
    groups = _list(measure, "groups")
    unit = _joined(", ", _statistic(measure), _text(measure, "unitOfMeasure"))
    rows = [[unit or "Group", *(_text(group, "title") for group in groups)]]
    for units in _list(measure, "denoms"):
        rows.append([_text(units, "units"), *_values(_list(units, "counts"), groups)])
    for group_class in _list(measure, "classes"):
        for category in _list(group_class, "categories"):
            name = _joined(", ", _text(group_class, "title"), _text(category, "title")) or "Value"
            rows.append([name, *_values(_list(category, "measurements"), groups)])
    return "\n".join(" | ".join(one_line(cell).replace("|", "/") for cell in row) for row in rows)


def _statistic(measure: Json) -> str:
    """What the numbers are, and what stands in their brackets: "mean (standard deviation)"."""
    kind, spread = (_spoken(_text(measure, key)) for key in ("paramType", "dispersionType"))
    return f"{kind} ({spread})" if spread else kind


def _values(measurements: Sequence[Json], groups: Sequence[Json]) -> list[str]:
    by_group = {_text(one, "groupId"): one for one in measurements}
    return [_value(by_group.get(_text(group, "id"), {})) for group in groups]


def _value(measurement: Json) -> str:
    low, high = _text(measurement, "lowerLimit"), _text(measurement, "upperLimit")
    spread = _text(measurement, "spread")
    extra = f" ({low} to {high})" if low and high else f" ({spread})" if spread else ""
    return (_text(measurement, "value") or "not given") + extra


def _analysis(analysis: Json, measure: Json) -> str:
    """One comparison as a sentence: which arms, by what method, with what effect and p-value."""
    names = {_text(group, "id"): _text(group, "title") for group in _list(measure, "groups")}
    arms = " versus ".join(names.get(one, one) for one in _strings(analysis, "groupIds"))
    effect = _effect(analysis)
    p_value = _text(analysis, "pValue")
    p_value = p_value and f"p {p_value}" if p_value[:1] in "<>=" else p_value and f"p = {p_value}"
    found = "; ".join(filter(None, (effect, p_value, _text(analysis, "statisticalMethod"))))
    return (
        one_line(_joined(": ", arms, found or _text(analysis, "groupDescription"))).rstrip(".")
        + "."
    )


def _effect(analysis: Json) -> str:
    kind, value = _text(analysis, "paramType"), _text(analysis, "paramValue")
    if not value:
        return ""
    low, high = _text(analysis, "ciLowerLimit"), _text(analysis, "ciUpperLimit")
    percent = _text(analysis, "ciPctValue") or "95"
    interval = f" ({percent}% CI {low} to {high})" if low and high else ""
    return f"{kind or 'Estimate'} {value}{interval}"


def _event_rows(groups: Sequence[Json]) -> Iterator[str]:
    yield "Group | serious adverse events | other adverse events | deaths"
    for group in groups:
        counts = (_affected(group, kind) for kind in ("serious", "other", "deaths"))
        yield " | ".join((_text(group, "title").replace("|", "/"), *counts))


def _affected(group: Json, kind: str) -> str:
    affected, at_risk = group.get(f"{kind}NumAffected"), group.get(f"{kind}NumAtRisk")
    return f"{affected} of {at_risk}" if affected is not None and at_risk else "not given"


def _types(design: Json) -> Iterator[str]:
    """The record's design in the words that PubMed's publication types use."""
    info = _map(design, "designInfo")
    if _text(design, "studyType") == "OBSERVATIONAL":
        yield "Observational Study"
    elif _text(info, "allocation") == "RANDOMIZED":
        yield "Randomized Controlled Trial"
    elif _text(design, "studyType") == "INTERVENTIONAL":
        yield "Clinical Trial"
    for phase in _strings(design, "phases"):
        if phase in _TYPES:
            yield _TYPES[phase]


def _nct(record: Json) -> str:
    return _text(_map(_map(record, "protocolSection"), "identificationModule"), "nctId").upper()


def _date(struct: Json) -> FoundDate | None:
    return parse_date(_text(struct, "date"), "api")


def _map(value: Any, key: str | None = None) -> Json:
    found = value.get(key) if key is not None and isinstance(value, Mapping) else value
    return found if isinstance(found, Mapping) else {}


def _list(value: Any, key: str) -> list[Json]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _strings(value: Json, key: str) -> list[str]:
    found = value.get(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _text(value: Json, key: str) -> str:
    found = value.get(key)
    return str(found).strip() if isinstance(found, str | int | float) else ""


def _joined(by: str, *parts: str) -> str:
    return by.join(one_line(part) for part in parts if part)
