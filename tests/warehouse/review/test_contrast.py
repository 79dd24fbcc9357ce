"""Every pair of colours that meets is legible, in light and in dark (WCAG 2.2, AA)."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

STATIC = files("warehouse").joinpath("review", "static")
TEXT, MARK = 4.5, 3.0
PAIRS = [
    # what, on what, at least
    *((ink, ground, TEXT) for ink in ("ink", "soft") for ground in
      ("paper", "raised", "neutral", "wash")),
    ("accent", "paper", TEXT),
    ("accent", "neutral", TEXT),
    ("on-accent", "accent", TEXT),
    ("paper", "ink", TEXT),
    *((mark, "paper", MARK) for mark in
      ("accent", "hedge", "caveat", "negation", "booster", "edge")),
    *((mark, "wash", MARK) for mark in ("accent", "hedge", "caveat", "negation", "booster")),
    ("edge", "raised", MARK),
    ("accent", "raised", MARK),
]  # fmt: skip


@cache
def schemes() -> dict[str, dict[str, str]]:
    light, dark = STATIC.joinpath("tokens.css").read_text("utf-8").split("@media")
    return {name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))
             for name, css in (("light", light), ("dark", dark))}  # fmt: skip


def test_the_ratio_is_the_known_one(contrast: Any) -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_both_schemes_name_the_same_colours() -> None:
    assert len(schemes()["light"]) > 10
    assert schemes()["light"].keys() == schemes()["dark"].keys()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("what", "ground", "least"), PAIRS)
def test_contrast(contrast: Any, scheme: str, what: str, ground: str, least: float) -> None:
    colours = schemes()[scheme]
    assert contrast(colours[what], colours[ground]) >= least


def test_the_style_sheet_has_no_colour_of_its_own() -> None:
    css = STATIC.joinpath("style.css").read_text("utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", css) == []
    used = set(re.findall(r"var\(--([\w-]+)\)", css)) - {"serif", "sans", "gutter"}
    assert used <= schemes()["light"].keys()
    met = {name for pair in PAIRS for name in pair[:2]}
    assert used - met <= {"line"}, "a colour that no pair of this test names"
