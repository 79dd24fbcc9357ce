"""Scoring hype, on releases and a paper of our own in the corpora's formats."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from extractors.evaluation.hype import (
    Rated,
    rated_releases,
    score,
    separation,
    separation_error,
    share_of_quoted,
)
from extractors.language.pipeline import parse
from extractors.language.spin.hype import find_hype
from extractors.language.words.sentences import passages

LOUD = "A breakthrough cure for gout will change the lives of millions, nurses in Leeds say."
SOBER = "Forty adults took a salt for a year, and nurses in Leeds scored their gout by hand."
PAPER = """<article><front><article-meta><title-group><article-title>Salt</article-title>
</title-group><abstract><p>It is a breakthrough in gout, and a cure. Forty adults took a salt.</p>
</abstract>
</article-meta></front><body><sec sec-type="methods"><title>Methods</title>
<p>Gout was scored by hand.</p></sec></body></article>"""


def row(text: str, sensational: bool, *quoted: str) -> str:
    verdict = "Not Satisfactory" if sensational else "Satisfactory"
    about = {"id": "x", "title": "Salt and gout", "text": text, "quoted_phrases": quoted}
    return json.dumps({**about, "sensational_language": verdict, "criteria": {"Costs": verdict}})


def folder(tmp_path: Path) -> Path:
    rows = [
        row(SOBER, True, "nurses"),
        row(LOUD, True, "breakthrough cure", "nurses", "not in the text"),
        row(SOBER, False),
        row(SOBER, False),
    ]
    for name in ("hype", "jats"):
        (tmp_path / name).mkdir()
    (tmp_path / "hype" / "press_releases.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    (tmp_path / "jats" / "salt.xml.gz").write_bytes(gzip.compress(PAPER.encode()))
    return tmp_path


def release(density: int, sensational: bool) -> Rated:
    flags = find_hype(passages(parse("A promising herb.")))
    return Rated("", 1000, flags * density, sensational, ())


def test_halves_are_even_and_odd_rows(tmp_path: Path) -> None:
    data = folder(tmp_path)
    assert len(rated_releases(data)) == 4
    assert [r.sensational for r in rated_releases(data, "development")] == [True, False]
    assert [r.density > 0 for r in rated_releases(data, "held_out")] == [True, False]


@pytest.mark.parametrize(
    ("loud", "sober", "auc"), [((2, 3), (0, 1), 1.0), ((1,), (1,), 0.5), ((0, 2), (1,), 0.5)]
)
def test_separation(loud: tuple[int, ...], sober: tuple[int, ...], auc: float) -> None:
    releases = [release(n, True) for n in loud] + [release(n, False) for n in sober]
    assert separation(tuple(releases)) == auc


def test_separation_error_is_that_of_the_densities() -> None:
    releases = tuple(release(n, n in (0, 2)) for n in range(4))
    assert separation(releases) == 0.25
    assert separation_error(releases) == pytest.approx(0.3536, abs=1e-4)


def test_a_quoted_phrase_counts_where_it_stands(tmp_path: Path) -> None:
    assert share_of_quoted(rated_releases(folder(tmp_path), "held_out")) == 0.5


def test_score(tmp_path: Path) -> None:
    scores = score(folder(tmp_path))
    assert scores["hype_separation_auc"] == 1.0
    assert scores["hype_separation_over_words"] == 0.5, "two releases teach nothing"
    assert scores["hype_separation_over_verdicts"] == 0.0
    assert scores["hype_separation_auc_all"] == 0.75
    assert scores["hype_words_per_strong_flag"] == 9.5
