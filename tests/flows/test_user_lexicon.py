"""A user's own names, from the settings to SQL: found, read again when they change, or refused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors.language.names.lexicon import load_lexicon
from flows.settings import SETTINGS_TEMPLATE

SOURCES = '[[source]]\nname = "mine"\nadapter = "files"\nurls = ["*.txt"]\n'
TEXT = """Quellimab and a rare syndrome

In a trial of 40 adults, QM-17 (quellimab) reduced fatigue in Gruber-Holt syndrome.
Scores on the Basel Glee Scale rose with Quellar.
"""
ROWS = """concept_id,name,type,synonyms,lower_is_better
HEDGEROW:quellimab,quellimab,drug,Quellar|QM-17,
HEDGEROW:basel-glee,Basel Glee Scale,outcome_measure,BGS,false
"""
DISEASE = "MESH:C999999,Gruber-Holt syndrome,condition,,\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(SOURCES)
    (tmp_path / "settings.toml").write_text('user_lexicon = "own.csv"\n')
    (tmp_path / "post.txt").write_text(TEXT)
    return tmp_path


def _users(home: Path, hedgerow: Callable[..., Any]) -> set[tuple[str, str]]:
    query = "select distinct surface, concept_id from mentions where link_method = 'user'"
    rows = hedgerow("--home", home, "sql", "--format", "csv", query, cwd=home)
    assert rows.code == 0, rows.err
    return {tuple(line.split(",")) for line in rows.out.splitlines()[1:]}


@pytest.mark.slow
def test_rows_are_found_by_a_crawl_and_a_new_one_by_reading_again(
    home: Path, hedgerow: Callable[..., Any]
) -> None:
    (home / "own.csv").write_text(ROWS)
    assert hedgerow("--home", home, "crawl", cwd=home).code == 0
    drug = "HEDGEROW:quellimab"
    first = {("Quellimab", drug), ("QM-17", drug), ("quellimab", drug), ("Quellar", drug)}
    first.add(("Basel Glee Scale", "HEDGEROW:basel-glee"))
    assert _users(home, hedgerow) == first
    (home / "own.csv").write_text(ROWS + DISEASE)
    again = hedgerow("--home", home, "reextract", cwd=home)
    assert again.code == 0, again.err
    found = {*first, ("Gruber-Holt syndrome", "MESH:C999999")}
    assert _users(home, hedgerow) == found
    (home / "own.csv").write_text(ROWS + DISEASE.replace("condition", "illness"))
    refused = hedgerow("--home", home, "reextract", cwd=home)
    assert refused.code == 2 and "own.csv row 4: type 'illness'" in refused.complaint
    assert _users(home, hedgerow) == found


@pytest.mark.parametrize("words", [("crawl",), ("crawl", "--dry-run")])
@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (ROWS.replace("QM-17", "Actemra"), "own.csv row 2: 'Actemra' names tocilizumab (RXNORM:"),
        (None, "own.csv: cannot be read (No such file or directory); name your lexicon file"),
    ],
)
def test_a_bad_file_is_told_in_one_line_before_anything_is_fetched(
    home: Path,
    hedgerow_here: Callable[..., Any],
    words: tuple[str, ...],
    rows: str | None,
    complaint: str,
) -> None:
    if rows is not None:
        (home / "own.csv").write_text(rows)
    ran = hedgerow_here("--home", home, *words, cwd=home)
    assert ran.code == 2
    assert complaint in ran.complaint
    assert len(ran.err.splitlines()) == 1
    assert not (home / "archive").exists()


def test_the_example_in_the_settings_is_a_lexicon(tmp_path: Path) -> None:
    example = re.findall(r"^#     (.*)$", SETTINGS_TEMPLATE, re.MULTILINE)
    own = tmp_path / "own.toml"
    own.write_text("\n".join(example), "utf-8")
    assert tomllib.loads(own.read_text("utf-8"))["concept"]
    concept = load_lexicon(own).concepts["HEDGEROW:glee-scale"]
    assert (concept.name, concept.type, concept.synonyms, concept.lower_is_better) == (
        *("Glee Scale", "outcome_measure"),
        *(("GS-9", "GLEE"), False),
    )
