"""Which part of a paper a heading opens: "Materials and Methods" is `methods`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.model import Region, RegionKind

_NAMES: tuple[tuple[RegionKind, str], ...] = (
    ("abstract", r"(structured )?abstract|summary"),
    (
        "background",
        r"background( and (aims?|objectives?|purpose))?|introduction|context|importance|rationale"
        r"|objectives?|aims?( and objectives?)?|purpose|hypothesis|(study )?question"
        r"|what is known.*",
    ),
    (
        "methods",
        r"((materials?|patients?|subjects?|participants?) and )?methods?( and materials?)?"
        r"|methodology|(study )?design( and (setting|methods?|participants?).*)?|settings?"
        r"|(patients|participants|subjects|interventions?|main outcomes? (and|&) measures?"
        r"|(main |primary )?outcome measures?|measurements?|data (sources?|extraction)"
        r"|study (selection|population)|exposures?|statistical analys[ie]s)"
        r"|(design|setting|participants|patients|interventions?)((, | and |, and )"
        r"(design|setting|participants|patients|interventions?))+",
    ),
    ("results", r"(main |key )?(results?|findings)( and discussion)?|main outcomes?"),
    (
        "conclusion",
        r"conclusions?( and (relevance|recommendations?|implications?))?|concluding remarks"
        r"|interpretation|limitations|(clinical )?(implications|significance)",
    ),
    (
        "references",
        r"references?( and notes)?|bibliography|works cited|literature cited|citations",
    ),
)
_HEADINGS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _NAMES)
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[IVX]+\.)\s+")
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[.!?)\]] )|(?<=\n))(?P<name>[A-Z][A-Za-z,/& -]{2,45}?)(?:\s*:\s+|\s+[–—-]\s+)"
)
_BARE_LABEL = re.compile(
    r"(?:^|(?<=[.!?)\]] )|(?<=\n))(?P<name>Importance|Context|Background|Introduction|Purpose"
    r"|Objectives?|Aims?|Methods|Interventions?|Exposures?|Settings?|Participants|Patients"
    r"|Design(?:, Setting,? and (?:Participants|Patients))?|Main Outcomes? and Measures?"
    r"|Measurements|Results|Findings|Interpretation|Limitations?"
    r"|Conclusions?(?: and Relevance)?)\s+(?=[A-Z0-9])"
)
_BARE_LABELS = 3
"""Labels without colons are believed from this many, one of results and one of conclusions."""
_ASIDE = re.compile(
    r"((?:(?:clinical )?trial )?registration(?: number)?|funding"
    r"|(?:competing|conflicts? of) interests?"
    r"|keywords?|disclosures?|data availability|ethics approval)\s*:",
    re.IGNORECASE,
)
_PLAIN: frozenset[RegionKind] = frozenset({"body", "abstract"})


def section_kind(heading: str) -> RegionKind | None:
    """The part of a paper that a heading or label opens; None for any other heading."""
    name = _NUMBERED.sub("", heading.strip()).rstrip(":. ").strip()
    if len(name) > 60:
        return None
    return next((kind for kind, pattern in _HEADINGS if pattern.fullmatch(name)), None)


def name_sections(text: str, regions: Sequence[Region]) -> tuple[Region, ...]:
    """The regions with plain paragraphs called after the section they stand in.

    A section runs from its heading to the next one of any name. Labels inside a paragraph
    ("METHODS: We gave ...") count where the paragraph has two or more, opens with one in capitals,
    or stands under "Abstract"; they split it.
    """
    named: list[Region] = []
    current: RegionKind | None = None
    label = ""
    for region in regions:
        if region.kind == "subhead":
            label = text[region.start : region.end].rstrip(": ")
            current = section_kind(label)
            named.append(replace(region, kind="references") if current == "references" else region)
        elif region.kind in _PLAIN:
            parts = list(_labelled(text, region, under_abstract=current == "abstract"))
            if parts:
                named.extend(parts)
            elif aside := _ASIDE.match(text, region.start, region.end):
                named.append(replace(region, label=aside[1]))
            elif current:
                named.append(replace(region, kind=current, label=label))
            else:
                named.append(region)
        elif region.kind == "list" and current == "references":
            named.append(replace(region, kind="references", label=label))
        else:
            named.append(region)
    return tuple(named)


def split_labels(text: str, regions: Sequence[Region]) -> tuple[Region, ...]:
    """The regions with each abstract split where a label ("Methods:") opens a part of it."""
    split: list[Region] = []
    for region in regions:
        parts = _labelled(text, region, under_abstract=True) if region.kind == "abstract" else ()
        split.extend(list(parts) or [region])
    return tuple(split)


def _labelled(text: str, region: Region, *, under_abstract: bool) -> Iterator[Region]:
    words = text[region.start : region.end]
    found = _labels_in(words, _LABEL) or _bare_labels_in(words)
    opens = bool(found) and found[0][0] == 0
    if not opens or (len(found) < 2 and not under_abstract and not found[0][1].isupper()):
        return
    ends = [start for start, _, _ in found[1:]] + [len(words)]
    for (start, name, kind), end in zip(found, ends, strict=True):
        part = words[start:end].rstrip()
        yield Region(kind, region.start + start, region.start + start + len(part), name)


def _labels_in(words: str, label: re.Pattern[str]) -> list[tuple[int, str, RegionKind]]:
    return [
        (match.start(), match["name"], kind)
        for match in label.finditer(words)
        if (kind := section_kind(match["name"])) and kind != "references"
    ]


def _bare_labels_in(words: str) -> list[tuple[int, str, RegionKind]]:
    """Labels that run into their text, as journals' pages show structured abstracts."""
    found = _labels_in(words, _BARE_LABEL)
    kinds = {kind for _, _, kind in found}
    whole = len(found) >= _BARE_LABELS and kinds >= {"results", "conclusion"}
    return found if whole and found[0][0] == 0 else []
