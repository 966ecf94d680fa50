"""Examples cut into windows, with their targets, grouped by length into batches."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from model import windows
from model.spans import Span
from model.tags import IOB2, Scheme, spans_to_tags
from model.tokens import Tokens, WordTokenizer
from model.windows import WindowSize, cut
from training.corpora import CorpusFault, Example


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One window to learn from.

    `ids`: int32 [length]. `allowed`: bool [length, tags], the tags that count as right at each piece: one at the
    first piece of a word, all where nothing is to be learnt, and at an outside word of a corpus that annotates only
    some labels, `O` and the tags of the others. `weight`: float32 [length], how much each piece counts.
    """

    ids: NDArray[np.int32]
    allowed: NDArray[np.bool_]
    weight: NDArray[np.float32]


def to_targets(
    examples: Sequence[Example],
    tokenizer: WordTokenizer,
    size: WindowSize,
    labels: Sequence[str],
    annotated: Sequence[str] | None = None,
    scheme: Scheme = IOB2,
    weights: Sequence[float] | None = None,
) -> tuple[list[Target], list[CorpusFault]]:
    """The windows of all examples, and the spans that were left out because they cut a word.

    `annotated` are the labels that the corpus marks; None means all of them. Nothing is learnt from the words of a
    span that was left out, nor from what the importer called unsure. `weights`: one for each label.
    """
    width = scheme.width(labels)
    owner = [label for label in range(len(labels)) for _ in scheme.prefixes]
    outside = np.array([True, *(annotated is not None and labels[label] not in annotated for label in owner)])
    importance = np.ones(width, dtype=np.float32)
    if weights is not None:
        importance[1:] = np.asarray(weights, dtype=np.float32)[owner]
    targets: list[Target] = []
    faults: list[CorpusFault] = []
    for example, tokens in zip(examples, tokenizer.tokenize([e.text for e in examples]), strict=True):
        wanted, left_out = spans_to_tags(tokens, example.spans, labels, scheme)
        faults += [_cuts_a_word(example, span) for span in left_out]
        unsure = _touched(tokens, [*example.unsure, *((span.start, span.end) for span in left_out)])
        for window in cut(tokens, size, tokenizer.cls_id, tokenizer.sep_id):
            here = slice(window.first, window.last)
            rows = np.eye(width, dtype=bool)[wanted[here]]
            rows[wanted[here] == 0] = outside
            rows[unsure[here]] = True
            allowed = np.ones((len(window.ids), width), dtype=bool)
            allowed[window.positions] = rows
            weight = np.ones(len(window.ids), dtype=np.float32)
            weight[window.positions] = importance[wanted[here]]
            targets.append(Target(window.ids, allowed, weight))
    return targets, faults


def label_weights(examples: Iterable[Example], labels: Sequence[str], balance: float) -> list[float]:
    """A weight for each label: (count of the commonest / its own count) ** `balance`, at most 10; 0 balances nothing.

    Weighting by a power of the inverse frequency is that of Mikolov et al. 2013 for words, at 0.5 the usual choice.
    """
    counts = Counter(span.label for example in examples for span in example.spans)
    most = max(counts.values(), default=1)
    return [min(10.0, (most / max(1, counts[label])) ** balance) for label in labels]


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that an epoch is drawn from: every one of `always`, and `sample` of `sampled`.

    A batch has at most `pieces` pieces, padding included. What an epoch's batches are depends on `seed` and its
    number alone, so that a resumed training sees what it would have seen.
    """

    always: Sequence[Target]
    sampled: Sequence[Target]
    sample: int
    pieces: int
    seed: int

    def targets(self) -> Iterator[Target]:
        yield from self.always
        yield from self.sampled

    def epoch(self, number: int, done: Sequence[int] = ()) -> "Batches":
        """The batches of an epoch, without those that earlier runs of it have `done`, a number for each run."""
        random = np.random.default_rng([self.seed, number])
        drawn: Iterable[int] = random.choice(len(self.sampled), self.sample, replace=False) if self.sample else []
        targets = [*self.always, *(self.sampled[int(n)] for n in drawn)]
        order = random.permutation(len(targets))
        # Sorted by length within a noise of four pieces: little padding, and other neighbours every epoch.
        length = np.array([len(targets[int(n)].ids) for n in order]) + random.uniform(0, 4, len(order))
        sorted_groups = list(_fill([targets[int(order[n])] for n in np.argsort(length)], self.pieces))
        groups = _lead([sorted_groups[int(n)] for n in random.permutation(len(sorted_groups))])
        for count in done:
            groups = _lead(groups[count:])
        return Batches(groups, self.pieces)


class Batches(keras.utils.PyDataset):
    """The batches of one epoch, in the form that Keras reads."""

    def __init__(self, groups: Sequence[Sequence[Target]], pieces: int) -> None:
        super().__init__()
        self._groups = groups
        self._pieces = pieces if keras.backend.backend() == "jax" else 0

    def __len__(self) -> int:
        return len(self._groups)

    def __getitem__(self, index: int) -> tuple[dict[str, Any], Any]:
        return pad(self._groups[index], self._pieces)

    def pieces(self) -> int:
        """Pieces of all batches, padding not counted."""
        return sum(len(target.ids) for group in self._groups for target in group)


def pad(group: Sequence[Target], bucket: int = 0) -> tuple[dict[str, NDArray[np.int32]], NDArray[np.float32]]:
    """`{"ids", "mask"}` int32 [batch, length], and float32 [batch, length, tags]: a piece's weight at each tag that
    is allowed there, 0 at the others.

    With `bucket` (pieces of a batch) there are few shapes, for a backend that compiles each of them: lengths are
    multiples of 16, and a length has always the same number of rows.
    """
    ids, mask = windows.pad([target.ids for target in group])
    rows, length = ids.shape
    if bucket:
        length = -(-length // 16) * 16
        rows = max(rows, bucket // length)
        ids, mask = (np.pad(each, ((0, rows - len(each)), (0, length - each.shape[1]))) for each in (ids, mask))
    allowed = np.ones((rows, length, group[0].allowed.shape[1]), dtype=np.float32)
    for row, target in enumerate(group):
        allowed[row, : len(target.ids)] = target.allowed * target.weight[:, None]
    return {"ids": ids, "mask": mask}, allowed


def _lead(groups: list[list[Target]]) -> list[list[Target]]:
    """The longest and the shortest batch first: Keras takes the shapes of the first two for those of all."""
    if len(groups) < 3:
        return groups
    lengths = [max(len(target.ids) for target in group) for group in groups]
    ends = [lengths.index(max(lengths)), lengths.index(min(lengths))]
    return [*(groups[n] for n in ends), *(group for n, group in enumerate(groups) if n not in ends)]


def _touched(tokens: Tokens, stretches: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """The tokens that any of the stretches touches: bool [tokens]."""
    touched = np.zeros(len(tokens), dtype=bool)
    for start, end in stretches:
        touched |= (tokens.starts < end) & (tokens.ends > start)
    return touched


def _cuts_a_word(example: Example, span: Span) -> CorpusFault:
    detail = f"{span.label} {span.text!r} at {span.start}–{span.end} begins or ends inside a word"
    return CorpusFault(example.place or example.id, "word", span.text, detail)


def _fill(targets: Sequence[Target], pieces: int) -> Iterator[list[Target]]:
    group: list[Target] = []
    longest = 0
    for target in targets:
        longest = max(longest, len(target.ids))
        if group and (len(group) + 1) * longest > pieces:
            yield group
            group, longest = [], len(target.ids)
        group.append(target)
    if group:
        yield group
