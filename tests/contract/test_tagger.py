"""Every engine finds the same in the golden texts."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.extraction.ctranslate2_tagger import CTranslate2Tagger, Mode, has_int8
from app.extraction.endpoints import HttpEndpoint
from app.extraction.extractor import Extractor
from app.extraction.remote_tagger import RemoteTagger
from app.extraction.tagger import Tagger
from app.extraction.tensorflow_tagger import TensorFlowTagger
from model.bundle import WEIGHTS, Bundle, Quantization, seal
from model.errors import BundleError
from model.tokens import WordTokenizer
from model.weights import dequantize, halve, load, save
from model.windows import cut
from tests.contract.golden import GOLDEN, TRICKY
from tests.stand_ins.tagger import FakeTagger
from tests.stand_ins.tf_serving import ModelServer
from training.export import export_saved_model

MIN_SCORE, NEAR = 0.5, 0.1
MODES: tuple[Mode, Mode] = ("float32", "int8")


@pytest.fixture(scope="module")
def full_bundle(shipped: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The shipped bundle with its SavedModel rebuilt, as `itemgraph model export` does."""
    return export_saved_model(shipped, tmp_path_factory.mktemp("bundles") / "full")


@pytest.fixture(scope="module", params=["both", "int8", "float32", "tensorflow", "remote", "fake"])
def tagger(request: pytest.FixtureRequest, full_bundle: Bundle) -> Iterator[Tagger]:
    engines: dict[str, Callable[[], Tagger]] = {
        "both": lambda: CTranslate2Tagger(full_bundle, 2, "both"),
        "int8": lambda: CTranslate2Tagger(full_bundle, 2, "int8"),
        "float32": lambda: CTranslate2Tagger(full_bundle, 2, "float32"),
        "tensorflow": lambda: TensorFlowTagger(full_bundle),
        "remote": lambda: RemoteTagger(full_bundle, HttpEndpoint(servers[0].url), 4),
        "fake": lambda: FakeTagger(full_bundle),
    }
    servers = [ModelServer(TensorFlowTagger(full_bundle))] if request.param == "remote" else []
    engine = engines[request.param]()
    yield engine
    engine.close()
    for server in servers:
        server.close()


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
    """Scores agree within 0.1, so a span that close to its threshold may be missing on one side."""
    reference = Extractor(full_bundle, TensorFlowTagger(full_bundle)).extract(GOLDEN, MIN_SCORE - NEAR)
    found = Extractor(full_bundle, CTranslate2Tagger(full_bundle, 2)).extract(GOLDEN, MIN_SCORE - NEAR)
    for text, left, right in zip(GOLDEN, reference, found, strict=True):
        wanted = {(s.start, s.end, s.label): s.score for s in left.spans}
        scores = {(s.start, s.end, s.label): s.score for s in right.spans}
        for key in wanted.keys() | scores.keys():
            if max(wanted.get(key, 0), scores.get(key, 0)) >= MIN_SCORE + NEAR:
                assert wanted.get(key) == pytest.approx(scores.get(key), abs=NEAR), (text, key)


def test_float32_is_the_reference_to_rounding(full_bundle: Bundle) -> None:
    reference = Extractor(full_bundle, TensorFlowTagger(full_bundle)).tag_texts([*GOLDEN, *TRICKY])
    found = Extractor(full_bundle, CTranslate2Tagger(full_bundle, 2, "float32")).tag_texts([*GOLDEN, *TRICKY])
    for left, right in zip(reference, found, strict=True):
        np.testing.assert_allclose(left.probabilities, right.probabilities, atol=1e-4)


def test_windows_in_doubt_are_those_of_float32(full_bundle: Bundle) -> None:
    """With a limit of 0 every window is in doubt, with a limit of 1 none."""
    windows = [w for each in Extractor(full_bundle, FakeTagger(full_bundle)).cut(GOLDEN) for w in each.windows]
    exact, fast = (CTranslate2Tagger(full_bundle, 1, mode).tag(windows) for mode in MODES)
    for limit, wanted in ((0.0, exact), (1.0, fast)):
        quantization = Quantization(noise=0.1, limit=limit, agreement=1, int8_agreement=1, again=0, f1_change=0)
        manifest = full_bundle.manifest.model_copy(update={"quantization": quantization})
        found = CTranslate2Tagger(replace(full_bundle, manifest=manifest), 1, "both").tag(windows)
        for left, right in zip(found, wanted, strict=True):
            np.testing.assert_allclose(left, right, atol=1e-5)
    assert max(np.abs(left - right).max() for left, right in zip(exact, fast, strict=True)) > 1e-3


def test_a_bundle_without_fitted_precision_runs_in_float32(full_bundle: Bundle) -> None:
    manifest = full_bundle.manifest.model_copy(update={"quantization": None})
    assert CTranslate2Tagger(replace(full_bundle, manifest=manifest), 1).mode == "float32"


def test_a_processor_without_vnni_runs_in_float32(full_bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.extraction.ctranslate2_tagger.has_int8", lambda: False)
    assert CTranslate2Tagger(full_bundle, 1).mode == "float32"


@pytest.mark.parametrize(
    ("machine", "flags", "expected"),
    [
        ("x86_64", "sse avx2", False),
        ("x86_64", "avx2 avx512_vnni", True),
        ("AMD64", "avx_vnni", True),
        ("arm64", "", True),
    ],
)
def test_int8_is_known_by_the_processors_flags(
    machine: str, flags: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpuinfo").write_text(f"flags\t\t: fpu {flags}\n")
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert has_int8(tmp_path / "cpuinfo") is expected


def test_weights_in_float16_are_read_as_well(full_bundle: Bundle, tmp_path: Path) -> None:
    """A bundle whose SavedModel comes from training has float16 weights."""
    for name in full_bundle.manifest.files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(full_bundle.path(name), tmp_path / name)
    save(tmp_path / WEIGHTS, halve(dequantize(load(full_bundle.path(WEIGHTS)))))
    full = seal(tmp_path, full_bundle.manifest)
    left, right = (
        Extractor(each, CTranslate2Tagger(each, 1, "float32")).tag_texts(GOLDEN) for each in (full, full_bundle)
    )
    for one, other in zip(left, right, strict=True):
        np.testing.assert_allclose(one.probabilities, other.probabilities, atol=5e-3)
    assert len(CTranslate2Tagger(full, 1, "int8").tag([])) == 0


def test_a_bundle_without_the_engines_file_is_named(bundle: Bundle) -> None:
    with pytest.raises(BundleError, match=r"no saved_model/1/saved_model\.pb; `itemgraph model export"):
        TensorFlowTagger(bundle)
