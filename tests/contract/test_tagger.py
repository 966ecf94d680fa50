"""Every engine reads the golden texts alike."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.extractor import Extractor
from app.extraction.tagger import Tagger
from app.extraction.tensorflow_tagger import TensorFlowTagger
from model.bundle import Bundle
from model.errors import BundleError
from model.tokens import WordTokenizer
from model.windows import cut
from tests.contract.golden import GOLDEN, TRICKY
from tests.fakes import FakeTagger
from training.export import export_saved_model

MIN_SCORE, NEAR = 0.5, 0.1


@pytest.fixture(scope="module")
def full_bundle(shipped: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The shipped bundle with its SavedModel rebuilt, as `itemgraph export` does."""
    return export_saved_model(shipped, tmp_path_factory.mktemp("bundles") / "full")


@pytest.fixture(scope="module", params=["ctranslate2", "tensorflow", "fake"])
def tagger(request: pytest.FixtureRequest, full_bundle: Bundle) -> Iterator[Tagger]:
    engines: dict[str, Callable[[], Tagger]] = {
        "ctranslate2": lambda: CTranslate2Tagger(full_bundle, 2),
        "tensorflow": lambda: TensorFlowTagger(full_bundle),
        "fake": lambda: FakeTagger(full_bundle),
    }
    engine = engines[request.param]()
    yield engine
    engine.close()


def test_probabilities_have_a_row_for_each_token_and_sum_to_one(tagger: Tagger, full_bundle: Bundle) -> None:
    tokenizer = WordTokenizer.from_file(full_bundle.path("tokenizer.json"))
    tokens = tokenizer.tokenize([*GOLDEN, *TRICKY])
    windows = [w for each in tokens for w in cut(each, full_bundle.window_size, tokenizer.cls_id, tokenizer.sep_id)]
    rows = tagger.tag(windows)
    assert [len(each) for each in rows] == [w.last - w.first for w in windows]
    for each in rows:
        assert each.dtype == np.float32
        assert each.shape[1] == 1 + 2 * len(full_bundle.manifest.labels)
        np.testing.assert_allclose(each.sum(axis=1), 1, atol=1e-4)


def test_a_text_reads_the_same_alone_and_in_company(tagger: Tagger, full_bundle: Bundle) -> None:
    extractor = Extractor(full_bundle, tagger)
    together = extractor.extract(GOLDEN)
    alone = [extractor.extract([text])[0] for text in GOLDEN]
    for left, right in zip(together, alone, strict=True):
        assert [(s.start, s.end, s.label) for s in left.spans] == [(s.start, s.end, s.label) for s in right.spans]
        assert [s.score for s in left.spans] == pytest.approx([s.score for s in right.spans], abs=2e-3)


def test_spans_are_their_text(tagger: Tagger, full_bundle: Bundle) -> None:
    texts = [*GOLDEN, *TRICKY]
    for text, found in zip(texts, Extractor(full_bundle, tagger).extract(texts), strict=True):
        for span in found.spans:
            assert text[span.start : span.end] == span.text
            assert 0 <= span.score <= 1


def test_no_window_gives_no_rows(tagger: Tagger) -> None:
    assert tagger.tag([]) == []


def test_the_cpu_engine_finds_the_spans_of_the_reference(full_bundle: Bundle) -> None:
    """The same spans with scores within 0.1; one that scores so near the threshold may fall on its other side."""
    reference = Extractor(full_bundle, TensorFlowTagger(full_bundle)).extract(GOLDEN, MIN_SCORE - NEAR)
    found = Extractor(full_bundle, CTranslate2Tagger(full_bundle, 2)).extract(GOLDEN, MIN_SCORE - NEAR)
    for text, left, right in zip(GOLDEN, reference, found, strict=True):
        wanted = {(s.start, s.end, s.label): s.score for s in left.spans}
        scores = {(s.start, s.end, s.label): s.score for s in right.spans}
        for key in wanted.keys() | scores.keys():
            if max(wanted.get(key, 0), scores.get(key, 0)) >= MIN_SCORE + NEAR:
                assert wanted.get(key) == pytest.approx(scores.get(key), abs=NEAR), (text, key)


def test_a_bundle_without_the_engines_file_is_named(bundle: Bundle) -> None:
    with pytest.raises(BundleError, match=r"no saved_model/1/saved_model\.pb; `itemgraph export"):
        TensorFlowTagger(bundle)
