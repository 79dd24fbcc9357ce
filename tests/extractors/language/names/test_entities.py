"""Mentions: every spelling, longest match, decoys, class phrases, new names, abbreviations."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from extractors.language.names.entities import find_mentions
from extractors.language.names.lexicon import load_lexicon
from extractors.language.names.lexicon_rows import csv_rows
from extractors.language.words.tokens import blank_english
from extractors.model import Mention, MentionType, Region


@cache
def pipeline(user_lexicon: str | None = None) -> Language:
    nlp = blank_english()
    nlp.add_pipe("hedgerow_sentences")
    nlp.add_pipe("hedgerow_entities", config={"user_lexicon": user_lexicon})
    return nlp


def read(text: str, regions: tuple[Region, ...] = ()) -> tuple[Doc, tuple[Mention, ...]]:
    nlp = pipeline()
    doc = nlp.make_doc(text)
    doc._.regions = regions
    doc = nlp(doc)
    return doc, find_mentions(doc)


def found(text: str) -> list[str]:
    return [f"{m.surface}={m.concept_id}" for m in read(text)[1]]


LEXICON = load_lexicon()
ALONE = [s for s in LEXICON.spellings if not s.needs_support]


def test_every_spelling_is_found_alone() -> None:
    missed = []
    for doc, spelling in pipeline().pipe(((f"{s.text} .", s) for s in ALONE), as_tuples=True):
        mentions = find_mentions(doc)
        whole = [m for m in mentions if m.start == 0 and m.end == len(spelling.text)]
        if not whole:
            missed.append((spelling.text, [m.surface for m in mentions]))
    assert missed == []


@pytest.mark.parametrize(
    "surface",
    [
        *("IL-6", "IL6", "IL 6", "interleukin 6", "Interleukin-6", "IL‑6", "IL–6", "il-6"),
        *("interleukin–6", "interleukin (IL)-6", "Interleukin (IL)–6"),
    ],
)
def test_interleukin_6_in_every_dress(surface: str) -> None:
    assert found(f"Serum {surface} rose.") == [f"{surface}=HGNC:6018"]


@pytest.mark.parametrize(
    "surface", ["TNF-α", "TNFα", "TNF alpha", "TNF-alpha", "TNF", "tumor necrosis factor-α"]
)
def test_tumour_necrosis_factor_in_every_dress(surface: str) -> None:
    assert found(f"Serum {surface} rose.") == [f"{surface}=HGNC:11892"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("interleukin-6 (IL-6)—has emerged", ["interleukin-6=HGNC:6018", "IL-6=HGNC:6018"]),
        ("the interleukin-6 receptor (IL-6R)",
         ["interleukin-6 receptor=HGNC:6019", "IL-6R=HGNC:6019"]),
        ("an IL-6-receptor and IL-6-R", ["IL-6-receptor=HGNC:6019", "IL-6-R=HGNC:6019"]),
        ("pro-inflammatory cytokines", ["pro-inflammatory cytokines=HEDGEROW:cytokine"]),
        ("an IL-6 receptor antagonist", ["IL-6 receptor antagonist=HEDGEROW:il6-inhibitors"]),
        ("IL-6 blockers like tocilizumab",
         ["IL-6 blockers=HEDGEROW:il6-inhibitors", "tocilizumab=RXNORM:612865"]),
        ("anti-IL-5 antibody", ["anti-IL-5 antibody=HEDGEROW:il5-inhibitors"]),
        ("anti–IL-5 monoclonal antibodies",
         ["anti–IL-5 monoclonal antibodies=HEDGEROW:il5-inhibitors"]),
        ("an anti-IL-6 receptor monoclonal antibody",
         ["anti-IL-6 receptor monoclonal antibody=HEDGEROW:il6-inhibitors"]),
        ("anti-IL-18 antibody", ["anti-IL-18 antibody=HEDGEROW:anti-interleukin-18-5986"]),
        ("CXCL10 inhibitors", ["CXCL10 inhibitors=HEDGEROW:anti-cxcl10-10637"]),
        ("IL-1 receptor antagonist", ["IL-1 receptor antagonist=HGNC:6000"]),
        ("IL-6-induced fever", ["IL-6=HGNC:6018", "fever=MESH:D005334"]),
        ("IL-6/IL-8 ratio", ["IL-6=HGNC:6018", "IL-8=HGNC:6025"]),
        ("RoActemra or Humira", ["RoActemra=RXNORM:612865", "Humira=RXNORM:327361"]),
        ("treatment-resistant depression", ["treatment-resistant depression=MESH:D061218"]),
        ("tumour or tumor necrosis factor",
         ["tumour=MESH:D009369", "tumor necrosis factor=HGNC:11892"]),
    ],
)  # fmt: skip
def test_the_longest_match_wins(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("row", csv_rows("decoys"), ids=lambda row: row["phrase"])
def test_a_decoy_yields_nothing(row: dict[str, str]) -> None:
    assert row["phrase"].lower() in row["example"].lower()
    start = row["example"].lower().index(row["phrase"].lower())
    inside = [m for m in read(row["example"])[1] if m.start < start + len(row["phrase"])]
    assert [m for m in inside if m.end > start] == []


COUNTERS = [
    (c.concept_id, row["counter_example"])
    for name in ("drugs", "drug_classes", "cytokines", "conditions", "biomarkers", "symptoms")
    for row in csv_rows(name)
    if row["counter_example"]
    for c in [LEXICON.concepts[row["concept_id"]]]
]


@pytest.mark.parametrize(("concept_id", "text"), COUNTERS)
def test_a_counter_example_does_not_fire(concept_id: str, text: str) -> None:
    assert concept_id not in {m.concept_id for m in read(text)[1]}


@pytest.mark.parametrize("row", csv_rows("guards"), ids=lambda row: row["spelling"])
def test_an_ambiguous_symbol_needs_its_neighbours(row: dict[str, str]) -> None:
    symbol = row["spelling"]
    assert symbol in {m.surface for m in read(row["example"])[1]}
    assert symbol in row["counter_example"]
    assert symbol not in {m.surface for m in read(row["counter_example"])[1]}


def test_every_ambiguous_spelling_has_its_guard() -> None:
    guarded = {row["spelling"] for row in csv_rows("guards")}
    assert {s.text for s in LEXICON.spellings if s.needs_support} == guarded


STEMS = [
    (row["pattern"], word, cell == "examples")
    for row in csv_rows("stems")
    for cell in ("examples", "counter_examples")
    for word in row[cell].split("|")
    if word
]


@pytest.mark.parametrize(("pattern", "word", "is_drug"), STEMS)
def test_a_name_stem(pattern: str, word: str, is_drug: bool) -> None:
    drugs = [m.surface for m in read(f"We saw {word} daily.")[1] if m.type == "drug"]
    assert drugs == ([word] if is_drug else [])
    assert not is_drug or re.fullmatch(pattern, word)


def test_an_unlisted_name_is_a_drug_by_its_stem() -> None:
    (mention,) = read("Novelimab was given.")[1]
    assert (mention.concept_id, mention.name) == ("HEDGEROW:novelimab", "novelimab")
    assert (mention.type, mention.link_method) == ("drug", "pattern")


def test_an_abbreviation_of_the_document_is_linked() -> None:
    text = "Treatment-resistant depressive illness (TRDI) is common. TRDI is hard."
    mentions = [m for m in read(text)[1] if m.surface == "TRDI"]
    assert {(m.concept_id, m.link_method) for m in mentions} == {("MESH:D003866", "abbreviation")}
    assert len(mentions) == 2


def test_a_defined_ambiguous_symbol_is_linked() -> None:
    text = "People with multiple sclerosis (MS) were asked. MS was long-standing."
    assert found(text).count("MS=MESH:D009103") == 2


def test_a_document_that_means_something_else_wins() -> None:
    text = "By mass spectrometry (MS) we saw it. MS is precise. Relapsing patients were few."
    assert "MS" not in {m.surface for m in read(text)[1]}


def test_a_contradicted_marker_is_dropped() -> None:
    text = "The cAMP receptor protein (CRP) binds DNA. CRP was crystallised."
    assert [s for s in found(text) if s.startswith("CRP")] == []


def test_a_title_that_ends_with_a_concept_is_not_it() -> None:
    text = "Coping with persistent Pain, Effectiveness Research in Self-management of pain (COPERS)"
    assert "COPERS" not in {m.surface for m in read(f"{text} ran. COPERS ended.")[1]}


def test_a_kind_of_a_concept_takes_its_abbreviation() -> None:
    text = "Early rheumatoid arthritis (ERA) was seen. ERA was treated."
    assert found(text).count("ERA=MESH:D001172") == 2


def test_a_symbol_inside_a_class_phrase_keeps_its_own_meaning() -> None:
    text = "Anti-tumour necrosis factor (TNF) therapy was given, and TNF fell."
    assert found(text)[-1] == "TNF=HGNC:11892"


def test_a_shouted_word_is_no_abbreviation() -> None:
    text = "Acute lymphoblastic leukaemia (ALL) is rare. ALL PATIENTS were asked about ALL."
    assert found(text).count("ALL=MESH:D054198") == 2


def test_mentions_and_entities_agree_and_never_overlap() -> None:
    text = "Anakinra, an interleukin-1 receptor antagonist, cut CRP in 30 patients with gout."
    doc, mentions = read(text)
    assert [(e.start_char, e.end_char, e.label_, e.kb_id_) for e in doc.ents] == [
        (m.start, m.end, m.type, m.concept_id) for m in mentions
    ]
    ends = [0, *(m.end for m in mentions)]
    assert all(m.start >= end for m, end in zip(mentions, ends, strict=False))
    assert all(text[m.start : m.end] == m.surface for m in mentions)
    assert {m.type for m in mentions} <= set(get_args(MentionType))


def test_furniture_and_references_yield_nothing() -> None:
    text = "Tocilizumab helped.\n\nReferences\nTocilizumab in asthma."
    border = text.index("References")
    for kind in ("boilerplate", "references"):
        mentions = read(text, (Region(kind, border, len(text)),))[1]
        assert [m.surface for m in mentions] == ["Tocilizumab"]


def test_a_users_own_concept_says_so(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("concept_id,name,type,synonyms\nHEDGEROW:quell,Quellar,drug,QM-17\n", "utf-8")
    doc = pipeline(str(own))("QM-17 and aspirin were given.")
    assert [(m.name, m.link_method) for m in find_mentions(doc)] == [
        ("Quellar", "user"),
        ("aspirin", "exact"),
    ]


@pytest.mark.data
def test_the_seeds_name_what_a_reader_finds(seeds: Path) -> None:
    texts = [path.read_text("utf-8") for path in sorted(seeds.glob("*.txt"))]
    wanted = [
        {"tocilizumab", "SSRIs", "immunotherapy", "depressive disorder", "number needed to treat"},
        {"tocilizumab", "interleukin 6", "interleukin 6 receptor", "IL-6 inhibitors"}
        | {"rheumatoid arthritis", "mood disorders", "anxiety", "quality of life"},
    ]
    for text, names in zip(texts, wanted, strict=True):
        assert names <= {m.name for m in read(text)[1]}


@pytest.mark.data
def test_offsets_hold_on_real_texts(data: Path) -> None:
    lines = (data / "hype" / "press_releases.jsonl").read_text("utf-8").splitlines()[:25]
    papers = sorted((data / "jats").glob("*.gz"))[:2]
    texts = [json.loads(line)["text"] for line in lines]
    texts += [re.sub(r"<[^>]+>", " ", gzip.decompress(p.read_bytes()).decode()) for p in papers]
    total = 0
    for text in texts:
        mentions = read(text)[1]
        total += len(mentions)
        assert all(text[m.start : m.end] == m.surface for m in mentions)
    assert total > 1000


@pytest.mark.parametrize("kind", ["viral", "bacterial", "fungal"])
def test_an_infection_is_not_serious_for_its_cause(kind: str) -> None:
    assert found(f"A {kind} infection.") == [f"{kind} infection=HEDGEROW:infection"]


def test_a_users_own_name_comes_before_a_guarded_one_and_a_decoy(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "concept_id,name,type,synonyms\n"
        "HEDGEROW:remtriamab,remtriamab,drug,=RA\n"
        "HEDGEROW:breath-pressure,respiratory depression,symptom,\n",
        "utf-8",
    )
    doc = pipeline(str(own))("Patients with arthritis took RA. It caused respiratory depression.")
    found = {mention.surface: mention.concept_id for mention in find_mentions(doc)}
    assert found["RA"] == "HEDGEROW:remtriamab"
    assert found["respiratory depression"] == "HEDGEROW:breath-pressure"


@pytest.mark.parametrize(
    "text",
    [
        "The American Diabetes Association agreed.",
        "The Multiple Sclerosis Society of Hull paid.",
        "She works at the Obesity and Diabetes Research Institute.",
        "He leads the Department of Psoriasis Care.",
        "It appeared in the Journal of Arthritis.",
        "The Moffitt Cancer Center paid.",
        "The Alzheimer's Association agreed.",
    ],
)
def test_an_organisations_name_is_no_illness(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    ["Diabetes is common.", "Depression and the Hull Trust were named.", "Diabetes centers."],
)
def test_an_illness_near_an_organisation_is_one(text: str) -> None:
    assert len(found(text)) == 1
