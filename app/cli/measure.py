"""Labelled texts read by the very pipeline that serves, and what that shows."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.extraction.extractor import Extractor
from app.extraction.tagger import Tagger
from app.settings import Settings
from model.bundle import Bundle, Manifest
from model.reading import Reading
from model.spans import Span

if TYPE_CHECKING:
    from training.corpora import Corpus
    from training.evaluation import Calibration, Evaluation

_TEXTS = 256

OpenTagger = Callable[[Settings, Bundle], Tagger]


def read_texts(extractor: Extractor, texts: Sequence[str]) -> tuple[list[Reading], float]:
    """The texts as the network read them, and the seconds that this took."""
    started = time.perf_counter()
    readings: list[Reading] = []
    for begin in range(0, len(texts), _TEXTS):
        readings += extractor.read(texts[begin : begin + _TEXTS])
    return readings, time.perf_counter() - started


def calibrated(
    bundle: Bundle, tagger: Tagger, corpus: "Corpus", precision: float | None
) -> tuple[Manifest, "Calibration", tuple[list[Reading], float]]:
    """The manifest with a temperature and thresholds fitted on the corpus, the fit, and what `read_texts` gave."""
    from training.calibrate import calibrate

    plain = Extractor(bundle, tagger)
    readings, seconds = read_texts(plain, [example.text for example in corpus.examples])
    fit = calibrate(plain.decoder, readings, corpus.examples, precision)
    update = {"temperature": fit.temperature, "thresholds": dict(fit.thresholds)}
    return bundle.manifest.model_copy(update=update), fit, (readings, seconds)


def measure(extractor: Extractor, corpus: "Corpus", readings: Sequence[Reading], seconds: float) -> "Evaluation":
    """Figures of all spans that were found; how many of them a service would keep stands in `served`."""
    from training.evaluate import evaluate, score

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
