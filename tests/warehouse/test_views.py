"""Every view of the contract is there, explained, and answers its question."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractors.model import Claim, Design, Mention, Study
from warehouse.views import kept_views, view_files

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACT = ROOT.parent / "shared" / "CONTRACT.md"

COLUMNS = """
sources: source kind adapter homepage documents last_success last_status
documents: document_id source source_kind url title author published_at published_precision
 first_seen last_seen version language words text text_sha256 doi pmid retracted verdict
 duplicate_of
sentences: document_id sentence_id ordinal region start_char end_char text
mentions: document_id sentence_id start_char end_char surface type concept_id name link_method
claims: claim_id document_id source source_kind url title published_at region sentence start_char
 end_char subject subject_type subject_id relation object object_type object_id comparator polarity
 direction valence certainty causal_strength claim_type holder_type holder design sample_size
 population label_status overclaim study_id review rule_id run_id first_seen archive_file
 archive_offset extractor_version subject_start subject_end object_start object_end trigger_start
 trigger_end
hype_flags: flag_id document_id source source_kind url title published_at region sentence surface
 start_char end_char category severity context is_flag holder rule_id rule_version rationale review
caveats: document_id source sentence surface start_char end_char category context rule_id
hedges: document_id source sentence surface start_char end_char category context rule_id
boosters: document_id source sentence surface start_char end_char category context rule_id
negations: document_id source sentence surface start_char end_char category context rule_id
quantities: document_id claim_id sentence surface measure value unit ci_low ci_high p_value arm
 outcome
studies: study_id name doi pmid registry_id design sample_size primary_significant documents
concepts: concept_id name type synonyms xrefs
omissions: document_id source signal evidence
farm_signals: document_id source signal evidence
document_profile: document_id source words claims hype_per_1000_words worst_severity caveats
 hedged_share overclaims omissions hype_flags strong_hype_flags worst_span
whats_new: run_id kind document_id source what
characterization: subject object source source_kind documents claims beneficial harmful neutral
 unknown hedged_share strongest_causal designs hype_per_1000_words caveats overclaims
contradictions: subject object beneficial_documents harmful_documents null_documents
 example_beneficial example_harmful
tellings: study_id source url certainty causal_strength quantities_given caveats hype_flags omitted
certainty_trends: subject object source_kind month documents claims facts hedged_share
 strongest_causal
review_queue: flag_id priority source title sentence surface category severity context rationale
rule_precision: rule_id flagged reviewed accepted rejected precision ci_low ci_high
documents_history: document_id url version
claims_history: claim_id document_id extractor_version
hype_flags_history: flag_id document_id extractor_version
runs: run_id started_at finished_at status
fetches: run_id source url outcome reason
issues: run_id source url stage reason detail
"""


def promised() -> dict[str, set[str]]:
    lines = COLUMNS.strip().replace("\n ", " ").splitlines()
    return {name: set(rest.split()) for name, _, rest in (line.partition(":") for line in lines)}


def columns(published: Any, view: str) -> set[str]:
    return {row[0] for row in published.ask(f"DESCRIBE main.{view}")}


@pytest.mark.parametrize("view", promised())
def test_a_view_has_the_promised_columns(published: Any, view: str) -> None:
    assert promised()[view] - columns(published, view) == set()


def contract_columns(text: str) -> dict[str, set[str]]:
    table = text.split("## SQL: views")[1]
    found: dict[str, set[str]] = {}
    for views, listed in re.findall(r"^\| (`.+?`) \| (.+?) \|$", table, re.MULTILINE):
        plain = re.sub(r"\(.*?\)", "", listed).split(":")[0]
        names = {name.strip() for name in plain.split(",")}
        for view in re.findall(r"`(\w+)`", views):
            found[view] = {name for name in names if re.fullmatch(r"\w+", name)}
    return found


def test_the_written_contract_is_met(published: Any) -> None:
    if not CONTRACT.is_file():
        pytest.skip("no contract beside this checkout")
    wanted = contract_columns(CONTRACT.read_text("utf-8"))
    assert len(wanted) > 20
    missing = {view: names - columns(published, view) for view, names in wanted.items()}
    assert {view: names for view, names in missing.items() if names} == {}


def test_every_view_and_column_is_explained(published: Any) -> None:
    views = published.ask("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal")
    files = [view for view in view_files() if view.kind == "VIEW"]
    assert len(views) == len(files) + len(kept_views())
    assert [view for view, comment in views if not comment] == []
    bare = published.ask(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal "
        "AND schema_name = 'main' AND coalesce(comment, '') = ''"
    )
    assert bare == []


READ_FROM_A_PAGE = (
    "regions", "sentences", "mentions", "claims", "hype_flags", "caveats", "hedges", "boosters",
    "negations", "omissions", "farm_signals", "documents_history", "claims_history",
    "hype_flags_history",
)  # fmt: skip


@pytest.mark.parametrize("view", READ_FROM_A_PAGE)
def test_every_row_leads_to_its_bytes_and_its_extractor(published: Any, view: str) -> None:
    shown = columns(published, view)
    assert {"document_id", "archive_file", "archive_offset", "extractor_version"} <= shown
    bare = f"SELECT * FROM {view} WHERE archive_file IS NULL OR extractor_version IS NULL"
    assert published.ask(bare) == []
    if view in ("claims", "hype_flags", "caveats", "hedges"):
        assert {"rule_id", "start_char", "end_char"} <= shown


def test_claims_join_the_words_of_their_sentence(published: Any) -> None:
    for view, word in (("hype_flags", "miracle"), ("hedges", "could")):
        rows = published.ask(
            f"SELECT DISTINCT surface FROM claims JOIN {view} USING (document_id, sentence_id)"
        )
        assert (word,) in rows
    beside = "SELECT sentence_id FROM caveats UNION FROM (SELECT sentence_id FROM negations)"
    known = {row[0] for row in published.ask("SELECT sentence_id FROM sentences")}
    assert {row[0] for row in published.ask(beside)} <= known


def test_only_views_are_in_main(published: Any) -> None:
    assert published.ask("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'") == []


@pytest.mark.parametrize("view", promised())
def test_every_view_answers(published: Any, view: str) -> None:
    published.ask(f"SELECT * FROM {view}")


def test_characterization_sets_sources_side_by_side(published: Any) -> None:
    rows = published.ask(
        "SELECT source, documents, claims, beneficial, neutral, hedged_share, strongest_causal, "
        "designs, caveats FROM characterization "
        "WHERE subject = 'tocilizumab' AND object = 'depression' ORDER BY source"
    )
    design = ["randomized_controlled_trial"]
    assert rows == [
        ("blog", 1, 1, 1, 0, 1.0, 2, design, ["small_sample"]),
        ("wire", 2, 2, 1, 1, 0.5, 2, design, ["small_sample"]),
    ]


def test_hype_per_1000_words_is_of_the_documents_that_make_the_claim(published: Any) -> None:
    words, flags, rate = published.one(
        "SELECT sum(words), sum(hype_flags), "
        "(SELECT hype_per_1000_words FROM characterization WHERE source = 'wire') "
        "FROM document_profile WHERE source = 'wire'"
    )
    assert rate == pytest.approx(1000 * flags / words, abs=0.01)


def test_a_profile_tells_strong_hype_from_colour_and_its_loudest_words(
    keeper: Any, pen: Any
) -> None:
    text = "An exciting drug. A new hope for gout. A miracle for gout. A wonder cure for gout."
    loud = [("exciting", 1), ("new hope", 2), ("miracle", 3), ("wonder cure", 3)]
    flags = [pen.flag(text, "hype", "hope", words, severity=level) for words, level in loud]
    disowned = pen.flag(text, "hype", "novelty", "new", severity=0, is_flag=False)
    keeper.keep(pen.reading(text, flags=(*flags, disowned)))
    keeper.publish()
    query = "SELECT hype_flags, strong_hype_flags, worst_severity, worst_span FROM document_profile"
    assert keeper.one(query) == (4, 3, 3, "miracle")


def test_a_page_without_hype_has_no_worst_span(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.reading("The trial was small."))
    keeper.publish()
    query = "SELECT strong_hype_flags, worst_severity, worst_span FROM document_profile"
    assert keeper.one(query) == (0, 0, None)


@pytest.mark.parametrize("certainty", ["uncommitted", "counterfact"])
def test_a_relation_that_is_only_raised_is_not_counted(
    keeper: Any, pen: Any, certainty: Any
) -> None:
    text = "Whether tocilizumab treats depression was asked."
    claim = pen.claim(text, "tocilizumab", "treats", "depression", certainty=certainty)
    keeper.keep(pen.reading(text, claims=(claim,)))
    keeper.publish()
    assert keeper.one("SELECT certainty FROM claims") == (certainty,)
    assert keeper.ask("FROM characterization") == []
    assert keeper.one("SELECT claims, hedged_share FROM document_profile") == (0, None)


def test_a_copied_story_counts_once_per_source(keeper: Any, pen: Any) -> None:
    for place in ("a", "b"):
        keeper.stage(pen.praise(f"https://blog.test/{place}"))
    keeper.stage(pen.praise("https://wire.test/c"), source="wire")
    keeper.load()
    keeper.publish()
    assert keeper.one("SELECT count(*), count(duplicate_of) FROM documents") == (3, 2)
    counted = keeper.ask("SELECT source, documents FROM characterization ORDER BY 1")
    assert counted == [("blog", 1), ("wire", 1)]
    assert keeper.one("SELECT documents FROM studies") == (2,)


def test_contradictions_name_both_sides(published: Any) -> None:
    row = published.one(
        "SELECT beneficial_documents, harmful_documents, null_documents, example_beneficial, "
        "example_harmful, example_null FROM contradictions"
    )
    assert row[:3] == (2, 0, 1)
    assert "miracle" in row[3]
    assert row[4] is None
    assert "did not relieve" in row[5]


def test_one_study_is_told_by_each_source(published: Any) -> None:
    rows = published.ask(
        "SELECT source, certainty, causal_strength, quantities_given, caveats, hype_flags, omitted "
        "FROM tellings JOIN studies USING (study_id) WHERE name = 'ORCHID' ORDER BY url"
    )
    praise = ("possible", 2, ["12 %"], ["small_sample"], ["miracle"], ["no_harms"])
    assert rows == [("blog", *praise), ("wire", "fact", 0, [], [], [], []), ("wire", *praise)]


def test_whats_new_names_the_run_that_brought_it(published: Any) -> None:
    rows = published.ask("SELECT run_id, kind, count(*) FROM whats_new GROUP BY ALL ORDER BY ALL")
    assert rows == [
        ("run-1", "claim", 2),
        ("run-1", "contradiction", 1),
        ("run-1", "document", 2),
        ("run-1", "hype", 1),
        ("run-2", "claim", 1),
        ("run-2", "document", 1),
        ("run-2", "hype", 1),
    ]


def test_offsets_index_the_text_in_sql(published: Any) -> None:
    rows = published.ask(
        "SELECT substr(text, m.start_char + 1, m.end_char - m.start_char), surface "
        "FROM mentions m JOIN documents USING (document_id)"
    )
    assert len(rows) > 5
    assert [row for row in rows if row[0] != row[1]] == []


def test_certainty_is_told_month_by_month(published: Any) -> None:
    rows = published.ask(
        "SELECT source_kind, month::VARCHAR, documents, claims, facts, hedged_share "
        "FROM certainty_trends WHERE subject = 'tocilizumab' ORDER BY source_kind"
    )
    assert rows == [
        ("blog", "2026-03-01", 1, 1, 0, 1.0),
        ("news", "2026-03-01", 2, 2, 1, 0.5),
    ]


def test_macros_take_names_in_any_case(published: Any) -> None:
    assert len(published.ask("FROM claims_about('TOCILIZUMAB', 'depression')")) == 3
    assert len(published.ask("FROM claims_about('RXNORM:612865')")) == 3
    assert len(published.ask("FROM claims_about('tocili-zumab', 'mesh d003866')")) == 3
    assert published.ask("FROM claims_about('aspirin')") == []
    assert len(published.ask("FROM how_sources_say('Depression')")) == 2


def test_a_claim_on_treatments_given_together_is_one_on_each(keeper: Any, pen: Any) -> None:
    text = "Tocilizumab plus siltuximab eased depression."
    part = pen.mention(text, "Tocilizumab")
    names = ("siltuximab", "tocilizumab")
    both = Mention(
        *(0, 27, text[:27], "drug", "HEDGEROW:siltuximab-plus-tocilizumab"),
        *(" + ".join(names), "pattern"),
    )
    ill = pen.mention(text, "depression")
    claim = Claim((0, len(text)), both, "treats", ill, rule_id="claim.test")
    reading = pen.reading(text, claims=(claim,))
    keeper.keep(replace(reading, mentions=(*reading.mentions, both)))
    keeper.publish()
    for wanted in (part.name, part.concept_id, "Siltuximab + tocilizumab"):
        assert len(keeper.ask(f"FROM claims_about('{wanted}', 'depression')")) == 1
        assert len(keeper.ask(f"FROM how_sources_say('{wanted}')")) == 1
    assert keeper.ask("FROM claims_about('aspirin')") == []


def test_how_sources_put_two_things_together(published: Any) -> None:
    of_one = published.ask("FROM how_sources_say('tocilizumab') WHERE object = 'depression'")
    assert of_one
    for pair in (("Tocilizumab", "depression"), ("MESH:D003866", "RXNORM:612865")):
        assert published.ask(f"FROM how_sources_say{pair}") == of_one
    assert published.ask("FROM how_sources_say('tocilizumab', 'fatigue')") == []
    assert published.ask("FROM how_sources_say('tocilizumab', 'aspirin')") == []


def test_a_study_has_the_design_that_some_page_names(keeper: Any, pen: Any) -> None:
    """Three pages leave it open, one does not: that one knows."""
    text = "Tocilizumab ends depression."
    designs: tuple[Design, ...] = ("unspecified_trial", "unspecified_study", "unspecified_trial")
    for place, design in enumerate((*designs, "cohort")):
        study = Study(design, 31, name="ORCHID")
        keeper.keep(pen.reading(f"{text} {place}", f"https://blog.test/{place}", studies=(study,)))
    keeper.publish()
    assert keeper.ask("SELECT name, design, documents FROM studies") == [("ORCHID", "cohort", 4)]


def test_sources_say_how_their_last_run_went(published: Any) -> None:
    row = published.one(
        "SELECT kind, adapter, documents, last_status FROM sources WHERE source = 'wire'"
    )
    assert row == ("news", "page", 2, "done")
