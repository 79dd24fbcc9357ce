"""A parse counts as right by the labelled words alone, and a wrong one says what was wrong."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from extractors.evaluation.claim_heads import judge, score
from extractors.evaluation.labelled_claims import LabelledClaim, heads_in_words
from extractors.language.words.tokens import blank_english

NLP = blank_english()


def claim(text: str, labels: str) -> LabelledClaim:
    predicate, clause, subject, last = labels.split("|")
    row = {"predicate": predicate, "clause": clause, "subject": subject, "object": last}
    return LabelledClaim(text, text, "own", heads_in_words(row, text))


def tree(text: str, written: str) -> Doc:
    """A parse written as HEAD>RELATION[>POS] for each token, heads from 1, 0 for the root."""
    doc = NLP(text)
    cells = [cell.split(">") for cell in written.split()]
    heads = [i if int(cell[0]) == 0 else int(cell[0]) - 1 for i, cell in enumerate(cells)]
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        heads=heads,
        deps=["ROOT" if int(cell[0]) == 0 else cell[1] for cell in cells],
        pos=[cell[2] if len(cell) > 2 else "X" for cell in cells],
    )


def failures(text: str, labels: str, written: str) -> dict[str, str]:
    return dict(judge(claim(text, labels), tree(text, written)).failures)


VERB = "Anakinra quickly eased gout"
NOUN = "Gout is a disease of kings"
THERE = "There was no change in mood"


@pytest.mark.parametrize(
    ("text", "labels", "written"),
    [
        (VERB, "eased|root|Anakinra|gout", "3>nsubj 3>advmod 0>root>VERB 3>obj"),
        (VERB, "eased|embedded|Anakinra|gout", "3>nsubj 3>advmod 0>root>VERB 3>obj"),
        (
            "Mood was lifted by X",
            "lifted|root|Mood|X",
            "3>nsubj:pass 3>aux:pass 0>root 5>case 3>obl:agent",
        ),
        (NOUN, "disease|root|Gout|kings", "4>nsubj 4>cop 4>det 0>root>NOUN 6>case 4>nmod"),
        (
            "X was shown to ease Y",
            "ease|embedded|X|Y",
            "3>nsubj:pass 3>aux:pass 0>root 5>mark 3>xcomp 5>obj",
        ),
        ("X eased or cured Y", "eased|root|X|Y", "2>nsubj 0>root>VERB 4>cc 2>conj>VERB 4>obj"),
        (THERE, "was|root|change|mood", "2>expl 0>root>AUX 4>det 2>nsubj 6>case 4>nmod"),
        (THERE, "was|root|change|mood", "2>expl 0>root>AUX 4>det 2>nsubj 6>case 2>obl"),
        (
            "TNF-alpha fell by 20%",
            "fell|root|TNF-alpha|20%",
            "3>compound 3>punct 4>nsubj 0>root 7>case 7>nummod 4>obl",
        ),
        ("Pain went", "went|root|Pain|", "2>nsubj 0>root"),
    ],
)
def test_right(text: str, labels: str, written: str) -> None:
    assert failures(text, labels, written) == {}


@pytest.mark.parametrize(
    ("text", "labels", "written", "wrong"),
    [
        (
            VERB,
            "eased|root|Anakinra|gout",
            "4>compound 3>advmod 4>amod>VERB 0>root",
            {"predicate": "taken for amod", "subject": "other head", "object": "other head"},
        ),
        (
            VERB,
            "eased|root|Anakinra|gout",
            "3>obl 3>advmod 0>root>VERB 3>nsubj",
            {"subject": "taken for obl", "object": "taken for nsubj"},
        ),
        (
            VERB,
            "eased|root|Anakinra|gout",
            "3>nsubj 3>advmod 0>root>VERB 3>nmod",
            {"object": "taken for nmod"},
        ),
        (
            "She says X eased Y",
            "eased|root|X|Y",
            "2>nsubj 0>root 4>nsubj 2>ccomp>VERB 4>obj",
            {"predicate": "taken for ccomp"},
        ),
        (
            "X says Y eased Z",
            "eased|embedded|X|Z",
            "2>nsubj 0>root 4>nsubj 2>ccomp>VERB 4>obj",
            {"subject": "other head"},
        ),
        (
            "TNF-alpha fell",
            "fell|root|TNF-alpha|",
            "4>nsubj 4>punct 4>nsubj 0>root>VERB",
            {"subject": "word in pieces"},
        ),
    ],
)
def test_wrong(text: str, labels: str, written: str, wrong: dict[str, str]) -> None:
    assert failures(text, labels, written) == wrong


def test_counts() -> None:
    right = tree(VERB, "3>nsubj 3>advmod 0>root>VERB 3>obj")
    wrong = tree("Pain went", "0>root 1>acl")
    claims = [claim(VERB, "eased|root|Anakinra|gout"), claim("Pain went", "went|root|Pain|")]
    scores = score(claims, lambda text: right if text == VERB else wrong)
    assert scores.all_right == 0.5
    assert (scores.field("predicate"), scores.field("object")) == (0.5, 1.0)
    assert scores.kinds == {"predicate: taken for acl": 1, "subject: other head": 1}
    assert [verdict.right for verdict in scores.verdicts] == [True, False]
