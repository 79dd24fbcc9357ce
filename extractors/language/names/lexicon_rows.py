"""The rows of lexicons, each checked: shipped files of `rules/lexicon`, and a user's own file.

One concept a row. A user's rows come from a CSV file with the same columns or a TOML file with one
`[[concept]]` table each. Every check raises LexiconError, which names the file, the row and the
mend.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from io import StringIO
from pathlib import Path
from typing import Any, get_args

from extractors.errors import LexiconError
from extractors.language.words.spellings import MARKS
from extractors.model import Concept, MentionType

__all__ = [
    "COLUMNS",
    "FILES",
    "ID_FORMATS",
    "Located",
    "csv_rows",
    "shipped_concepts",
    "user_concepts",
]

COLUMNS = (
    *("concept_id", "name", "type", "synonyms", "xrefs", "classes", "targets"),
    *("lower_is_better", "source", "counter_example"),
)
FILES = (
    *("drugs", "drug_classes", "receptors", "cytokines", "conditions", "symptoms", "biomarkers"),
    *("outcome_measures", "adverse_events", "procedures", "populations"),
)
"""The shipped files, which also rank the types where one spelling names two concepts."""

ID_FORMATS = {
    "HGNC": r"[1-9]\d{0,5}",
    "UNIPROT": r"[OPQ]\d[A-Z0-9]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z0-9]{2}\d){1,2}",
    "RXNORM": r"[1-9]\d{0,7}",
    "ATC": r"[A-Z]\d{2}(?:[A-Z]{1,2}(?:\d{2})?)?",
    "MESH": r"[DC]\d{6}(?:\d{3})?",
    "CHEMBL": r"CHEMBL[1-9]\d{0,7}",
    "NCBIGENE": r"[1-9]\d*",
    "HEDGEROW": r"[a-z0-9]+(?:-[a-z0-9]+)*",
}
_TYPES = frozenset(get_args(MentionType))
_LISTS = ("synonyms", "xrefs", "classes", "targets")
_NEEDED = ("concept_id", "name", "type")
_TRUTH: Mapping[str, bool | None] = {"": None, "true": True, "false": False}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ufffd]")
_PLAIN_WORDS = frozenset(
    {
        *("a", "all", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "do", "for"),
        *("had", "has", "have", "he", "if", "in", "is", "it", "may", "more", "no", "not", "of"),
        *(
            "on",
            "one",
            "or",
            "our",
            "she",
            "so",
            "that",
            "the",
            "their",
            "they",
            "this",
            "to",
            "up",
        ),
        *("us", "was", "we", "were", "what", "who", "will", "with", "you"),
    }
)
Row = Mapping[str, str]
Located = tuple[Concept, str]
"""A concept, its synonyms still marked, and where its row stands."""


def csv_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `rules/lexicon/NAME.csv`, column by column."""
    path = resources.files("extractors") / "rules" / "lexicon" / f"{name}.csv"
    return tuple(csv.DictReader(path.read_text("utf-8").splitlines()))


def shipped_concepts() -> list[Located]:
    """The concepts that come with Hedgerow, file by file."""
    return [
        _concept(row, f"rules/lexicon/{name}.csv row {number}")
        for name in FILES
        for number, row in enumerate(csv_rows(name), start=2)
    ]


def user_concepts(path: Path) -> list[Located]:
    """The concepts of a user's own file."""
    read = {".toml": _toml_rows, ".csv": _table_rows}.get(path.suffix.lower())
    if read is None:
        raise LexiconError(f"{path}: is no .csv and no .toml file; save it as one of the two")
    found = [_concept(row, where) for row, where in read(path, _text(path))]
    if not found:
        raise LexiconError(f"{path}: holds no concept; write a row, or leave user_lexicon empty")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise LexiconError(
            f"{path}: cannot be read ({error.strerror}); name your lexicon file"
        ) from error
    except UnicodeDecodeError as error:
        raise LexiconError(
            f"{path}: is not UTF-8 (byte {error.start}); save it with that encoding"
        ) from error


def _table_rows(path: Path, text: str) -> Iterator[tuple[Row, str]]:
    reader = csv.DictReader(StringIO(text, newline=""), strict=True)
    try:
        _refuse_columns(reader.fieldnames or (), path)
        for row in reader:
            where = f"{path} row {reader.line_num}"
            if None in row:
                raise LexiconError(f"{where}: too many cells; quote cells that hold commas")
            yield {key: value or "" for key, value in row.items()}, where
    except csv.Error as error:
        raise LexiconError(
            f"{path} row {reader.line_num}: no CSV ({error}); close the quotes"
        ) from error


def _refuse_columns(columns: Iterable[str], path: Path) -> None:
    named = list(columns)
    known = f"the columns are {', '.join(COLUMNS)}, parted by commas"
    for column in named:
        if column not in COLUMNS:
            raise LexiconError(f"{path} row 1: unknown column {column!r}; {known}")
        if named.count(column) > 1:
            raise LexiconError(f"{path} row 1: the column {column!r} stands twice; take one out")
    for column in _NEEDED:
        if column not in named:
            raise LexiconError(f"{path} row 1: the column {column!r} is missing; {known}")


def _toml_rows(path: Path, text: str) -> Iterator[tuple[Row, str]]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path}: no TOML ({error})") from error
    concepts = tables.pop("concept", [])
    is_list = isinstance(concepts, list) and all(isinstance(one, dict) for one in concepts)
    if tables or not is_list:
        named = f"{next(iter(tables))!r} is unknown" if tables else "'concept' is no list of tables"
        raise LexiconError(f"{path}: {named}; write each concept as a table [[concept]]")
    for number, table in enumerate(concepts, start=1):
        where = f"{path} concept {number}"
        if unknown := set(table) - set(COLUMNS):
            raise LexiconError(f"{where}: unknown key {sorted(unknown)[0]!r}; take it out")
        yield {key: _cell(key, value, where) for key, value in table.items()}, where


def _cell(key: str, value: Any, where: str) -> str:
    if key == "lower_is_better" and isinstance(value, bool):
        return str(value).lower()
    is_list = isinstance(value, list) and all(isinstance(item, str) for item in value)
    if key in _LISTS and is_list:
        return "|".join(value)
    if not isinstance(value, str):
        kind = "a list of texts" if key in _LISTS else "a text"
        kind = "true or false" if key == "lower_is_better" else kind
        raise LexiconError(f"{where}: {key} must be {kind}, not {value!r}")
    return value


def _concept(row: Row, where: str) -> Located:
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    lists = {key: tuple(filter(None, map(str.strip, cells[key].split("|")))) for key in _LISTS}
    if not cells["name"]:
        raise LexiconError(f"{where}: the name is empty; give the preferred name")
    if not cells["concept_id"]:
        raise LexiconError(f"{where}: the concept_id is empty; give one such as HEDGEROW:my-drug")
    if cells["type"] not in _TYPES:
        raise LexiconError(f"{where}: type {cells['type']!r} must be one of {sorted(_TYPES)}")
    for curie in (cells["concept_id"], *lists["xrefs"]):
        _refuse_malformed(curie, where)
    for spelling in (cells["name"], *lists["synonyms"]):
        _refuse_unusable(spelling, where)
    if cells["lower_is_better"] not in _TRUTH:
        raise LexiconError(f"{where}: lower_is_better must be true, false or empty")
    lower_is_better = _TRUTH[cells["lower_is_better"]]
    mention_type: Any = cells["type"]
    concept = Concept(
        cells["concept_id"], cells["name"], mention_type, **lists, lower_is_better=lower_is_better
    )
    return concept, where


def _refuse_malformed(curie: str, where: str) -> None:
    prefix, _, local = curie.partition(":")
    if prefix not in ID_FORMATS:
        known = ", ".join(ID_FORMATS)
        raise LexiconError(f"{where}: the id {curie!r} must begin with one of {known} and a colon")
    if not re.fullmatch(ID_FORMATS[prefix], local):
        mend = "leave it out if in doubt"
        if prefix == "HEDGEROW":
            mend = "use small letters, digits and hyphens, as in HEDGEROW:my-drug"
        raise LexiconError(f"{where}: {curie!r} is no {prefix} id; {mend}")


def _refuse_unusable(spelling: str, where: str) -> None:
    text = spelling.lstrip(MARKS)
    if _CONTROL.search(text):
        raise LexiconError(f"{where}: {text!r} holds a line break or the like; take that out")
    if len(text) < 2 or not any(character.isalpha() for character in text):
        raise LexiconError(f"{where}: {spelling!r} is too short to be a name; take it out")
    if text == spelling and text.lower() in _PLAIN_WORDS:
        raise LexiconError(
            f"{where}: {text!r} is an everyday word; write ={text.upper()} for its capitals alone"
        )
