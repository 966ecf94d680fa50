"""Spans from the network under training, through the windows and decoding that serving uses."""

from collections.abc import Sequence

import numpy as np
from keras import ops

from model.decode import decode
from model.spans import Span
from model.tokens import WordTokenizer
from model.windows import WindowSize, cut, merge
from training.network import TokenClassifier


def predict(
    network: TokenClassifier, tokenizer: WordTokenizer, size: WindowSize, labels: Sequence[str], texts: Sequence[str]
) -> list[list[Span]]:
    """The spans of each text."""
    tokens = tokenizer.tokenize(texts)
    windows = [cut(each, size, tokenizer.cls_id, tokenizer.sep_id) for each in tokens]
    flat = [window for each in windows for window in each]
    order = sorted(range(len(flat)), key=lambda n: len(flat[n].ids))
    rows: dict[int, np.ndarray] = {}
    for begin in range(0, len(order), 32):
        group = order[begin : begin + 32]
        longest = max(len(flat[n].ids) for n in group)
        ids = np.zeros((len(group), longest), dtype=np.int32)
        mask = np.zeros_like(ids)
        for row, n in enumerate(group):
            ids[row, : len(flat[n].ids)] = flat[n].ids
            mask[row, : len(flat[n].ids)] = 1
        logits = network.predict_on_batch({"ids": ids, "mask": mask})
        scores = ops.convert_to_numpy(ops.softmax(logits, axis=-1))
        rows |= {n: scores[row, flat[n].positions] for row, n in enumerate(group)}
    found, at = [], 0
    for each, cuts in zip(tokens, windows, strict=True):
        scores = [rows[at + n] for n in range(len(cuts))]
        at += len(cuts)
        found.append(decode(each, merge(len(each), cuts, scores, 1 + 2 * len(labels)), labels))
    return found
