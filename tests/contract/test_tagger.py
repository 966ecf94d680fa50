"""Every engine finds the same in the golden texts."""

import resource
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.extraction.ctranslate2_tagger import CTranslate2Tagger, Mode, has_int8, mode_of
from app.extraction.endpoints import HttpEndpoint
from app.extraction.extractor import Extractor
from app.extraction.remote_tagger import RemoteTagger
from app.extraction.tagger import Tagger
from model.bundle import WEIGHTS, Bundle, Quantization, seal
from model.errors import BundleError
from model.weights import dequantize, halve, load, save
from model.windows import Window
from tests.contract.golden import GOLDEN, TRICKY
from tests.stand_ins.tagger import FakeTagger
from tests.stand_ins.tf_serving import ModelServer

MODES: tuple[Mode, Mode] = ("float32", "int8")


# In the process of the trainings, two engines at once or TensorFlow's own reach the limit of `make test` for memory.
ENGINES = [
    pytest.param("both", marks=pytest.mark.slow),
    "int8",
    "float32",
    "remote",
    "fake",
    pytest.param("tensorflow", marks=[pytest.mark.tensorflow, pytest.mark.slow]),
]


@pytest.fixture(scope="module", params=ENGINES)
def tagger(request: pytest.FixtureRequest, shipped: Bundle, bundle: Bundle) -> Iterator[Tagger]:
    """The shipped model on an engine. TensorFlow and the server behind the remote engine run a small one."""
    match request.param:
        case "tensorflow":
            yield tensorflow_tagger(request.getfixturevalue("full_bundle"))
        case "remote":
            with closing(ModelServer(CTranslate2Tagger(bundle, 2, "float32"))) as server:
                yield RemoteTagger(shipped, HttpEndpoint(server.url), 4)
        case "fake":
            yield FakeTagger(shipped)
        case mode:
            yield CTranslate2Tagger(shipped, 2, mode)


@pytest.fixture(scope="module")
def extractor(tagger: Tagger, shipped: Bundle) -> Iterator[Extractor]:
    with closing(Extractor(shipped, tagger)) as opened:
        yield opened


@contextmanager
def cpu_engine(bundle: Bundle, mode: Mode | None = None) -> Iterator[Extractor]:
    with closing(Extractor(bundle, CTranslate2Tagger(bundle, 2, mode))) as opened:
        yield opened


def tag_and_close(tagger: Tagger, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
    with closing(tagger):
        return tagger.tag(windows)


def tensorflow_tagger(bundle: Bundle) -> Tagger:
    """Imports TensorFlow, which the tests of the other engines do without."""
    from app.extraction.tensorflow_tagger import TensorFlowTagger

    return TensorFlowTagger(bundle)


def test_probabilities_have_a_row_for_each_token_and_sum_to_one(
    tagger: Tagger, extractor: Extractor, shipped: Bundle
) -> None:
    windows = [window for each in extractor.cut([*GOLDEN, *TRICKY]) for window in each.windows]
    rows = tagger.tag(windows)
    assert [len(each) for each in rows] == [w.last - w.first for w in windows]
    for each in rows:
        assert each.dtype == np.float32
        assert each.shape[1] == 1 + 2 * len(shipped.manifest.labels)
        np.testing.assert_allclose(each.sum(axis=1), 1, atol=1e-4)


def test_a_text_reads_the_same_alone_and_in_company(extractor: Extractor) -> None:
    together = extractor.extract(GOLDEN)
    alone = [extractor.extract([text])[0] for text in GOLDEN]
    for left, right in zip(together, alone, strict=True):
        assert [(s.start, s.end, s.label) for s in left.spans] == [(s.start, s.end, s.label) for s in right.spans]
        assert [s.score for s in left.spans] == pytest.approx([s.score for s in right.spans], abs=2e-3)


def test_spans_are_their_text(extractor: Extractor) -> None:
    texts = [*GOLDEN, *TRICKY]
    for text, found in zip(texts, extractor.extract(texts), strict=True):
        for span in found.spans:
            assert text[span.start : span.end] == span.text
            assert 0 <= span.score <= 1


def test_no_window_gives_no_rows(tagger: Tagger) -> None:
    assert tagger.tag([]) == []


@pytest.mark.slow
def test_windows_in_doubt_are_those_of_float32(shipped: Bundle) -> None:
    """With a limit of 0 every window is in doubt, with a limit of 1 none."""
    with closing(Extractor(shipped, FakeTagger(shipped))) as opened:
        windows = [window for each in opened.cut(GOLDEN) for window in each.windows]
    exact, fast = (tag_and_close(CTranslate2Tagger(shipped, 1, mode), windows) for mode in MODES)
    for limit, wanted in ((0.0, exact), (1.0, fast)):
        quantization = Quantization(noise=0.1, limit=limit, agreement=1, int8_agreement=1, again=0, f1_change=0)
        manifest = shipped.manifest.model_copy(update={"quantization": quantization})
        found = tag_and_close(CTranslate2Tagger(replace(shipped, manifest=manifest), 1, "both"), windows)
        for left, right in zip(found, wanted, strict=True):
            np.testing.assert_allclose(left, right, atol=1e-5)
    assert max(np.abs(left - right).max() for left, right in zip(exact, fast, strict=True)) > 1e-3


@pytest.mark.parametrize(
    ("fitted", "exact_int8", "mode"), [(True, True, "both"), (True, False, "float32"), (False, True, "float32")]
)
def test_int8_needs_a_fitted_bundle_and_a_processor_with_exact_products(
    shipped: Bundle, fitted: bool, exact_int8: bool, mode: Mode
) -> None:
    manifest = shipped.manifest if fitted else shipped.manifest.model_copy(update={"quantization": None})
    assert mode_of(manifest, exact_int8) == mode


def test_an_engine_takes_the_mode_of_its_bundle(bundle: Bundle) -> None:
    with closing(CTranslate2Tagger(bundle, 1)) as tagger:
        assert tagger.mode == "float32"


@pytest.mark.parametrize(
    ("machine", "flags", "expected"),
    [
        ("x86_64", "sse avx2", False),
        ("x86_64", "avx2 avx512_vnni", True),
        ("AMD64", "avx_vnni", True),
        ("arm64", "", True),
    ],
)
def test_int8_is_known_by_the_processors_flags(machine: str, flags: str, expected: bool, tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text(f"flags\t\t: fpu {flags}\n")
    assert has_int8(tmp_path / "cpuinfo", machine) is expected


def test_weights_in_float16_are_read_as_well(bundle: Bundle, tmp_path: Path) -> None:
    """A bundle whose SavedModel comes from training has float16 weights."""
    shutil.copytree(bundle.folder, tmp_path, dirs_exist_ok=True)
    save(tmp_path / WEIGHTS, halve(dequantize(load(bundle.path(WEIGHTS)))))
    full = seal(tmp_path, bundle.manifest)
    with cpu_engine(full, "float32") as opened, cpu_engine(bundle, "float32") as other:
        left, right = opened.tag_texts(GOLDEN), other.tag_texts(GOLDEN)
    for half, exact in zip(left, right, strict=True):
        np.testing.assert_allclose(half.probabilities, exact.probabilities, atol=5e-3)
    assert tag_and_close(CTranslate2Tagger(full, 1, "int8"), []) == []


@pytest.mark.slow
def test_a_closed_engine_gives_its_memory_back(shipped: Bundle) -> None:
    """A network in float32 takes some 90 MB."""

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20

    opened = [CTranslate2Tagger(shipped, 1, "float32") for _ in range(3)]
    before = resident()
    for each in opened:
        each.close()
    assert before - resident() > 100


@pytest.mark.slow
@pytest.mark.tensorflow
def test_a_bundle_without_the_engines_file_is_named(bundle: Bundle) -> None:
    with pytest.raises(BundleError, match=r"no saved_model/1/saved_model\.pb; `itemgraph model export"):
        tensorflow_tagger(bundle)
