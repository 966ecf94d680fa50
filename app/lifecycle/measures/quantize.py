"""Measures how far a bundle can run in int8 on CPUs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.extraction.batching import Batcher
from app.extraction.tagger import Tagger
from app.extraction.tally import Tally
from app.lifecycle.extras import load_keras
from app.settings import core_count
from model.bundle import SAVED_MODEL_FILE, TOKENIZER, WEIGHTS, Bundle, Quantization
from model.tagging import TagWindows, cut_texts
from model.tokens import WordTokenizer
from model.windows import Window

if TYPE_CHECKING:
    from training.corpora import Corpus


@dataclass(frozen=True, slots=True)
class Quantized:
    """A bundle whose manifest says how to use int8, or that runs in float32.

    `measured` is None if nothing was measured: the int8 products of this processor saturate, or the encoder runs on
    TensorFlow alone. `is_used` is False
    if the figures are too low (training.evaluation.quantization); the bundle then runs in float32.
    """

    bundle: Bundle
    measured: Quantization | None
    is_used: bool


def quantize(bundle: Bundle, corpus: "Corpus") -> Quantized:
    """Compares int8 with the reference on the texts of a corpus, and lets the bundle use int8 as far as it agrees."""
    from app.extraction.ctranslate2_tagger import CTranslate2Tagger, has_int8
    from training.evaluation.quantization import NetworkOutputs, fit

    manifest, decoder = bundle.manifest.model_copy(update={"quantization": None}), bundle.decoder()
    plain = replace(bundle, manifest=manifest)
    if bundle.needs_tensorflow or not has_int8():
        return Quantized(plain, None, is_used=False)
    tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
    cuts = cut_texts([example.text for example in corpus.examples], tokenizer, bundle.window_size)
    windows = [window for each in cuts for window in each.windows]
    exact = _rows(CTranslate2Tagger(plain, core_count(), "float32"), windows)
    fast = _rows(CTranslate2Tagger(plain, core_count(), "int8"), windows)
    measured, is_usable = fit(decoder, corpus.examples, cuts, NetworkOutputs(_reference(bundle)(windows), exact, fast))
    if not is_usable:
        return Quantized(plain, measured, is_used=False)
    return Quantized(replace(bundle, manifest=manifest.model_copy(update={"quantization": measured})), measured, True)


def _rows(tagger: Tagger, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
    batcher = Batcher(tagger, Tally())
    found = batcher.submit(windows).result()
    batcher.close()
    return found


def _reference(bundle: Bundle) -> TagWindows:
    """The bundle's SavedModel, or without one the network built from its weights."""
    load_keras()
    from model.weights import dequantize, load
    from training.network.classifier import TokenClassifier
    from training.network.predict import tag_by
    from training.network.shape import EncoderShape

    if bundle.has(SAVED_MODEL_FILE):
        from app.extraction.tensorflow_tagger import TensorFlowTagger

        return TensorFlowTagger(bundle).tag
    network = TokenClassifier(EncoderShape(**bundle.manifest.encoder["shape"]), bundle.decoder().width)
    network.assign(dequantize(load(bundle.path(WEIGHTS))))
    return tag_by(network)
