"""Measures a bundle on labelled texts, with the same pipeline that serves requests."""

import time
from collections.abc import Iterator, Mapping, Sequence
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
    """The tagged texts of a corpus, and the seconds that tagging took."""

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
    bundle: Bundle, corpus: "Corpus", tagged: Tagged, precision: float | None, fixed: Mapping[str, float] | None = None
) -> tuple[Manifest, "Calibration"]:
    """Fits the temperature and the thresholds on the corpus: for `precision`, or without one for the best F1.

    Those of `fixed` are taken as they are.
    """
    from training.evaluation.calibration import calibrate

    calibration = calibrate(bundle.decoder(), tagged.texts, corpus.examples, precision, fixed)
    update = {"temperature": calibration.temperature, "thresholds": dict(calibration.thresholds)}
    return bundle.manifest.model_copy(update=update), calibration


@contextmanager
def opened(settings: Settings, bundle: Bundle) -> Iterator[Extractor]:
    """Opens the bundle in the pipeline that a service with these settings would use, and closes it at the end."""
    extractor = Extractor(bundle, open_tagger(settings, bundle), settings.min_score)
    try:
        yield extractor
    finally:
        extractor.close()


def measure(bundle: Bundle, min_score: float | None, corpus: "Corpus", tagged: Tagged) -> "Evaluation":
    """Scores all spans of the decoder; `served` scores only the spans that a service with `min_score` would keep."""
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
