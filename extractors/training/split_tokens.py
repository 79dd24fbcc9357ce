"""Gold documents with the tokens of run time: cut where the tokenizer cuts, joined where it joins.

Treebanks keep "TNF-induced" whole and cut "IL-1β" in three where our tokenizer does the contrary.
The trainer aligns by characters, and loses head and label of every token that has no equal, and of
all that hang on it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True)
class _Row:
    """What a token becomes; `head` is a place in the new document."""

    word: str
    space: bool
    tag: str
    pos: str
    lemma: str
    head: int
    dep: str


def split_like(doc: Doc, tokenizer: Tokenizer) -> Doc:
    """The gold document with every token cut at punctuation where the tokenizer cuts it.

    The last piece with a letter or digit keeps the token's head, label, tag and part of speech; the
    others hang on it, words as "compound", signs as "punct". The tags of words cut off are unknown
    (empty), as are the lemmas of all words of a cut token.
    """
    pieces = _pieces(doc, tokenizer)
    mains: list[int] = []
    place = 0
    for cut in pieces:
        mains.append(place + _main(cut))
        place += len(cut)
    rows: list[_Row] = []
    for token, cut in zip(doc, pieces, strict=True):
        rows += _rows(token, cut, mains, len(rows))
    return Doc(
        doc.vocab,
        words=[row.word for row in rows],
        spaces=[row.space for row in rows],
        tags=[row.tag for row in rows],
        pos=[row.pos for row in rows],
        lemmas=[row.lemma for row in rows],
        heads=[row.head for row in rows],
        deps=[row.dep for row in rows],
    )


def join_like(doc: Doc, tokenizer: Tokenizer) -> Doc:
    """The gold document with tokens of one sentence joined where the tokenizer keeps them whole.

    A joined token takes place, label and tag of its highest part; its lemma is unknown (empty).
    """
    new = doc.copy()
    starts = {token.idx: token.i for token in doc}
    ends = {token.idx + len(token): token.i + 1 for token in doc}
    with new.retokenize() as retokenizer:
        for token in tokenizer(doc.text):
            start, end = starts.get(token.idx), ends.get(token.idx + len(token))
            if start is None or end is None or end - start < 2:
                continue
            if not any(part.is_sent_start for part in doc[start + 1 : end]):
                retokenizer.merge(new[start:end], attrs={"LEMMA": ""})
    return new


def token_agreement(docs: Iterable[Doc], tokenizer: Tokenizer) -> Counter[str]:
    """How many gold tokens there are ("gold"), and how many our tokenizer finds too ("same")."""
    counts = Counter[str]()
    for doc in docs:
        found = {(token.idx, token.idx + len(token)) for token in tokenizer(doc.text)}
        counts["gold"] += len(doc)
        counts["same"] += sum((token.idx, token.idx + len(token)) in found for token in doc)
    return counts


def _pieces(doc: Doc, tokenizer: Tokenizer) -> list[list[str]]:
    """For each token the words that it is cut into; the token alone where it stays whole."""
    spans = [(token.idx, token.idx + len(token)) for token in tokenizer(doc.text)]
    starts = [start for start, _ in spans]
    pieces = []
    for token in doc:
        start, end = token.idx, token.idx + len(token)
        inside = spans[bisect_left(starts, start) : bisect_left(starts, end)]
        cut = [doc.text[first:last] for first, last in inside]
        whole = "".join(cut) != token.text or not any(map(_is_sign, cut))
        pieces.append([token.text] if whole else cut)
    return pieces


def _is_sign(word: str) -> bool:
    return not any(letter.isalnum() for letter in word)


def _main(cut: Sequence[str]) -> int:
    return max((place for place, word in enumerate(cut) if not _is_sign(word)), default=0)


def _rows(token: Token, cut: Sequence[str], mains: Sequence[int], first: int) -> list[_Row]:
    rows = [_dependent(word, mains[token.i]) for word in cut]
    whole = len(cut) == 1
    rows[mains[token.i] - first] = _Row(
        word=cut[mains[token.i] - first],
        space=False,
        tag=token.tag_,
        pos=token.pos_,
        lemma=token.lemma_ if whole else "",
        head=mains[token.head.i],
        dep=token.dep_,
    )
    rows[-1] = replace(rows[-1], space=bool(token.whitespace_))
    return rows


def _dependent(word: str, head: int) -> _Row:
    if _is_sign(word):
        return _Row(word, False, "HYPH", "PUNCT", word, head, "punct")
    return _Row(word, False, "", "", "", head, "compound")
