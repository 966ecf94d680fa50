"""A small network learns, is exported, and serves."""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.extractor import Extractor
from app.extraction.tagger import Tagger
from app.extraction.tensorflow_tagger import TensorFlowTagger
from model.bundle import SAVED_MODEL_FILE, Bundle, Manifest, read_bundle
from model.decode import Decoder
from model.spans import Span
from model.tagging import read_spans
from model.tags import SCHEMES, SchemeName
from model.tokens import WordTokenizer
from model.windows import WindowSize
from training.config import Recipe
from training.corpora import Example
from training.errors import ExportError, TrainingError
from training.evaluation.results import Epoch
from training.evaluation.scores import score
from training.export import export_saved_model, write_bundle
from training.folders import new_folder
from training.learning.checkpoints import State
from training.learning.progress import Progress
from training.learning.train import Source, Trained, train
from training.network.classifier import TokenClassifier
from training.network.encoders import Encoder
from training.network.predict import tag_by

LABELS = ["BRAND", "COLOR"]
WINDOW = WindowSize(16, 4)
TEXTS = ["red shirt nike", "acme shoe blue", "navy shoes for acme", "the nike shirt"]
WORDS = {"red": "COLOR", "blue": "COLOR", "navy": "COLOR", "nike": "BRAND", "acme": "BRAND"}


def example(text: str) -> Example:
    found = ((text.find(word), word, label) for word, label in WORDS.items() if word in text)
    spans = sorted((Span(at, at + len(word), label, word) for at, word, label in found), key=lambda span: span.start)
    return Example(text, text, tuple(spans))


EXAMPLES = [example(text) for text in TEXTS]


def fit(
    encoder: Encoder, folder: Path, recipe: Recipe, progress: Progress | None = None, resume: bool = False
) -> Trained:
    """A training on the examples, scored on themselves, that saves its state after every step."""
    tokenizer, decoder = WordTokenizer(encoder.tokenizer), Decoder(LABELS, SCHEMES[recipe.scheme])

    def f1(network: TokenClassifier) -> float:
        found = read_spans(TEXTS, tokenizer, WINDOW, decoder, tag_by(network))
        return score(EXAMPLES, [each.spans for each in found])["micro"].f1

    return train(encoder, [Source(EXAMPLES)], LABELS, recipe, folder, f1, progress, resume, save_every=0)


def bundle_in(
    folder: Path, trained: Trained, encoder: Encoder, scheme: SchemeName = "IOB2", compact: bool = False
) -> Bundle:
    manifest = Manifest(
        name="tiny",
        version="1",
        labels=tuple(LABELS),
        scheme=scheme,
        window=16,
        overlap=4,
        encoder={"shape": encoder.shape.to_json()},
    )
    with new_folder(folder) as place:
        write_bundle(place, trained.network.to_arrays(), encoder.tokenizer, manifest, compact)
    return read_bundle(folder)


@pytest.mark.parametrize("scheme", ["IOB2", pytest.param("IOBES", marks=pytest.mark.slow)])
def test_a_network_learns_its_examples_and_serves_them(encoder: Encoder, tmp_path: Path, scheme: SchemeName) -> None:
    recipe = Recipe(
        epochs=30, batch_pieces=16, learning_rate=1e-2, window=16, overlap=4, dropout=0.0, scheme=scheme, patience=0
    )
    trained = fit(encoder, tmp_path / "work", recipe)
    assert trained.best.f1 == 1.0
    assert len(trained.epochs) == 30
    assert trained.epochs[-1].loss < trained.epochs[0].loss / 10
    assert trained.best.tokens_per_second > 0

    bundle = bundle_in(tmp_path / "bundle", trained, encoder, scheme)
    rebuilt = export_saved_model(bundle, tmp_path / "rebuilt")
    engines: list[Tagger] = [CTranslate2Tagger(bundle, 1), TensorFlowTagger(bundle), TensorFlowTagger(rebuilt)]
    for engine in engines:
        found = Extractor(bundle, engine).extract(TEXTS, min_score=0.0)
        assert score(EXAMPLES, [each.spans for each in found])["micro"].f1 == 1.0
        engine.close()


class CutOff(Progress):
    """Ends the process, as it were, after so many steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def step(self, state: State) -> None:
        if self._left == 0:
            raise KeyboardInterrupt
        self._left -= 1


RESUMED = Recipe(epochs=3, batch_pieces=16, learning_rate=1e-3, window=16, overlap=4, patience=0)


@pytest.fixture(scope="module")
def whole(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The training that nothing cut off."""
    return fit(encoder, tmp_path_factory.mktemp("whole"), RESUMED)


@pytest.mark.slow
def test_a_training_that_was_cut_off_goes_on_to_the_same_end(whole: Trained, encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        fit(encoder, tmp_path / "cut", RESUMED, CutOff(steps=3))
    resumed = fit(encoder, tmp_path / "cut", RESUMED, resume=True)
    assert [epoch.number for epoch in resumed.epochs] == [1, 2, 3]
    # The batches of the epoch that was cut come in another order, so the losses are near and not equal.
    assert [e.loss for e in resumed.epochs] == pytest.approx([e.loss for e in whole.epochs], rel=0.05)


@pytest.mark.slow
def test_a_training_cut_off_between_epochs_is_resumed_exactly(whole: Trained, encoder: Encoder, tmp_path: Path) -> None:
    class AfterTheFirst(Progress):
        def epoch(self, epoch: Epoch, best: bool) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(encoder, tmp_path / "cut", RESUMED, AfterTheFirst())
    resumed = fit(encoder, tmp_path / "cut", RESUMED, resume=True)
    assert [e.loss for e in resumed.epochs] == pytest.approx([e.loss for e in whole.epochs], rel=1e-5)


def test_a_resume_needs_the_same_data_and_recipe(encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        fit(encoder, tmp_path / "work", Recipe(epochs=1, batch_pieces=16, window=16, overlap=4), CutOff(steps=1))
    with pytest.raises(TrainingError, match="saved with other data, another encoder or other options"):
        fit(encoder, tmp_path / "work", Recipe(epochs=2, batch_pieces=16, window=16, overlap=4), resume=True)
    with pytest.raises(TrainingError, match="no such file; expected the saved state of a training"):
        fit(encoder, tmp_path / "none", Recipe(epochs=2, window=16, overlap=4), resume=True)


def test_training_stops_when_it_gets_no_better_and_keeps_the_best_epoch(encoder: Encoder, tmp_path: Path) -> None:
    recipe = Recipe(epochs=20, batch_pieces=16, window=16, overlap=4, patience=2)
    scores = iter([0.1, 0.5, 0.4, 0.3, 0.9])
    kept: list[dict[str, np.ndarray]] = []

    def f1(network: TokenClassifier) -> float:
        kept.append(network.to_arrays())
        return next(scores)

    trained = train(encoder, [Source(EXAMPLES)], LABELS, recipe, tmp_path / "work", f1)
    assert [epoch.f1 for epoch in trained.epochs] == [0.1, 0.5, 0.4, 0.3]
    assert trained.best.number == 2
    np.testing.assert_array_equal(trained.network.to_arrays()["head.kernel"], kept[1]["head.kernel"])


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["bfloat16", pytest.param("float16", marks=pytest.mark.slow)])
def test_mixed_precision_trains_float32_weights(
    encoder: Encoder, tmp_path: Path, policy: Literal["float16", "bfloat16"]
) -> None:
    recipe = Recipe(epochs=1, batch_pieces=16, learning_rate=1e-3, window=16, overlap=4, mixed_precision=policy)
    trained = fit(encoder, tmp_path / "work", recipe)
    assert np.isfinite([epoch.loss for epoch in trained.epochs]).all()
    assert trained.network.to_arrays()["layer.0.query.kernel"].dtype == np.float32
    assert (trained.network.to_arrays()["layer.0.query.kernel"] != encoder.weights["layer.0.query.kernel"]).any()


@pytest.fixture(scope="module")
def adapted(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> TokenClassifier:
    """A network whose adapters were trained."""
    recipe = Recipe(epochs=2, batch_pieces=16, learning_rate=1e-2, window=16, overlap=4, lora_rank=2)
    return fit(encoder, tmp_path_factory.mktemp("adapted"), recipe).network


@pytest.mark.slow
def test_adapters_leave_the_encoder_as_it_was(adapted: TokenClassifier, encoder: Encoder) -> None:
    np.testing.assert_array_equal(np.asarray(adapted.embeddings.words.embeddings), encoder.weights["embeddings.words"])
    assert len(adapted.trainable_variables) == 2 * 6 * 3 + 2  # two factors and a bias each, and the head


def test_adapters_are_merged_into_what_is_exported(adapted: TokenClassifier, encoder: Encoder) -> None:
    merged = TokenClassifier(encoder.shape, 1 + 2 * len(LABELS))
    merged.assign(adapted.to_arrays())
    batch = {"ids": np.arange(8, dtype=np.int32)[None], "mask": np.ones((1, 8), np.int32)}
    np.testing.assert_allclose(merged.predict_on_batch(batch), adapted.predict_on_batch(batch), atol=1e-5)
    assert np.abs(adapted.to_arrays()["layer.0.query.kernel"] - encoder.weights["layer.0.query.kernel"]).max() > 1e-3


def test_an_export_never_writes_over_a_folder(whole: Trained, encoder: Encoder, tmp_path: Path) -> None:
    bundle = bundle_in(tmp_path / "bundle", whole, encoder, compact=True)
    assert not bundle.has(SAVED_MODEL_FILE)
    with pytest.raises(ExportError, match="already exists"):
        export_saved_model(bundle, tmp_path / "bundle")
    assert read_bundle(tmp_path / "bundle").digest == bundle.digest


def test_a_failed_export_leaves_nothing(tmp_path: Path) -> None:
    def write_half() -> None:
        with new_folder(tmp_path / "bundle") as place:
            (place / "labels.txt").write_bytes(b"half")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write_half()
    assert list(tmp_path.iterdir()) == []
