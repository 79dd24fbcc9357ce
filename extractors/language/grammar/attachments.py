"""What the tree says of an end that the layout found: tied to the trigger, elsewhere, or unclear.

Four trees in five have predicate, subject and object right, so a tree may veto an end and replace
it by one that it does tie, and it may support a name that no list has; where it has no clause at
the trigger it says nothing, and the layout's word stands.

An end hangs on the trigger through nouns that carry it: "levels of IL-6" stand for IL-6,
"overdiagnosis of cancer" does not stand for cancer (`carriers` in `rules/clause_words.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Token

from extractors.language.grammar.clauses import Layout, group_start, words
from extractors.language.grammar.relations import GROUPS, Trigger
from extractors.model import Mention

Tie = Literal["tied", "elsewhere", "unclear"]

_WITHIN_NOUN = frozenset(
    {"compound", "amod", "nmod", "appos", "flat", "nummod", "fixed", "list", "conj"}
)
_ODD = frozenset({"dep", "det", "punct", "case", "mark", "cc", "advmod", "discourse", "parataxis"})
"""Relations that no name bears in a tree that is right."""
_ADJECTIVE = re.compile(r"(?:ic|al|ive|ous|ory|ary|ed|ing)$")
_ADNOMINAL = frozenset({"acl", "nmod", "obl", "advcl", "amod", "csubj", "nsubj"})
_QUALIFIES = frozenset({"compound", "amod", "nmod"})
_ON_PREDICATE = frozenset({"aux", "cop", "case", "mark", "advmod", "fixed"})
_CLAUSAL = frozenset({"ROOT", "acl", "advcl", "ccomp", "conj", "csubj", "parataxis", "xcomp"})
_RELATIVE = frozenset({"which", "that", "who", "whom", "whose"})
_SUBJECTS = frozenset({"nsubj", "csubj"})
_BEARS = frozenset(
    {"develop", "develops", "developed", "developing", "having", "getting", "contracting",
     "suffering", "dying", "experiencing", "with"}
)  # fmt: skip
"""Verbs between a chance and what it is of: "the risk of developing [X]"."""
_GIVES = frozenset(
    {"given", "receiving", "received", "taking", "treated", "using", "prescribed", "called",
     "named", "assigned", "randomised", "randomized", "allocated", "containing", "known", "on",
     "taken", "undergoing", "offered", "consuming", "eating", "drinking", "starting", "who",
     "including", "based", "involving", "having"}
)  # fmt: skip
"""Participles that say what people or a treatment are made of: "patients given [X]"."""
_DESCRIBING = frozenset(
    {"used", "caused", "induced", "triggered", "approved", "licensed", "driven", "mediated",
     "provoked", "given", "prescribed"}
)  # fmt: skip
"""Participles that tell what is known of a noun already."""
_PREFIXES = frozenset({"post", "pre", "non", "anti", "like", "peri", "co"})
_TREATING = frozenset({"treats", "prevents", "approved_for"})
_ABILITIES = frozenset(
    {"role", "part", "ability", "potential", "capacity", "power", "effect", "effects", "benefit",
     "benefits", "promise", "success", "efficacy", "effectiveness", "activity", "way", "use"}
)  # fmt: skip
"""What the subject of their verb has: "X plays a role in reducing", "X shows promise to treat"."""
_LONGEST = 12
"""Steps of a climb; a tree of one sentence is seldom deeper between a name and its verb."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """The tree at one trigger."""

    layout: Layout
    tree: Doc
    trigger: Trigger
    verb: Token | None
    """The head of the trigger's clause, None where the tree has no clause there."""

    def token(self, index: int) -> Token:
        """The tree's token for an index of the document."""
        return self.tree[index - self.layout.start]

    def own(self) -> frozenset[int]:
        """The trigger's own tokens and its verb."""
        places = range(self.trigger.start - self.layout.start, self.trigger.end - self.layout.start)
        return frozenset(places) | ({self.verb.i} if self.verb is not None else frozenset())

    def of_subject(self, mention: Mention) -> Tie:
        """Whether the mention stands in the subject of the trigger's verb.

        Arms may be named in a phrase before it ("Of those given [X], half had less pain"), and
        what follows the verb is for the layout to tell ("By blocking IL-6, [the drug] ...").
        """
        bearers = frozenset(self._subjects())
        if not bearers or self.verb is None:
            return "unclear"
        at = self._head(mention).i
        loose = self.verb.dep_.startswith("acl") and at < self.verb.i
        found = self._tie(mention, bearers, loose=loose)
        fronted = at < min(bearers) and mention.type in GROUPS["agent"]
        beyond = at > self.verb.i or self._opens_clause(mention)
        if beyond or (fronted and self.of_phrase(mention) == "tied"):
            return "unclear" if found == "elsewhere" else found
        return found

    def _opens_clause(self, mention: Mention) -> bool:
        """Whether it stands right before a verb that the tree gives another verb's subject.

        "A raises B, and [B] causes C" is easily read as "A raises B and B, causes C".
        """
        verb = self.verb
        if verb is None or verb.dep_ != "conj" or verb.lower_.endswith("ing"):
            return False
        if any(child.dep_.partition(":")[0] in _SUBJECTS for child in verb.children):
            return False
        last = self._places(mention).stop + self.layout.start
        return last == group_start(self.layout, self.trigger.start)

    def of_object(self, mention: Mention) -> Tie:
        """Whether the mention hangs on the trigger as what it acts on; never vetoed right after."""
        if self.verb is None:
            return "unclear"
        found = self._tie(mention, self.own() | frozenset(self._companions(self.verb)))
        beside = self._places(mention).start + self.layout.start == self.trigger.end
        return "unclear" if found == "elsewhere" and beside else found

    def of_phrase(self, mention: Mention) -> Tie:
        """Whether the mention hangs anywhere on the trigger, its verb or that verb's subject."""
        return self._tie(mention, self.own() | frozenset(self._subjects()))

    def stands_for_itself(self, mention: Mention) -> bool:
        """Whether no noun after the name makes another thing of it: "[creatine] kinase"."""
        if self._is_prefixed(mention):
            return False
        own, is_model = self.own(), mention.link_method == "model"
        if is_model and any(place in own for place in self._places(mention)):
            return False
        token = self._head(mention)
        while token.dep_ in {"compound", "amod"} and token.head.i > token.i:
            between = range(token.i + 1, token.head.i + 1)
            token = token.head
            crossed = not own.isdisjoint(between)
            if crossed or _is_joined(self.tree, self._head(mention), token):
                return True
            if not self._carries(token, mention):
                return False
        return not (is_model and _is_adjective(self._head(mention)))

    def _is_prefixed(self, mention: Mention) -> bool:
        """Whether a prefix makes another thing of the name: "post-[stroke] pain"."""
        first = self._places(mention).start
        if first < 2 or self.tree[first - 1].text != "-" or self.tree[first - 1].whitespace_:
            return False
        return self.tree[first - 2].lower_ in _PREFIXES

    def is_adjective(self) -> bool:
        """Whether the trigger only describes a noun: "fewer days and [reduced] relapse"."""
        head = self.token(self.trigger.head)
        if len(self.trigger.span) > 1 or head.dep_ not in {"amod", "compound"} or head.i == 0:
            return False
        before = self.tree[head.i - 1]
        if head.lower_.endswith("ing"):
            return before.pos_ in {"NOUN", "PROPN"}
        return head.lower_.endswith("ed") and before.lower_ in {"and", "or", ","}

    def is_participle(self) -> bool:
        """Whether the clause is a mere ", leading to": whose it is, trees often get wrong."""
        verb = self.verb
        if verb is None or verb.dep_ not in {"advcl", "acl"} or not verb.lower_.endswith("ing"):
            return False
        return not any(child.dep_ in {"mark", "case"} for child in verb.children)

    def _tie(self, mention: Mention, goals: Collection[int], *, loose: bool = False) -> Tie:
        token = named = self._head(mention)
        for _step in range(_LONGEST):
            kind, above = token.dep_.partition(":")[0], token.head
            if token == named and kind == "acl":
                kind = "nmod"  # a name that looks like a verb: "the risk of [bleeding]"
            if token.i in goals:
                return "tied"
            # "Adding X to [Y] prolongs", "Treating [an illness] reduces": neither acts
            idle = kind == "obl" or mention.type in GROUPS["illness"]
            is_gerund = above.dep_ == "csubj" and above.lower_.endswith("ing")
            if idle and is_gerund and above.i in goals:
                return "elsewhere"
            if above.i == token.i:
                return "elsewhere" if token.pos_ in {"VERB", "AUX"} else "unclear"
            if kind in _ODD:
                return "unclear"
            if above.i not in goals:
                unlike = kind in _QUALIFIES and not self._carries(above, mention)
                if unlike and not loose and not _is_joined(self.tree, token, above):
                    return "elsewhere"
                if kind not in _WITHIN_NOUN:
                    if not self._passes(above):
                        return "elsewhere"
                    above = above.head
            token = above
        return "unclear"

    def _passes(self, verb: Token) -> bool:
        """Whether a participle only leads to the name: "patients given", "risk of developing"."""
        kind = verb.dep_.partition(":")[0]
        return kind in _ADNOMINAL and verb.lower_ in _GIVES | _BEARS

    def _carries(self, noun: Token, mention: Mention) -> bool:
        norm = noun.lower_
        if norm in words("carriers_of_treated"):
            return mention.type not in GROUPS["illness"] or self.trigger.rule.relation in _TREATING
        if norm in words("carriers") or norm in words("people"):
            return True
        named = self.layout.at(noun.i + self.layout.start)
        if named is not None and _are_alike(named[2], mention):
            return True
        if noun.pos_ == "PROPN" and mention.type == "drug_class":
            return True
        return norm in words(_CARRIERS_OF.get(mention.type, "carriers"))

    def _subjects(self) -> Iterator[int]:
        """The tokens that can bear the subject of the trigger's verb."""
        verb = self.verb
        for _step in range(_LONGEST):
            if verb is None:
                return
            own = [c for c in verb.children if c.dep_.partition(":")[0] in _SUBJECTS]
            kind = verb.dep_.partition(":")[0]
            if own and own[0].lower_ not in _RELATIVE:
                yield from (child.i for child in own)
                return
            if any(child.dep_ == "mark" and child.lower_ == "by" for child in verb.children):
                kind = "advcl"  # "eases X by reducing Y": never says what X is
            if kind in {"acl", "nmod", "appos"}:
                yield from self._described(verb.head, own)
                return
            if kind not in {"xcomp", "conj", "advcl"}:
                return
            if kind == "xcomp" or any(child.lower_ == "to" for child in verb.children):
                yield from (c.i for c in verb.head.children if c.dep_ == "obj" and c.i < verb.i)
            verb = verb.head

    def _described(self, noun: Token, relative: Sequence[Token]) -> Iterator[int]:
        """The nouns that a clause may describe, and whose they are: "[X] has a role in reducing".

        Which of "injections of X" a clause describes is what trees get wrong most: all count.
        """
        described = noun
        for _step in range(_LONGEST):
            yield described.i
            if described.dep_.partition(":")[0] not in {"nmod", "conj", "appos"}:
                break
            described = described.head
        able = described.lower_ in _ABILITIES and not relative
        by_verb = able and described.dep_ in {"obj", "obl", "xcomp"}
        holder = described.head if by_verb else described
        for child in holder.children:
            if child.dep_.partition(":")[0] in _SUBJECTS:
                yield holder.head.i if child.lower_ in _RELATIVE else child.i

    def _companions(self, verb: Token) -> Iterator[int]:
        """Verbs that share the trigger's object: "reduces or prevents", "helps in easing"."""
        end = self.trigger.end - self.layout.start
        for token in self.tree[end : end + 2]:
            if token.lower_.endswith("ing") and token.dep_ in {"acl", "advcl", "xcomp", "conj"}:
                yield token.i
        yield from (child.i for child in verb.children if child.dep_ in {"conj", "xcomp"})
        if verb.dep_ in {"conj", "xcomp"}:
            yield verb.head.i

    def _places(self, mention: Mention) -> range:
        start, end = next(row[:2] for row in self.layout.mentions if row[2] is mention)
        return range(start - self.layout.start, end - self.layout.start)

    def _head(self, mention: Mention) -> Token:
        places = self._places(mention)
        inside = self.tree[places.start : places.stop]
        outer = [t for t in inside if t.head.i not in places or t.head == t]
        return outer[0] if outer else inside[-1]


_CARRIERS_OF = {
    kind: name
    for group, name in (
        ("agent", "carriers_of_agents"),
        ("molecule", "carriers_of_molecules"),
        ("illness", "carriers_of_illness"),
        ("measure", "carriers_of_measures"),
    )
    for kind in GROUPS[group]
}


def presupposed_from(layout: Layout, trigger: Trigger) -> int:
    """The offset from which on the sentence's hedges bear on the trigger.

    That is the sentence's start, unless the trigger stands in a participle that only describes:
    "X, a drug [used to treat Y], may ease Z" doubts nothing about Y.
    """
    at = attachments(layout, trigger)
    verb = None if at is None else at.verb
    while verb is not None and verb.dep_ in {"xcomp", "advcl"}:
        if any(child.dep_.startswith("nsubj") for child in verb.children):
            break
        verb = verb.head
    if verb is None or verb.dep_ != "acl" or verb.lower_ not in _DESCRIBING:
        return layout.passage.start
    return layout.passage.start + int(verb.head.idx)


def attachments(layout: Layout, trigger: Trigger) -> Attachments | None:
    """The tree at the trigger, None where the sentence has no tree."""
    tree = layout.passage.tree
    if tree is None:
        return None
    return Attachments(layout, tree, trigger, _verb(layout, tree, trigger))


def _verb(layout: Layout, tree: Doc, trigger: Trigger) -> Token | None:
    """The clause's head: the trigger's own, else the token on which all of the trigger hangs."""
    span = tree[trigger.start - layout.start : trigger.end - layout.start]
    for token in (tree[trigger.head - layout.start], span.root):
        if token.dep_.partition(":")[0] in _ON_PREDICATE and token.head.i != token.i:
            token = token.head
        if _heads_clause(token):
            return token
    return None


def _are_alike(name: Mention, mention: Mention) -> bool:
    """Whether one name in another's phrase is of its kind: "[antiviral] oseltamivir"."""
    kinds = (GROUPS["agent"], GROUPS["molecule"], GROUPS["measure"])
    return name.type == "population" or any({name.type, mention.type} <= kind for kind in kinds)


def _is_adjective(token: Token) -> bool:
    return token.pos_ == "ADJ" and bool(_ADJECTIVE.search(token.lower_))


def _is_joined(tree: Doc, first: Token, last: Token) -> bool:
    """Whether "and" parts two nouns, of which the first may be a conjunct and no modifier."""
    return any(token.dep_ == "cc" for token in tree[first.i : last.i])


def _heads_clause(token: Token) -> bool:
    if token.dep_.partition(":")[0] not in _CLAUSAL:
        return False
    has_subject = any(c.dep_.partition(":")[0] in _SUBJECTS | {"cop"} for c in token.children)
    return token.pos_ in {"VERB", "AUX"} or has_subject
