"""A tree whose words can be hung elsewhere, one after the other."""

from __future__ import annotations

from extractors.training.conllu_trees import Word

_VERBAL_TAGS = ("VB", "JJ", "RB", "MD")


class Tree:
    """A tree that is being re-hung; places count from 1, place 0 is the root above it."""

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.forms = ["", *(word.form.lower() for word in words)]
        self.tags = ["", *(word.tag for word in words)]
        self.heads = [0, *(word.head for word in words)]
        self.deps = ["", *(word.dep for word in words)]
        self.places = range(1, len(words) + 1)

    def children(self, place: int) -> list[int]:
        """The places of the words that hang on this one."""
        return [child for child in self.places if self.heads[child] == place]

    def has(self, place: int, dep: str) -> bool:
        """Whether a child of the place has the label."""
        return any(self.deps[child] == dep for child in self.children(place))

    def is_verbal(self, place: int) -> bool:
        """Whether the word can head a clause: a verb, an adjective or an adverb."""
        return self.tags[place].startswith(_VERBAL_TAGS)

    def hang(self, place: int, head: int, dep: str) -> None:
        """None; the word at the place now hangs on that head with that label."""
        self.heads[place], self.deps[place] = head, dep
