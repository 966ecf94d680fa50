"""The limit for int8, on networks with a known error."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.extraction.extractor import Extractor
from model.bundle import Bundle
from model.decode import Decoder, doubts
from model.tagging import CutText
from tests.stand_ins.tagger import FakeTagger
from training.corpora import Example
from training.evaluation.quantization import MIN_AGREEMENT, NetworkOutputs, agreement, fit

Rows = list[NDArray[np.float32]]
TEXTS = [f"red nike shirt number {n} of cotton" for n in range(300)]


@pytest.fixture
def cuts(bundle: Bundle) -> list[CutText]:
    return Extractor(bundle, FakeTagger(bundle)).cut(TEXTS)


@pytest.fixture
def decoder(bundle: Bundle) -> Decoder:
    return bundle.decoder()


def rows_of(cuts: list[CutText], width: int, seed: int = 1) -> Rows:
    """Tags O, or a beginning, with leads of all sizes."""
    random = np.random.default_rng(seed)
    rows = []
    for each in cuts:
        logits = np.full((len(each.tokens), width), -9.0)
        logits[:, [0, 1, 3, 5]] = random.normal(0, 3, (len(each.tokens), 4))
        rows.append(softmax(logits))
    return rows


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float32]:
    rows = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: NDArray[np.float32] = (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)
    return found


def noisy(rows: Rows, scale: float) -> Rows:
    random = np.random.default_rng(2)
    return [softmax(np.log(np.maximum(each, 1e-6)) + random.normal(0, scale, each.shape)) for each in rows]


def examples(decoder: Decoder, cuts: list[CutText], rows: Rows) -> list[Example]:
    return [
        Example(str(n), each.tokens.text, tuple(decoder.spans(each.tokens, row)))
        for n, (each, row) in enumerate(zip(cuts, rows, strict=True))
    ]


def test_noise_of_rounding_is_measured_and_computed_again_where_it_matters(
    decoder: Decoder, cuts: list[CutText]
) -> None:
    exact = rows_of(cuts, decoder.width)
    fast = noisy(exact, 0.1)
    chosen, usable = fit(decoder, examples(decoder, cuts, exact), cuts, NetworkOutputs(exact, exact, fast))
    assert usable
    assert chosen.noise == pytest.approx(0.1 * np.sqrt(2) * np.sqrt(3) / np.pi, rel=0.15)
    assert chosen.int8_agreement < 0.99 < 0.9975 <= chosen.agreement
    assert 0 < chosen.again < 0.6
    again = doubts(fast, chosen.noise) > chosen.limit
    assert again.mean() == pytest.approx(chosen.again, abs=0.02)


def test_int8_without_error_is_never_doubted(decoder: Decoder, cuts: list[CutText]) -> None:
    exact = rows_of(cuts, decoder.width)
    chosen, usable = fit(decoder, examples(decoder, cuts, exact), cuts, NetworkOutputs(exact, exact, exact))
    assert usable
    assert (chosen.agreement, chosen.again, chosen.limit, chosen.f1_change) == (1.0, 0.0, 1.0, 0.0)


def test_it_is_refused_when_float32_itself_is_not_the_reference(decoder: Decoder, cuts: list[CutText]) -> None:
    reference, exact = rows_of(cuts, decoder.width, 1), rows_of(cuts, decoder.width, 3)
    tagged = NetworkOutputs(reference, exact, noisy(exact, 0.1))
    chosen, usable = fit(decoder, examples(decoder, cuts, reference), cuts, tagged)
    assert not usable
    assert chosen.agreement < MIN_AGREEMENT


def test_it_is_refused_when_agreement_hides_a_fall_of_f1(decoder: Decoder, cuts: list[CutText]) -> None:
    """One span in a hundred words, and the engine loses a third of them: agreement 99.7 %, F1 far below."""
    outside = np.full((7, decoder.width), 0.001, dtype=np.float32)
    outside[:, 0] = 1
    found = outside.copy()
    found[0, [0, 1]] = 0.001, 1
    reference = [found if n % 14 == 0 else outside for n in range(300)]
    exact = [found if n % 42 == 0 else outside for n in range(300)]
    assert all(len(each.tokens) == 7 for each in cuts)
    chosen, usable = fit(decoder, examples(decoder, cuts, reference), cuts, NetworkOutputs(reference, exact, exact))
    assert chosen.agreement >= MIN_AGREEMENT - 0.002
    assert chosen.f1_change < -0.1
    assert not usable


def test_agreement_counts_words(decoder: Decoder, bundle: Bundle) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle))
    left = extractor.tag_texts(["red shirt", "", "nike of cotton"])
    right = extractor.tag_texts(["red thing", "", "nike of cotton"])
    assert agreement(decoder, left, right) == pytest.approx(4 / 5)
    assert agreement(decoder, [], []) == 1


def test_doubt_is_the_expected_share_of_wrong_tags() -> None:
    """A lead that the noise overturns half of the time, and one that it hardly ever does."""
    even = np.array([[0.5, 0.5, 0.0]], dtype=np.float32)
    sure = np.array([[1.0, 0.0, 0.0]], dtype=np.float32)
    empty = np.zeros((0, 3), dtype=np.float32)
    found = doubts([even, sure, empty, np.concatenate([even, sure, sure, sure])], 0.1)
    assert found.tolist() == pytest.approx([0.5, 0.0, 0.0, 0.125])
