"""Cuts softly labelled texts into windows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.tokens import WordTokenizer
from model.windows import WindowSize, cut
from training.corpora import CorpusFault
from training.corpora.soft import Rows, SoftTexts

_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True, eq=False)
class SoftWindow:
    """A window with the teacher's probabilities.

    `ids`: int32 [length], piece numbers. `rows`: uint8 [length, tags], 255 × the probability of each tag at the first
    piece of each word, and zeros at the other pieces, which teach nothing.
    """

    ids: NDArray[np.int32]
    rows: Rows

    def targets(self) -> NDArray[np.float32]:
        sums = self.rows.sum(axis=1, dtype=np.float32)
        taught = sums > 0
        found = np.ones((len(self.ids), self.rows.shape[1] + 1), dtype=np.float32)
        found[:, -1] = taught
        found[taught, :-1] = self.rows[taught] / sums[taught, None]
        return found


def to_soft_windows(
    soft: SoftTexts, tokenizer: WordTokenizer, size: WindowSize
) -> tuple[list[SoftWindow], list[CorpusFault]]:
    """Returns the windows of all texts, with the rows of their words as targets.

    Where the teacher's tokenizer split a text into other words, the text is left out, with a fault.
    """
    found, faults = [], []
    for text, rows, tokens in zip(soft.texts, soft.rows, tokenizer.tokenize(soft.texts), strict=True):
        if len(tokens) != len(rows):
            detail = f"the teacher saw {len(rows)} words, the tokenizer of the encoder sees {len(tokens)}"
            faults.append(CorpusFault(soft.source, "word", text[:_SHOWN_CHARACTERS], detail))
            continue
        for window in cut(tokens, size, tokenizer.cls_id, tokenizer.sep_id):
            target = np.zeros((len(window.ids), rows.shape[1]), dtype=np.uint8)
            target[window.positions] = rows[window.first : window.last]
            found.append(SoftWindow(window.ids, target))
    return found, faults
