"""Claims made for tests of overclaim, judged: studies, and the gaps by name with their reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from extractors.language.pipeline import parse
from extractors.language.spin.caveats import find_caveats
from extractors.language.spin.hype import find_hype
from extractors.language.spin.overclaim import judge_claims
from extractors.language.wording.cues import find_cues
from extractors.language.words.sentences import passages
from extractors.model import Claim, Mention, MentionType, Quantity, Region, RegionKind, Study

PILOT = Study(
    "randomized_controlled_trial",
    sample_size=30,
    species="human",
    primary_significant=False,
    pilot=True,
)
TRIAL = Study(
    "randomized_controlled_trial", sample_size=900, species="human", primary_significant=True
)
COHORT = Study("cohort", sample_size=5200, species="human")
MICE = Study("animal", species="mouse")
SMALL = replace(PILOT, primary_significant=None)


@dataclass(frozen=True)
class Found:
    """Evidence with one study, on which everything rests."""

    study: Study | None

    @property
    def studies(self) -> tuple[Study, ...]:
        return (self.study,) if self.study else ()

    @property
    def main(self) -> Study | None:
        return self.study


def mention(text: str, surface: str, kind: MentionType) -> Mention:
    start = text.index(surface)
    return Mention(start, start + len(surface), surface, kind, f"X:{surface}", surface, "exact")


def gaps(
    text: str,
    study: Study | None,
    subject: MentionType = "drug",
    quantities: tuple[Quantity, ...] = (),
    **traits: Any,
) -> dict[str, str]:
    """The gaps of a claim between the text's first word and "depression"."""
    doc = parse(text)
    read = [replace(p, cues=find_cues(p.span)) for p in passages(doc)]
    drug, illness = mention(text, doc[0].text, subject), mention(text, "depression", "condition")
    read[0] = replace(read[0], mentions=(drug, illness))
    made: dict[str, Any] = {"causal_strength": 3, "certainty": "fact", "study": study, **traits}
    relation = made.pop("relation", "treats")
    if verb := made.pop("verb", None):
        made["trigger"] = (text.index(verb), text.index(verb) + len(verb))
    claim = Claim((read[0].start, read[0].end), drug, relation, illness, "r", **made)
    flags = (*find_hype(read), *find_caveats(read))
    (judged,) = judge_claims((claim,), read, Found(study), flags, quantities)
    return {overclaim.gap: overclaim.reason for overclaim in judged.overclaim}


@dataclass(frozen=True)
class Beside(Found):
    """Evidence of a document with a study of its own beside that which a claim rests on."""

    own: Study = TRIAL

    @property
    def main(self) -> Study | None:
        return self.own


def judged_beside(text: str, study: Study | None, **traits: Any) -> dict[str, str]:
    """The gaps of a claim in a document about a trial, which may rest on something else."""
    read = list(passages(parse(text)))
    drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
    at = text.index(illness.surface)
    index = next(i for i, p in enumerate(read) if p.start <= at < p.end)
    made: dict[str, Any] = {"causal_strength": 3, "study": study, "relation": "treats", **traits}
    relation = made.pop("relation")
    span = (read[index].start, read[index].end)
    claim = Claim(span, drug, relation, illness, "r", **made)
    (judged,) = judge_claims((claim,), read, Beside(study), find_hype(read), ())
    return {overclaim.gap: overclaim.reason for overclaim in judged.overclaim}


def of_a_paper(text: str, kind: RegionKind, study: Study | None, **traits: Any) -> dict[str, str]:
    """The gaps of a claim in a paper's part of that kind, whose own study is a small trial."""
    whole = f"{text}\n\nWe gave naps."
    parts = (
        Region(kind, 0, len(text)),
        Region("methods", len(text) + 2, len(whole)),
    )
    read = list(passages(parse(whole, parts)))
    drug, illness = mention(text, "Sirukumab", "drug"), mention(text, "depression", "condition")
    made: dict[str, Any] = {
        "relation": "treats", "causal_strength": 3, "study": study, "valence": "beneficial",
        **traits,
    }  # fmt: skip
    relation = made.pop("relation")
    claim = Claim((0, len(text)), drug, relation, illness, "r", **made)
    (judged,) = judge_claims((claim,), read, Beside(study, SMALL), (), ())
    return {overclaim.gap: overclaim.reason for overclaim in judged.overclaim}
