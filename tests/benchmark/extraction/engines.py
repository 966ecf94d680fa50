"""One process with `--threads` cores: every engine on every set of texts and batch, interleaved. Writes JSON."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.extractor import Extractor
from app.extraction.tagger import Tagger
from model.bundle import Bundle, read_bundle
from model.spans import Span
from tests.benchmark.extraction.texts import Sets, read_sets
from training.corpora import Example
from training.evaluation.quantization import agreement
from training.evaluation.scores import score

BATCHES = (1, 8, 32)
ROUNDS = 5
OURS = "Itemgraph"
PEER = "Hugging Face pipeline"
REFERENCE = "TensorFlow SavedModel"
CNN = "spaCy CNN"

Extract = Callable[[Sequence[str]], list[list[Span]]]


def measure(data: Path, work: Path, threads: int) -> dict[str, Any]:
    """Seconds, F1, agreement, load times of all engines on the first `threads` cores that this process may use."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    sets, bundle = read_sets(data), read_bundle(work / "bundle")
    engines, extractors = _engines(bundle, work, threads)
    peak = _peak(threads)
    speed = {
        name: {str(batch): _time(engines, texts, batch) for batch in BATCHES} for name, texts in sets.timed.items()
    }
    return {
        "threads": threads,
        "peak_gflops": peak,
        "texts": {name: _sizes(extractors[OURS], texts) for name, texts in sets.timed.items()},
        "seconds": speed,
        "quality": _quality(engines, extractors, sets),
    }


def _engines(bundle: Bundle, work: Path, threads: int) -> tuple[dict[str, Extract], dict[str, Extractor]]:
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    from app.extraction.tensorflow_tagger import TensorFlowTagger
    from tests.benchmark.extraction.hugging_face import Pipeline
    from tests.benchmark.extraction.onnx_peer import OnnxTagger
    from tests.benchmark.extraction.spacy_peer import SpacyPeer

    taggers: dict[str, Tagger] = {
        OURS: CTranslate2Tagger(bundle, threads),
        "– int8 alone": CTranslate2Tagger(bundle, threads, "int8"),
        "– float32 alone": CTranslate2Tagger(bundle, threads, "float32"),
        "ONNX Runtime float32": OnnxTagger(bundle, threads, work),
        REFERENCE: TensorFlowTagger(bundle),
    }
    extractors = {name: Extractor(bundle, tagger) for name, tagger in taggers.items()}
    engines = {name: _extract_by(extractor) for name, extractor in extractors.items()}
    engines[PEER] = Pipeline(bundle, threads).extract
    engines[CNN] = SpacyPeer(work / "spacy").extract
    return engines, extractors


def _extract_by(extractor: Extractor) -> Extract:
    return lambda texts: [list(each.spans) for each in extractor.extract(texts, 0.0)]


def _time(engines: dict[str, Extract], texts: Sequence[str], batch: int) -> dict[str, float]:
    """The median seconds of each engine for all texts."""
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for number in range(ROUNDS + 1):
        for name, extract in engines.items():
            started = time.perf_counter()
            for begin in range(0, len(texts), batch):
                extract(texts[begin : begin + batch])
            if number:  # The first round warms up.
                seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(each) for name, each in seconds.items()}


def _peak(threads: int) -> float:
    """float32 GFLOP/s of a matrix product of 2,048 rows on PyTorch (MKL or oneDNN): the best of ten."""
    import torch

    torch.set_num_threads(threads)
    left, right = torch.rand(2048, 2048), torch.rand(2048, 2048)
    best = np.inf
    for _ in range(10):
        started = time.perf_counter()
        left @ right
        best = min(best, time.perf_counter() - started)
    return 2 * 2048**3 / best / 1e9


def _sizes(extractor: Extractor, texts: Sequence[str]) -> dict[str, float]:
    """Of all texts: words, word pieces with special ones, GFLOP of the network without padding."""
    shape = extractor.bundle.manifest.encoder["shape"]
    width, layers = shape["width"], shape["layers"]
    dense = 2 * layers * (4 * width * width + 2 * width * shape["hidden"])
    cuts = extractor.cut(texts)
    lengths = np.array([len(window.ids) for each in cuts for window in each.windows], dtype=float)
    attention = 4 * layers * width * lengths**2
    flops = dense * lengths.sum() + attention.sum()
    words = sum(len(each.tokens) for each in cuts)
    return {"texts": len(texts), "words": words, "pieces": float(lengths.sum()), "gflop": float(flops / 1e9)}


def _quality(engines: dict[str, Extract], extractors: dict[str, Extractor], sets: Sets) -> dict[str, Any]:
    """On the labelled texts: strict entity F1, all spans counted, and the share of words with the reference's tag."""
    examples = [Example(str(n), text, tuple(gold)) for n, (text, gold) in enumerate(zip(sets.labelled, sets.gold))]  # noqa: B905
    readings = {name: extractor.tag_texts(sets.labelled) for name, extractor in extractors.items()}
    mixed = {name: extractor.tag_texts(sets.timed["mixed"]) for name, extractor in extractors.items()}
    found: dict[str, Any] = {}
    for name, extract in engines.items():
        spans = [span for n in range(0, len(examples), 32) for span in extract(sets.labelled[n : n + 32])]
        found[name] = {"f1": score(examples, spans)["micro"].f1}
        if name in extractors:
            decoder = extractors[name].decoder
            found[name]["agreement"] = agreement(decoder, readings[REFERENCE], readings[name])
            found[name]["agreement_mixed"] = agreement(decoder, mixed[REFERENCE], mixed[name])
    return found


if __name__ == "__main__":
    data, work, threads, output = sys.argv[1:]
    found = measure(Path(data), Path(work), int(threads))
    Path(output).write_text(json.dumps(found))
