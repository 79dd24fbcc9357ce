"""Explanations as one self-contained HTML page in displaCy's style: no script, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from spacy.displacy.render import DependencyRenderer, SpanRenderer

from extractors.language.explanation import ExplainedSentence, Explanation, Ground, Word
from extractors.model import Flag

__all__ = ["render_page"]

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2327; --paper: #fff; --line: #c9ced3; --soft: #f3f5f6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaec; --paper: #16191b; --line: #454c52;
  --soft: #202427; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.2; } h2 { font-size: 1.15rem; margin: 2.5rem 0 0; }
section { border-top: 1px solid var(--line); margin-top: 1.2rem; padding-top: .6rem; }
.about { font-size: .85rem; margin: 0; } .spans { line-height: 2.2; overflow-wrap: normal; }
.tree { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; }
.tree:focus-visible { outline: 2px solid #4f93bd; } .tree svg { display: block; }
details { margin: .6rem 0; } summary { cursor: pointer; font-size: .9rem; }
article { background: var(--soft); border-left: 4px solid var(--line); margin: .6rem 0;
  padding: .5rem .8rem; } article h3 { font-size: 1rem; margin: 0; }
article ul { margin: .3rem 0 0; padding-left: 1.2rem; font-size: .9rem; }
article.claim { border-color: #1f5f8b; } article.hype { border-color: #a3542f; }
article.caveat { border-color: #3d7a4a; } code { font-size: .85em; }
dl { font-size: .9rem; margin: .4rem 0; display: grid; grid-template-columns: max-content 1fr;
  gap: .1rem .8rem; } dd { margin: 0; }
@media print { body { max-width: none; } article { break-inside: avoid; } }
"""
_DISTANCE, _MARGIN = 105, 12
"""Pixels from word to word, and above the highest arc of a tree."""
_COLOURS = {
    **dict.fromkeys(("DRUG", "DRUG_CLASS", "PROCEDURE"), "#9cd3e8"),
    **dict.fromkeys(("CONDITION", "SYMPTOM", "ADVERSE_EVENT"), "#e6b8e0"),
    **dict.fromkeys(("CYTOKINE", "RECEPTOR", "BIOMARKER"), "#b3c1f0"),
    "OUTCOME_MEASURE": "#b5dfb0",
    "HEDGE": "#f2d675",
    "NEGATION": "#f0a9a0",
    "BOOSTER": "#d5d0c8",
    "CLAIM": "#6fa8d0",
    "HYPE": "#e59a72",
    "CAVEAT": "#93c99c",
    "NUMBER": "#d8d8e8",
}


def render_page(explanations: Iterable[Explanation]) -> str:
    """The whole page; everything that comes from a document is escaped."""
    told = list(explanations)
    body = "\n".join(_document(number, one) for number, one in enumerate(told, start=1))
    version = escape(told[0].extractor_version) if told else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Why each sentence reads as it does</title>\n<style>{_STYLE}</style>\n</head>\n"
        "<body>\n<main>\n<h1>Why each sentence reads as it does</h1>\n"
        '<p class="about">Names, cues, claims and flags with the rules that made them, and the '
        f"tree of each sentence. Extractor {version}.</p>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _document(number: int, explanation: Explanation) -> str:
    document = explanation.document
    title = f"<h2>{escape(document.title or document.id)}</h2>"
    if not explanation.sentences:
        why = document.verdict_reason or f"its language is {document.language}"
        return f"{title}\n<p>Nothing to explain: {document.verdict} ({escape(why)}).</p>"
    sentences = (
        _sentence(f"{number}-{place}", one)
        for place, one in enumerate(explanation.sentences, start=1)
    )
    return "\n".join((title, *sentences))


def _sentence(id: str, explained: ExplainedSentence) -> str:
    judged = explained.sentence
    strength = "" if judged.causal_strength is None else f", strength {judged.causal_strength}"
    parts = (
        f'<section id="s{id}">\n<p class="about">{judged.region}{strength}, {judged.certainty}</p>',
        f'<div class="spans">{_spans(explained)}</div>',
        _list(explained),
        *map(_ground, explained.grounds),
        f'<details><summary>Dependency tree</summary>\n<div class="tree" tabindex="0">'
        f"{_tree(id, explained.words)}</div></details>",
    )
    return "\n".join(part for part in parts if part) + "\n</section>"


def _spans(explained: ExplainedSentence) -> str:
    """The sentence with every name, cue, trigger and number underlined and labelled."""
    words = explained.words
    spans = [
        {"start_token": first, "end_token": last, "label": label}
        for label, start, end in _labelled(explained)
        for first, last in _tokens(words, start, end)
    ]
    renderer = SpanRenderer({"colors": _COLOURS})
    return renderer.render_spans([word.text for word in words], spans, None)


def _labelled(explained: ExplainedSentence) -> Iterator[tuple[str, int, int]]:
    for mention in explained.mentions:
        yield mention.type.upper(), mention.start, mention.end
    for quantity in explained.quantities:
        yield "NUMBER", quantity.start, quantity.end
    for cue in explained.cues:
        yield cue.kind.upper(), cue.start, cue.end
    for kind, start, end in dict.fromkeys((g.kind, g.start, g.end) for g in explained.grounds):
        yield kind.upper(), start, end


def _tokens(words: Sequence[Word], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The first token and one past the last that the characters touch."""
    touched = [i for i, word in enumerate(words) if word.start < end and start < word.end]
    if touched:
        yield touched[0], touched[-1] + 1


def _list(explained: ExplainedSentence) -> str:
    rows = [
        *(
            (m.type, f"{m.surface} → {m.name} ({m.concept_id}, {m.link_method})")
            for m in explained.mentions
        ),
        *((cue.kind, _cue(cue, explained)) for cue in explained.cues),
        *((d.kind, f"{d.told}: “{d.surface}” by {d.rule_id}") for d in explained.deciders),
    ]
    told = "".join(
        f"<dt>{escape(label.replace('_', ' '))}</dt><dd>{escape(words)}</dd>"
        for label, words in rows
    )
    return f"<dl>{told}</dl>" if told else ""


def _cue(cue: Flag, explained: ExplainedSentence) -> str:
    told = f"“{cue.surface}” by {cue.rule_id}"
    if cue.scope is None:
        return told
    first = explained.sentence.start
    return f"{told}, over “{explained.text[cue.scope[0] - first : cue.scope[1] - first]}”"


def _ground(ground: Ground) -> str:
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in ground.reasons)
    return (
        f'<article class="{escape(ground.kind)}">\n<h3>{escape(ground.told)}</h3>\n<ul><li>rule '
        f"<code>{escape(ground.rule_id)}</code>, trigger “{escape(ground.surface)}” "
        f"({escape(ground.rule_source)})</li>{reasons}</ul>\n</article>"
    )


def _tree(id: str, words: Sequence[Word]) -> str:
    """displaCy's arcs; the words of a sentence stand side by side, so a phone scrolls it."""
    options = {
        "compact": True,
        "distance": _DISTANCE,
        "word_spacing": 32,
        "offset_x": 60,
        "color": "currentColor",
        "bg": "transparent",
        "font": "system-ui, sans-serif",
    }
    arcs = [
        {
            "start": min(index, word.head),
            "end": max(index, word.head),
            "label": escape(word.relation),
            "dir": "left" if index < word.head else "right",
        }
        for index, word in enumerate(words)
        if index != word.head
    ]
    shown = [{"text": word.text, "tag": escape(word.tag)} for word in words]
    renderer = DependencyRenderer(options)
    drawn = renderer.render_svg(f"t{id}", shown, arcs)
    # displaCy leaves room for arcs three times as high as its compact ones are.
    unused = renderer.highest_level * _DISTANCE // 3 - _MARGIN
    return f'<div style="margin-top:{min(0, -unused)}px">{drawn}</div>'
