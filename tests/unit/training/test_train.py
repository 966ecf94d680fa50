"""A small network learns, is exported, and serves."""

from pathlib import Path

import numpy as np
import pytest

from app.extraction.extractor import Extractor
from app.extraction.onnx_tagger import OnnxTagger
from app.extraction.tagger import Tagger
from app.extraction.tensorflow_tagger import TensorFlowTagger
from model.bundle import SAVED_MODEL_FILE, Manifest, read_bundle
from model.spans import Span
from model.tokens import WordTokenizer
from model.windows import WindowSize
from training.corpora import Example
from training.encoders import Encoder
from training.errors import ExportError
from training.evaluate import evaluate
from training.export import export_saved_model, write_bundle
from training.network import TokenClassifier
from training.predict import predict
from training.train import Corpus, Recipe, allowed_tags_loss, train

LABELS = ["BRAND", "COLOR"]
WINDOW = WindowSize(16, 4)
TEXTS = ["red shirt nike", "acme shoe blue", "navy shoes for acme", "the nike shirt"]
WORDS = {"red": "COLOR", "blue": "COLOR", "navy": "COLOR", "nike": "BRAND", "acme": "BRAND"}


def example(text: str) -> Example:
    found = ((text.find(word), word, label) for word, label in WORDS.items() if word in text)
    spans = sorted((Span(at, at + len(word), label, word) for at, word, label in found), key=lambda span: span.start)
    return Example(text, text, tuple(spans))


EXAMPLES = [example(text) for text in TEXTS]


def test_a_network_learns_its_examples_and_serves_them(encoder: Encoder, tmp_path: Path) -> None:
    recipe = Recipe(epochs=30, batch_pieces=16, learning_rate=1e-2, window=WINDOW, dropout=0.0)
    tokenizer = WordTokenizer(encoder.tokenizer)
    lines: list[str] = []

    def score(network: TokenClassifier) -> float:
        found = predict(network, tokenizer, WINDOW, LABELS, TEXTS)
        return evaluate([each.spans for each in EXAMPLES], found)["micro"].f1

    network, f1 = train(encoder, [Corpus(EXAMPLES)], LABELS, recipe, tmp_path / "best.weights.h5", score, lines.append)
    assert f1 == 1.0
    assert len(lines) == 31
    assert "loss" in lines[1]

    manifest = Manifest(
        name="tiny", version="1", labels=tuple(LABELS), window=16, overlap=4, encoder={"shape": encoder.shape.to_json()}
    )
    bundle = write_bundle(tmp_path / "bundle", network.to_arrays(), encoder.tokenizer, manifest)
    rebuilt = export_saved_model(bundle, tmp_path / "rebuilt")
    engines: list[Tagger] = [OnnxTagger(bundle, 1), TensorFlowTagger(bundle), TensorFlowTagger(rebuilt)]
    for engine in engines:
        found = Extractor(bundle, engine).extract(TEXTS)
        assert evaluate([each.spans for each in EXAMPLES], [each.spans for each in found])["micro"].f1 == 1.0
        engine.close()


def test_one_step_of_adapters_leaves_the_encoder_as_it_was(encoder: Encoder, tmp_path: Path) -> None:
    recipe = Recipe(epochs=1, batch_pieces=16, window=WINDOW, lora_rank=2)
    network, _ = train(
        encoder, [Corpus(EXAMPLES)], LABELS, recipe, tmp_path / "best.weights.h5", lambda _: 0.0, lambda _: None
    )
    np.testing.assert_array_equal(np.asarray(network.embeddings.words.embeddings), encoder.weights["embeddings.words"])
    assert len(network.trainable_variables) == 2 * 6 * 3 + 2  # two factors and a bias each, and the head


def test_adapters_are_merged_into_what_is_exported(encoder: Encoder, tmp_path: Path) -> None:
    recipe = Recipe(epochs=2, batch_pieces=16, learning_rate=1e-2, window=WINDOW, lora_rank=2)
    network, _ = train(
        encoder, [Corpus(EXAMPLES)], LABELS, recipe, tmp_path / "best.weights.h5", lambda _: 0.0, lambda _: None
    )
    merged = TokenClassifier(encoder.shape, 1 + 2 * len(LABELS))
    merged.assign(network.to_arrays())
    batch = {"ids": np.arange(8, dtype=np.int32)[None], "mask": np.ones((1, 8), np.int32)}
    np.testing.assert_allclose(merged.predict_on_batch(batch), network.predict_on_batch(batch), atol=1e-5)
    assert np.abs(network.to_arrays()["layer.0.query.kernel"] - encoder.weights["layer.0.query.kernel"]).max() > 1e-3


def test_loss_is_cross_entropy_where_one_tag_is_allowed() -> None:
    logits = np.array([[[2.0, 0.0, 0.0], [0.0, 1.0, 0.0]]], dtype=np.float32)
    allowed = np.array([[[True, False, False], [True, True, True]]])
    expected = -np.log(np.exp(2) / (np.exp(2) + 2))
    assert float(allowed_tags_loss(allowed, logits)) == pytest.approx(expected, abs=1e-5)


def test_loss_of_a_partial_annotation_is_that_of_all_allowed_tags_together() -> None:
    logits = np.array([[[2.0, 1.0, 0.0]]], dtype=np.float32)
    allowed = np.array([[[True, True, False]]])
    expected = -np.log((np.exp(2) + np.exp(1)) / (np.exp(2) + np.exp(1) + 1))
    assert float(allowed_tags_loss(allowed, logits)) == pytest.approx(expected, abs=1e-5)


def test_an_export_never_writes_over_a_folder(encoder: Encoder, tmp_path: Path) -> None:
    network = TokenClassifier(encoder.shape, 5)
    manifest = Manifest(
        name="tiny", version="1", labels=tuple(LABELS), window=16, overlap=4, encoder={"shape": encoder.shape.to_json()}
    )
    bundle = write_bundle(tmp_path / "bundle", network.to_arrays(), encoder.tokenizer, manifest, compact=True)
    assert not bundle.has(SAVED_MODEL_FILE)
    with pytest.raises(ExportError, match="exists already"):
        export_saved_model(bundle, tmp_path / "bundle")
    assert read_bundle(tmp_path / "bundle").digest == bundle.digest


def test_a_failed_export_leaves_nothing(encoder: Encoder, tmp_path: Path) -> None:
    manifest = Manifest(
        name="tiny", version="1", labels=tuple(LABELS), window=16, overlap=4, encoder={"shape": encoder.shape.to_json()}
    )
    with pytest.raises(KeyError):
        write_bundle(tmp_path / "bundle", {"x.kernel": np.zeros((2, 2), np.float32)}, encoder.tokenizer, manifest)
    assert list(tmp_path.iterdir()) == []
