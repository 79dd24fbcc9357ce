"""flows -> extractors, warehouse; warehouse -> extractors.model, errors; extractors -> nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("extractors", "flows", "warehouse")
DATA_MODEL = ("extractors.model", "extractors.errors")


def modules() -> list[Path]:
    return sorted(path for room in OURS for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def allowed(place: str, name: str) -> bool:
    room = name.split(".")[0]
    if place.startswith("flows"):
        return True
    if place.startswith("warehouse"):
        return room == "warehouse" or name.startswith(DATA_MODEL)
    if place.startswith("extractors.language"):
        return room == "extractors" and not name.startswith("extractors.documents")
    if place.startswith("extractors.documents"):
        return room == "extractors" and not name.startswith("extractors.language")
    return room == "extractors"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_the_right_way(path: Path) -> None:
    place = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    ours = [name for name in imports(path) if name.split(".")[0] in OURS]
    assert [name for name in ours if not allowed(place, name)] == []


FLOORS = (
    {"words"},
    {"names", "wording", "grammar", "trees"},
    {"numbers", "holders"},
    {"studies"},
    {"claims"},
    {"spin"},
)
"""The packages of extractors/language; each builds on floors below its own alone."""


@pytest.mark.parametrize(
    ("floor", "package"),
    [(floor, package) for floor, level in enumerate(FLOORS) for package in sorted(level)],
)
def test_packages_of_the_language_stage_build_on_lower_floors_alone(
    floor: int, package: str
) -> None:
    below = {package, *(name for level in FLOORS[:floor] for name in level)}
    used = {
        parts[2]
        for path in (ROOT / "extractors" / "language" / package).glob("*.py")
        for parts in (name.split(".") for name in imports(path))
        if parts[:2] == ["extractors", "language"]
    }
    assert used - below == set()


def test_every_package_of_the_language_stage_has_its_floor() -> None:
    packages = {path.parent.name for path in (ROOT / "extractors" / "language").glob("*/*.py")}
    assert packages == set().union(*FLOORS)


PURE = {"httpx", "prefect", "duckdb", "requests", "socket", "urllib.request"}


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if path.relative_to(ROOT).parts[0] == "extractors"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_extractors_touch_no_network_database_or_orchestrator(path: Path) -> None:
    assert PURE.isdisjoint({name.split(".")[0] for name in imports(path)})
