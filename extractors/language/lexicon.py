"""The lexicon: concepts that mentions link to, their spellings, and what drugs are licensed for.

Shipped rows lie in `rules/lexicon/*.csv`, one concept a row; a user's rows come from a CSV file
with the same columns or a TOML file with one `[[concept]]` table each, and stand beside or replace
the shipped ones. A synonym may carry a mark: `=LIF` matches in this case only, `?MS` in this case
and only where the document defines it or its neighbourhood supports it (`guards.csv`).
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from extractors.errors import LexiconError
from extractors.language.inflection import respellings
from extractors.language.label_status import Labels, label_rows
from extractors.model import Concept, LabelStatus, MentionType

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
    "HGNC": r"\d+",
    "UNIPROT": r"[OPQ]\d[A-Z0-9]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z0-9]{2}\d){1,2}",
    "RXNORM": r"\d+",
    "ATC": r"[A-Z]\d{2}(?:[A-Z]{1,2}(?:\d{2})?)?",
    "MESH": r"[DC]\d{6,9}",
    "CHEMBL": r"CHEMBL\d+",
    "NCBIGENE": r"\d+",
    "HEDGEROW": r"[a-z0-9]+(?:-[a-z0-9]+)*",
}
_TYPES = frozenset(get_args(MentionType))
_PLURAL = _TYPES - {"drug", "study"}
_TRUTH: Mapping[str, bool | None] = {"": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a concept, before inflection."""

    concept_id: str
    text: str
    exact_case: bool = False
    needs_support: bool = False
    """Ambiguous: counts only where the document defines it or its neighbourhood supports it."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every concept by id, their spellings, and the licensed indications of drugs."""

    concepts: Mapping[str, Concept]
    spellings: tuple[Spelling, ...]
    user_ids: frozenset[str] = frozenset()
    """Concepts that came from the user's own file."""
    labels: Labels = field(default_factory=dict)
    """What drugs are licensed for; an empty condition id stands for all of them."""

    def label_status(self, drug_id: str, condition_id: str) -> LabelStatus:
        """What a row says of this use (FDA or EMA); `unknown` where no row speaks of it.

        A broader or narrower condition than a stated one ("autoimmune disease") is another.
        """
        stated = self.labels.get(drug_id, {})
        if condition_id in stated:
            return stated[condition_id]
        concept = self.concepts.get(condition_id)
        is_ill = concept is not None and concept.type in {"condition", "symptom"}
        return stated.get("", "unknown") if is_ill else "unknown"

    def lineage(self, concept_id: str) -> frozenset[str]:
        """The classes of a concept and theirs, itself left out."""
        found: set[str] = set()
        queue = [concept_id]
        while queue:
            concept = self.concepts.get(queue.pop())
            fresh = set(concept.classes) - found if concept else set()
            found |= fresh
            queue += sorted(fresh)
        return frozenset(found)

    def is_a(self, concept_id: str, class_id: str) -> bool:
        """Whether the concept is the class, or belongs to it directly or through other classes."""
        return concept_id == class_id or class_id in self.lineage(concept_id)

    def members(self, class_id: str) -> tuple[Concept, ...]:
        """The concepts that belong to a class, directly or through other classes."""
        return tuple(c for c in self.concepts.values() if class_id in self.lineage(c.concept_id))


@cache
def load_lexicon(user_file: Path | None = None) -> Lexicon:
    """The shipped lexicon with the user's rows, if any; LexiconError names a bad row's mend."""
    shipped = [_concept(row, where) for name in FILES for row, where in _shipped_rows(name)]
    own = [_concept(row, where) for row, where in _user_rows(user_file)] if user_file else []
    _refuse_doubles(shipped, "the shipped lexicon")
    _refuse_doubles(own, str(user_file))
    concepts = {concept.concept_id: concept for concept, _ in [*shipped, *own]}
    for concept, where in [*shipped, *own]:
        _refuse_dangling(concept, concepts, where)
    spellings = tuple(s for concept in concepts.values() for s in _spellings(concept))
    by_name = {concept.name: concept.concept_id for concept in concepts.values()}
    user_ids = frozenset(concept.concept_id for concept, _ in own)
    return Lexicon(_unmarked(concepts), spellings, user_ids, label_rows(by_name))


def csv_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `rules/lexicon/NAME.csv`, column by column."""
    path = resources.files("extractors") / "rules" / "lexicon" / f"{name}.csv"
    return tuple(csv.DictReader(path.read_text("utf-8").splitlines()))


def _shipped_rows(name: str) -> Iterator[tuple[Mapping[str, str], str]]:
    for number, row in enumerate(csv_rows(name), start=2):
        yield row, f"rules/lexicon/{name}.csv row {number}"


def _user_rows(path: Path) -> Iterator[tuple[Mapping[str, str], str]]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(
            f"{path}: cannot be read ({error}); name a UTF-8 CSV or TOML file"
        ) from error
    if path.suffix.lower() == ".toml":
        yield from _toml_rows(path, text)
        return
    reader = csv.DictReader(text.splitlines())
    unknown = set(reader.fieldnames or ()) - set(COLUMNS)
    if unknown or not {"concept_id", "name", "type"} <= set(reader.fieldnames or ()):
        raise LexiconError(f"{path} row 1: the columns must be among {', '.join(COLUMNS)}")
    for number, row in enumerate(reader, start=2):
        if None in row:
            raise LexiconError(f"{path} row {number}: too many cells; quote cells that hold commas")
        yield {key: value or "" for key, value in row.items()}, f"{path} row {number}"


def _toml_rows(path: Path, text: str) -> Iterator[tuple[Mapping[str, str], str]]:
    try:
        tables = tomllib.loads(text).get("concept", [])
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path}: no TOML ({error})") from error
    for number, table in enumerate(tables, start=1):
        where = f"{path} concept {number}"
        if unknown := set(table) - set(COLUMNS):
            raise LexiconError(f"{where}: unknown key {sorted(unknown)[0]!r}; take it out")
        yield {key: _cell(value) for key, value in table.items()}, where


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _concept(row: Mapping[str, str], where: str) -> tuple[Concept, str]:
    """The row as a concept, its synonyms still marked, with where it stands."""
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    lists = {key: tuple(filter(None, cells[key].split("|"))) for key in COLUMNS[3:7]}
    if not cells["name"]:
        raise LexiconError(f"{where}: the name is empty; give the preferred name")
    if cells["type"] not in _TYPES:
        raise LexiconError(f"{where}: type {cells['type']!r} must be one of {sorted(_TYPES)}")
    for curie in (cells["concept_id"], *lists["xrefs"]):
        _refuse_malformed(curie, where)
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
        raise LexiconError(f"{where}: {curie!r} is no {prefix} id; leave it out if in doubt")


def _refuse_doubles(concepts: Iterable[tuple[Concept, str]], origin: str) -> None:
    seen: dict[str, str] = {}
    for concept, where in concepts:
        if concept.concept_id in seen:
            first = seen[concept.concept_id]
            raise LexiconError(
                f"{where}: {concept.concept_id} stands already in {first}; join them"
            )
        seen[concept.concept_id] = where


def _refuse_dangling(concept: Concept, concepts: Mapping[str, Concept], where: str) -> None:
    for reference in (*concept.classes, *concept.targets):
        if reference not in concepts:
            raise LexiconError(f"{where}: {reference} is in no lexicon; add its row or take it out")


def _unmarked(concepts: Mapping[str, Concept]) -> Mapping[str, Concept]:
    return {
        key: replace(concept, synonyms=tuple(s.lstrip("=?") for s in concept.synonyms))
        for key, concept in concepts.items()
    }


# --- spellings --------------------------------------------------------------------------------


def _spellings(concept: Concept) -> Iterator[Spelling]:
    for marked in (concept.name, *concept.synonyms):
        text = marked.lstrip("=?")
        exact, support = marked[0] in "=?", marked[0] == "?"
        for variant in sorted(variants(text, plural=concept.type in _PLURAL and not exact)):
            yield Spelling(concept.concept_id, variant, exact, support)


def variants(text: str, plural: bool = False) -> frozenset[str]:
    """The text in its usual spellings: interleukins, Greek letters, hyphens, American, plural."""
    found = {text}
    for rule in (_joined, _interleukins, _greek, _american):
        found |= {variant for spelling in found for variant in rule(spelling)}
    if plural:
        found |= {_plural(spelling) for spelling in found}
    return frozenset(found | {s.replace("-", "–") for s in found if "-" in s})


_INTERLEUKIN = re.compile(r"\b(?:IL-?|[Ii]nterleukin[ -])(?=\d)")
_GREEK_TAIL = re.compile(r"[- ]?\b(alpha|beta|gamma|lambda|kappa|omega)\b|(?<=-)([abg])\b")


def _interleukins(text: str) -> set[str]:
    if not _INTERLEUKIN.search(text):
        return set()
    forms = ["IL-", "IL", "IL ", "interleukin-", "interleukin "]
    if re.fullmatch(r"\D+\d+[A-Z]?", text):
        forms.append("interleukin (IL)-")
    return {_INTERLEUKIN.sub(form, text) for form in forms}


def _joined(text: str) -> set[str]:
    """ "IL-6-receptor" and "IL-6-R" beside "IL-6 receptor" and "IL-6R"."""
    return {re.sub(r"(?<=\d) (?=receptor$)", "-", text), re.sub(r"(?<=IL-\d)(?=R$)", "-", text)}


def _greek(text: str) -> set[str]:
    if not re.search(r"[A-Z0-9]+[- ]?(alpha|beta|gamma|lambda|kappa|omega)\b", text):
        return set()
    return {
        re.sub(r"(?<=[A-Z0-9])[- ]?(?=(?:alpha|beta|gamma|lambda|kappa|omega))", glue, text)
        for glue in ("", "-", " ")
    }


def _american(text: str) -> set[str]:
    words = re.split(r"(\W+)", text)
    respelled = [
        "" if not w else sorted(respellings(w.lower()) - {w.lower()} or {w})[0] for w in words
    ]
    return {"".join(respelled)} if [w.lower() for w in words] != respelled else set()


def _plural(text: str) -> str:
    head = text[-1:]
    if not head.isalpha() or text.endswith(("s", "men", "people", "ia", "teens", "sis")):
        return text
    if text.endswith("y") and text[-2:-1] not in "aeiou":
        return text[:-1] + "ies"
    return text + ("es" if text.endswith(("x", "z", "ch", "sh")) else "s")
