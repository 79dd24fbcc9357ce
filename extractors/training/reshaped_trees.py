"""Gold trees in the shapes of claims: the bare clause, the headline, the sentence with a label.

Treebanks hold long sentences; claims stand in short ones ("The jab halved admissions"), in
headlines without articles ("Jab halves admissions", "Jab tied to clots") and behind labels
("Results: ..."). Each shape is cut from a real tree by leaving words out, and so keeps the heads
that annotators gave; the labels alone are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

LABELS = (
    *("Background :", "Aim :", "Objective :", "Methods :", "Results :", "RESULTS", "Findings :"),
    *("Conclusion :", "Conclusions :", "CONCLUSIONS :", "Interpretation :", "Key finding :"),
    *("LONDON , 3 May –", "BOSTON ( March 12 , 2019 ) --", "Geneva , 21 October 2020 -"),
    *("TORONTO , Canada --", "CHICAGO –", "SEATTLE ( Reuters ) -", "Paris , France :"),
)
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_CLAUSE = frozenset(
    {
        *("nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "xcomp", "advmod", "aux"),
        *("aux:pass", "cop", "compound:prt", "expl", "nmod", "amod", "det", "compound", "case"),
        *("nummod", "nmod:poss"),
    }
)
_COMPLEMENTS = frozenset({"obj", "obl", "obl:agent", "xcomp", "cop", "advmod"})
_SIGNS = frozenset({":", "–", "--", "-", ",", "(", ")"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
MIN_WORDS = 4
MAX_WORDS = 40


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    tag: str
    pos: str
    lemma: str
    head: int
    """Place in the new sentence."""
    dep: str
    space: bool = True


def clauses(docs: Iterable[Doc]) -> Iterator[Doc]:
    """Each clause with a noun for its subject, as a sentence of its own that ends in a stop."""
    for doc in docs:
        for verb in doc:
            kept = _clause(verb)
            if kept:
                yield _sentence(doc.vocab, kept, verb, {}, stop=True)


def headlines(docs: Iterable[Doc], present: Mapping[str, str]) -> Iterator[Doc]:
    """The same clauses without articles and forms of "be", past verbs in the present, no stop.

    `present` gives the third person of a verb by its lemma.
    """
    for doc in docs:
        for verb in doc:
            kept = [t for t in _clause(verb) if not _is_left_out(t)]
            if len(kept) >= MIN_WORDS:
                yield _sentence(doc.vocab, kept, verb, _in_present(verb, present), stop=False)


def labelled(docs: Iterable[Doc], seed: int) -> Iterator[Doc]:
    """Each one-sentence document behind a section label or a dateline, which hangs on its root."""
    random = Random(seed)
    for doc in docs:
        yield _behind(random.choice(LABELS).split(), doc)


def present_forms(docs: Iterable[Doc]) -> dict[str, str]:
    """The third person singular of each full verb that the documents hold, by lemma."""
    return {
        token.lemma_.lower(): token.text
        for doc in docs
        for token in doc
        if token.tag_ == "VBZ" and token.pos_ == "VERB" and token.lemma_ and token.text.islower()
    }


def _clause(verb: Token) -> list[Token]:
    """The words of the clause in order; nothing where it has no noun subject or no complement."""
    children = [child for child in verb.children if child.dep_ in _CLAUSE]
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    if subject is None or subject.tag_ not in _NOUN_TAGS or not verb.tag_:
        return []
    if not any(child.dep_ in _COMPLEMENTS and child.i > subject.i for child in children):
        return []
    kept = sorted([verb, *(t for c in children for t in c.subtree)], key=lambda token: token.i)
    return kept if MIN_WORDS <= len(kept) <= MAX_WORDS else []


def _is_left_out(token: Token) -> bool:
    """An article, or a form of "be" that a headline does without."""
    article = token.dep_ == "det" and token.text.lower() in {"the", "a", "an"}
    being = token.dep_ in {"aux:pass", "cop"} and token.tag_ in {"VBD", "VBZ", "VBP"}
    return (article or being) and not any(True for _ in token.children)


def _in_present(verb: Token, present: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    """The verb's new word and tag, where it is past and its subject decides for "-s"."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    form = present.get(verb.lemma_.lower())
    if verb.tag_ != "VBD" or subject is None or form is None:
        return {}
    one = subject.tag_ in {"NN", "NNP"}
    return {verb.i: (form, "VBZ") if one else (verb.lemma_.lower(), "VBP")}


def _sentence(
    vocab: Vocab,
    kept: Sequence[Token],
    root: Token,
    changed: Mapping[int, tuple[str, str]],
    *,
    stop: bool,
) -> Doc:
    """The kept words under their own heads; a word whose head is left out hangs on the root."""
    place = {token.i: index for index, token in enumerate(kept)}
    parted = [bool(a.whitespace_) or b.i > a.i + 1 for a, b in pairwise(kept)]
    words = [
        _kept_word(token, root, place, changed, space)
        for token, space in zip(kept, [*parted, not stop], strict=True)
    ]
    if stop:
        words.append(_Word(".", ".", "PUNCT", ".", place[root.i], "punct"))
    return _doc(vocab, words)


def _kept_word(
    token: Token,
    root: Token,
    place: Mapping[int, int],
    changed: Mapping[int, tuple[str, str]],
    space: bool,
) -> _Word:
    text, tag = changed.get(token.i, (token.text, token.tag_))
    is_root = token.i == root.i
    head = place.get(token.head.i, place[root.i])
    first = place[token.i] == 0
    return _Word(
        text[0].upper() + text[1:] if first else text,
        tag,
        token.pos_,
        token.lemma_,
        place[token.i] if is_root else head,
        "ROOT" if is_root else token.dep_,
        space,
    )


def _behind(label: Sequence[str], doc: Doc) -> Doc:
    root = next(token.i for token in doc if token.dep_ == "ROOT") + len(label)
    before = [
        _Word(word, "", "", "", root, "punct" if word in _SIGNS else "dep", word != "(")
        for word in label
    ]
    after = [
        _Word(t.text, t.tag_, t.pos_, t.lemma_, t.head.i + len(label), t.dep_, bool(t.whitespace_))
        for t in doc
    ]
    return _doc(doc.vocab, [*before, *after])


def _doc(vocab: Vocab, words: Sequence[_Word]) -> Doc:
    spaces = [word.space for word in words]
    for index, word in enumerate(words[1:]):
        if word.text in {".", ",", ":", ")"}:
            spaces[index] = False
    return Doc(
        vocab,
        words=[word.text for word in words],
        spaces=spaces,
        tags=[word.tag for word in words],
        pos=[word.pos for word in words],
        lemmas=[word.lemma for word in words],
        heads=[word.head for word in words],
        deps=[word.dep for word in words],
    )
