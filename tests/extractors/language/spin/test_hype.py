"""Hype: each row by its own examples, each context, each known false positive, and floors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from extractors.language.pipeline import parse
from extractors.language.spin.hype import find_hype
from extractors.language.trees.trained import alone, read_trees
from extractors.language.wording.cues import find_cues
from extractors.language.words.patterns import Rule, load_rules
from extractors.language.words.sentences import Passage, passages
from extractors.model import Flag, HypeCategory, Region, RegionKind

HYPE = load_rules("hype")
LOOKALIKES = load_rules("lookalikes")
CONTEXTS = load_rules("hype_contexts")


@dataclass(frozen=True)
class Said:
    """An attribution as the attribution stage yields it."""

    start: int
    end: int
    holder_type: str = "expert"
    holder: str | None = "Dr Ada Quill"
    quoted: bool = True


def read(text: str, region: RegionKind = "body") -> list[Passage]:
    doc = parse(text, (Region(region, 0, len(text)),))
    return [replace(passage, cues=find_cues(passage.span)) for passage in passages(doc)]


def hype(text: str, region: RegionKind = "body", said: tuple[Said, ...] = ()) -> tuple[Flag, ...]:
    return find_hype(read(text, region), said)


def cases(rules: tuple[Rule, ...], examples: str) -> list[Any]:
    return [
        pytest.param(rule, text, id=f"{rule.id}-{i}")
        for rule in rules
        for i, text in enumerate(getattr(rule, examples))
    ]


def one(text: str, word: str, region: RegionKind = "body", said: tuple[Said, ...] = ()) -> Flag:
    found = [f for f in hype(text, region, said) if word.lower() in f.surface.lower()]
    assert found, f"no hype on {word!r} in {text!r}"
    return found[0]


# --- the rows ---------------------------------------------------------------------------------


def test_rows_are_complete() -> None:
    assert {rule.category for rule in HYPE} == set(HypeCategory.__args__)
    for rule in HYPE:
        assert rule.severity in {1, 2, 3}, rule.id
    for rule in (*HYPE, *LOOKALIKES, *CONTEXTS):
        assert rule.examples and rule.counter_examples and rule.source, rule.id
        assert rule.extra["why"], rule.id


def place_of(rule: Rule) -> RegionKind:
    """Where the row applies; the body for most."""
    region: RegionKind = rule.extra.get("regions", ["body"])[0]
    return region


@pytest.mark.parametrize(("rule", "text"), cases(HYPE, "examples"))
def test_a_row_fires_on_its_examples(rule: Rule, text: str) -> None:
    assert any(f.rule_id == rule.id and f.is_flag for f in hype(text, place_of(rule)))


@pytest.mark.parametrize(("rule", "text"), cases(HYPE, "counter_examples"))
def test_a_row_is_silent_on_its_counter_examples(rule: Rule, text: str) -> None:
    assert not any(f.rule_id == rule.id and f.is_flag for f in hype(text, place_of(rule)))


@pytest.mark.parametrize(("rule", "text"), cases(LOOKALIKES, "examples"))
def test_a_lookalike_is_no_flag(rule: Rule, text: str) -> None:
    region: RegionKind = "abstract" if rule.extra.get("paper_only") else "body"
    assert not any(flag.is_flag for flag in hype(text, region))


@pytest.mark.parametrize(("rule", "text"), cases(LOOKALIKES, "counter_examples"))
def test_a_lookalike_leaves_real_hype_alone(rule: Rule, text: str) -> None:
    assert any(flag.is_flag for flag in hype(text))


@pytest.mark.parametrize(("rule", "text"), cases(CONTEXTS, "examples"))
def test_a_context_row_marks_its_examples(rule: Rule, text: str) -> None:
    rationale = " ".join(flag.rationale for flag in hype(text))
    contexts = {flag.context for flag in hype(text)}
    if rule.category in {"amplified", "grounded"}:
        assert "raised by" in rationale or "one step down" in rationale
    elif rule.category == "none":
        assert contexts == {"asserted"}
    else:
        assert rule.category in contexts


@pytest.mark.parametrize(("rule", "text"), cases(CONTEXTS, "counter_examples"))
def test_a_context_row_is_silent_on_its_counter_examples(rule: Rule, text: str) -> None:
    if rule.category == "none":
        assert {flag.context for flag in hype(text)} == {"negated"}
    else:
        assert {flag.context for flag in hype(text)} == {"asserted"}


# --- known false positives (lookalikes) ---------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("breakthrough", "Two vaccinated nurses had breakthrough infections."),
        ("breakthrough", "Breakthrough pain was treated with fentanyl."),
        ("breakthrough", "One patient had breakthrough bleeding on the pill."),
        ("breakthrough", "Three children had a breakthrough seizure."),
        ("breakthrough", "The agency granted it Breakthrough Device designation."),
        ("breakthrough", "Breakthrough T1D funded the survey."),
        ("novel", "The novel coronavirus reached Leeds."),
        ("novel", "Warfarin was compared with novel oral anticoagulants."),
        ("novel", "We describe a novel variant of the gene."),
        ("robust", "Robust standard errors were used throughout."),
        ("robust", "We fitted a modified Poisson model with robust variance."),
        ("robust", "A robust antibody response was seen."),
        ("unique", "Each sample has a unique identifier."),
        ("unique", "There were 310 unique patients."),
        ("key", "Key inclusion criteria were age and weight."),
        ("vital", "Vital signs were taken hourly."),
        ("first choice", "Lithium is the first choice drug in mania."),
        ("cure", "Cure rates did not differ."),
        ("cure", "A mixture cure model was fitted."),
        ("cured", "The resin was cured under light."),
        ("CURE", "In the CURE trial, clopidogrel was tested."),
        ("PIONEER", "PIONEER enrolled 297 adults at high risk."),
        ("INNOVATE", "Results of INSPIRE and of the ROBUST trial were negative."),
        ("most advanced", "The most advanced stage was excluded."),
        ("potent", "Baricitinib is a potent inhibitor of JAK1."),
        ("superior", "The superior vena cava was compressed."),
        ("superiority", "This was a superiority trial."),
        ("landmark", "A landmark analysis at six months was made."),
        ("massively", "Massively parallel sequencing was done."),
        ("magic", "Magic angle artefacts were excluded."),
        ("excitement", "Psychomotor excitement was rated."),
        ("remarkable", "The history was remarkable for asthma."),
        ("without risk", "Groups with and without risk factors were compared."),
    ],
)
def test_known_false_positives_are_technical(word: str, text: str) -> None:
    flags = [f for f in hype(text) if f.surface.lower().startswith(word.lower().split()[0])]
    for flag in flags:
        assert (flag.context, flag.is_flag, flag.severity) == ("technical", False, 0)
        assert flag.rationale.startswith("Not hype here: ")


def test_patients_hopes_are_no_hype() -> None:
    assert not hype("Patients hope to walk again, and we hope that they can.")


def test_capitals_make_no_acronym_of_a_shout() -> None:
    assert one("BREAKTHROUGH PILL ENDS GOUT", "breakthrough").is_flag
    assert one("Scientists found a CURE for gout.", "cure").is_flag


# --- papers, headlines, names ---------------------------------------------------------------------


def in_paper(text: str) -> tuple[Flag, ...]:
    """The hype of a paper's discussion, a region that tells nothing of papers itself."""
    methods = "Gout was scored by hand.\n\n"
    whole = methods + text
    regions = (
        Region("methods", 0, len(methods) - 2),
        Region("body", len(methods), len(whole)),
    )
    read = [replace(p, cues=find_cues(p.span)) for p in passages(parse(whole, regions))]
    return find_hype(read)


@pytest.mark.parametrize(
    "text",
    [
        "IL-9 plays a crucial role in asthma.",
        "The pad was more effective in easing pain.",
        "We thank Ada Quill for her excellent and invaluable help.",
        "Agreement of the two raters was excellent.",
        "The probe is unique to this assay.",
        "It works after a single dose.",
        "The gel can significantly reduce pain.",
    ],
)
def test_a_paper_speaks_plainly_in_all_its_parts(text: str) -> None:
    assert not [flag for flag in in_paper(text) if flag.is_flag]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("It is a breakthrough in asthma.", "breakthrough"),
        ("The gel holds great promise.", "promise"),
        ("It provides the first evidence of a cure.", "cure"),
        ("It is the most effective gel known.", "most effective"),
    ],
)
def test_a_paper_can_sell_too(text: str, word: str) -> None:
    assert any(flag.is_flag and word in flag.surface for flag in in_paper(text))


def test_a_release_with_findings_is_no_paper() -> None:
    told = hype("It is a powerful breakthrough in asthma.", "results")
    assert {flag.surface for flag in told if flag.is_flag} == {"powerful", "breakthrough"}


def test_a_headline_sells_what_running_text_may_say() -> None:
    text = "Salt baths may ease gout"
    assert [flag.rule_id for flag in hype(text, "headline")] == ["hype.headline_may"]
    assert not hype(f"{text}.", "body")
    assert not [f for f in hype(text, "headline") if f.context == "technical"]


@pytest.mark.parametrize(
    ("text", "word", "is_flag"),
    [
        (
            "She was given the Quill Distinguished Scientist Award in March last year.",
            "Dist",
            False,
        ),
        ("Nurses in the arm called Leap Ahead slept a little more than others.", "Leap", False),
        ("It was so at first, Brilliant said to those who asked.", "Brilliant", False),
        ("Brilliant results were seen in all who had the gel.", "Brilliant", True),
        ("The gel was called a Breakthrough by those who sell it.", "Breakthrough", True),
    ],
)
def test_capitals_beside_capitals_are_a_name(text: str, word: str, is_flag: bool) -> None:
    assert one(text, word).is_flag is is_flag


@pytest.mark.parametrize(
    ("text", "word", "context"),
    [
        ("The gel may not be an effective treatment for gout.", "treatment", "negated"),
        ("They asked whether the gel, a salt, is a miracle pill.", "miracle", "need_framing"),
        ("They asked whether it helps, but it is a miracle pill.", "miracle", "asserted"),
        ("The result is less promising.", "promising", "negated"),
        ("The firm is committed to groundbreaking medicine.", "groundbreaking", "need_framing"),
        ("By no means do we say that this is a cure-all.", "cure-all", "negated"),
    ],
)
def test_what_is_denied_asked_or_only_aimed_at(text: str, word: str, context: str) -> None:
    assert one(text, word).context == context


def with_tree(text: str) -> tuple[Flag, ...]:
    """The hype of one sentence that has its dependency tree."""
    (passage,) = read(text)
    (tree,) = read_trees(alone(passage.span.doc, [passage.span]))
    return find_hype([replace(passage, tree=tree)])


def contexts_with_and_without_tree(text: str, word: str) -> tuple[str, str]:
    (known,) = [f.context for f in with_tree(text) if word in f.surface]
    return known, one(text, word).context


@pytest.mark.parametrize(
    ("text", "word", "in_tree", "in_order"),
    [
        ("It wasn't a huge, overwhelming difference.", "overwhelming", "negated", "asserted"),
        ("Not resting could save lives.", "save", "asserted", "negated"),
        ("It is not a huge success, but it is a breakthrough.", "breakthrough", *2 * ["asserted"]),
        ("The gel did not cure anyone.", "cure", *2 * ["negated"]),
    ],
)
def test_a_tree_tells_whose_denial_it_is(text: str, word: str, in_tree: str, in_order: str) -> None:
    known, guessed = contexts_with_and_without_tree(text, word)
    assert (known.replace("hedged", "asserted"), guessed) == (in_tree, in_order)


@pytest.mark.parametrize(
    ("text", "rule_id"),
    [
        ("The find will change a nurse's whole view of the field.", None),
        ("The gel has changed for good the whole course of care.", "hype.landscape"),
        ("The lives of many nurses were changed by the gel.", "hype.change_lives"),
        ("The care of infants has been transformed by the pump.", "hype.the_way"),
        ("The pump was changed for the care of infants.", None),
    ],
)
def test_a_verb_far_from_its_object(text: str, rule_id: str | None) -> None:
    assert [flag.rule_id for flag in with_tree(text)] == ([rule_id] if rule_id else [])


def test_safe_people_are_no_safe_remedy() -> None:
    assert [f.is_flag for f in with_tree("The nurses who took part are safe and well.")] == [False]
    assert [f.is_flag for f in with_tree("The gel that we tried is safe and cheap.")] == [True]


def test_a_bait_keeps_its_own_not() -> None:
    assert one("What doctors do not want you to know about salt.", "not want").is_flag


def test_furniture_and_references_yield_nothing() -> None:
    assert not hype("A breakthrough cure for gout.", "boilerplate")
    assert not hype("Ode A. A breakthrough in gout. Gut 2020.", "references")


# --- contexts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "context", "severity"),
    [
        ("It is a breakthrough.", "breakthrough", "asserted", 3),
        ("It could be a breakthrough.", "breakthrough", "hedged", 3),
        ("Could it be a breakthrough?", "breakthrough", "questioned", 2),
        ("While it seems a breakthrough, doubts remain.", "breakthrough", "conceded", 2),
        ("It is a promising but small study.", "promising", "conceded", 1),
        ("It showed some promise.", "promise", "downtoned", 1),
        ("It is not a breakthrough.", "breakthrough", "negated", 0),
        ("It is not only a breakthrough but cheap.", "breakthrough", "asserted", 3),
        ("There is no miracle pill.", "miracle", "negated", 0),
        ("This so-called miracle pill failed.", "miracle", "criticised", 0),
        ("The “miracle” pill failed.", "miracle", "criticised", 0),
        ("They called it a “game changer”.", "game changer", "quoted", 3),
        ("There is a need for innovative care.", "innovative", "need_framing", 0),
        ("Robust data are lacking.", "robust", "need_framing", 0),
        ("A truly exciting year.", "exciting", "asserted", 2),
        ("A dramatic fall (95% CI 2 to 4).", "dramatic", "asserted", 1),
        ("A novel and exciting pill.", "exciting", "asserted", 2),
    ],
)
def test_context_and_severity(text: str, word: str, context: str, severity: int) -> None:
    flag = one(text, word)
    assert (flag.context, flag.severity) == (context, severity)
    assert flag.is_flag is (severity > 0)


def test_a_quotation_names_its_speaker_and_keeps_the_severity() -> None:
    text = "“It is a breakthrough for all of us here,” said Ada."
    flag = one(text, "breakthrough", said=(Said(1, text.index(",”")),))
    assert (flag.context, flag.severity, flag.holder) == ("quoted", 3, "Dr Ada Quill")


def test_disowned_words_in_a_quotation_are_no_flag() -> None:
    text = "“It is not a cure for gout at all,” said Ada."
    flag = one(text, "cure", said=(Said(1, text.index(",”")),))
    assert (flag.context, flag.is_flag, flag.holder) == ("negated", False, "Dr Ada Quill")


def test_spans_never_overlap_and_fit_the_text() -> None:
    text = "A truly groundbreaking, safe and effective cure could change the lives of millions."
    flags = hype(text)
    assert len(flags) >= 4
    assert all(text[f.start : f.end] == f.surface for f in flags)
    assert all(a.end <= b.start for a, b in pairwise(flags))


# --- on public data -----------------------------------------------------------------------------


@pytest.mark.data
def test_the_seeds_worst_spans_are_found(seeds: Path) -> None:
    text = (seeds / "000_cdb27302621d5c0e.txt").read_text("utf-8")
    worst = " | ".join(f.surface for f in hype(text) if f.severity == 3)
    for phrase in ("groundbreaking", "lives of millions", "landscape", "a world", "less toxic"):
        assert phrase in worst
