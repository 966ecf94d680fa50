"""Spans from the network under training, through the loop that serves."""

from collections.abc import Sequence

import numpy as np
from keras import ops
from numpy.typing import NDArray

from model.reading import read_spans
from model.spans import Span
from model.tokens import WordTokenizer
from model.windows import Window, WindowSize, pad
from training.network import TokenClassifier

_BATCH = 32


def predict(
    network: TokenClassifier, tokenizer: WordTokenizer, size: WindowSize, labels: Sequence[str], texts: Sequence[str]
) -> list[list[Span]]:
    """The spans of each text."""

    def tag(windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        order = sorted(range(len(windows)), key=lambda n: len(windows[n].ids))
        rows: dict[int, NDArray[np.float32]] = {}
        for begin in range(0, len(order), _BATCH):
            group = order[begin : begin + _BATCH]
            ids, mask = pad([windows[n].ids for n in group])
            logits = network.predict_on_batch({"ids": ids, "mask": mask})
            scores = ops.convert_to_numpy(ops.softmax(logits, axis=-1))
            rows |= {n: scores[row, windows[n].positions] for row, n in enumerate(group)}
        return [rows[n] for n in range(len(windows))]

    return [list(found.spans) for found in read_spans(texts, tokenizer, size, labels, tag)]
