"""Finds words of a catalog that mean the same kind of thing as a few example values (zero labels)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.standard import list_words
from model.tokens import Tokens

Vector = NDArray[np.float32]
Vectors = Mapping[str, Vector]

_MOST_WORDS = 4
# Rarer words are not worth a guess. The most frequent runs of words are compared.
_LEAST_TEXTS, _MOST_RUNS = 3, 20_000
# A run is taken if it is nearly as similar to an example as the examples are to one another, and clearly nearer to this
# property than to another one.
_OF_THE_EXAMPLES, _LEAST_SIMILAR, _AHEAD = 0.9, 0.5, 0.05
_NO_VALUE = frozenset(
    "a an the and or of with for to by from in on at is are be it its this that these those your our you we as your "
    "not no all any up out into over under than then so more most very will can has have".split()
)


class Embeds(Protocol):
    """Embeds the words of texts, as `app.extraction.embedding.Embedder` does."""

    def embed(self, texts: Sequence[str]) -> Iterator[tuple[Tokens, Vector]]: ...


@dataclass(frozen=True, slots=True)
class SimilarValue:
    """Words that are likely a value of property `name`: how near they are to an example, and in how many texts."""

    name: str
    words: str
    similarity: float
    texts: int


@dataclass(slots=True)
class _Sums:
    """The sum of the vectors of each run of words, and how often it was seen."""

    vectors: dict[str, Vector] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, words: str, vector: Vector) -> None:
        self.counts[words] += 1
        if words in self.vectors:
            self.vectors[words] += vector
        else:
            self.vectors[words] = vector.copy()


def similar_values(texts: Sequence[str], examples: Mapping[str, Sequence[str]], embedder: Embeds) -> list[SimilarValue]:
    """Returns the runs of up to four words that are like the examples of a property, the nearest first.

    The vector of a run is the mean over the places where it is said, less the mean of all runs, which most of their
    similarity comes from (Mu and Viswanath 2018). A property is as wide as its examples are apart. Of "hiking boot" and
    "boot", only the shorter one is a value.
    """
    counts = Counter(run for text in texts for run in set(_runs(list_words(text))))
    frequent = [run for run, count in counts.most_common(_MOST_RUNS) if count >= _LEAST_TEXTS]
    own = {words: name for name, values in examples.items() for words in map(_folded, values) if words}
    vectors = _embedded(texts, {*frequent, *own}, embedder, own)
    nearest = {name: _width([vectors[words] for words, of in own.items() if of == name]) for name in examples}
    judged = (_judged(run, vectors, own, nearest, counts[run]) for run in frequent if run in vectors and run not in own)
    found = {each.words: each for each in judged if each}
    taken = {*own, *found}
    return sorted((each for each in found.values() if not _has_inside(each.words, taken)), key=lambda e: -e.similarity)


def _embedded(texts: Sequence[str], wanted: set[str], embedder: Embeds, own: Iterable[str]) -> Vectors:
    """Returns the vectors of these runs, of length 1. An example that no text says is embedded by itself."""
    sums = _Sums()
    for tokens, rows in embedder.embed(texts):
        _add(sums, tokens, rows, wanted)
    unsaid = [words for words in own if words not in sums.vectors]
    for words, (_, rows) in zip(unsaid, embedder.embed(unsaid), strict=True):
        sums.add(words, rows.mean(axis=0))
    runs = list(sums.vectors)
    matrix = np.stack([sums.vectors[run] / sums.counts[run] for run in runs])
    matrix -= matrix.mean(axis=0)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return dict(zip(runs, matrix, strict=True))


def _add(sums: _Sums, tokens: Tokens, rows: Vector, wanted: set[str]) -> None:
    said = [(n, words[0]) for n in range(len(tokens)) if len(words := list_words(_token(tokens, n))) == 1]
    for first in range(len(said)):
        for last in range(first + 1, min(first + _MOST_WORDS, len(said)) + 1):
            run = " ".join(word for _, word in said[first:last])
            if run in wanted:
                sums.add(run, rows[[n for n, _ in said[first:last]]].mean(axis=0))


def _judged(
    run: str, vectors: Vectors, own: Mapping[str, str], nearest: Mapping[str, float], count: int
) -> SimilarValue | None:
    best: dict[str, float] = defaultdict(lambda: -1.0)
    for words, name in own.items():
        best[name] = max(best[name], float(vectors[run] @ vectors[words]))
    name, similarity = max(best.items(), key=lambda each: each[1])
    others = max((each for of, each in best.items() if of != name), default=-1.0)
    if similarity < nearest[name] or similarity < others + _AHEAD:
        return None
    return SimilarValue(name, run, round(similarity, 4), count)


def _has_inside(run: str, taken: set[str]) -> bool:
    words = run.split()
    parts = (words[a:b] for a in range(len(words)) for b in range(a + 1, len(words) + 1) if b - a < len(words))
    return any(" ".join(part) in taken for part in parts)


def _width(examples: Sequence[Vector]) -> float:
    """Returns how similar a run must be to an example: most of the median similarity of each to its nearest other."""
    matrix = np.stack(examples)
    similarities = matrix @ matrix.T - 2 * np.eye(len(matrix))
    return max(_LEAST_SIMILAR, _OF_THE_EXAMPLES * float(np.median(similarities.max(axis=1))))


def _runs(words: Sequence[str]) -> Iterator[str]:
    for first in range(len(words)):
        for last in range(first + 1, min(first + _MOST_WORDS, len(words)) + 1):
            ends = words[first], words[last - 1]
            if not any(word in _NO_VALUE or word.isdigit() or len(word) < 2 for word in ends):
                yield " ".join(words[first:last])


def _folded(value: str) -> str:
    return " ".join(list_words(value))


def _token(tokens: Tokens, number: int) -> str:
    return tokens.text[int(tokens.starts[number]) : int(tokens.ends[number])]
