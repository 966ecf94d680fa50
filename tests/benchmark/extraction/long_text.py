"""Compares a text of 1,000,000 characters with its first 100,000 and with its paragraphs: time, memory, entities."""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import psutil

from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.extractor import Extractor
from app.settings import core_count
from model.bundle import read_bundle
from tests.benchmark.extraction.texts import read_sets


def measure(data: Path, work: Path) -> dict[str, Any]:
    bundle = read_bundle(work / "bundle")
    extractor = Extractor(bundle, CTranslate2Tagger(bundle, core_count()))
    text = read_sets(data).long
    extractor.extract([text[:10_000]])
    seconds, peak = {}, {0: psutil.Process().memory_info().rss / 2**20}
    for length in (100_000, 1_000_000):
        started = time.perf_counter()
        spans = extractor.extract([text[:length]], 0.0)[0].spans
        seconds[length] = time.perf_counter() - started
        peak[length] = psutil.Process().memory_info().rss / 2**20
    parts = [(match.start(), match.group()) for match in re.finditer(r"(?:.+\n?)+", text)]
    alone = extractor.extract([part for _, part in parts], 0.0)
    apart = {
        (s.start + at, s.end + at, s.label) for (at, _), found in zip(parts, alone, strict=True) for s in found.spans
    }
    whole = {(span.start, span.end, span.label) for span in spans}
    return {
        "seconds": seconds,
        "rss_mb": peak,
        "time_ratio": seconds[1_000_000] / seconds[100_000],
        "paragraphs": len(parts),
        "spans": len(whole),
        "different_spans": len(whole ^ apart),
    }


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
