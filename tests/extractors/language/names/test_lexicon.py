"""The lexicon: its shipped rows are well formed, a user's rows pass the same checks."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from extractors.errors import LexiconError
from extractors.language.names.lexicon import load_lexicon
from extractors.language.names.lexicon_rows import ID_FORMATS
from extractors.language.words.spellings import variants
from extractors.language.words.tokens import fold

LEXICON = load_lexicon()


def by_name(name: str) -> str:
    return next(c.concept_id for c in LEXICON.concepts.values() if c.name == name)


def test_every_id_has_its_format() -> None:
    for concept in LEXICON.concepts.values():
        for curie in (concept.concept_id, *concept.xrefs):
            prefix, _, local = curie.partition(":")
            assert re.fullmatch(ID_FORMATS[prefix], local), f"{concept.name}: {curie}"


@pytest.mark.parametrize("field", ["concept_id", "xrefs"])
def test_no_id_names_two_concepts(field: str) -> None:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for concept in LEXICON.concepts.values():
        curies = (concept.concept_id,) if field == "concept_id" else concept.xrefs
        for curie in curies:
            owners[curie].append(concept.name)
    assert {curie: names for curie, names in owners.items() if len(names) > 1} == {}


def test_no_spelling_belongs_to_two_concepts_of_one_type() -> None:
    owners: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for spelling in LEXICON.spellings:
        concept = LEXICON.concepts[spelling.concept_id]
        text = spelling.text if spelling.exact_case else fold(spelling.text)
        owners[(concept.type, text)].add(concept.name)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("name", "concept_id", "xref"),
    [
        ("tocilizumab", "RXNORM:612865", "ATC:L04AC07"),
        ("interleukin 6", "HGNC:6018", "UNIPROT:P05231"),
        ("interleukin 6 receptor", "HGNC:6019", "UNIPROT:P08887"),
        ("tumour necrosis factor", "HGNC:11892", "UNIPROT:P01375"),
    ],
)
def test_known_ids(name: str, concept_id: str, xref: str) -> None:
    concept = LEXICON.concepts[concept_id]
    assert concept.name == name
    assert xref in concept.xrefs


def test_depression_is_the_mesh_disorder() -> None:
    assert "depression" in LEXICON.concepts["MESH:D003866"].synonyms


def test_the_lexicon_covers_its_field() -> None:
    count: defaultdict[str, int] = defaultdict(int)
    for concept in LEXICON.concepts.values():
        count[concept.type] += 1
    assert count["drug"] > 400 and count["drug_class"] > 60
    assert count["cytokine"] > 130 and count["receptor"] > 60
    assert count["condition"] + count["symptom"] > 280


def test_classes_lead_from_a_drug_to_its_kind() -> None:
    assert LEXICON.is_a("RXNORM:612865", "HEDGEROW:il6-inhibitors")
    assert LEXICON.is_a("RXNORM:612865", "HEDGEROW:immunotherapy")
    assert not LEXICON.is_a("RXNORM:612865", "HEDGEROW:antidepressants")
    assert "sarilumab" in {c.name for c in LEXICON.members("HEDGEROW:il6-inhibitors")}
    assert LEXICON.is_a("MESH:D061218", "MESH:D003866")


def test_symptom_scores_fall_when_patients_improve() -> None:
    measures = {c.name: c.lower_is_better for c in LEXICON.concepts.values()}
    assert measures["Hamilton Depression Rating Scale"] is True
    assert measures["number needed to treat"] is True
    assert measures["ACR20"] is False
    assert measures["quality of life"] is False
    assert measures["body weight"] is None


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("IL-6", "interleukin 6"),
        ("IL-6", "IL6"),
        ("interleukin 17A", "IL-17A"),
        ("TNF-alpha", "TNFalpha"),
        ("tumour necrosis factor", "tumor necrosis factor"),
        ("anti-inflammatory drug", "anti–inflammatory drug"),
    ],
)
def test_variants(text: str, spelling: str) -> None:
    assert spelling in variants(text)


@pytest.mark.parametrize(
    ("singular", "plural"),
    [("biopsy", "biopsies"), ("flush", "flushes"), ("side effect", "side effects")],
)
def test_plurals(singular: str, plural: str) -> None:
    assert plural in variants(singular, plural=True)


@pytest.mark.parametrize(
    ("drug", "condition", "status"),
    [
        ("tocilizumab", "rheumatoid arthritis", "on_label"),
        ("tocilizumab", "depressive disorder", "off_label"),
        ("tocilizumab", "treatment-resistant depression", "off_label"),
        ("tocilizumab", "multiple sclerosis", "unknown"),
        ("tocilizumab", "autoimmune diseases", "unknown"),
        ("tocilizumab", "Takayasu arteritis", "unknown"),
        ("sertraline", "major depressive disorder", "on_label"),
        ("sertraline", "treatment-resistant depression", "unknown"),
        ("sertraline", "bipolar depression", "unknown"),
        ("fluvoxamine", "major depressive disorder", "on_label"),
        ("escitalopram", "social anxiety disorder", "on_label"),
        ("duloxetine", "low back pain", "on_label"),
        ("esketamine", "treatment-resistant depression", "on_label"),
        ("esketamine", "depressive disorder", "unknown"),
        ("ketamine", "treatment-resistant depression", "off_label"),
        ("ketamine", "asthma", "unknown"),
        ("semaglutide", "obesity", "on_label"),
        ("semaglutide", "Alzheimer's disease", "off_label"),
        ("sirukumab", "major depressive disorder", "investigational"),
        ("sirukumab", "quality of life", "unknown"),
        ("aspirin", "depressive disorder", "unknown"),
        ("tocilizumab", "quality of life", "unknown"),
    ],
)
def test_label_status(drug: str, condition: str, status: str) -> None:
    assert LEXICON.label_status(by_name(drug), by_name(condition)) == status


def test_label_status_of_what_nobody_knows() -> None:
    assert LEXICON.label_status("HEDGEROW:novelimab", "MESH:D003866") == "unknown"
    assert LEXICON.label_status("RXNORM:612865", "MESH:D000001") == "unknown"


HEADER = "concept_id,name,type,synonyms,classes\n"


def test_a_user_adds_and_replaces_rows(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        HEADER
        + "HEDGEROW:quellimab,quellimab,drug,Quellar|QM-17,HEDGEROW:il6-inhibitors\n"
        + "RXNORM:612865,tocilizumab,drug,Actemra|toci,HEDGEROW:il6-inhibitors\n",
        "utf-8",
    )
    lexicon = load_lexicon(own)
    assert lexicon.concepts["HEDGEROW:quellimab"].synonyms == ("Quellar", "QM-17")
    assert lexicon.concepts["RXNORM:612865"].synonyms == ("Actemra", "toci")
    assert lexicon.user_ids == {"HEDGEROW:quellimab", "RXNORM:612865"}


def test_a_user_may_write_toml(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[concept]]\nconcept_id = "HEDGEROW:glee"\nname = "glee score"\n'
        'type = "outcome_measure"\nsynonyms = ["GS-9"]\nlower_is_better = false\n',
        "utf-8",
    )
    concept = load_lexicon(own).concepts["HEDGEROW:glee"]
    assert concept.synonyms == ("GS-9",)
    assert concept.lower_is_better is False


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("HEDGEROW:a,,drug,,", "row 2: the name is empty"),
        (",aa,drug,,", "row 2: the concept_id is empty"),
        ("HEDGEROW:a,aa,medicine,,", "row 2: type 'medicine' must be one of"),
        ("HGNC:IL6,aa,cytokine,,", "row 2: 'HGNC:IL6' is no HGNC id; leave it out"),
        ("MESH:D0038661,aa,condition,,", "row 2: 'MESH:D0038661' is no MESH id"),
        ("RXNORM:061,aa,drug,,", "row 2: 'RXNORM:061' is no RXNORM id"),
        ("HEDGEROW:My Drug,aa,drug,,", "row 2: 'HEDGEROW:My Drug' is no HEDGEROW id; use small"),
        ("SNOMED:1,aa,drug,,", "row 2: the id 'SNOMED:1' must begin with"),
        ("HEDGEROW:a,aa,drug,,HEDGEROW:nowhere", "row 2: HEDGEROW:nowhere is in no lexicon"),
        ("HEDGEROW:a,aa,drug,x,y,z", "row 2: too many cells"),
        ("HEDGEROW:a,aa,drug,,\nHEDGEROW:a,bb,drug,,", "row 3: HEDGEROW:a stands already"),
        ("HEDGEROW:a,x,drug,,", "row 2: 'x' is too short to be a name"),
        ("HEDGEROW:a,aa,drug,=,", "row 2: '=' is too short to be a name"),
        ("HEDGEROW:a,aa,drug,the,", "row 2: 'the' is an everyday word; write =THE"),
        ('HEDGEROW:a,"aa\nbb",drug,,', "row 3: 'aa\\nbb' holds a line break"),
        ('HEDGEROW:a,"aa,drug,,', "no CSV (unexpected end of data); close the quotes"),
        ("HEDGEROW:a,aa,drug,,\nHEDGEROW:b,AA,drug,,", "row 3: 'AA' names aa (HEDGEROW:a) already"),
        ("HEDGEROW:a,aa,drug,Actemra,", "row 2: 'Actemra' names tocilizumab (RXNORM:612865)"),
        ("HEDGEROW:a,depression,symptom,,", "row 2: 'depression' names depressive disorder (MESH"),
    ],
)
def test_a_bad_row_is_refused_by_file_row_and_mend(tmp_path: Path, row: str, message: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(HEADER + row + "\n", "utf-8")
    with pytest.raises(LexiconError, match=re.escape("own.csv ")) as caught:
        load_lexicon(own)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("own.csv", "id,label\n1,2\n", "row 1: unknown column 'id'; the columns are concept_id"),
        ("own.csv", "concept_id;name;type\n", "row 1: unknown column 'concept_id;name;type'"),
        ("own.csv", "concept_id,name\n", "row 1: the column 'type' is missing"),
        ("own.csv", "concept_id,name,name,type\n", "row 1: the column 'name' stands twice"),
        ("own.csv", "", "row 1: the column 'concept_id' is missing"),
        ("own.csv", "concept_id,name,type\n", "holds no concept; write a row, or leave"),
        ("own.toml", "", "holds no concept; write a row, or leave"),
        ("own.toml", "[[concept]\n", "no TOML"),
        ("own.toml", "[[drug]]\n", "'drug' is unknown; write each concept as a table"),
        ("own.toml", "[concept]\n", "'concept' is no list of tables; write each concept as"),
        ("own.toml", '[[concept]]\nlabel = "x"\n', "unknown key 'label'"),
        ("own.toml", '[[concept]]\nname = ["xx"]\n', "concept 1: name must be a text, not"),
        ("own.toml", "[[concept]]\nsynonyms = 3\n", "synonyms must be a list of texts, not 3"),
        ("own.toml", "[[concept]]\nlower_is_better = 1\n", "lower_is_better must be true or false"),
        ("own.xlsx", "", "is no .csv and no .toml file; save it as one of the two"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, file: str, content: str, message: str) -> None:
    own = tmp_path / file
    own.write_text(content, "utf-8")
    with pytest.raises(LexiconError, match=re.escape(message)):
        load_lexicon(own)


def test_a_spreadsheets_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("concept_id,name,type\r\nHEDGEROW:glee,gleemab,drug\r\n", "utf-8-sig")
    assert load_lexicon(own).concepts["HEDGEROW:glee"].name == "gleemab"


def test_another_encoding_is_told(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("concept_id,name,type\nHEDGEROW:glee,gleemäb,drug\n", "latin-1")
    with pytest.raises(LexiconError, match=r"own.csv: is not UTF-8 \(byte 40\); save it with"):
        load_lexicon(own)


def test_a_row_with_a_shipped_id_may_bear_another_name(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(HEADER + "MESH:D003866,gloom,condition,depression|infections,\n", "utf-8")
    with pytest.raises(LexiconError, match="'infections' names"):
        load_lexicon(own)
    own = tmp_path / "renamed.csv"
    own.write_text(HEADER + "MESH:D003866,gloom,condition,depression,\n", "utf-8")
    lexicon = load_lexicon(own)
    assert lexicon.concepts["MESH:D003866"].name == "gloom"
    assert lexicon.label_status(by_name("tocilizumab"), "MESH:D003866") == "off_label"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        load_lexicon(tmp_path / "none.csv")


OTHERWISE = {
    **dict.fromkeys(("cognitive deficits", "cognitive decline", "cognitive impairment"), "D003072"),
    **dict.fromkeys(("cognitive dysfunction", "cognitive dysfunctions"), "D003072"),
    **dict.fromkeys(("aggression", "aggressive behavior"), "D001523"),
    "psychosis": "D011605",
    "anxiety": "D001008",
    "depressive disorders": "D000275",
    "metabolic syndrome": "D008659",
    "ischemic stroke": "D002544",
    "hepatitis": "D056486",
    "neuropathy": "D009422",
    "brain injury": "D001927",
    "infertility": "D007247",
}
"""Where BioRED's annotators chose a wider or older heading than the one of that very name."""


@pytest.mark.data
def test_mesh_ids_are_those_of_annotated_abstracts(data: Path) -> None:
    ours: defaultdict[str, set[str]] = defaultdict(set)
    for spelling in LEXICON.spellings:
        ours[fold(spelling.text)].add(spelling.concept_id)
    theirs: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted((data / "biored").glob("*.PubTator")):
        for line in path.read_text("utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) == 6 and cells[4] == "DiseaseOrPhenotypicFeature":
                theirs[fold(cells[3])] |= set(cells[5].split(","))
    shared = {
        (text, concept_id.removeprefix("MESH:"))
        for text in theirs.keys() & ours.keys()
        for concept_id in ours[text]
        if concept_id.startswith("MESH:")
    }
    assert len(shared) > 220
    assert {text for text, mesh in shared if mesh not in theirs[text]} == set(OTHERWISE)
    assert all(mesh in theirs[text] for text, mesh in OTHERWISE.items())
