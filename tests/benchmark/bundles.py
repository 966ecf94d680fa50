"""Speed and reach of bundles side by side: `python -m tests.benchmark.bundles DATA BUNDLE [BUNDLE …] [--rounds N]`.

The bundles take turns on the same texts, each on one thread, and CPU time is counted, so that other work on the machine
matters little. Prints texts per CPU second and the multiple of the first bundle, for the validation texts of `products`
and for descriptions of recalls, and the share of the demo store's items for which no category is found.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.settings import Settings
from model.bundle import read_bundle

_DESCRIPTIONS = 150


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.bundles", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("bundles", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    extractors = [_opened(each) for each in asked.bundles]
    catalog = asked.data / "catalog"
    recalls = random.Random(3).sample(_values(catalog / "cpsc_recalled_products.jsonl", "description"), _DESCRIPTIONS)
    kinds = {"queries and titles": _values(asked.data / "products" / "validation.jsonl", "text"), "recalls": recalls}
    for kind, texts in kinds.items():
        rates = _rates(extractors, texts, asked.rounds)
        for bundle, rate in zip(asked.bundles, rates, strict=True):
            print(f"{kind}: {bundle}: {rate:,.0f} texts per CPU second, {rate / rates[0]:.2f}×")
    store = [json.loads(line) for line in (catalog / "retail_demo_store.jsonl").read_text("utf-8").splitlines()]
    for bundle, extractor in zip(asked.bundles, extractors, strict=True):
        share = _without_category(extractor, store)
        print(f"demo store: {bundle}: {share:.1%} of {len(store):,} items without a category")
        extractor.close()


def _opened(bundle: Path) -> Extractor:
    read = read_bundle(bundle)
    return Extractor(read, open_tagger(Settings(threads=1), read))


def _values(path: Path, name: str) -> list[str]:
    return [each for line in path.read_text("utf-8").splitlines() if (each := json.loads(line)[name])]


def _rates(extractors: Sequence[Extractor], texts: Sequence[str], rounds: int) -> list[float]:
    """Returns the median texts per CPU second of each extractor, after a round that does not count."""
    seconds: list[list[float]] = [[] for _ in extractors]
    for _ in range(rounds + 1):
        for own, extractor in zip(seconds, extractors, strict=True):
            started = time.process_time()
            extractor.extract(texts)
            own.append(time.process_time() - started)
    return [len(texts) / statistics.median(own[1:]) for own in seconds]


def _without_category(extractor: Extractor, items: Sequence[dict[str, str]]) -> float:
    found = extractor.extract([text for item in items for text in (item["title"], item["description"])])
    pairs = zip(found[::2], found[1::2], strict=True)
    having = sum(any(span.label == "CATEGORY" for each in pair for span in each.spans) for pair in pairs)
    return 1 - having / len(items)


if __name__ == "__main__":
    main()
