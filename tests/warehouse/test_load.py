"""Loading is idempotent, versioned, and survives being killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.model import Concept
from warehouse.load import LoadCounts, load_concepts, load_parts
from warehouse.places import Places
from warehouse.records import FetchRecord, RunRecord
from warehouse.stage import write_part

EARLY, LATE = "2026-03-01T08:00:00Z", "2026-04-01T08:00:00Z"


def without_time(contents: dict[str, Any]) -> dict[str, Any]:
    return {name: rows for name, rows in contents.items() if name not in ("parts", "migrations")}


def test_counts_say_what_was_added(keeper: Any, pen: Any) -> None:
    counts = keeper.keep(pen.praise())
    assert counts == LoadCounts(parts=1, documents=1, sentences=3, mentions=4, claims=1, flags=3)
    assert keeper.load() == LoadCounts()


def test_the_same_reading_in_another_run_changes_only_the_captures(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    before = without_time(keeper.contents())
    counts = keeper.keep(pen.praise(), run_id="run-2")
    assert (counts.documents, counts.claims, counts.flags) == (0, 0, 0)
    after = without_time(keeper.contents())
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"captures", "runs", "source_runs"}


def test_a_part_that_is_staged_twice_is_loaded_once(keeper: Any, pen: Any) -> None:
    keeper.stage(pen.praise(), pen.doubt())
    keeper.stage(pen.praise())
    keeper.load()
    contents = keeper.contents()
    assert len(contents["documents"]) == 2
    assert len(contents["claims"]) == 2


def test_one_run_can_be_loaded_alone(keeper: Any, pen: Any) -> None:
    keeper.stage(pen.praise(), run_id="run-1")
    keeper.stage(pen.doubt(), run_id="run-2")
    assert load_parts(keeper.home, "run-2").documents == 1
    assert keeper.load().documents == 1


def test_a_changed_page_is_a_new_version(keeper: Any, pen: Any) -> None:
    old = pen.praise()
    text = old.document.text + " New: fatigue fell."
    new = replace(old, document=replace(old.document, text=text))
    keeper.keep(old, fetched_at=EARLY)
    keeper.keep(new, fetched_at=LATE, run_id="run-2")
    keeper.publish()
    assert keeper.one("SELECT version, first_seen::VARCHAR FROM documents") == (
        2, "2026-04-01 08:00:00",
    )  # fmt: skip
    assert keeper.ask("SELECT version, is_current FROM documents_history ORDER BY 1") == [
        (1, False), (2, True),
    ]  # fmt: skip
    assert keeper.one("SELECT first_seen::VARCHAR FROM claims") == ("2026-03-01 08:00:00",)
    assert keeper.ask("SELECT kind FROM whats_new WHERE run_id = 'run-2'") == [("version",)]


def test_a_page_that_goes_back_to_old_words_shows_them_again(keeper: Any, pen: Any) -> None:
    first, second = pen.doubt(), pen.praise("https://wire.test/b")
    keeper.keep(first, fetched_at="2026-03-01")
    keeper.keep(second, fetched_at="2026-03-02", run_id="run-2")
    keeper.keep(first, fetched_at="2026-03-03", run_id="run-3")
    keeper.publish()
    assert keeper.one("SELECT title, version, first_seen::DATE::VARCHAR, last_seen::DATE::VARCHAR "
                      "FROM documents") == ("No gain", 1, "2026-03-01", "2026-03-03")  # fmt: skip


def test_an_unchanged_page_is_seen_later(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise(), fetched_at=EARLY)
    fetch = FetchRecord("run-2", "blog", "https://blog.test/a", LATE, "unchanged", 304)
    write_part(Places(keeper.home).staging / "run-2", fetches=[fetch])
    assert keeper.load().fetches == 1
    keeper.publish()
    assert keeper.one("SELECT last_seen::VARCHAR FROM documents") == ("2026-04-01 08:00:00",)


def test_a_new_extractor_supersedes_and_the_old_rows_stay(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    keeper.keep(pen.praise(claims=(), extractor_version="1.1"), run_id="run-2")
    keeper.publish()
    assert keeper.ask("FROM claims") == []
    assert keeper.ask("SELECT extractor_version, is_current FROM claims_history") == [
        ("1.0", False)
    ]
    assert keeper.one("SELECT extractor_version, version FROM documents") == ("1.1", 1)


def test_an_old_part_found_late_does_not_supersede(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise("https://blog.test/other"))
    keeper.keep(pen.praise(extractor_version="1.1"), run_id="run-2")
    keeper.keep(pen.praise())
    keeper.publish()
    current = keeper.ask(
        "SELECT extractor_version FROM documents WHERE url = 'https://blog.test/a'"
    )
    assert current == [("1.1",)]


def test_a_run_is_staged_at_its_start_and_again_at_its_end(keeper: Any) -> None:
    folder = Places(keeper.home).staging / "run-1"
    write_part(folder, runs=[RunRecord("run-1", EARLY)])
    keeper.load()
    write_part(folder, runs=[RunRecord("run-1", EARLY, LATE, "done", documents=0)])
    keeper.load()
    keeper.publish()
    assert keeper.one("SELECT status, finished_at IS NULL FROM runs") == ("done", False)


def test_concepts_of_the_lexicon_replace_what_texts_said(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    known = Concept("HGNC:6018", "interleukin 6", "cytokine", ("IL-6", "IL6"), ("UNIPROT:P05231",))
    assert load_concepts(keeper.home, [known]) == 1
    assert load_concepts(keeper.home, [known]) == 1
    keeper.publish()
    assert keeper.one(
        "SELECT synonyms, xrefs, in_lexicon FROM concepts WHERE concept_id = 'HGNC:6018'"
    ) == (["IL-6", "IL6"], ["UNIPROT:P05231"], True)
    assert keeper.one("SELECT count(*) FROM concepts WHERE NOT in_lexicon") == (3,)


def test_pages_that_share_an_id_tell_one_study(keeper: Any, pen: Any) -> None:
    study = pen.doubt().studies[0]
    ids = ({"doi": "10.1/x"}, {"registry_id": "NCT1"}, {"doi": "10.1/X", "registry_id": "nct1"})
    for number, given in enumerate(ids):
        told = replace(study, name=None, **given)
        claims = tuple(replace(claim, study=told) for claim in pen.doubt().claims)
        url = f"https://blog.test/{number}"
        reading = pen.doubt(url, studies=(told,), claims=claims)
        text = f"{reading.document.text} Page {number}."
        reading = replace(reading, document=replace(reading.document, text=text))
        keeper.keep(reading, run_id=f"run-{number}")
    keeper.publish()
    assert keeper.one("SELECT documents, registry_id IS NOT NULL FROM studies") == (3, True)
    assert keeper.one("SELECT count(DISTINCT study_id) FROM claims") == (1,)


def test_near_twin_trials_stay_apart(keeper: Any, pen: Any) -> None:
    study = replace(pen.doubt().studies[0], name=None)
    keeper.keep(pen.doubt("https://blog.test/1", studies=(study,), claims=()))
    keeper.keep(pen.praise("https://blog.test/2", studies=(study,), claims=()))
    keeper.publish()
    assert keeper.one("SELECT count(*) FROM studies") == (2,)


KILLED = """
import os, signal, sys
from pathlib import Path
import warehouse.{module} as module
real = module.{function}
def killed(*args, **more):
    {before}
    os.kill(os.getpid(), signal.SIGKILL)
module.{function} = killed
from warehouse.load import load_parts
from warehouse.publish import publish
home = Path(sys.argv[1])
load_parts(home)
publish(home)
"""
POINTS = [
    ("load", "link_studies", "pass"),
    ("publish", "_copy", "pass"),
    ("publish", "_link", "pass"),
    pytest.param("load", "refresh_history", "real(*args, **more)", marks=pytest.mark.slow),
    pytest.param("publish", "run_checks", "pass", marks=pytest.mark.slow),
    pytest.param("publish", "_link", "real(*args, **more)", marks=pytest.mark.slow),
]


def open_for_hours(home: Path) -> duckdb.DuckDBPyConnection:
    """A reader who opened the warehouse as a notebook does, and stays."""
    return duckdb.connect(str(Places(home).published), read_only=True)


def everything(reader: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """What each view of the contract answers."""
    views = ("documents", "claims", "hype_flags", "characterization", "tellings", "whats_new")
    return {view: reader.execute(f"SELECT * FROM {view} ORDER BY ALL").fetchall() for view in views}


@pytest.mark.parametrize(("module", "function", "before"), POINTS)
def test_killed_anywhere_and_run_again_gives_the_same(
    keeper: Any, pen: Any, module: str, function: str, before: str
) -> None:
    keeper.keep(pen.praise())
    old = keeper.publish()
    keeper.stage(pen.doubt(), run_id="run-2")
    script = KILLED.format(module=module, function=function, before=before)
    reader = open_for_hours(keeper.home)
    before_all = everything(reader)
    done = subprocess.run([sys.executable, "-c", script, str(keeper.home)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert everything(reader) == before_all
    pages = 2 if (function, before) == ("_link", "real(*args, **more)") else 1
    assert keeper.one("SELECT count(*) FROM documents") == (pages,)
    keeper.load()
    keeper.publish()
    assert keeper.one("SELECT count(*), count(DISTINCT url) FROM documents") == (2, 2)
    assert keeper.one("SELECT count(*) FROM claims") == (2,)
    assert everything(reader) == before_all
    reader.close()
    assert old.exists()
