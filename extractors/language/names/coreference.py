"""Mentions that name nothing themselves: "the drug", "this antibody", "these diseases", "it".

The antecedent is the one concept of a fitting type that the text put in focus last: its own words
stay the mention's surface, its concept is the antecedent's. Two candidates as near as each other
are rivals, and then nothing is linked. "The trial" is linked by `evidence`, not here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.language.names.anaphors import Anaphor, anaphors, drugs_of_illness
from extractors.language.words.sentences import Passage
from extractors.model import Mention

_MEMORY = 8
"""How many sentences back an antecedent may lie; a heading or a rival ends the search earlier."""
_PRONOUN_MEMORY = 2
_CLASS_MEMORY = 3
_PRONOUN_LEAD = 5
_SILENT = frozenset({"boilerplate", "references", "table", "caption"})
_AGENTS = frozenset({"drug", "drug_class", "procedure"})
CONTROLS = frozenset({"placebo", "usual care", "standard of care", "control", "sham"})
"""What a treatment is set against: never "the drug", and no agent of its own."""
_VAGUE = frozenset({"compound", "agent", "molecule", "vaccine", "injection", "infusion"})
"""Nouns that stand for many an unlisted thing: linked only where one candidate was ever named."""
_VAGUE_GROUPS = frozenset({"agents", "compounds", "treatments", "therapies"})
"""The same of several: linked to the sentence before at most."""
_OF_ILLNESS = frozenset({"coref.condition", "coref.conditions"})
_GENERIC = ("diseases", "disorders", "conditions", "illnesses", "drugs",
            "inhibitors", "blockers")  # fmt: skip
_SEVERAL = ("cancers", "tumours", "tumors", "carcinomas", "infections", "allergies", "syndromes")
_PROCESSES = frozenset(
    {"inflammation", "neuroinflammation", "stress", "loneliness", "burnout", "fibrosis", "hypoxia",
     "ischaemia", "metastasis", "insulin resistance", "oxidative stress", "trauma"}
)  # fmt: skip
"""Conditions that nobody calls "the disease"."""
_NO_TREATMENTS = frozenset(
    {"alcohol", "nicotine", "caffeine", "lipopolysaccharide", "insulin", "cocaine", "heroin",
     "methamphetamine", "biopsy", "magnetic resonance imaging", "positron emission tomography",
     "screening"}
)  # fmt: skip
"""Substances and examinations that are agents of other claims, but no treatment or compound."""
_AGAINST = re.compile(
    r"\b(?:other|than|versus|vs\.?|unlike|(?:compared|comparable|similar) (?:to|with)|instead of) "
    r"(?:with |to )?$"
)
_EXAMPLE = re.compile(r"\b(?:like|such as|including) (?:\w+ (?:or|and) )?$")
_OFTEN = 3
"""So often named, the only agent of a text is what "the treatment" means from afar."""
_UNLISTED = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Tt]his|[Oo]ur|[Tt]heir) (?:[\w-]+ )?"
    r"(?!new|same|other|first|current|only|second)[\w-]+ (?:treatment|therapy|procedure|device"
    r"|technique|program|programme|intervention|app)\b"
)
"""A treatment that no list names: a rival of those that one does."""


def find_coreferent_mentions(passages: Sequence[Passage]) -> tuple[Mention, ...]:
    """The document's coreferent mentions in order of start, none inside a named mention.

    Surface and offsets are the words' own ("The drug"), concept, name and type the antecedent's;
    `link_method` is "coreference".
    """
    found = _of_only_drug(passages)
    for index, passage in enumerate(passages):
        if passage.region in _SILENT:
            continue
        for anaphor in anaphors(passage, index):
            antecedent = _antecedent(passages, anaphor)
            if antecedent is not None:
                found.append(_mention(anaphor, antecedent))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _of_only_drug(passages: Sequence[Passage]) -> list[Mention]:
    """The nouns of "an arthritis drug", where the document names one drug and no other."""
    spoken = [passage for passage in passages if passage.region not in _SILENT]
    drugs = [m for p in spoken for m in p.mentions if m.type == "drug" and m.name not in CONTROLS]
    if len({drug.concept_id for drug in drugs}) != 1:
        return []
    return [
        _mention(Anaphor("coref.drug", span, ("drug",), 0), drugs[0])
        for passage in spoken
        for span in drugs_of_illness(passage)
    ]


def _antecedent(passages: Sequence[Passage], anaphor: Anaphor) -> Mention | None:
    """The concept in focus: of the same sentence before, else of the nearest one that has one."""
    here = passages[anaphor.passage_index]
    start = int(anaphor.span.start_char)
    before = [m for m in _candidates(here, anaphor) if m.end <= start]
    if anaphor.rule_id == "coref.it":
        return _of_pronoun(passages, anaphor, before)
    if anaphor.rule_id == "coref.conditions":
        return _of_group(passages, anaphor)
    if before:
        return _only(before)
    if anaphor.span[-1].norm_ in _VAGUE | _VAGUE_GROUPS and not _is_only_one(passages, anaphor):
        return None
    memory = _memory(anaphor)
    for distance in range(1, memory + 1):
        index = anaphor.passage_index - distance
        if index < 0:
            break
        if passages[index].region in _SILENT:
            continue
        mentions = _candidates(passages[index], anaphor)
        if mentions:
            is_near = anaphor.rule_id != "coref.treatment" or _is_plain(passages, anaphor, index)
            chosen = _only(mentions) or _in_focus(passages[index], mentions, anaphor)
            return chosen if is_near else None
    return None


def _memory(anaphor: Anaphor) -> int:
    """How many sentences back the words can point; those of many things point least far."""
    if anaphor.rule_id != "coref.class":
        return _MEMORY
    return 1 if anaphor.span[-1].norm_ in _VAGUE_GROUPS else _CLASS_MEMORY


def _of_group(passages: Sequence[Passage], anaphor: Anaphor) -> Mention | None:
    """The nearest group's own name ("mood disorders"), unless a list of illnesses is nearer."""
    last = anaphor.passage_index
    for index in range(last, max(-1, last - _MEMORY - 1), -1):
        if passages[index].region in _SILENT:
            continue
        illnesses = [
            mention
            for mention in passages[index].mentions
            if mention.type in anaphor.types and mention.end <= anaphor.span.start_char
        ]
        groups = [mention for mention in illnesses if _fits(mention, anaphor)]
        if groups:
            return _only(groups)
        if len({mention.concept_id for mention in illnesses}) > 1:
            return None
    return None


def _is_plain(passages: Sequence[Passage], anaphor: Anaphor, index: int) -> bool:
    """Whether "the treatment" can mean no unlisted one: it is near, or all the text is about it."""
    between = passages[index : anaphor.passage_index + 1]
    if any(_names_unlisted(passage) for passage in between):
        return False
    if len(between) == 2:
        return True
    earlier = passages[: anaphor.passage_index]
    named = [m for passage in earlier for m in _candidates(passage, anaphor)]
    return len({m.concept_id for m in named}) == 1 and len(named) >= _OFTEN


def _names_unlisted(passage: Passage) -> bool:
    ends = {mention.end - passage.start for mention in passage.mentions}
    starts = {mention.start - passage.start for mention in passage.mentions}
    return any(
        match.end() not in ends and starts.isdisjoint(range(match.start(), match.end()))
        for match in _UNLISTED.finditer(passage.text)
    )


def _is_only_one(passages: Sequence[Passage], anaphor: Anaphor) -> bool:
    """Whether all that was named so far of a fitting type is one concept."""
    earlier = passages[: anaphor.passage_index]
    return len({m.concept_id for p in earlier for m in _candidates(p, anaphor)}) == 1


def _candidates(passage: Passage, anaphor: Anaphor) -> list[Mention]:
    return [
        mention
        for mention in passage.mentions
        if mention.type in anaphor.types
        and mention.name not in CONTROLS
        and _fits(mention, anaphor)
        and not _is_set_against(passage, mention, anaphor)
    ]


def _is_set_against(passage: Passage, mention: Mention, anaphor: Anaphor) -> bool:
    """Whether a treatment is only what another is compared with: "than [surgery]", "other Xs"."""
    if mention.type not in _AGENTS:
        return False
    before = passage.text[: mention.start - passage.start]
    example = anaphor.rule_id == "coref.treatment" and _EXAMPLE.search(before)
    return bool(_AGAINST.search(before) or example)


def _fits(mention: Mention, anaphor: Anaphor) -> bool:
    """Whether a name is of the number that the words ask for, and of a kind that they can mean."""
    is_vague = anaphor.span[-1].norm_ in _VAGUE
    if anaphor.rule_id == "coref.treatment" or is_vague:
        return mention.name not in _NO_TREATMENTS and not (is_vague and _is_unlisted(mention))
    if anaphor.span[-1].norm_ == "antibodies":
        return "antibod" in f"{mention.name} {mention.surface}".lower()
    if mention.type != "condition" or anaphor.rule_id not in _OF_ILLNESS:
        return True
    if anaphor.rule_id == "coref.condition" and mention.surface.lower().endswith(_SEVERAL):
        return False
    is_group = mention.surface.lower().endswith(_GENERIC)
    wants_group = anaphor.rule_id == "coref.conditions"
    return is_group == wants_group and mention.name not in _PROCESSES


def _is_unlisted(mention: Mention) -> bool:
    """Whether only the model named it: too unsure for words that may mean many a thing."""
    return mention.link_method == "model"


def _of_pronoun(
    passages: Sequence[Passage], anaphor: Anaphor, before: list[Mention]
) -> Mention | None:
    """Safe only where one candidate is in sight: earlier in the sentence, else the last subject."""
    here = passages[anaphor.passage_index]
    if before:
        linked = here.span.doc[anaphor.span.start - 1].norm_ in {"that", ",", "but", "and"}
        return _only(before) if linked else None
    if anaphor.span.start - here.span.start > _PRONOUN_LEAD:
        return None
    for index in range(anaphor.passage_index - 1, anaphor.passage_index - 1 - _PRONOUN_MEMORY, -1):
        mentions = _candidates(passages[max(index, 0)], anaphor)
        if mentions:
            kind = _AGENTS if mentions[0].type in _AGENTS else {mentions[0].type}
            same_kind = [m for m in mentions if m.type in kind]
            return _only(same_kind) if _opens(passages[index], mentions[0]) else None
    return None


def _only(mentions: Sequence[Mention]) -> Mention | None:
    """The last of the mentions when all of them are of one concept."""
    concepts = {mention.concept_id for mention in mentions}
    return mentions[-1] if len(concepts) == 1 else None


def _in_focus(passage: Passage, mentions: Sequence[Mention], anaphor: Anaphor) -> Mention | None:
    """Of several: the subject that opens the sentence, or a plural's own generic name."""
    if anaphor.rule_id == "coref.class":
        return _only([m for m in mentions if m.surface.lower().endswith(_GENERIC)])
    kind = _AGENTS if mentions[0].type in _AGENTS else {mentions[0].type}
    rivals = {m.concept_id for m in mentions if m.type in kind}
    if len(rivals) == 1:
        return mentions[0]
    return mentions[0] if _opens(passage, mentions[0]) and _sets_apart(passage, mentions) else None


def _opens(passage: Passage, mention: Mention) -> bool:
    return mention.start - passage.start <= 10


def _sets_apart(passage: Passage, mentions: Sequence[Mention]) -> bool:
    """Whether the first mention is a subject alone, not one of a list: "A and B were given"."""
    between = passage.text[mentions[0].end - passage.start : mentions[1].start - passage.start]
    stripped = between.strip().lower()
    return stripped not in {"and", "or", ",", "/", "plus", "versus", "vs", "with"}


def _mention(anaphor: Anaphor, antecedent: Mention) -> Mention:
    return Mention(
        start=int(anaphor.span.start_char),
        end=int(anaphor.span.end_char),
        surface=str(anaphor.span.text),
        type=antecedent.type,
        concept_id=antecedent.concept_id,
        name=antecedent.name,
        link_method="coreference",
    )
