"""Which way an outcome went, told by the claims: trial sentences of Evidence Inference 2.0.

The task gives intervention, comparator and outcome in words, so the claims are read twice: with
those words known, which measures the rules, and from the bare sentence, which measures all that
stands before them too. A row counts as covered where the claims on its outcome agree on a way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.tokens import Doc

from extractors.language import cascade
from extractors.language.annotate import annotate
from extractors.language.claims.claims import find_claims
from extractors.language.claims.trial_arms import Arms, mentions_of_arms
from extractors.language.names import coreference, entities
from extractors.language.names.lexicon import load_lexicon
from extractors.language.numbers import quantities
from extractors.language.pipeline import parse, words_of_one_document
from extractors.language.wording.cues import find_cues
from extractors.language.words.sentences import passages
from extractors.model import Claim, Direction, Document, Mention, MentionType, Study

_LABELS: dict[str, Direction] = {
    "significantly increased": "increase",
    "significantly decreased": "decrease",
    "no significant difference": "no_difference",
}
_TELLING = frozenset({"affects", "prevents", "treats", "associated_with", "causes"})
_OPPOSITE: dict[Direction, Direction] = {"increase": "decrease", "decrease": "increase"}
STEP = 4
"""Every fourth row is scored: a thousand, evenly over the file."""
_GIVEN = "GIVEN:"
_COMMON = frozenset(
    {"placebo", "control", "group", "groups", "daily", "weeks", "treatment", "intervention",
     "received", "patients", "therapy", "standard", "versus", "usual", "combination", "combined",
     "program", "programme", "training", "single", "twice", "based", "intravenous", "capsules"}
)  # fmt: skip
"""Words that name no treatment by themselves."""
_ARM_NAMES = {"intervention": ("intervention",), "comparator": ("placebo", "control")}


@dataclass(frozen=True, slots=True)
class Row:
    """One question of the corpus: what did the intervention do to the outcome?"""

    intervention: str
    comparator: str
    outcome: str
    text: str
    label: Direction


class _NoStudies:
    def at(self, passage_index: int) -> Study | None:
        return None


def read_rows(folder: Path, step: int = STEP) -> Iterator[Row]:
    """Every `step`-th row, each question on a text once."""
    seen = set()
    lines = (folder / "evidence_direction" / "train.jsonl").read_text("utf-8").splitlines()
    for line in lines[::step]:
        found = json.loads(line)
        row = Row(
            found["intervention"].strip(),
            found["comparator"].strip(),
            found["outcome"].strip(),
            found["evidence"],
            _LABELS[found["label"]],
        )
        if row not in seen:
            seen.add(row)
            yield row


def score(folder: Path) -> dict[str, float]:
    """Coverage, and accuracy where covered, with the names given and from the bare sentence."""
    rows = list(read_rows(folder))
    given = [_agreed(_with_names(row), row.label) for row in rows]
    bare = [_agreed(_bare(row), row.label) for row in rows]
    return {
        "direction_named_coverage": _coverage(given),
        "direction_named_accuracy": _accuracy(given),
        "direction_bare_coverage": _coverage(bare),
        "direction_bare_accuracy": _accuracy(bare),
    }


def _coverage(verdicts: Sequence[bool | None]) -> float:
    return sum(verdict is not None for verdict in verdicts) / len(verdicts)


def _accuracy(verdicts: Sequence[bool | None]) -> float:
    told = [verdict for verdict in verdicts if verdict is not None]
    return sum(told) / len(told) if told else 0.0


def _agreed(ways: frozenset[Direction], label: Direction) -> bool | None:
    """Whether the one way told is the label; None where none or several are told."""
    return next(iter(ways)) == label if len(ways) == 1 else None


def _bare(row: Row) -> frozenset[Direction]:
    """The ways told of any object that shares a word with the outcome.

    A claim on what only the comparator's name has is read from the other side.
    """
    wanted = _content(row.outcome)
    claims = annotate(Document("row", row.text)).claims
    other = _content(row.comparator) - _content(row.intervention)
    told = [c for c in claims if wanted & _content(c.object.surface)]
    return _ways(told, lambda subject: bool(_content(f"{subject.surface} {subject.name}") & other))


def _with_names(row: Row) -> frozenset[Direction]:
    """The ways told of the outcome itself, where intervention, comparator and outcome are known."""
    with words_of_one_document(row.text):
        doc = parse(row.text)
        claims = _claims_of(doc, row)
        told = [c for c in claims if c.object.concept_id == f"{_GIVEN}outcome"]
        return _ways(told, lambda subject: subject.concept_id == f"{_GIVEN}comparator")


def _claims_of(doc: Doc, row: Row) -> tuple[Claim, ...]:
    mentions = _mentions(doc, row)
    found = tuple(
        replace(
            passage,
            mentions=tuple(
                m for m in mentions if passage.start <= m.start and m.end <= passage.end
            ),
            cues=find_cues(passage.span),
        )
        for passage in passages(doc)
    )
    trees = cascade.with_trees(found)
    return find_claims(trees, (), quantities.find_quantities(doc), _NoStudies(), load_lexicon(None))


def _mentions(doc: Doc, row: Row) -> list[Mention]:
    """The row's names wherever they stand, and the lexicon's where none of them does."""
    named: list[Mention] = []
    for part, kind in _PARTS.items():
        for place in _places(row, part):
            if _is_free(place, named):
                named.append(_named(place, row, part, kind))
    arms = Arms(*(_named((0, 0), row, part, "drug") for part in ("intervention", "comparator")))
    words = mentions_of_arms(row.text, 0, arms)
    named += [m for m in words if _is_free((m.start, m.end), named)]
    listed = [
        m
        for m in entities.find_mentions(doc)
        if all(m.end <= own.start or own.end <= m.start for own in named)
    ]
    return sorted([*named, *listed], key=lambda mention: mention.start)


def _is_free(place: tuple[int, int], named: Sequence[Mention]) -> bool:
    return all(place[1] <= m.start or m.end <= place[0] for m in named)


_PARTS: dict[str, MentionType] = {
    "outcome": "outcome_measure",
    "intervention": "drug",
    "comparator": "drug",
}


def _named(place: tuple[int, int], row: Row, part: str, kind: MentionType) -> Mention:
    surface = row.text[slice(*place)]
    name = (surface or getattr(row, part)).lower()
    is_control = part == "comparator" and any(word in name for word in coreference.CONTROLS)
    name = "placebo" if is_control else name
    return Mention(*place, surface, kind, f"{_GIVEN}{part}", name, "exact")


def _places(row: Row, part: str) -> list[tuple[int, int]]:
    """Where the name stands: whole, else shortened as its bracket or its arm is called."""
    name = getattr(row, part)
    whole = re.sub(r"\s*\([^)]*\)", "", name).strip()
    names = [whole, *re.findall(r"\(([A-Z][\w+-]{1,9})\)", name)]
    if part == "outcome":
        items = _shortened(whole)
        return _found(names, row.text) or _found_each(items, row.text) or _part(items, row.text)
    labels = re.findall(r"\b[Gg]roup (?:[A-Z]{1,3}|[IVX]+|\d)\b|\b[A-Z]{1,3} [Gg]roup\b", name)
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", whole)).upper()
    own = [*names, *labels, *(initials[:n] for n in range(len(initials), 2, -1))]
    return _found([*own, *_runs_of_its_own(row, part, whole), *_ARM_NAMES[part]], row.text)


def _runs_of_its_own(row: Row, part: str, name: str) -> list[str]:
    """Runs of words, the longest first, that name this arm and nothing else of the question."""
    other = row.comparator if part == "intervention" else row.intervention
    shared = _VAGUE | _content(f"{other} {row.outcome}")
    own = {word for word in re.findall(r"[a-z][\w-]{4,}", name.lower()) if word not in shared}
    return [run for run in _runs([name]) if not own.isdisjoint(run.lower().split())]


def _found(names: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where the first of the names that stands in the text does so."""
    for short in names:
        pattern = rf"(?<![\w-]){re.escape(short)}(?![\w])"
        found = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
        if len(short) > 1 and found:
            return found
    return []


def _found_each(names: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where any of the names stands, the longest first, none inside another."""
    places: list[tuple[int, int]] = []
    for name in sorted(names, key=len, reverse=True):
        spans = _found([name], text)
        places += [s for s in spans if all(s[1] <= t[0] or t[1] <= s[0] for t in places)]
    return sorted(places)


def _part(items: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where the longest run of words stands that an item shares with the text, none of common."""
    runs = _runs(items)
    return _found([run for run in runs if any(w not in _VAGUE for w in _content(run))], text)


def _runs(names: Sequence[str]) -> list[str]:
    """Every run of words of a name, the longest first."""
    runs = {
        " ".join(words[start:end])
        for name in names
        for words in [name.split()]
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    }
    return sorted(runs, key=lambda run: (-len(run), run))


_VAGUE = _COMMON | frozenset(
    {"score", "scores", "mean", "median", "total", "level", "levels", "change", "changes", "rate",
     "rates", "week", "month", "months", "baseline", "difference", "differences", "time", "number",
     "improvement", "reduction", "increase", "decrease", "significant", "overall", "clinical",
     "percentage", "proportion", "study", "measure", "measures", "with", "from", "after", "between",
     "during", "than", "first", "other", "both", "before", "value", "values", "index", "test",
     "scale", "outcome", "outcomes", "primary", "secondary", "quality", "high", "more", "less",
     "that", "were", "their", "have", "been", "days", "hours", "year", "years", "minutes", "using"}
)  # fmt: skip
"""Words that name no outcome by themselves."""
_ROUND = re.compile(
    r"^(?:(?:the|between|a|an|all|any|mean|median|overall|total|average|changes?|differences?|increases?"
    r"|improvements?|reductions?|levels?|rates?|incidence|number|risk|frequency|prevalence"
    r"|proportion|percentage|in|of|for|with|on|patients?|participants) )+|"
    r" (?:at|after|during|from|over|in the|between|within|before|for|by|per|on) .*$|"
    r" (?:scores?|levels?|rates?|values?|concentrations?)$",
    re.IGNORECASE,
)
"""Words round the name of an outcome that a sentence often leaves out or puts elsewhere."""


def _shortened(name: str) -> list[str]:
    """The items of a list of outcomes, each without the words round its name."""
    items = [item.strip() for item in re.split(r"[,;:]| and | or ", name)]
    bare = []
    for item in items:
        while (shorter := _ROUND.sub("", item, count=1).strip()) != item:
            item = shorter
        bare.append(item)
    return [item for item in bare if len(item) > 2]


def _content(words: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-z]{4,}", words.lower()))


def _ways(told: Sequence[Claim], is_other_side: Callable[[Mention], bool]) -> frozenset[Direction]:
    ways = set()
    for claim in told:
        if claim.relation not in _TELLING or claim.direction == "unspecified":
            continue
        turned = is_other_side(claim.subject)
        ways.add(_OPPOSITE.get(claim.direction, claim.direction) if turned else claim.direction)
    return frozenset(ways)
