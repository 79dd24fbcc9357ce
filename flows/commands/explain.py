"""`hedgerow extract --explain`: each sentence with its parse, its cues, and why it says what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from extractors.language.explanation import (
    ExplainedSentence,
    Explanation,
    Ground,
    Word,
    explain,
    quantity_in_words,
)
from extractors.model import Flag
from flows.commands.explanation_page import render_page
from flows.commands.inputs import Job, documents_of, input_kind, jobs_in
from flows.commands.outcomes import outcome, told
from flows.terminal import out, print_json

_STYLES = {
    **dict.fromkeys(("drug", "drug_class", "procedure"), "bold cyan"),
    **dict.fromkeys(("condition", "symptom", "adverse_event"), "bold magenta"),
    **dict.fromkeys(("cytokine", "receptor", "biomarker"), "bold blue"),
    "outcome_measure": "bold green",
}
_CUE_STYLES = {"hedge": "underline yellow", "negation": "underline red", "booster": "underline"}
_FOLDED = frozenset({"det", "case", "aux", "aux:pass", "mark", "punct", "cc", "compound", "nummod"})
"""Relations of words that a tree shows beside their head, where nothing hangs on them."""
_LABEL = len("negation")


def show_explained(
    paths: Iterable[str],
    kind: str | None,
    output: Path | None,
    *,
    as_json: bool,
    user_lexicon: Path | None = None,
) -> int:
    """The exit code of `hedgerow extract`, once each document is explained."""
    jobs = jobs_in(paths, input_kind(kind))
    pages: list[Explanation] = []

    def read(job: Job) -> tuple[Explanation, ...]:
        return tuple(explain(document, user_lexicon) for document in documents_of(job))

    def tell(explanation: Explanation) -> None:
        if output is not None:
            pages.append(explanation)
        elif as_json:
            print_json(asdict(explanation) | {"document": explanation.document.id})
        else:
            _print(explanation)

    code = told((outcome(job, read) for job in jobs), tell)
    if output is not None and pages:
        output.write_text(render_page(pages), "utf-8")
        sentences = sum(len(explanation.sentences) for explanation in pages)
        out.print(Text(f"{output}: {sentences} sentences"), soft_wrap=True)
    return code


def _print(explanation: Explanation) -> None:
    document = explanation.document
    out.print(Text(_shown(document.id), style="bold"))
    if not explanation.sentences:
        why = document.verdict_reason or f"its language is {document.language}"
        out.print(Text(f"  nothing to explain: {document.verdict} ({why})"))
    for number, sentence in enumerate(explanation.sentences, start=1):
        out.print()
        out.print(_judged(number, sentence))
        out.print(_coloured(sentence))
        out.print(_details(sentence))


def _judged(number: int, explained: ExplainedSentence) -> Text:
    sentence = explained.sentence
    strength = "" if sentence.causal_strength is None else f", strength {sentence.causal_strength}"
    return Text(f"{number}  {sentence.region}{strength}, {sentence.certainty}", style="dim")


def _coloured(explained: ExplainedSentence) -> Text:
    """The sentence on as many lines as the terminal needs, what was found in it marked."""
    text = Text(_shown_in_place(explained.text))
    first = explained.sentence.start
    for cue in explained.cues:
        text.stylize(_CUE_STYLES[cue.kind], cue.start - first, cue.end - first)
    for mention in explained.mentions:
        style = _STYLES.get(mention.type, "bold")
        text.stylize(style, mention.start - first, mention.end - first)
    for ground in explained.grounds:
        style = "reverse" if ground.kind == "claim" else "bold red"
        text.stylize(style, ground.start - first, ground.end - first)
    return text


def _details(explained: ExplainedSentence) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", no_wrap=True, min_width=_LABEL)
    table.add_column(overflow="fold")
    for label, content in _rows(explained):
        table.add_row(label, content)
    return table


def _rows(explained: ExplainedSentence) -> Iterator[tuple[str, Any]]:
    if explained.words:
        yield "parse", tree_of(explained.words)
    for mention in explained.mentions:
        named = f"{mention.surface} → {mention.name}, {mention.type}, {mention.concept_id}"
        yield "name", Text(f"{_shown(named)} by {mention.link_method}")
    for quantity in explained.quantities:
        yield "number", Text(_shown(f"{quantity.surface} → {quantity_in_words(quantity)}"))
    for cue in explained.cues:
        yield cue.kind, Text(_cue(cue, explained))
    for decider in explained.deciders:
        told = f"{decider.told}: “{decider.surface}” by {decider.rule_id}"
        yield decider.kind, Text(_shown(told))
    for ground in explained.grounds:
        yield ground.kind, _grounds(ground)


def _cue(cue: Flag, explained: ExplainedSentence) -> str:
    told = f"“{cue.surface}” by {cue.rule_id}"
    if cue.scope is None:
        return _shown(told)
    first = explained.sentence.start
    return _shown(f"{told}, over “{explained.text[cue.scope[0] - first : cue.scope[1] - first]}”")


def _grounds(ground: Ground) -> Group:
    rule = f"rule {ground.rule_id}, trigger “{ground.surface}” ({ground.rule_source})"
    bullets = Table.grid(padding=(0, 1))
    for reason in (rule, *ground.reasons):
        bullets.add_row("•", Text(_shown(reason)))
    return Group(Text(_shown(ground.told), style="bold"), bullets)


def tree_of(words: tuple[Word, ...]) -> Tree:
    """The dependency tree, function words beside their heads, in the order of the text."""
    roots = [index for index, word in enumerate(words) if word.head == index]
    trunk = Tree(_node(words, roots[0]), guide_style="dim")
    _grow(trunk, words, roots[0])
    for root in roots[1:]:
        _grow(trunk.add(_node(words, root)), words, root)
    return trunk


def _grow(tree: Tree, words: tuple[Word, ...], head: int) -> None:
    for index in _children(words, head):
        if not _is_folded(words, index):
            _grow(tree.add(_node(words, index)), words, index)


def _children(words: tuple[Word, ...], head: int) -> list[int]:
    return [i for i, word in enumerate(words) if word.head == head and i != head]


def _is_folded(words: tuple[Word, ...], index: int) -> bool:
    return words[index].relation in _FOLDED and not _children(words, index)


def _node(words: tuple[Word, ...], index: int) -> Text:
    """One line: the relation, the word in bold, the function words around it."""
    parts = [
        Text(_shown(words[i].text), style="bold" if i == index else "")
        for i in sorted([index, *(c for c in _children(words, index) if _is_folded(words, c))])
        if words[i].relation != "punct"
    ]
    label = Text(f"{words[index].relation} ", style="dim")
    return label + Text(" ").join(parts)


def _shown(words: str) -> str:
    """On one line, and without the control characters by which a page could write elsewhere."""
    return " ".join(_shown_in_place(words).split())


def _shown_in_place(words: str) -> str:
    """The same, each character in its place."""
    return "".join(c if c.isprintable() else " " for c in words)
