"""Fits the use of int8: the doubt above which an engine must compute a window again in float32."""

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

# The most that a bundle may lose through int8: the share of words with the reference's tag, and F1.
MIN_AGREEMENT, MAX_LOSS = 0.995, 0.003
# The fit aims higher, because validation may lack long windows, which exceed a limit less often than short ones. With
# this aim the shipped model's agreement is 99.8 % on queries and titles, and 99.6 % on the prose of two catalogs.
_AIM = 0.9975
_LIMITS = (1.0, 0.05, 0.04, 0.03, 0.02, 0.015, 0.01, 0.005, 0.002)
# Larger leads say nothing about the noise near a tie, where it matters.
_NEAR_TIE = 1.0


@dataclass(frozen=True, slots=True)
class NetworkOutputs:
    """The outputs of three networks for the same windows, in order (Tagger.tag).

    `reference` is the network to match. `exact` and `fast` are the CPU engine in float32 and in int8.
    """

    reference: Rows
    exact: Rows
    fast: Rows


def fit(
    decoder: Decoder, examples: Sequence[Example], cuts: Sequence[CutText], outputs: NetworkOutputs
) -> tuple[Quantization, bool]:
    """Returns the highest limit that gives words the tags of the reference, and whether it may be used.

    `cuts` are the texts of `examples`. If no limit reaches the aim, the lowest one is returned. It may not be used if
    its agreement is below `MIN_AGREEMENT`, or its F1 more than `MAX_LOSS` below the reference's.
    """
    pieces = np.array([len(window.ids) for each in cuts for window in each.windows])
    noise = _noise(outputs)
    doubt = doubts(outputs.fast, noise)
    wanted = join(cuts, outputs.reference, decoder.width)
    wanted_f1 = _f1(decoder, examples, wanted)
    alone = agreement(decoder, wanted, join(cuts, outputs.fast, decoder.width))
    for limit in _LIMITS:
        again = doubt > limit
        rows = [exact if more else fast for exact, fast, more in zip(outputs.exact, outputs.fast, again, strict=True)]
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
    """Returns the share of words that have the same tag in both, and 1 without words."""
    same = total = 0
    for left, right in zip(wanted, found, strict=True):
        if len(left.tokens):
            same += int((decoder.tags(left.probabilities) == decoder.tags(right.probabilities)).sum())
            total += len(left.tokens)
    return same / total if total else 1.0


def _noise(outputs: NetworkOutputs) -> float:
    """Returns the noise of int8: the scale of a logistic distribution of its changes to a token's lead."""
    fast, exact = np.concatenate(outputs.fast), np.concatenate(outputs.exact)
    lead = leads(fast)
    near = lead < _NEAR_TIE
    rows, best = np.arange(len(fast))[near], np.argsort(fast, axis=1)[near]
    first, second = exact[rows, best[:, -1]], exact[rows, best[:, -2]]
    change = np.log(np.maximum(first, 1e-30) / np.maximum(second, 1e-30)) - lead[near]
    spread = float(np.std(change)) if len(change) else 0.0
    return max(spread * math.sqrt(3) / math.pi, 1e-4)


def _f1(decoder: Decoder, examples: Sequence[Example], readings: Sequence[TaggedText]) -> float:
    found = [decoder.spans(each.tokens, each.probabilities) for each in readings]
    return score(examples, found)["micro"].f1
