"""The two seed articles, read as files: what a careful reader finds, and what must not be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.plain_crawl import crawl_plainly
from warehouse.ask import answer_rows

pytestmark = pytest.mark.data

FARM, EXPLAINER = "000_cdb27302621d5c0e.txt", "004_cb0d0bdc1b9edd45.txt"
FURNITURE = ("Views:", "Birthday", "Phone", "Hobby", "Top Articles", "magnificent", "cooperative")


@pytest.fixture(scope="module")
def lines(seeds: Path, hedgerow: Callable[..., Any]) -> dict[str, Any]:
    ran = hedgerow("extract", FARM, EXPLAINER, cwd=seeds)
    assert ran.code == 0, ran.err
    return {line["id"]: line for line in ran.lines}


def flags(line: Any, kind: str) -> list[Any]:
    return [flag for flag in line["flags"] if flag["kind"] == kind]


def spans(line: Any) -> Iterator[Any]:
    yield from line["mentions"]
    yield from line["flags"]
    yield from line["quantities"]


@pytest.mark.parametrize("name", [FARM, EXPLAINER])
def test_the_text_is_kept_and_every_offset_exact(
    lines: dict[str, Any], seeds: Path, name: str
) -> None:
    line = lines[name]
    assert line["text"] == (seeds / name).read_text("utf-8")
    for span in spans(line):
        assert line["text"][span["start"] : span["end"]] == span["surface"]


@pytest.mark.parametrize("name", [FARM, EXPLAINER])
def test_furniture_yields_nothing(lines: dict[str, Any], name: str) -> None:
    line = lines[name]
    furniture = [region for region in line["regions"] if region["kind"] == "boilerplate"]
    assert furniture
    for region in furniture:
        for span in spans(line):
            assert span["end"] <= region["start"] or span["start"] >= region["end"]


def test_the_second_seed_names_its_drugs_cytokines_receptors_and_conditions(
    lines: dict[str, Any],
) -> None:
    found = {(mention["type"], mention["concept_id"]) for mention in lines[EXPLAINER]["mentions"]}
    assert {
        ("drug", "RXNORM:612865"),
        ("cytokine", "HGNC:6018"),
        ("receptor", "HGNC:6019"),
        ("condition", "MESH:D003866"),
    } <= found
    surfaces = {mention["surface"] for mention in lines[EXPLAINER]["mentions"]}
    assert {"IL-6", "interleukin-6 receptor", "IL-6R", "rheumatoid arthritis"} <= surfaces


def test_the_first_seed_is_hyped_and_cautious_at_once(lines: dict[str, Any]) -> None:
    line = lines[FARM]
    hype = [flag for flag in flags(line, "hype") if flag["is_flag"]]
    worst = " | ".join(flag["surface"] for flag in hype if flag["severity"] == 3)
    for phrase in (
        "groundbreaking",
        "lives of millions",
        "the landscape",
        "less toxic",
        "world of",
    ):
        assert phrase in worst
    assert len(hype) >= 20
    kinds = {flag["category"] for flag in flags(line, "caveat")}
    assert {"small_sample", "preliminary", "more_research_needed"} <= kinds
    assert len(flags(line, "hedge")) >= 12


def test_disowned_hype_is_kept_but_is_no_flag(lines: dict[str, Any]) -> None:
    panacea = [flag for flag in flags(lines[FARM], "hype") if "panacea" in flag["surface"]]
    assert panacea
    assert not any(flag["is_flag"] for flag in panacea)
    needed = [f for f in flags(lines[EXPLAINER], "hype") if "robust" in f["surface"]]
    assert not any(flag["is_flag"] for flag in needed)


def claims(line: Any) -> set[tuple[str, str, str]]:
    return {
        (claim["subject"]["name"], claim["relation"], claim["object"]["name"])
        for claim in line["claims"]
    }


def test_the_second_seed_says_what_the_drug_does(lines: dict[str, Any]) -> None:
    found = claims(lines[EXPLAINER])
    assert ("tocilizumab", "inhibits", "interleukin 6 receptor") in found
    assert ("tocilizumab", "inhibits", "interleukin 6") in found
    assert any(c[0] == "interleukin 6" and c[1] == "associated_with" for c in found) or any(
        c[2] == "depressive disorder" and c[1] == "associated_with" for c in found
    )


@pytest.mark.parametrize("name", [FARM, EXPLAINER])
def test_no_claim_of_the_seeds_is_negated(lines: dict[str, Any], name: str) -> None:
    assert [claim for claim in lines[name]["claims"] if claim["polarity"] == "negated"] == []


def test_a_question_is_not_asserted(lines: dict[str, Any]) -> None:
    line = lines[EXPLAINER]
    for claim in line["claims"]:
        start, end = claim["sentence"]
        if line["text"][start:end].endswith("?"):
            assert claim["certainty"] == "uncommitted"


def test_a_crawl_of_the_seeds_stores_no_furniture(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nname = "seeds"\nadapter = "files"\nurls = ["{seeds}/*.txt"]\n'
    )
    home = tmp_path / "h"
    crawl_plainly(home, tmp_path / "sources.toml")
    told = answer_rows(home, "SELECT title, author, text FROM documents")
    assert len(told) == 2
    for word in FURNITURE:
        assert word not in str(told)
    for path in [*home.rglob("*.parquet"), *home.rglob("*.duckdb")]:
        assert b"Schambergerside" not in path.read_bytes()
