"""`make bench`: the CPU engine beside the reference, in one run, on the demo catalog. Prints ratios.

Rounds are interleaved, because the machine's speed wanders; a figure is the median of its rounds.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.cli.records import read_records
from app.extraction.extractor import Extractor
from app.extraction.onnx_tagger import OnnxTagger
from app.extraction.tensorflow_tagger import TensorFlowTagger
from app.settings import core_count
from tests.fakes import default_bundle
from training.export import export_saved_model

ROUNDS = 5
CATALOG = Path(__file__).resolve().parents[2] / "docs" / "demo" / "catalog.jsonl"


def main() -> None:
    records = [record.values for record in read_records(CATALOG) if record.values]
    titles, texts = [r["title"] for r in records], [r["text"] for r in records]
    with tempfile.TemporaryDirectory() as folder:
        bundle = export_saved_model(default_bundle(), Path(folder) / "full")
        engines = {
            "onnx": Extractor(bundle, OnnxTagger(bundle, core_count())),
            "tensorflow": Extractor(bundle, TensorFlowTagger(bundle)),
        }
        jobs: dict[str, Callable[[Extractor], object]] = {
            "300 titles, one call": lambda engine: engine.extract(titles),
            "300 texts, one call": lambda engine: engine.extract(texts),
            "50 titles, a call each": lambda engine: [engine.extract([title]) for title in titles[:50]],
        }
        print(f"{core_count()} cores, {bundle.model}, median of {ROUNDS} interleaved rounds")
        print(f"{'':24} {'onnx':>12} {'tensorflow':>12} {'ratio':>6}")
        for name, job in jobs.items():
            seconds: dict[str, list[float]] = {engine: [] for engine in engines}
            for _ in range(ROUNDS):
                for engine, extractor in engines.items():
                    started = time.perf_counter()
                    job(extractor)
                    seconds[engine].append(time.perf_counter() - started)
            onnx, tensorflow = (statistics.median(seconds[engine]) for engine in ("onnx", "tensorflow"))
            print(f"{name:24} {onnx * 1000:9.0f} ms {tensorflow * 1000:9.0f} ms {tensorflow / onnx:5.1f}×")


if __name__ == "__main__":
    main()
