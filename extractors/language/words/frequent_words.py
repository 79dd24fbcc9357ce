"""Words that many documents share, taken apart once for all of them.

The words of the first documents are kept as they come. Once there is no room for more, a document's
words are forgotten with it (`pipeline.words_of_one_document`), which also keeps the tokenizer from
remembering how any of them is taken apart. So those that come back are learned between documents:
with them, tokens take a third of the time. How many is bounded.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokenizer import Tokenizer

ROOM = 50_000
"""Strings that the first documents may add to the vocabulary: some 10 MB with their words."""
MOST = 30_000
"""How many are learned: each takes about 300 bytes."""
_MET_AT_MOST = 100_000
"""How many others are remembered as met once; then that begins anew."""


class FrequentWords:
    """What a pipeline's tokenizer learns between documents; no token is other for it."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        if isinstance(nlp.tokenizer, Tokenizer):
            nlp.tokenizer.max_cache_size = max(nlp.tokenizer.max_cache_size, MOST)
        self._full = len(nlp.vocab.strings) + ROOM
        self._met: set[int] = set()
        self._learned: set[int] = set()
        self._waiting: frozenset[str] = frozenset()

    def has_room(self, text: str) -> bool:
        """Whether the words of this text can be kept, even if each of them is new."""
        return len(self._nlp.vocab.strings) + len(text) // 2 < self._full

    def meet(self, text: str) -> None:
        """None; the words of this text count as met once its document is done with."""
        self._waiting = frozenset(text.split())

    def learn(self) -> None:
        """None; words that an earlier document had too are known from now on."""
        words, self._waiting = self._waiting, frozenset()
        if len(self._learned) >= MOST:
            return
        by_hash = {hash(word): word for word in words}
        new = (by_hash.keys() & self._met) - self._learned
        if new:
            self._nlp.make_doc(" ".join(by_hash[key] for key in new))
            self._learned |= new
        if len(self._met) > _MET_AT_MOST:
            self._met.clear()
        self._met |= by_hash.keys()
