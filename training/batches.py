"""Examples cut into windows, with their targets, grouped by length into batches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from model import windows
from model.tags import spans_to_tags, tags_of
from model.tokens import WordTokenizer
from model.windows import WindowSize, cut
from training.corpora import Example


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One window to learn from.

    `ids`: int32 [length]. `allowed`: bool [length, tags], the tags that count as right at each piece: one at the
    first piece of a word, all where nothing is to be learnt, and at an outside word of a corpus that annotates only
    some labels, `O` and the tags of the others.
    """

    ids: NDArray[np.int32]
    allowed: NDArray[np.bool_]


def to_targets(
    examples: Sequence[Example],
    tokenizer: WordTokenizer,
    size: WindowSize,
    labels: Sequence[str],
    annotated: Sequence[str] | None = None,
) -> tuple[list[Target], int]:
    """The windows of all examples, and how many spans had to be left out because they cut a word.

    `annotated` are the labels that the corpus marks; None means all of them.
    """
    tags = tags_of(labels)
    outside = np.array([tag == "O" or (annotated is not None and tag[2:] not in annotated) for tag in tags])
    targets, refused = [], 0
    for example, tokens in zip(examples, tokenizer.tokenize([e.text for e in examples]), strict=True):
        wanted, left_out = spans_to_tags(tokens, example.spans, labels)
        refused += len(left_out)
        for window in cut(tokens, size, tokenizer.cls_id, tokenizer.sep_id):
            allowed = np.ones((len(window.ids), len(tags)), dtype=bool)
            rows = np.eye(len(tags), dtype=bool)[wanted[window.first : window.last]]
            rows[wanted[window.first : window.last] == 0] = outside
            allowed[window.positions] = rows
            targets.append(Target(window.ids, allowed))
    return targets, refused


class Batches(keras.utils.PyDataset):
    """Batches of at most `pieces` pieces with padding, of similar length, in an order shuffled every epoch.

    `sampled`: targets of which `sample` are drawn anew for every epoch, beside all of `targets`.
    """

    def __init__(
        self, targets: Sequence[Target], pieces: int, seed: int, sampled: Sequence[Target] = (), sample: int = 0
    ) -> None:
        super().__init__()
        self._always, self._sampled, self._sample = list(targets), list(sampled), min(sample, len(sampled))
        self._pieces = pieces
        self._random = np.random.default_rng(seed)
        self._groups: list[list[Target]] = []
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        drawn: Iterable[int] = (
            self._random.choice(len(self._sampled), self._sample, replace=False) if self._sample else []
        )
        targets = self._always + [self._sampled[int(n)] for n in drawn]
        order = self._random.permutation(len(targets))
        # Sorted by length within a noise of four pieces: little padding, and other neighbours every epoch.
        length = np.array([len(targets[int(n)].ids) for n in order]) + self._random.uniform(0, 4, len(order))
        groups = list(_fill([targets[int(order[n])] for n in np.argsort(length)], self._pieces))
        # Keras takes the shapes of the first two batches for those of all, unless they differ: longest and shortest.
        between = [groups[1 + int(n)] for n in self._random.permutation(max(0, len(groups) - 2))]
        self._groups = [groups[-1], groups[0], *between][: len(groups)]

    def __len__(self) -> int:
        return len(self._groups)

    def __getitem__(self, index: int) -> tuple[dict[str, Any], Any]:
        return pad(self._groups[index])


def pad(group: Sequence[Target]) -> tuple[dict[str, NDArray[np.int32]], NDArray[np.bool_]]:
    """`{"ids", "mask"}` int32 [batch, length], and allowed tags bool [batch, length, tags]."""
    ids, mask = windows.pad([target.ids for target in group])
    allowed = np.ones((*ids.shape, group[0].allowed.shape[1]), dtype=bool)
    for row, target in enumerate(group):
        allowed[row, : len(target.ids)] = target.allowed
    return {"ids": ids, "mask": mask}, allowed


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
