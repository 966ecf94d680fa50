"""How much of int8 a bundle can stand: beyond which doubt an engine must compute a window again in float32."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.bundle import Quantization
from model.decode import Decoder, doubts, leads
from model.tagging import CutText, TaggedText, join
from training.corpora import Example
from training.evaluation.scores import score

Rows = Sequence[NDArray[np.float32]]

# A bundle may not lose more than this by int8: share of words with the reference's tag, and F1.
MIN_AGREEMENT, MAX_LOSS = 0.995, 0.003
# What the fit aims at: long windows, which validation may lack, reach a limit more seldom than short ones. With this
# aim the shipped model's agreement is 99.8 % on queries and titles, and 99.6 % on the prose of two catalogs.
_AIM = 0.9975
_LIMITS = (1.0, 0.05, 0.04, 0.03, 0.02, 0.015, 0.01, 0.005, 0.002)
# Leads beyond this say nothing of the noise near a tie, where it matters.
_NEAR = 1.0


@dataclass(frozen=True, slots=True)
class Tagged:
    """What each of three networks says of the same windows, in order (Tagger.tag): the reference, which is to be
    matched, float32 and int8 as the CPU engine computes them."""

    reference: Rows
    exact: Rows
    fast: Rows


def fit(
    decoder: Decoder, examples: Sequence[Example], cuts: Sequence[CutText], tagged: Tagged
) -> tuple[Quantization, bool]:
    """The highest limit that gives the words the tags of the reference, and whether it may be used.

    `cuts` are those of the texts of `examples`. A limit may not be used when, after all, agreement is below
    `MIN_AGREEMENT` or F1 more than `MAX_LOSS` below the reference's; then the last one tried is returned.
    """
    pieces = np.array([len(window.ids) for each in cuts for window in each.windows])
    noise = _noise(tagged)
    doubt = doubts(tagged.fast, noise)
    wanted = join(cuts, tagged.reference, decoder.width)
    wanted_f1 = _f1(decoder, examples, wanted)
    alone = agreement(decoder, wanted, join(cuts, tagged.fast, decoder.width))
    for limit in _LIMITS:
        again = doubt > limit
        rows = [exact if more else fast for exact, fast, more in zip(tagged.exact, tagged.fast, again, strict=True)]
        found = join(cuts, rows, decoder.width)
        chosen = Quantization(
            noise=round(noise, 4),
            limit=limit,
            agreement=round(agreement(decoder, wanted, found), 4),
            int8_agreement=round(alone, 4),
            again=round(float(pieces[again].sum() / max(1, pieces.sum())), 4),
            f1_change=round(_f1(decoder, examples, found) - wanted_f1, 4),
        )
        if chosen.agreement >= _AIM and chosen.f1_change >= -MAX_LOSS:
            break
    return chosen, chosen.agreement >= MIN_AGREEMENT and chosen.f1_change >= -MAX_LOSS


def agreement(decoder: Decoder, wanted: Sequence[TaggedText], found: Sequence[TaggedText]) -> float:
    """The share of words that have the same tag in both; 1 without words."""
    same = total = 0
    for left, right in zip(wanted, found, strict=True):
        if len(left.tokens):
            same += int((decoder.tags(left.probabilities) == decoder.tags(right.probabilities)).sum())
            total += len(left.tokens)
    return same / total if total else 1.0


def _noise(tagged: Tagged) -> float:
    """The scale of the logistic distribution of what int8 changes in the difference of a token's two likeliest tags."""
    fast, exact = np.concatenate(tagged.fast), np.concatenate(tagged.exact)
    lead = leads(fast)
    near = lead < _NEAR
    rows, best = np.arange(len(fast))[near], np.argsort(fast, axis=1)[near]
    first, second = exact[rows, best[:, -1]], exact[rows, best[:, -2]]
    change = np.log(np.maximum(first, 1e-30) / np.maximum(second, 1e-30)) - lead[near]
    spread = float(np.std(change)) if len(change) else 0.0
    return max(spread * math.sqrt(3) / math.pi, 1e-4)


def _f1(decoder: Decoder, examples: Sequence[Example], readings: Sequence[TaggedText]) -> float:
    found = [decoder.spans(each.tokens, each.probabilities) for each in readings]
    return score(examples, found)["micro"].f1
