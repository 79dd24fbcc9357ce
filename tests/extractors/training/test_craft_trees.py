"""CRAFT's labels in Universal Dependencies: small trees, written by hand in both schemes."""

from __future__ import annotations

import pytest

from extractors.training.conllu_trees import Sentence, Word, is_tree
from extractors.training.craft_trees import to_universal


def sentence(rows: str) -> Sentence:
    """Each row: form, part-of-speech tag, head, label."""
    words = []
    for row in rows.strip().splitlines():
        form, tag, head, dep = row.split()
        words.append(Word(form, form.lower(), "X", tag, int(head), dep, True))
    return Sentence(tuple(words))


def relations(rows: str) -> list[str]:
    """Each word with its label and head: "nsubj(falls, dose)"."""
    words = to_universal(sentence(rows)).words
    assert is_tree(words)
    heads = ["ROOT", *(word.form for word in words)]
    return [f"{word.dep}({heads[word.head]}, {word.form})" for word in words]


CASES = {
    "object of a preposition under a noun": (
        """
        levels NNS 4 nsubj
        of IN 1 prep
        cytokines NNS 2 pobj
        fell VBD 0 root
        """,
        [
            "nsubj(fell, levels)",
            "case(cytokines, of)",
            "nmod(levels, cytokines)",
            "root(ROOT, fell)",
        ],
    ),
    "agent of a passive": (
        """
        Growth NN 3 nsubjpass
        was VBD 3 auxpass
        slowed VBN 0 root
        by IN 3 agent
        heat NN 4 pobj
        """,
        [
            "nsubj:pass(slowed, Growth)",
            "aux:pass(slowed, was)",
            "root(ROOT, slowed)",
            "case(heat, by)",
            "obl:agent(slowed, heat)",
        ],
    ),
    "clause under a preposition": (
        """
        It PRP 2 nsubj
        works VBZ 0 root
        by IN 2 prep
        blocking VBG 3 pcomp
        uptake NN 4 dobj
        """,
        [
            "nsubj(works, It)",
            "root(ROOT, works)",
            "mark(blocking, by)",
            "advcl(works, blocking)",
            "obj(blocking, uptake)",
        ],
    ),
    "copula with an adjective": (
        """
        Doses NNS 2 nsubj
        were VBD 0 root
        not RB 2 neg
        high JJ 2 acomp
        . . 2 punct
        """,
        [
            "nsubj(high, Doses)",
            "cop(high, were)",
            "advmod(high, not)",
            "root(ROOT, high)",
            "punct(high, .)",
        ],
    ),
    "copula with a place": (
        """
        Cells NNS 2 nsubj
        are VBP 0 root
        in IN 2 prep
        marrow NN 3 pobj
        """,
        ["nsubj(marrow, Cells)", "cop(marrow, are)", "case(marrow, in)", "root(ROOT, marrow)"],
    ),
    "conjuncts hang on the first, signs on the next": (
        """
        mice NNS 0 root
        , , 1 punct
        rats NNS 1 conj
        , , 3 punct
        and CC 3 cc
        dogs NNS 3 conj
        """,
        [
            "root(ROOT, mice)",
            "punct(rats, ,)",
            "conj(mice, rats)",
            "punct(dogs, ,)",
            "cc(dogs, and)",
            "conj(mice, dogs)",
        ],
    ),
    "joined prepositional phrases": (
        """
        found VBN 0 root
        in IN 1 prep
        blood NN 2 pobj
        and CC 2 cc
        in IN 2 conj
        bone NN 5 pobj
        """,
        [
            "root(ROOT, found)",
            "case(blood, in)",
            "obl(found, blood)",
            "cc(bone, and)",
            "case(bone, in)",
            "conj(blood, bone)",
        ],
    ),
    "such as": (
        """
        drugs NNS 0 root
        such JJ 3 amod
        as IN 1 prep
        aspirin NN 3 pobj
        """,
        ["root(ROOT, drugs)", "case(aspirin, such)", "fixed(such, as)", "nmod(drugs, aspirin)"],
    ),
    "infinitive, negative determiner, noun before noun": (
        """
        No DT 3 neg
        tissue NN 3 nmod
        sample NN 4 nsubj
        needs VBZ 0 root
        to TO 6 aux
        thaw VB 4 xcomp
        """,
        [
            "det(sample, No)",
            "compound(sample, tissue)",
            "nsubj(needs, sample)",
            "root(ROOT, needs)",
            "mark(thaw, to)",
            "xcomp(needs, thaw)",
        ],
    ),
    "relative subject, active and passive": (
        """
        cells NNS 0 root
        that WDT 3 dep
        grow VBP 1 relcl
        which WDT 6 dep
        were VBD 6 auxpass
        stained VBN 1 relcl
        """,
        [
            "root(ROOT, cells)",
            "nsubj(grow, that)",
            "acl:relcl(cells, grow)",
            "nsubj:pass(stained, which)",
            "aux:pass(stained, were)",
            "acl:relcl(cells, stained)",
        ],
    ),
    "relative object, and one that its verb only passes on": (
        """
        genes NNS 0 root
        which WDT 4 dep
        we PRP 4 nsubj
        found VBD 1 relcl
        that WDT 7 dep
        I PRP 7 nsubj
        hope VBP 1 relcl
        to TO 9 aux
        see VB 7 xcomp
        """,
        [
            "root(ROOT, genes)",
            "obj(found, which)",
            "nsubj(found, we)",
            "acl:relcl(genes, found)",
            "dep(hope, that)",
            "nsubj(hope, I)",
            "acl:relcl(genes, hope)",
            "mark(see, to)",
            "xcomp(hope, see)",
        ],
    ),
    "existence has a subject": (
        """
        There EX 2 expl
        was VBD 0 root
        growth NN 2 attr
        """,
        ["expl(was, There)", "root(ROOT, was)", "nsubj(was, growth)"],
    ),
    "two prepositions, one expression": (
        """
        fed VBN 0 root
        according VBG 1 prep
        to IN 2 prep
        plan NN 3 pobj
        """,
        ["root(ROOT, fed)", "case(plan, according)", "fixed(according, to)", "obl(fed, plan)"],
    ),
    "two prepositions, each its own": (
        """
        ranked VBN 0 root
        based VBN 1 prep
        on IN 2 prep
        age NN 3 pobj
        """,
        ["root(ROOT, ranked)", "case(age, based)", "case(age, on)", "obl(ranked, age)"],
    ),
    "a comparison is a clause": (
        """
        fell VBD 0 root
        compared VBN 1 prep
        with IN 2 prep
        placebo NN 3 pobj
        """,
        [
            "root(ROOT, fell)",
            "advcl(fell, compared)",
            "case(placebo, with)",
            "obl(compared, placebo)",
        ],
    ),
    "range of numbers": (
        """
        days NNS 0 root
        3 CD 1 nummod
        - HYPH 2 punct
        8 CD 2 prep
        """,
        ["root(ROOT, days)", "nummod(days, 3)", "punct(3, -)", "nmod(3, 8)"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_trees_are_hung_the_universal_way(name: str) -> None:
    rows, expected = CASES[name]
    assert relations(rows) == expected


def test_patterns_for_lemmas_give_way_to_the_form() -> None:
    words = (
        Word("Two", "#crd#", "NUM", "CD", 2, "nummod", True),
        Word("C57BL", "c0bl", "NOUN", "NN", 0, "root", True),
        Word("mice", "mouse", "NOUN", "NNS", 2, "dep", True),
    )
    assert [w.lemma for w in to_universal(Sentence(words)).words] == ["two", "c57bl", "mouse"]


def test_parts_of_speech_follow_the_function() -> None:
    words = to_universal(
        sentence(
            """
            While IN 5 mark
            that DT 5 nsubj
            is VBZ 5 aux
            not RB 5 neg
            changing VBG 0 root
            """
        )
    ).words
    assert [word.pos for word in words] == ["SCONJ", "PRON", "AUX", "PART", "X"]
