"""Each check finds the damage it is for, and damage keeps the old snapshot."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import duckdb
import pytest

from extractors import model
from extractors.errors import WarehouseError
from warehouse.checks import run_checks
from warehouse.columns import SCHEMAS
from warehouse.enumerations import ENUMERATIONS
from warehouse.places import Places
from warehouse.store import open_store

DAMAGE = [
    ("offsets of mentions.surface", "UPDATE raw.mentions SET start_char = start_char + 1"),
    ("offsets of flags.surface", "UPDATE raw.flags SET surface = surface || 'x'"),
    ("offsets of claims.subject_surface", "UPDATE raw.claims SET subject_start = 1"),
    ("offsets of sentences.text", "UPDATE raw.sentences SET end_char = end_char - 1"),
    ("orphans in claims", "UPDATE raw.claims SET extractor_version = 'other'"),
    ("documents without text", "DELETE FROM raw.texts"),
    ("claims on no study", "DELETE FROM raw.studies"),
    ("duplicates in claims", "INSERT INTO raw.claims SELECT * FROM raw.claims"),
    ("duplicates in documents", "INSERT INTO raw.documents SELECT * FROM raw.documents"),
    ("values of claims.certainty", "UPDATE raw.claims SET certainty = 'sure'"),
    ("values of claims.overclaim", "UPDATE raw.claims SET overclaim = ['reach']"),
    ("values of categories of hype flags", "UPDATE raw.flags SET category = 'shiny'"),
    ("values of flags.severity", "UPDATE raw.flags SET severity = 9"),
    ("count of hype_flags per document", "DELETE FROM raw.flags WHERE kind = 'hype'"),
    (
        "documents that a finished run reported and the store lacks",
        "UPDATE raw.source_runs SET documents = 5",
    ),
]


@pytest.fixture(scope="module")
def sound_store(tmp_path_factory: pytest.TempPathFactory, published: Any) -> Path:
    """The store of the shared home, copied once: each damage is done to a copy of this copy."""
    store = Places(tmp_path_factory.mktemp("sound")).store
    store.parent.mkdir()
    shutil.copyfile(Places(published.home).store, store)
    return store


def test_a_sound_store_passes(sound_store: Path) -> None:
    with open_store(sound_store.parent.parent) as store:
        assert run_checks(store) == ()


@pytest.mark.parametrize(("check", "damage"), DAMAGE, ids=[check for check, _ in DAMAGE])
def test_damage_is_found(tmp_path: Path, sound_store: Path, check: str, damage: str) -> None:
    copied = Places(tmp_path).store
    copied.parent.mkdir()
    shutil.copyfile(sound_store, copied)
    with duckdb.connect(str(copied)) as store:
        store.execute(damage)
        failures = run_checks(store)
    assert check in {failure.check for failure in failures}


def test_a_failed_check_keeps_the_old_snapshot_and_says_why(keeper: Any, pen: Any) -> None:
    keeper.keep(pen.praise())
    old = keeper.publish()
    keeper.keep(pen.doubt(), run_id="run-2")
    with open_store(keeper.home) as store:
        store.execute("UPDATE raw.mentions SET end_char = end_char + 1 WHERE surface = 'fatigue'")
    with pytest.raises(WarehouseError, match=r"offsets of mentions\.surface: 1 row"):
        keeper.publish()
    assert (keeper.home / "warehouse.duckdb").resolve() == old
    assert keeper.one("SELECT count(*) FROM documents") == (1,)


def test_offsets_count_code_points_and_not_what_the_eye_sees(keeper: Any, pen: Any) -> None:
    text = "👩🏽‍⚕️ n\u0303o TNF-α, 𝛼-blocker tocilizumab e\u0301ases depression. Done."
    keeper.keep(pen.reading(text))
    keeper.publish()
    found = keeper.ask("SELECT surface FROM mentions ORDER BY start_char")
    assert found == [("TNF-α",), ("tocilizumab",), ("depression",)]


def enumerations_of_the_model() -> set[Any]:
    return {
        value
        for name, value in vars(model).items()
        if get_args(value) and name[0].isupper() and name not in ("Span", "Literal")
    }


def test_every_enumeration_of_the_model_is_checked() -> None:
    by_hand = {model.HypeCategory, model.CaveatCategory, model.Gap}
    assert enumerations_of_the_model() - set(ENUMERATIONS.values()) - by_hand == set()


def test_enumerations_name_columns_that_exist() -> None:
    for place in ENUMERATIONS:
        table, column = place.split(".")
        assert column in SCHEMAS[table].names


def test_staged_columns_are_the_columns_of_the_store(
    keeper: Any, pen: Any, store_of: Callable[[Any], Any]
) -> None:
    keeper.keep(pen.praise())
    store = store_of(keeper)
    for table, schema in SCHEMAS.items():
        stored = [row[0] for row in store.execute(f"DESCRIBE raw.{table}").fetchall()]
        assert set(schema.names) - set(stored) == set(), table
