"""Cuts examples into windows with target tags, and groups the windows by length into batches."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import keras
import numpy as np
from numpy.typing import NDArray

from model import windows
from model.spans import Span
from model.tags import IOB2, Scheme, spans_to_tags
from model.tokens import Tokens, WordTokenizer
from model.windows import WindowSize, cut
from training.corpora import CorpusFault, Example


class Lesson(Protocol):
    """A window to learn from."""

    @property
    def ids(self) -> NDArray[np.int32]:
        """The piece numbers: int32 [length]."""

    def targets(self) -> NDArray[np.float32]:
        """Returns what the loss compares with (`learning.loss`): float32 [length, tags + 1]."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingWindow:
    """A window with its target tags.

    `ids`: int32 [length], piece numbers. `allowed`: bool [length, tags], the tags that count as right at each piece.
    The first piece of a token has one right tag. A token outside all spans also allows the tags of labels that its
    corpus does not annotate. Where nothing is to be learnt, all tags are allowed. `weight`: float32 [length], the
    weight of each piece in the loss.
    """

    ids: NDArray[np.int32]
    allowed: NDArray[np.bool_]
    weight: NDArray[np.float32]

    def targets(self) -> NDArray[np.float32]:
        soft = np.zeros((len(self.ids), 1), dtype=np.float32)
        return np.concatenate([self.allowed * self.weight[:, None], soft], axis=1)


def to_training_windows(
    examples: Sequence[Example],
    tokenizer: WordTokenizer,
    size: WindowSize,
    labels: Sequence[str],
    annotated: Sequence[str] | None = None,
    scheme: Scheme = IOB2,
    weights: Sequence[float] | None = None,
) -> tuple[list[TrainingWindow], list[CorpusFault]]:
    """Returns the windows of all examples, and a fault for each span that was left out because it cuts a word.

    `annotated` are the labels that the corpus marks; None means all labels. Nothing is learnt from the words of a
    left-out span, nor from unsure extents. `weights` has one number for each label.
    """
    width = scheme.width(labels)
    owner = [label for label in range(len(labels)) for _ in scheme.prefixes]
    outside = np.array([True, *(annotated is not None and labels[label] not in annotated for label in owner)])
    importance = np.ones(width, dtype=np.float32)
    if weights is not None:
        importance[1:] = np.asarray(weights, dtype=np.float32)[owner]
    found: list[TrainingWindow] = []
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
            found.append(TrainingWindow(window.ids, allowed, weight))
    return found, faults


def label_weights(examples: Iterable[Example], labels: Sequence[str], balance: float) -> list[float]:
    """Returns a weight for each label: (count of the most frequent label / its own count) ** `balance`, at most 10.

    A `balance` of 0 gives equal weights. Mikolov et al. (2013) weight words by a power of the inverse frequency, and
    0.5 is the usual choice.
    """
    counts = Counter(span.label for example in examples for span in example.spans)
    most = max(counts.values(), default=1)
    return [min(10.0, (most / max(1, counts[label])) ** balance) for label in labels]


@dataclass(frozen=True, slots=True)
class Lessons:
    """The windows from which each epoch is drawn: all of `always`, and `sample` of `sampled`.

    A batch has at most `pieces` word pieces, padding included. The batches of an epoch depend only on `seed` and the
    number of the epoch, so a resumed training sees the same batches.
    """

    always: Sequence[Lesson]
    sampled: Sequence[Lesson]
    sample: int
    pieces: int
    seed: int

    def windows(self) -> Iterator[Lesson]:
        yield from self.always
        yield from self.sampled

    def epoch(self, number: int, done: Sequence[int] = ()) -> "Batches":
        """Returns the batches of an epoch, without those that earlier runs have done. `done` counts them by run."""
        random = np.random.default_rng([self.seed, number])
        drawn: Iterable[int] = random.choice(len(self.sampled), self.sample, replace=False) if self.sample else []
        chosen = [*self.always, *(self.sampled[int(n)] for n in drawn)]
        order = random.permutation(len(chosen))
        # Sorting by length needs little padding. Noise of four pieces gives each epoch other neighbours.
        length = np.array([len(chosen[int(n)].ids) for n in order]) + random.uniform(0, 4, len(order))
        sorted_groups = list(_fill([chosen[int(order[n])] for n in np.argsort(length)], self.pieces))
        groups = _lead([sorted_groups[int(n)] for n in random.permutation(len(sorted_groups))])
        for count in done:
            groups = _lead(groups[count:])
        return Batches(groups, self.pieces)


class Batches(keras.utils.PyDataset):
    """The batches of one epoch, in the form that Keras reads."""

    def __init__(self, groups: Sequence[Sequence[Lesson]], pieces: int) -> None:
        super().__init__()
        self._groups = groups
        self._pieces = pieces if keras.backend.backend() == "jax" else 0

    def __len__(self) -> int:
        return len(self._groups)

    def __getitem__(self, index: int) -> tuple[dict[str, Any], Any]:
        return pad(self._groups[index], self._pieces)

    def pieces(self) -> int:
        """Returns the number of word pieces in all batches, without padding."""
        return sum(len(window.ids) for group in self._groups for window in group)


def pad(group: Sequence[Lesson], bucket: int = 0) -> tuple[dict[str, NDArray[np.int32]], NDArray[np.float32]]:
    """Pads windows to a batch: `{"ids", "mask"}` int32 [batch, length], and the targets of each piece as `targets`.

    Padding teaches nothing: all tags are allowed. `bucket`, the pieces of a batch, limits the
    number of shapes, for a backend that compiles each: lengths are multiples of 16, and a length fixes the rows.
    """
    ids, mask = windows.pad([window.ids for window in group])
    rows, length = ids.shape
    if bucket:
        length = -(-length // 16) * 16
        rows = max(rows, bucket // length)
        ids, mask = (np.pad(each, ((0, rows - len(each)), (0, length - each.shape[1]))) for each in (ids, mask))
    own = [window.targets() for window in group]
    targets = np.ones((rows, length, own[0].shape[1]), dtype=np.float32)
    targets[:, :, -1] = 0
    for row, each in enumerate(own):
        targets[row, : len(each)] = each
    return {"ids": ids, "mask": mask}, targets


def _lead(groups: list[list[Lesson]]) -> list[list[Lesson]]:
    """Moves the longest and the shortest batch to the front: Keras infers all shapes from the first two batches."""
    if len(groups) < 3:
        return groups
    lengths = [max(len(window.ids) for window in group) for group in groups]
    ends = [lengths.index(max(lengths)), lengths.index(min(lengths))]
    return [*(groups[n] for n in ends), *(group for n, group in enumerate(groups) if n not in ends)]


def _touched(tokens: Tokens, extents: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """Returns which tokens any of the extents touches: bool [tokens]."""
    touched = np.zeros(len(tokens), dtype=bool)
    for start, end in extents:
        touched |= (tokens.starts < end) & (tokens.ends > start)
    return touched


def _cuts_a_word(example: Example, span: Span) -> CorpusFault:
    detail = f"{span.label} {span.text!r} at {span.start}–{span.end} begins or ends inside a word"
    return CorpusFault(example.place or example.id, "word", span.text, detail)


def _fill(ordered: Sequence[Lesson], pieces: int) -> Iterator[list[Lesson]]:
    group: list[Lesson] = []
    longest = 0
    for window in ordered:
        longest = max(longest, len(window.ids))
        if group and (len(group) + 1) * longest > pieces:
            yield group
            group, longest = [], len(window.ids)
        group.append(window)
    if group:
        yield group
