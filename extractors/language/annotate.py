"""The whole of the language part: a `Document` in, a `Reading` out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.tokens import Doc

from extractors.language import cascade
from extractors.language.claims import claims, trial_arms, unlisted_outcomes
from extractors.language.claims.combinations import combinations_in
from extractors.language.holders import attribution
from extractors.language.holders.attribution import Attribution
from extractors.language.names import coreference, entities, label_status
from extractors.language.names.lexicon import Lexicon, load_lexicon
from extractors.language.names.repeated_names import with_repeated_names
from extractors.language.numbers import quantities, quantity_ties
from extractors.language.pipeline import parse, words_of_one_document
from extractors.language.spin import caveats, hype, omissions, overclaim
from extractors.language.studies import evidence
from extractors.language.wording import causality, certainty, cues
from extractors.language.words import sentences
from extractors.language.words.sentences import Passage
from extractors.model import Claim, Document, Flag, Mention, Reading, Sentence, Span
from extractors.version import extractor_version

SILENT_REGIONS = frozenset({"boilerplate", "references"})
"""Regions whose words are nobody's claim."""


def annotate(
    document: Document, user_lexicon: Path | None = None, *, every_sentence: bool = False
) -> Reading:
    """Everything that the document says; its offsets have been checked against the text.

    Claims and hype are read only from English articles: any other page keeps its text and its
    sentences, and its verdict says why there is nothing more. `every_sentence` sends all of them
    through the trained stages, which the cascade keeps for those that can carry a claim.
    """
    lexicon, version = load_lexicon(user_lexicon), extractor_version(user_lexicon)
    with words_of_one_document(document.text, user_lexicon):
        doc = parse(document.text, document.regions, user_lexicon)
        if document.language != "en" or document.verdict != "article":
            return Reading(document, version, sentences=_unread_sentences(doc))
        reading = _read(document, doc, lexicon, version, every_sentence)
    reading.audit()
    return reading


def _read(
    document: Document, doc: Doc, lexicon: Lexicon, version: str, every_sentence: bool
) -> Reading:
    everything = tuple(sentences.passages(doc))
    passages = _with_findings(
        tuple(p for p in everything if p.region not in SILENT_REGIONS),
        entities.find_mentions(doc),
        every_sentence,
    )
    attributions = attribution.find_attributions(doc, passages)
    numbers = quantity_ties.tie_all(passages, quantities.find_quantities(doc))
    grounds = evidence.find_evidence(document, passages, numbers)
    found = claims.find_claims(passages, attributions, numbers, grounds, lexicon)
    found = label_status.with_stated_status(quantity_ties.for_claims(found), document.text)
    judged = _judged_sentences(everything, passages)
    flags = _flags(passages, attributions, _claimed(found, judged))
    found = overclaim.judge_claims(found, passages, grounds, flags, numbers, lexicon)
    return Reading(
        document=document,
        extractor_version=version,
        sentences=judged,
        mentions=(*(m for p in passages for m in p.mentions), *combinations_in(found)),
        quantities=numbers,
        studies=grounds.studies,
        claims=found,
        flags=flags,
        omissions=omissions.find_omissions(document, passages, numbers, grounds, flags),
    )


def _with_findings(
    passages: tuple[Passage, ...], mentions: tuple[Mention, ...], every_sentence: bool
) -> tuple[Passage, ...]:
    """The passages with mentions, coreferent ones too, cues, and trees where claims can stand."""
    mentions = tuple(sorted(mentions, key=_place))
    listed = tuple(
        replace(passage, mentions=_inside(passage, mentions), cues=cues.find_cues(passage.span))
        for passage in passages
    )
    named = cascade.with_unlisted_names(listed, every_sentence=every_sentence)
    named = with_repeated_names(named)
    coreferent = tuple(sorted(coreference.find_coreferent_mentions(named), key=_place))
    linked = tuple(_with_mentions(p, _inside(p, coreferent)) for p in named)
    arms = trial_arms.find_arm_mentions(linked)
    linked = tuple(
        unlisted_outcomes.with_unlisted_outcomes(_with_mentions(p, _inside(p, arms)))
        for p in linked
    )
    return cascade.with_trees(linked, every_sentence=every_sentence)


def _with_mentions(passage: Passage, more: tuple[Mention, ...]) -> Passage:
    if not more:
        return passage
    return replace(passage, mentions=tuple(sorted((*passage.mentions, *more), key=_place)))


def _inside(passage: Passage, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Those of the mentions, in order of start, that the passage holds."""
    first = bisect_left(mentions, passage.start, key=_place)
    last = bisect_left(mentions, passage.end, key=_place)
    return tuple(mention for mention in mentions[first:last] if mention.end <= passage.end)


def _place(mention: Mention) -> int:
    return mention.start


def _flags(
    passages: tuple[Passage, ...], attributions: tuple[Attribution, ...], claimed: frozenset[Span]
) -> tuple[Flag, ...]:
    found = [
        *(cue for passage in passages for cue in passage.cues),
        *hype.find_hype(passages, attributions),
        *caveats.find_caveats(passages, claimed),
    ]
    return tuple(sorted(found, key=lambda flag: (flag.start, flag.end, flag.kind, flag.rule_id)))


def _claimed(found: Iterable[Claim], judged: Iterable[Sentence]) -> frozenset[Span]:
    """Places of the sentences that claim something, with a claim of ours or in their wording."""
    worded = ((sentence.start, sentence.end) for sentence in judged if sentence.causal_strength)
    return frozenset({claim.sentence for claim in found} | set(worded))


def _judged_sentences(
    everything: Iterable[Passage], passages: Iterable[Passage]
) -> tuple[Sentence, ...]:
    known = {passage.start: passage for passage in passages}
    return tuple(_sentence(known.get(passage.start, passage)) for passage in everything)


def _sentence(passage: Passage) -> Sentence:
    if passage.region == "boilerplate":
        return Sentence(passage.start, passage.end, passage.region, None, None)
    return Sentence(
        passage.start,
        passage.end,
        passage.region,
        causality.causal_strength(passage),
        certainty.sentence_certainty(passage),
    )


def _unread_sentences(doc: Doc) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(p.start, p.end, p.region, None if p.region == "boilerplate" else 0, None)
        for p in sentences.passages(doc)
    )
