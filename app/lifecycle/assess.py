"""Reads labelled texts by the very pipeline that serves, and measures what it finds."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.settings import Settings
from model.bundle import Bundle, Manifest
from model.decode import DEFAULT_SCORE
from model.spans import Span
from model.tagging import TaggedText

if TYPE_CHECKING:
    from training.corpora import Corpus
    from training.evaluation.results import Calibration, Evaluation

_TEXTS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Tagged:
    """The texts of a corpus as the network tagged them, and the seconds that this took."""

    texts: Sequence[TaggedText]
    seconds: float


def tag_corpus(extractor: Extractor, corpus: "Corpus") -> Tagged:
    """Tags every text of a corpus."""
    texts = [example.text for example in corpus.examples]
    started = time.perf_counter()
    tagged: list[TaggedText] = []
    for begin in range(0, len(texts), _TEXTS_AT_ONCE):
        tagged += extractor.tag_texts(texts[begin : begin + _TEXTS_AT_ONCE])
    return Tagged(tagged, time.perf_counter() - started)


def fit_scores(
    bundle: Bundle, corpus: "Corpus", tagged: Tagged, precision: float | None
) -> tuple[Manifest, "Calibration"]:
    """The manifest with a temperature fitted on the corpus, and with thresholds if a `precision` is wanted."""
    from training.evaluation.calibration import calibrate

    calibration = calibrate(bundle.decoder(), tagged.texts, corpus.examples, precision)
    update = {"temperature": calibration.temperature, "thresholds": dict(calibration.thresholds)}
    return bundle.manifest.model_copy(update=update), calibration


@contextmanager
def opened(settings: Settings, bundle: Bundle) -> Iterator[Extractor]:
    """The pipeline of a service with these settings over the bundle, closed at the end."""
    extractor = Extractor(bundle, open_tagger(settings, bundle), settings.min_score)
    try:
        yield extractor
    finally:
        extractor.close()


def measure(bundle: Bundle, min_score: float | None, corpus: "Corpus", tagged: Tagged) -> "Evaluation":
    """Figures of all spans that were found; `served` counts those alone that a service with `min_score` would keep."""
    from training.evaluation.scores import evaluate, score

    decoder, texts = bundle.decoder(), tagged.texts
    found = [decoder.spans(each.tokens, each.probabilities) for each in texts]

    def chance(number: int, span: Span) -> float:
        tokens = texts[number].tokens
        first = int(np.searchsorted(tokens.starts, span.start))
        last = int(np.searchsorted(tokens.ends, span.end, side="right"))
        if first >= last or span.label not in decoder.labels:
            return 0.0
        return decoder.score(texts[number].probabilities, first, last, decoder.labels.index(span.label))

    evaluation = evaluate(corpus.examples, found, tagged.seconds, chance)
    kept = [decoder.keep(spans, min_score, DEFAULT_SCORE) for spans in found]
    return replace(evaluation, served=score(corpus.examples, kept)["micro"])
