"""A new extractor version is compared with the old on the pages that both read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extractors.errors import InputError
from warehouse.differences import compare_versions


def test_claims_gained_lost_and_changed(keeper: Any, pen: Any) -> None:
    text = "Tocilizumab eases depression. Here tocilizumab causes fatigue. IL‑6 drives fatigue."
    kept = pen.claim(text, "Tocilizumab", "treats", "depression")
    lost = pen.claim(text, "tocilizumab", "causes", "fatigue")
    gained = pen.claim(text, "IL‑6", "causes", "fatigue")
    softer = replace(kept, certainty="possible", valence="beneficial")
    keeper.keep(pen.reading(text, claims=(kept, lost)))
    keeper.keep(pen.doubt())
    keeper.keep(pen.reading(text, claims=(softer, gained), extractor_version="2.0"), run_id="run-2")
    keeper.keep(pen.doubt(extractor_version="2.0"), run_id="run-2")
    keeper.keep(pen.praise("https://blog.test/new", extractor_version="2.0"), run_id="run-2")
    keeper.publish()
    found = compare_versions(keeper.home)
    assert (found.old, found.new, found.documents) == ("1.0", "2.0", 2)
    assert (found.gained, found.lost, found.changed, found.same) == (1, 1, 1, 1)
    assert found.changes == (("certainty", 1), ("valence", 1))
    told = keeper.ask(
        "SELECT change, subject, object, changes FROM claim_changes('run-2') ORDER BY change"
    )
    assert told == [
        (
            "changed", "tocilizumab", "depression",
            ["valence: unknown > beneficial", "certainty: fact > possible"],
        ),
        ("gained", "interleukin 6", "fatigue", []),
        ("lost", "tocilizumab", "fatigue", []),
    ]  # fmt: skip
    assert keeper.ask("FROM claim_changes('run-1')") == []


def test_one_version_alone_has_nothing_to_compare(published: Any) -> None:
    with pytest.raises(InputError, match="no page was read by a version before"):
        compare_versions(published.home)
    with pytest.raises(InputError, match=r"version 9\.9"):
        compare_versions(published.home, "1.0", "9.9")
