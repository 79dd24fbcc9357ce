"""Hedges, negations, boosters: every rule's own examples, scopes, and the two seed pages."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from extractors.language.pipeline import parse
from extractors.language.wording.certainty import ORDER, frames_in
from extractors.language.wording.cues import RULE_FILES, cue_rules, find_cues
from extractors.language.words.patterns import Rule, RuleMatcher, load_rules
from extractors.language.words.sentences import passages
from extractors.model import Flag

RULES = [rule for name in (*RULE_FILES.values(), "frames") for rule in load_rules(name)]


def cues(text: str, kind: str | None = None) -> list[Flag]:
    doc = parse(text)
    flags = [flag for sentence in doc.sents for flag in find_cues(sentence)]
    return [flag for flag in flags if kind in {None, flag.kind}]


def fired(rule: Rule, text: str) -> bool:
    """Whether the rule has its say: as a flag for a cue, else as a bare match."""
    if rule.id in cue_rules() and rule.extra.get("role", "cue") == "cue":
        return rule.id in {flag.rule_id for flag in cues(text)}
    doc = parse(text)
    if rule.extra.get("role") is None:
        return rule.id in {match.rule.id for match in frames_in(doc[:])}
    return any(True for _ in RuleMatcher([rule]).find(doc))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_and_counter_examples(rule: Rule) -> None:
    assert rule.examples and rule.counter_examples
    assert [text for text in rule.examples if not fired(rule, text)] == []
    assert [text for text in rule.counter_examples if fired(rule, text)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_keys_have_known_values(rule: Rule) -> None:
    assert rule.extra.get("role", "cue") in {"cue", "pseudo", "recast"}
    assert rule.extra.get("certainty", "fact") in ORDER
    assert set(rule.extra) <= {"role", "certainty", "scope", "scheme", "conditional"}


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("It could one day replace pills.", "hedge", ["could"]),
        ("The gene is thought to drive pain.", "hedge", ["thought"]),
        ("This raises the possibility of harm.", "hedge", ["raises the possibility"]),
        ("Harm cannot be ruled out.", "hedge", ["cannot be ruled out"]),
        ("Harm cannot be ruled out.", "negation", []),
        ("In May 2024 they met; on 3 May they left.", "hedge", []),
        ("They pushed with all their might.", "hedge", []),
        ("Take it whether or not you feel pain.", "hedge", []),
        ("It eases not only pain but also fear.", "negation", []),
        ("The pill is no longer sold.", "negation", ["no longer"]),
        ("No doubt it works.", "negation", []),
        ("Endothelial NO limits it.", "negation", []),
        ("NO PATIENT DIED.", "negation", ["NO"]),
        ("It doesn’t work.", "negation", ["n’t"]),
        ("It undoubtedly works, 100 %.", "booster", ["undoubtedly", "100 %"]),
        ("It has not been proven.", "booster", []),
        ("The data always and clearly prove it.", "booster", ["always", "clearly", "prove"]),
    ],
)
def test_cues_of_one_kind(text: str, kind: str, expected: list[str]) -> None:
    surfaces = [flag.surface for flag in cues(text, kind)]
    assert [surface for surface in surfaces if surface not in expected] == []
    assert [surface for surface in expected if surface not in surfaces] == []


@pytest.mark.parametrize(
    ("text", "surface", "category"),
    [
        ("It could change the lives of thousands.", "could", "promise"),
        ("It works, at least in some cases.", "at least in some cases", "limit"),
        ("The results are preliminary.", "preliminary", "limit"),
        ("It may cause nausea.", "may", "modal"),
        ("I believe that it works.", "believe", "opinion"),
        ("It is for those who have not responded to pills.", "not", "population"),
        ("The idea is not new.", "not", "novelty"),
        ("There is no one-size-fits-all answer.", "no", "hype"),
        ("Pain did not fall.", "not", "adverb"),
    ],
)
def test_category(text: str, surface: str, category: str) -> None:
    assert category in {flag.category for flag in cues(text) if flag.surface == surface}


@pytest.mark.parametrize(
    ("text", "surface", "scope"),
    [
        ("The drug may ease pain, but it costs more.", "may", "may ease pain"),
        ("The drug may ease pain; it costs more.", "may", "may ease pain"),
        ("The drug did not help, however.", "not", "not help"),
        ("Pain may be driven by stress.", "may", "Pain may be driven by stress"),
        ("The drug appears to work.", "appears", "The drug appears to work"),
        ("They healed without surgery.", "without", "without surgery"),
        ("The cause of the pain is unknown.", "unknown", "The cause of the pain is unknown"),
        ("While it may not be safe, it sells.", "may", "may not be safe"),
        ("Sleep (which may help) is free.", "may", "may help"),
        ("It seems that sleep helps.", "seems", "seems that sleep helps"),
        ("Pain fell and appears to stay low.", "appears", "appears to stay low"),
        ("The gene, which seems to drive pain, is long.", "seems", "which seems to drive pain"),
        ("It was seen in mice but not in rats, and it grew.", "not", "not in rats"),
        ("The drug did not help, showing how hard it is.", "not", "not help"),
        ("A drug of unknown origins was sold.", "unknown", "unknown origins"),
        ("How it works in people is unknown.", "unknown", "How it works in people is unknown"),
        ("It may help and it is cheap.", "may", "may help"),
        ("It may help - the pain fell.", "may", "may help"),
        ("It may ease pain, as well as fever.", "may", "may ease pain, as well as fever"),
        ("Whilst it may sting, it works.", "may", "may sting"),
    ],
)
def test_scope(text: str, surface: str, scope: str) -> None:
    (flag,) = [flag for flag in cues(text) if flag.surface == surface]
    assert flag.scope is not None
    assert text[slice(*flag.scope)] == scope


def test_boosters_have_no_scope_and_cues_never_overlap() -> None:
    flags = cues("It clearly may not help, and harm cannot be ruled out, without doubt.")
    assert all((flag.scope is None) == (flag.kind == "booster") for flag in flags)
    assert all(left.end <= right.start for left, right in pairwise(flags))


@pytest.mark.data
def test_seed_pages_hedge_much_and_deny_little(seeds: Path) -> None:
    hedges, denials = 0, []
    for path in sorted(seeds.glob("*.txt")):
        doc = parse(path.read_text("utf-8"))
        for passage in passages(doc):
            for flag in find_cues(passage.span):
                assert doc.text[flag.start : flag.end] == flag.surface
                hedges += flag.kind == "hedge"
                denials += [flag.category] if flag.kind == "negation" else []
    assert 40 <= hedges <= 70
    assert len(denials) <= 6
    assert {"population", "novelty", "hype"} <= set(denials)
