"""Gold trees told in the past tense: "the drug inhibits growth" as "the drug inhibited growth".

An "-ed" form may be past tense or participle; an "-s" form is always finite. What a treebank says
of the second holds of the first in the same seat, so a copy in the past tense is as good as gold
and shows a parser exactly the sentences that it misreads most. Only past forms that the treebanks
themselves hold are put in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from spacy.tokens import Doc, Token

_PRESENT = frozenset({"VBZ", "VBP"})


def past_forms(docs: Iterable[Doc]) -> dict[str, str]:
    """The commonest past form of each full verb by lemma; "-ed" participles count as such."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            past = token.tag_ == "VBD" or (token.tag_ == "VBN" and token.text.endswith("ed"))
            if past and token.pos_ == "VERB" and token.lemma_ and token.text.islower():
                seen[token.lemma_.lower()][token.text] += 1
    return {lemma: forms.most_common(1)[0][0] for lemma, forms in seen.items()}


def in_past_tense(docs: Iterable[Doc], forms: Mapping[str, str]) -> Iterator[Doc]:
    """A copy of each document that has a full verb in the present, with such verbs in the past."""
    for doc in docs:
        words = [_past(token, forms) or token.text for token in doc]
        if words != [token.text for token in doc]:
            yield _copy(doc, words)


def _past(token: Token, forms: Mapping[str, str]) -> str | None:
    wanted = token.tag_ in _PRESENT and token.pos_ == "VERB" and token.text.islower()
    return forms.get(token.lemma_.lower()) if wanted else None


def _copy(doc: Doc, words: list[str]) -> Doc:
    changed = [word != token.text for word, token in zip(words, doc, strict=True)]
    return Doc(
        doc.vocab,
        words=words,
        spaces=[bool(token.whitespace_) for token in doc],
        tags=["VBD" if new else t.tag_ for t, new in zip(doc, changed, strict=True)],
        pos=[token.pos_ for token in doc],
        lemmas=[token.lemma_ for token in doc],
        heads=[token.head.i for token in doc],
        deps=[token.dep_ for token in doc],
    )
