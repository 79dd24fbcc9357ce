"""The word layers of the trained components, each word type embedded once, not each token.

What a word is before its neighbours are seen depends on four attributes of it alone, so it is kept
by those; only the convolutions run over the tokens. The sums are those of thinc's own layers. Rows
of a matrix product do not depend on how many others there are, so that a sentence reads the same
whatever stands beside it in its batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model

Rows = NDArray[np.float32]

MOST = 20_000
"""Word types that are kept, some 700 bytes each; then all are forgotten."""
_BLOCK = 16
"""Products of very few rows may be summed in another order, so fewer are never asked for."""


@dataclass(frozen=True, slots=True)
class _Convolution:
    """One layer of the encoder: a maxout over each word and its neighbours, made normal, added."""

    weights: Rows
    bias: Rows
    pieces: int
    gain: Rows
    shift: Rows

    def added_to(self, words: Rows, ops: Any) -> Rows:
        """The words with what their neighbours say of them; the first and last row see no further.

        `words` has a row of zeros, which stays, at either end.
        """
        width = words.shape[1]
        seen = np.lib.stride_tricks.sliding_window_view(words.reshape(-1), 3 * width)[::width]
        sums = ops.gemm(np.ascontiguousarray(seen), self.weights, trans2=True)
        sums += self.bias
        best = np.maximum(sums[:, :width], sums[:, width : 2 * width])
        for piece in range(2, self.pieces):
            np.maximum(best, sums[:, piece * width : (piece + 1) * width], out=best)
        _make_normal(best)
        best *= self.gain
        best += self.shift
        whole = np.zeros_like(words)
        np.add(words[1:-1], best, out=whole[1:-1])
        return whole


class WordLayers:
    """A tok2vec model's layers at run time: vectors of the words of documents.

    Only for `spacy.MultiHashEmbed.v2` under `spacy.MaxoutWindowEncoder.v2` with a window of one.
    """

    def __init__(self, tok2vec: Model[Any, Any]) -> None:
        embed, encode = tok2vec.get_ref("embed"), tok2vec.get_ref("encode")
        extractor, _to_ragged, *self._mixing, _to_list = embed.layers
        self._ops = tok2vec.ops
        self.columns: list[Any] = list(extractor.attrs["columns"])
        self._convolutions = tuple(_convolutions(encode))
        self._gap: int = encode.attrs["pad"]
        self._width: int = tok2vec.get_dim("nO")
        self._places: dict[bytes, int] = {}
        self._known = self._room_for(MOST)

    @property
    def held(self) -> int:
        """How many word types are kept now."""
        return len(self._places)

    def read(self, docs: Sequence[Doc]) -> list[Rows]:
        """A row for each token of each document."""
        keys = [_keys(doc.to_array(self.columns)) for doc in docs]
        self._learn({key for own in keys for key in own})
        ends = list(accumulate((self._gap + len(own) for own in keys), initial=1))
        places = [slice(end - len(own), end) for end, own in zip(ends[1:], keys, strict=True)]
        height = max(ends[-1] + self._gap + 1, _BLOCK + 2)
        words = np.zeros((height, self._width), dtype=np.float32)
        for place, own in zip(places, keys, strict=True):
            words[place] = self._known[[self._places[key] for key in own]]
        for convolution in self._convolutions:
            words = convolution.added_to(words, self._ops)
        return [words[place] for place in places]

    def alone(self, columns: NDArray[np.uint64]) -> Rows:
        """What each word is before its neighbours are seen; a row of attributes for each."""
        keys = _keys(columns)
        self._learn(set(keys))
        return self._known[[self._places[key] for key in keys]]

    def _learn(self, keys: set[bytes]) -> None:
        """None; from here on these words are known, all others only if there is room."""
        new = sorted(keys - self._places.keys())
        if not new:
            return
        if len(self._places) + len(new) > MOST:
            self._places.clear()
            new = sorted(keys)
            self._known = self._room_for(max(MOST, len(new)))
        rows = np.zeros((max(len(new), _BLOCK), len(self.columns)), dtype=np.uint64)
        rows[: len(new)] = np.frombuffer(b"".join(new), dtype=np.uint64).reshape(len(new), -1)
        made: Any = rows
        for layer in self._mixing:
            made = layer.predict(made)
        first = len(self._places)
        self._known[first : first + len(new)] = made[: len(new)]
        self._places.update(zip(new, range(first, first + len(new)), strict=True))

    def _room_for(self, words: int) -> Rows:
        return np.empty((words, self._width), dtype=np.float32)


def with_word_layers(tok2vec: Model[Any, Any]) -> Model[list[Doc], list[Rows]]:
    """A model for predictions alone that gives what the tok2vec model gives, sooner."""
    layers = WordLayers(tok2vec)

    def forward(
        _model: Model[Any, Any], docs: Sequence[Doc], is_train: bool
    ) -> tuple[list[Rows], Callable[[Any], Any]]:
        if is_train:
            raise ValueError("these layers are for reading: train the model that they were made of")
        return layers.read(docs), lambda gradient: gradient

    return Model(
        "word_layers",
        forward,
        dims={"nO": tok2vec.get_dim("nO")},
        attrs={"layers": layers},
        ops=tok2vec.ops,
    )


def _convolutions(encode: Model[Any, Any]) -> list[_Convolution]:
    maxouts: list[Any] = [node for node in encode.walk() if node.name == "maxout"]
    norms: list[Any] = [node for node in encode.walk() if node.name == "layernorm"]
    found = []
    for maxout, norm in zip(maxouts, norms, strict=True):
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        width, pieces, seen = weights.shape
        by_piece = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(width * pieces, seen))
        flat = np.ascontiguousarray(bias.T.reshape(-1))
        found.append(_Convolution(by_piece, flat, pieces, norm.get_param("G"), norm.get_param("b")))
    return found


def _keys(columns: Any) -> list[bytes]:
    """The attributes of each word as one value, which is sooner made than a tuple of numbers."""
    rows = np.ascontiguousarray(columns)
    row = np.dtype((np.void, rows.shape[1] * rows.itemsize))
    return cast("list[bytes]", rows.view(row).ravel().tolist())


def _make_normal(rows: Rows) -> None:
    """None; each row gets a mean of zero and a variance of one, in place."""
    width = np.float32(rows.shape[1])
    rows -= rows.sum(axis=1, keepdims=True) / width
    spread = np.einsum("ij,ij->i", rows, rows)[:, None] / width
    rows *= (spread + np.float32(1e-8)) ** np.float32(-0.5)
