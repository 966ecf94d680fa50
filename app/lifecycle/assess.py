"""Labelled texts read by the very pipeline that serves, and what that shows."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.extraction.batching import Batcher
from app.extraction.extractor import Extractor
from app.extraction.tagger import Tagger
from app.extraction.tally import Tally
from app.settings import Settings, core_count
from model.bundle import SAVED_MODEL_FILE, TOKENIZER, WEIGHTS, Bundle, Manifest
from model.spans import Span
from model.tagging import TaggedText, TagWindows, cut_texts
from model.tokens import WordTokenizer
from model.windows import Window

if TYPE_CHECKING:
    from training.corpora import Corpus
    from training.evaluation.results import Calibration, Evaluation

_TEXTS = 256

OpenTagger = Callable[[Settings, Bundle], Tagger]


def read_texts(extractor: Extractor, texts: Sequence[str]) -> tuple[list[TaggedText], float]:
    """The texts as the network read them, and the seconds that this took."""
    started = time.perf_counter()
    readings: list[TaggedText] = []
    for begin in range(0, len(texts), _TEXTS):
        readings += extractor.tag_texts(texts[begin : begin + _TEXTS])
    return readings, time.perf_counter() - started


def with_quantization(bundle: Bundle, corpus: "Corpus") -> tuple[Bundle, str]:
    """The bundle with as much int8 as it can stand (see training.evaluation.quantization), or none;
    and what to say of it."""
    from app.extraction.ctranslate2_tagger import CTranslate2Tagger, has_int8
    from training.evaluation.quantization import Tagged, fit

    manifest, decoder = bundle.manifest.model_copy(update={"quantization": None}), bundle.decoder()
    plain = replace(bundle, manifest=manifest)
    if not has_int8():
        return plain, "int8 left out: this processor multiplies it badly (no VNNI), so nothing was measured"
    tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
    cuts = cut_texts([example.text for example in corpus.examples], tokenizer, bundle.window_size)
    windows = [window for each in cuts for window in each.windows]
    exact = _rows(CTranslate2Tagger(plain, core_count(), "float32"), windows)
    fast = _rows(CTranslate2Tagger(plain, core_count(), "int8"), windows)
    found, usable = fit(decoder, corpus.examples, cuts, Tagged(_reference(bundle)(windows), exact, fast))
    figures = (
        f"{found.agreement:.2%} of words have the reference's tag, F1 {found.f1_change:+.4f}, "
        f"{found.again:.0%} of word pieces in float32 as well; {found.int8_agreement:.2%} with int8 alone"
    )
    if not usable:
        return plain, f"int8 refused, the bundle runs in float32: {figures}"
    return replace(bundle, manifest=manifest.model_copy(update={"quantization": found})), f"int8: {figures}"


def _rows(tagger: Tagger, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
    batcher = Batcher(tagger, Tally())
    found = batcher.submit(windows).result()
    batcher.close()
    return found


def _reference(bundle: Bundle) -> TagWindows:
    """The bundle's SavedModel, or where it has none the network of its weights."""
    from model.weights import dequantize, load
    from training.network.classifier import EncoderShape, TokenClassifier
    from training.network.predict import tag_by

    if bundle.has(SAVED_MODEL_FILE):
        from app.extraction.tensorflow_tagger import TensorFlowTagger

        return TensorFlowTagger(bundle).tag
    network = TokenClassifier(EncoderShape(**bundle.manifest.encoder["shape"]), bundle.decoder().width)
    network.assign(dequantize(load(bundle.path(WEIGHTS))))
    return tag_by(network)


def calibrated(
    bundle: Bundle, tagger: Tagger, corpus: "Corpus", precision: float | None
) -> tuple[Manifest, "Calibration", tuple[list[TaggedText], float]]:
    """The manifest with a temperature and thresholds fitted on the corpus, the fit, and what `read_texts` gave."""
    from training.evaluation.calibration import calibrate

    plain = Extractor(bundle, tagger)
    readings, seconds = read_texts(plain, [example.text for example in corpus.examples])
    fit = calibrate(plain.decoder, readings, corpus.examples, precision)
    update = {"temperature": fit.temperature, "thresholds": dict(fit.thresholds)}
    return bundle.manifest.model_copy(update=update), fit, (readings, seconds)


def measure(extractor: Extractor, corpus: "Corpus", readings: Sequence[TaggedText], seconds: float) -> "Evaluation":
    """Figures of all spans that were found; how many of them a service would keep stands in `served`."""
    from training.evaluation.scores import evaluate, score

    decoder = extractor.decoder
    found = [decoder.spans(each.tokens, each.probabilities) for each in readings]

    def chance(number: int, span: Span) -> float:
        tokens = readings[number].tokens
        first = int(np.searchsorted(tokens.starts, span.start))
        last = int(np.searchsorted(tokens.ends, span.end, side="right"))
        if first >= last or span.label not in decoder.labels:
            return 0.0
        return decoder.score(readings[number].probabilities, first, last, decoder.labels.index(span.label))

    evaluation = evaluate(corpus.examples, found, seconds, chance)
    kept = [extractor.keep(spans) for spans in found]
    return replace(evaluation, served=score(corpus.examples, kept)["micro"])
