"""How much of int8 a bundle can stand: the margin within which an engine must look again in float32."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.bundle import Precision
from model.decode import Decoder, closeness
from model.reading import Cut, Reading, join
from training.corpora import Example
from training.evaluate import score

Rows = Sequence[NDArray[np.float32]]

# A bundle may not lose more than this by int8: share of words with the reference's tag, and F1.
MIN_AGREEMENT, MAX_LOSS = 0.995, 0.003
# What the fit aims at, because other texts are not those of validation.
_AIM = 0.9955
_MARGINS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Tagged:
    """What each of three networks says of the same windows, in order (Tagger.tag): the reference, which is to be
    matched, float32 and int8 as the CPU engine computes them."""

    reference: Rows
    exact: Rows
    fast: Rows


def fit(decoder: Decoder, examples: Sequence[Example], cuts: Sequence[Cut], tagged: Tagged) -> tuple[Precision, bool]:
    """The smallest margin that gives the words the tags of the reference, and whether it may be used.

    `cuts` are those of the texts of `examples`. A margin may not be used when, after all, agreement is below
    `MIN_AGREEMENT` or F1 more than `MAX_LOSS` below the reference's; then the last one tried is returned.
    """
    windows = [window for each in cuts for window in each.windows]
    close = np.array([closeness(rows) for rows in tagged.fast])
    pieces = np.array([len(window.ids) for window in windows])
    wanted = join(cuts, tagged.reference, decoder.width)
    wanted_f1 = _f1(decoder, examples, wanted)
    alone = 0.0
    for margin in _MARGINS:
        again = close < margin
        rows = [exact if more else fast for exact, fast, more in zip(tagged.exact, tagged.fast, again, strict=True)]
        found = join(cuts, rows, decoder.width)
        share = agreement(decoder, wanted, found)
        alone = alone if margin else share
        precision = Precision(
            margin=margin,
            agreement=round(share, 4),
            int8_agreement=round(alone, 4),
            again=round(float(pieces[again].sum() / max(1, pieces.sum())), 4),
            f1_change=round(_f1(decoder, examples, found) - wanted_f1, 4),
        )
        if share >= _AIM and precision.f1_change >= -MAX_LOSS:
            break
    return precision, precision.agreement >= MIN_AGREEMENT and precision.f1_change >= -MAX_LOSS


def agreement(decoder: Decoder, wanted: Sequence[Reading], found: Sequence[Reading]) -> float:
    """The share of words that have the same tag in both; 1 without words."""
    same = total = 0
    for left, right in zip(wanted, found, strict=True):
        if len(left.tokens):
            same += int((decoder.tags(left.probabilities) == decoder.tags(right.probabilities)).sum())
            total += len(left.tokens)
    return same / total if total else 1.0


def _f1(decoder: Decoder, examples: Sequence[Example], readings: Sequence[Reading]) -> float:
    found = [decoder.spans(each.tokens, each.probabilities) for each in readings]
    return score(examples, found)["micro"].f1
