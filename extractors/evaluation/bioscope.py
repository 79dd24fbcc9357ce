"""Negation and speculation cues and scopes on the BioScope abstracts (Vincze et al. 2008)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from lxml import etree

from extractors.evaluation.counts import Counts
from extractors.evaluation.light_parse import parse
from extractors.language.wording.cues import cue_rules, find_cues
from extractors.model import Flag

Half = Literal["development", "held_out", "all"]
_KINDS = {"negation": "negation", "speculation": "hedge"}


@dataclass(frozen=True, slots=True)
class AnnotatedSentence:
    """A BioScope sentence: its cues as (kind, start, end), and the scope of each cue."""

    document: int
    text: str
    scopes: dict[tuple[str, int, int], tuple[int, int]]


def read_sentences(folder: Path, half: Half = "all") -> Iterator[AnnotatedSentence]:
    """The annotated sentences; even-numbered documents are development, odd ones held out."""
    path = folder / "bioscope" / "abstracts_dev.xml"
    tree = etree.parse(path, etree.XMLParser(recover=True))  # the file lacks its end
    for number, document in enumerate(tree.iter("Document")):
        if half == "all" or (half == "development") == (number % 2 == 0):
            for sentence in document.iter("sentence"):
                yield _sentence(number, sentence)


def _sentence(number: int, element: Any) -> AnnotatedSentence:
    text, cues, spans = "", [], {}

    def walk(node: Any) -> None:
        nonlocal text
        start = len(text)
        text += node.text or ""
        for child in node:
            walk(child)
            text += child.tail or ""
        if node.tag == "cue":
            cues.append((_KINDS[node.attrib["type"]], start, len(text), node.attrib["ref"]))
        elif node.tag == "xcope":
            spans[node.attrib["id"]] = (start, len(text))

    walk(element)
    scopes = {(kind, start, end): spans[ref] for kind, start, end, ref in cues}
    return AnnotatedSentence(number, text, scopes)


def score(folder: Path, half: Half = "held_out") -> dict[str, float]:
    """Sentence-level, cue-span and scope F1 for negation and hedges, by name of the figure."""
    tally = {
        (kind, what): Counts() for kind in _KINDS.values() for what in ("sentence", "cue", "scope")
    }
    for sentence in read_sentences(folder, half):
        found = annotated_cues(sentence.text)
        for kind in _KINDS.values():
            gold = {span: scope for span, scope in sentence.scopes.items() if span[0] == kind}
            ours = {(kind, f.start, f.end): f.scope for f in found if f.kind == kind}
            tally[kind, "sentence"].add({kind} if gold else set(), {kind} if ours else set())
            tally[kind, "cue"].add(set(gold), set(ours))
            tally[kind, "scope"].add(set(gold.items()), set(ours.items()))
    return {f"{kind}_{what}_f1": counts.f1 for (kind, what), counts in tally.items()}


def annotated_cues(text: str) -> list[Flag]:
    """Our cues in the text, less those that the BioScope guidelines do not annotate."""
    doc = parse(text)
    flags = [flag for sentence in doc.sents for flag in find_cues(sentence)]
    return [flag for flag in flags if "scheme" not in cue_rules()[flag.rule_id].extra]
