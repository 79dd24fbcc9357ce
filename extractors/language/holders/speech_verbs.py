"""The verb of speech that belongs to a holder: "the company, based in X, [said]".

Credentials, an apposition, colleagues and what a study is about may part the two; behind what was
said the verb comes first, and a role may stand between ("said the study's lead author, Ann Lee").
"""

from __future__ import annotations

from functools import cache
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from extractors.language.grammar.clauses import words
from extractors.language.holders.holder_names import CREDENTIALS
from extractors.language.words.inflection import forms
from extractors.language.words.patterns import load_rules

__all__ = ["is_role", "verb_beside", "verbs_of", "verbs_of_speech"]

_ROLES = frozenset(
    {"author", "authors", "investigator", "researcher", "scientist", "leader", "director",
     "professor", "expert", "doctor", "psychiatrist", "physician", "chair", "chairman", "lead",
     "senior", "study", "trial", "principal", "first", "corresponding", "chief", "co-author",
     "co-lead", "co", "-", "the", "'s", "’s", "a", ",", "executive", "medical", "president",
     "neurologist", "oncologist", "surgeon", "epidemiologist", "analyst", "dr", "dr."}
)  # fmt: skip
"""Words between a verb of speech and the name: "said [the study's lead author,] Ann Lee"."""
_FARTHEST_ROLE = 10
_NO_ROLES = frozenset(
    {"that", "if", "it", "in", "on", "at", "of", "for", "to", "by", "from", "with", "as", "when",
     "after", "during", "while", "but", "about", "is", "was", "are", "were", "has", "had", "how"}
)  # fmt: skip
"""Words that no role holds: "said [in a] statement"."""
_RECORDS = frozenset({"claims data", "claims database", "claims records", "reports data"})
"""What an insurer has and nobody says: "Medicare claims data"."""
_STUDIES = frozenset(
    {"study", "trial", "analysis", "meta-analysis", "review", "research", "survey", "paper",
     "results", "findings", "data", "outcomes", "team", "researchers", "scientists",
     "investigators", "authors", "doctors", "physicians"}
)  # fmt: skip
_ABOUT_A_STUDY = frozenset(
    {"led", "conducted", "run", "published", "funded", "of", "in", "by", "from", "involving", "at",
     "presented", "on"}
)  # fmt: skip
_COLLEAGUES = frozenset({"colleagues", "coworkers", "workers", "coauthors", "authors", "team"})
_WITH_THEM = frozenset({"his", "her", "their", "other", "co", "-"})


@cache
def verbs_of_speech() -> frozenset[str]:
    """Every form of every verb by which some holder asserts."""
    return frozenset(
        f for r in load_rules("attribution") for v in r.extra["verbs"] for f in forms(v)
    )


@cache
def verbs_of(rule_id: str) -> frozenset[str]:
    """Every form of the verbs by which the holders of a row of `rules/attribution.toml` assert."""
    rule = next(r for r in load_rules("attribution") if r.id == rule_id)
    return frozenset(form for verb in rule.extra["verbs"] for form in forms(verb))


def is_role(holder: Span) -> bool:
    """Whether all its words tell a role and none a name: "the study's lead author"."""
    return all(token.norm_ in _ROLES for token in holder)


def verb_beside(holder: Span, sentence: Span, verbs: frozenset[str]) -> tuple[int, int] | None:
    """First and last+1 token of holder and verb together, None where no verb is near."""
    doc, at = holder.doc, holder.end
    while at < sentence.end and CREDENTIALS.match(doc[at].text):
        at += 1
    at = _past_apposition(doc, at, sentence.end, verbs)
    steps = 0
    while at < sentence.end and steps < 4 and doc[at].norm_ in words("beside_speech"):
        at, steps = at + 1, steps + 1
    if doc[at : at + 2].text.lower() in _RECORDS:
        return None
    if at < sentence.end and doc[at].norm_ in verbs:
        fewer = (
            doc[at].norm_ == "reported"
            and holder.text.lower().endswith("patients")
            and at == holder.end
        )
        return None if fewer else (holder.start, at + 1)
    return _verb_in_front(holder, sentence, verbs)


def _verb_in_front(holder: Span, sentence: Span, verbs: frozenset[str]) -> tuple[int, int] | None:
    """The verb behind what was said and the holder after it: "..., said the author, Ann Lee"."""
    doc, before = holder.doc, holder.start - 1
    if holder.text[0].isupper():
        while before > max(sentence.start, holder.start - _FARTHEST_ROLE) and (
            _is_of_a_role(doc[before]) and doc[before].norm_ not in verbs
        ):
            before -= 1
    if before >= sentence.start and doc[before].norm_ in verbs and _inverts(doc, before, sentence):
        return before, holder.end
    return None


def _is_of_a_role(token: Token) -> bool:
    """Whether the word can stand in a role: "[orthopaedic surgeon and lead author] Ann Lee"."""
    word = token.norm_ in _ROLES or (token.is_lower and token.is_alpha)
    return word and token.norm_ not in _NO_ROLES


def _inverts(doc: Doc, verb: int, sentence: Span) -> bool:
    """Whether the verb follows its content: "..., said the company"."""
    return verb == sentence.start or doc[verb - 1].text in {",", '"', "”", "’", "?", "!", "—", "–"}


def _past_apposition(doc: Doc, at: int, end: int, verbs: frozenset[str] = frozenset()) -> int:
    """The token after ", head of X at Y," or "(…)" behind a name, else `at`.

    Behind a study also that after "led by X" or "of 12 trials": the verb that follows.
    """
    if at < end and doc[at].norm_ in _ABOUT_A_STUDY and doc[at - 1].norm_ in _STUDIES:
        ahead = takewhile(lambda i: not _parts(doc[i]), range(at + 1, min(at + 16, end)))
        return next((i for i in ahead if doc[i].norm_ in verbs), at)
    if at < end and doc[at].norm_ == "and":
        return _past_colleagues(doc, at, end)
    if at < end and doc[at].text in {",", "("}:
        return _behind(doc, at, end, verbs) or at
    return at


def _behind(doc: Doc, at: int, end: int, verbs: frozenset[str]) -> int | None:
    """The token behind what the mark at `at` opens; of several commas the one before a verb."""
    closer = ")" if doc[at].text == "(" else ","
    found = None
    for index in range(at + 1, min(at + 40, end - 1)):
        if doc[index].text in {'"', "“", "”", ";"}:
            break
        if doc[index].text == closer and doc[index + 1].text[0].islower():
            found = found or index + 1
            if doc[index + 1].norm_ in verbs:
                return index + 1
    return found


def _past_colleagues(doc: Doc, at: int, end: int) -> int:
    """The token after "and her colleagues" behind a name, `at` where nobody is joined to it."""
    for index in range(at + 1, min(at + 5, end)):
        if doc[index].norm_ in _COLLEAGUES:
            return index + 1
        if doc[index].norm_ not in _WITH_THEM:
            break
    return at


def _parts(token: Token) -> bool:
    """Whether the mark ends the clause: a semicolon, a colon, a dash between spaces."""
    spaced = token.i > 0 and bool(token.nbor(-1).whitespace_)
    return token.text in {";", ":", "–", "—"} or (token.text == "-" and spaced)
