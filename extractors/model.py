"""The data model: everything that an extraction yields, in one file.

    Document  1-* Region, Signal                      what was on the page
    Reading   1-1 Document                            what the page says
              1-* Sentence, Mention, Quantity, Study, Claim, Flag, Omission

Offsets are half-open counts of Unicode code points into `Document.text`, never bytes and never
UTF-16 units: for every object with a `surface`, `text[start:end] == surface`. `Reading.audit`
says so for a whole reading. All classes are frozen; tuples keep the order of the text.

Enumerations are `Literal` types, so that a type checker and, by `typing.get_args`, the warehouse's
own checks read the same list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

RegionKind = Literal[
    "headline",
    "subhead",
    "abstract",
    "background",
    "methods",
    "results",
    "conclusion",
    "body",
    "quote",
    "caption",
    "list",
    "table",
    "references",
    "boilerplate",
]
MentionType = Literal[
    "drug",
    "drug_class",
    "cytokine",
    "receptor",
    "biomarker",
    "condition",
    "symptom",
    "outcome_measure",
    "adverse_event",
    "procedure",
    "population",
    "study",
]
LinkMethod = Literal["exact", "abbreviation", "pattern", "model", "coreference", "user"]
Relation = Literal[
    "treats",
    "prevents",
    "causes",
    "inhibits",
    "stimulates",
    "affects",
    "associated_with",
    "predicts",
    "compared_with",
    "approved_for",
    "interacts_with",
]
Polarity = Literal["affirmed", "negated"]
Direction = Literal["increase", "decrease", "no_difference", "mixed", "unspecified"]
Valence = Literal["beneficial", "harmful", "neutral", "unknown"]
Certainty = Literal[
    "fact", "probable", "possible", "doubtful", "counterfact", "uncommitted", "conditional"
]
CausalStrength = Literal[0, 1, 2, 3]
ClaimType = Literal[
    "finding",
    "interpretation",
    "mechanism",
    "hypothesis",
    "prediction",
    "question",
    "background",
    "topic",
    "regulatory_status",
    "safety",
    "recommendation",
]
HolderType = Literal[
    "author",
    "study",
    "expert",
    "institution",
    "company",
    "regulator",
    "patient",
    "unnamed_research",
]
Design = Literal[
    "meta_analysis",
    "systematic_review",
    "randomized_controlled_trial",
    "nonrandomized_trial",
    "cohort",
    "case_control",
    "cross_sectional",
    "case_report",
    "mendelian_randomization",
    "animal",
    "in_vitro",
    "mechanistic",
    "expert_opinion",
    "unspecified_trial",
    "unspecified_study",
]
LabelStatus = Literal["on_label", "off_label", "investigational", "unknown"]
FlagKind = Literal["hype", "hedge", "booster", "negation", "caveat"]
HypeCategory = Literal[
    "breakthrough",
    "cure_miracle",
    "paradigm",
    "magnitude",
    "efficacy_certainty",
    "unsupported_safety",
    "comparative_superiority",
    "hope",
    "promise",
    "novelty",
    "rigor",
    "importance",
    "emotive",
    "attention",
    "war_metaphor",
    "narrative",
]
CaveatCategory = Literal[
    "small_sample",
    "preliminary",
    "early_stage",
    "more_research_needed",
    "limited_generalisability",
    "correlation_not_causation",
    "animal_only",
    "conflict_disclosed",
    "harms_stated",
    "off_label_warning",
    "novelty_disclaimed",
    "limits_of_benefit",
]
HypeContext = Literal[
    "asserted",
    "hedged",
    "negated",
    "questioned",
    "conceded",
    "downtoned",
    "quoted",
    "criticised",
    "need_framing",
    "technical",
]
Gap = Literal["strength", "certainty", "scope", "support"]
Measure = Literal[
    "nnt",
    "nnh",
    "hr",
    "or",
    "rr",
    "smd",
    "md",
    "percent",
    "mean",
    "p_value",
    "sample_size",
    "dose",
    "correlation",
    "beta",
]
Verdict = Literal[
    "article",
    "list_page",
    "paywall",
    "cookie_wall",
    "soft_404",
    "non_english",
    "too_short",
    "engine_disagreement",
]
DatePrecision = Literal["second", "minute", "day", "month", "year"]
Span = tuple[int, int]
"""A half-open pair of code-point offsets into `Document.text`."""


class Spanned(Protocol):
    """Anything that marks characters of a document and keeps them."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """One past the last code point."""

    @property
    def surface(self) -> str:
        """The characters themselves."""


# --- what was on the page ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of text with one role on the page; regions of a document never overlap."""

    kind: RegionKind
    start: int
    end: int
    label: str = ""
    """The page's own heading for it ("Conclusions"), where it had one."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One named thing that was looked for and found, with the evidence."""

    signal: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Page furniture that was cut before the text was stored; its words are not kept."""

    reason: str
    characters: int


@dataclass(frozen=True, slots=True)
class Document:
    """One page, article, abstract or record, clean and dated; `text` is what offsets index."""

    id: str
    """The URL of a fetched page, the path of a file as given, or the caller's own id."""
    text: str
    regions: tuple[Region, ...] = ()
    title: str | None = None
    language: str = "en"
    """ISO 639-1; claims are read from English only."""
    author: str | None = None
    site: str | None = None
    published_at: str | None = None
    """ISO 8601, as precise as `published_precision` says."""
    published_precision: DatePrecision | None = None
    published_from: str | None = None
    """Where the date was found: json-ld, meta, time-element, url, text, api."""
    modified_at: str | None = None
    canonical_url: str | None = None
    doi: str | None = None
    pmid: str | None = None
    registry_ids: tuple[str, ...] = ()
    """Trial registry ids (NCT01234567, ISRCTN12345678) named on the page."""
    publication_types: tuple[str, ...] = ()
    """The index's own words for the kind of paper ("Randomized Controlled Trial")."""
    subjects: tuple[str, ...] = ()
    """MeSH headings or the paper's own keywords."""
    notices: tuple[str, ...] = ()
    """Corrections and retractions as the index links them ("ErratumIn PMID:123")."""
    retracted: bool = False
    robots: tuple[str, ...] = ()
    """Directives of meta robots, lower case: noindex, noarchive, nofollow."""
    licence: str | None = None
    links: int = 0
    """Number of links in the main text."""
    verdict: Verdict = "article"
    verdict_reason: str = ""
    farm_signals: tuple[Signal, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    minhash: tuple[int, ...] = field(default=(), repr=False)
    """Of the text's runs of three words; empty where it is too short to be told from others."""
    numbers: tuple[str, ...] = ()
    """Every number in the text once, dates apart; copies of one story share them."""

    def region_at(self, offset: int) -> RegionKind:
        """The kind of the region that holds this code point, `body` outside all of them."""
        for region in self.regions:
            if region.start <= offset < region.end:
                return region.kind
        return "body"


# --- what the page says -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, judged as a whole, whatever it is about."""

    start: int
    end: int
    region: RegionKind
    causal_strength: CausalStrength | None
    """0 to 3 after Yu, Li, Wang 2020; None only in boilerplate."""
    certainty: Certainty | None


@dataclass(frozen=True, slots=True)
class Concept:
    """A drug, cytokine, condition ... that mentions link to: one row of a lexicon."""

    concept_id: str
    """A CURIE: HGNC:6018, RXNORM:612865, MESH:D003866, else HEDGEROW:slug."""
    name: str
    type: MentionType
    synonyms: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    """Concept ids of the classes it belongs to (tocilizumab is an IL-6 inhibitor)."""
    targets: tuple[str, ...] = ()
    """Concept ids of the cytokines or receptors that a drug acts on."""
    lower_is_better: bool | None = None
    """For outcome measures and biomarkers: does a fall help the patient?"""


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in the text."""

    start: int
    end: int
    surface: str
    type: MentionType
    concept_id: str
    name: str
    """The concept's preferred name; the antecedent's, for a coreferent mention."""
    link_method: LinkMethod


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that measures something, as the text gives it."""

    start: int
    end: int
    surface: str
    measure: Measure
    value: float | None
    unit: str | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    arm: str | None = None
    """The sentence's words for the arm or group whose number it is."""
    outcome: str | None = None
    """The sentence's words for what was measured."""


@dataclass(frozen=True, slots=True)
class Study:
    """A study that the document reports or names; absent traits are None."""

    design: Design
    sample_size: int | None = None
    species: str | None = None
    """human, mouse, rat, monkey, cells ... ; None where the text does not say."""
    phase: str | None = None
    arms: int | None = None
    duration: str | None = None
    comparator: str | None = None
    primary_significant: bool | None = None
    """Was the primary outcome met? None where the text does not say."""
    harms_reported: bool = False
    name: str | None = None
    doi: str | None = None
    pmid: str | None = None
    registry_id: str | None = None
    pilot: bool = False
    """Does the text call it a pilot, small, early or preliminary?"""
    included: Design | None = None
    """The weakest design that a review is said to include; None where that is untold."""


@dataclass(frozen=True, slots=True)
class Overclaim:
    """One way in which a claim outruns its evidence, and why, in words for a reader."""

    gap: Gap
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says that what does what to what, how surely, and on what evidence."""

    sentence: Span
    subject: Mention
    relation: Relation
    object: Mention
    rule_id: str
    trigger: Span | None = None
    comparator: Mention | None = None
    polarity: Polarity = "affirmed"
    direction: Direction = "unspecified"
    valence: Valence = "unknown"
    certainty: Certainty = "fact"
    causal_strength: CausalStrength = 0
    claim_type: ClaimType = "finding"
    holder_type: HolderType = "author"
    holder: str | None = None
    population: str | None = None
    label_status: LabelStatus = "unknown"
    study: Study | None = None
    quantities: tuple[Quantity, ...] = ()
    overclaim: tuple[Overclaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A stretch of wording that sells, limits, strengthens or denies."""

    kind: FlagKind
    category: str
    """A HypeCategory or CaveatCategory; for cues, the kind of cue (modal, adverb, verb ...)."""
    start: int
    end: int
    surface: str
    rule_id: str
    rule_version: int = 1
    context: HypeContext = "asserted"
    is_flag: bool = True
    """False for lookalikes and disowned hype, which are kept with their reason."""
    severity: int = 0
    """0 lookalike or disowned, 1 colour, 2 unsupported strength, 3 hyperbole; hype only."""
    scope: Span | None = None
    """What a hedge or negation cue governs (BioScope convention)."""
    rationale: str = ""
    holder: str | None = None
    """Whose words they are, when quoted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one document was found to say."""

    document: Document
    extractor_version: str
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    studies: tuple[Study, ...] = ()
    claims: tuple[Claim, ...] = ()
    flags: tuple[Flag, ...] = ()
    omissions: tuple[Signal, ...] = field(default=())

    def spanned(self) -> Iterator[Spanned]:
        """Every object of this reading that keeps its own characters."""
        yield from self.mentions
        yield from self.quantities
        yield from self.flags
        for claim in self.claims:
            yield claim.subject
            yield claim.object
            if claim.comparator:
                yield claim.comparator
            yield from claim.quantities

    def audit(self) -> None:
        """None, when every offset of this reading is exact; else AssertionError names the first."""
        text = self.document.text
        for item in self.spanned():
            if text[item.start : item.end] != item.surface:
                raise AssertionError(f"{self.document.id}: offsets of {item!r} do not fit the text")
        for claim in self.claims:
            start, end = claim.sentence
            if not 0 <= start < end <= len(text):
                raise AssertionError(f"{self.document.id}: {claim!r} lies outside the text")
