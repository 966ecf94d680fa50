"""The CPU engine gives what TensorFlow, the reference, gives for the shipped model."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import numpy as np
import pytest

from app.extraction.ctranslate2_tagger import CTranslate2Tagger, Mode
from app.extraction.extractor import Extractor
from app.extraction.tensorflow_tagger import TensorFlowTagger
from model.bundle import Bundle
from tests.contract.golden import GOLDEN, TRICKY
from tests.parts import shared_data
from training.corpora import read_corpus
from training.evaluation.quantization import MIN_AGREEMENT, agreement
from training.export import export_saved_model

MIN_SCORE, NEAR = 0.5, 0.1


@pytest.fixture(scope="module")
def reference(shipped: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extractor]:
    full = export_saved_model(shipped, tmp_path_factory.mktemp("shipped") / "full")
    with closing(Extractor(full, TensorFlowTagger(full))) as opened:
        yield opened


@contextmanager
def cpu_engine(bundle: Bundle, mode: Mode | None = None) -> Iterator[Extractor]:
    with closing(Extractor(bundle, CTranslate2Tagger(bundle, 2, mode))) as opened:
        yield opened


def test_the_cpu_engine_finds_the_spans_of_the_reference(reference: Extractor, shipped: Bundle) -> None:
    """Scores agree within 0.1, so a span that close to its threshold may be missing on one side."""
    expected = reference.extract(GOLDEN, MIN_SCORE - NEAR)
    with cpu_engine(shipped) as opened:
        found = opened.extract(GOLDEN, MIN_SCORE - NEAR)
    for text, left, right in zip(GOLDEN, expected, found, strict=True):
        wanted = {(s.start, s.end, s.label): s.score for s in left.spans}
        scores = {(s.start, s.end, s.label): s.score for s in right.spans}
        for key in wanted.keys() | scores.keys():
            if max(wanted.get(key, 0), scores.get(key, 0)) >= MIN_SCORE + NEAR:
                assert wanted.get(key) == pytest.approx(scores.get(key), abs=NEAR), (text, key)


def test_float32_is_the_reference_to_rounding(reference: Extractor, shipped: Bundle) -> None:
    expected = reference.tag_texts([*GOLDEN, *TRICKY])
    with cpu_engine(shipped, "float32") as opened:
        found = opened.tag_texts([*GOLDEN, *TRICKY])
    for left, right in zip(expected, found, strict=True):
        np.testing.assert_allclose(left.probabilities, right.probabilities, atol=1e-4)


def test_the_cpu_engine_gives_the_words_the_tags_of_the_reference(reference: Extractor, shipped: Bundle) -> None:
    texts = [each.text for each in read_corpus(shared_data("products/validation.jsonl")).examples]
    with cpu_engine(shipped) as opened:
        found = opened.tag_texts(texts)
    expected = reference.tag_texts([each.tokens.text for each in found])
    assert agreement(reference.decoder, expected, found) >= MIN_AGREEMENT
