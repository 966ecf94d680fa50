"""The figures of a model card: `python -m tests.benchmark.model_card DATA BUNDLE [BUNDLE …]`.

Prints, for each bundle, strict precision, recall and F1 of the kept spans by label on the validation texts of
`products`, with 95 % intervals of F1 by a bootstrap over the texts; F1 of all spans and of the kept ones, and the
expected calibration error, for queries and for titles, beside the error by chance, which scores have that are exactly
the chances of being right; the F1 with the shipped lists and patterns; and the share of words that are kept as FEATURE
in descriptions of the catalogs, without and with the lists. With several bundles, the difference of F1 from the first
one on the same drawn texts.
"""

import argparse
import json
import random
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.standard import load_rulebook
from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.extraction.finders import Finders
from app.settings import Settings
from model.bundle import read_bundle
from model.spans import Span
from training.corpora import Example, read_corpus
from training.corpora.soft import is_prose
from training.evaluation.calibration import reliability

_DRAWS = 1000
_CALIBRATED = 100
_DESCRIPTIONS = 300
_KINDS = {"queryner": "queries", "oa_mine": "titles"}
# Counts of right, kept and expected spans: int64 [texts, labels, 3].
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Found:
    """All spans of each text, and those that a service keeps."""

    all: list[Sequence[Span]]
    kept: list[Sequence[Span]]
    labels: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.model_card", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("bundles", type=Path, nargs="+")
    asked = parser.parse_args()
    place = asked.data / "products" / "validation.jsonl"
    examples = read_corpus(place).examples
    kinds = np.array([_KINDS[json.loads(line)["source"]] for line in place.read_text("utf-8").splitlines()])
    first: Counts | None = None
    for bundle in asked.bundles:
        with closing(_opened(bundle)) as extractor:
            found = _found(extractor, [each.text for each in examples])
            counts = _counts(examples, found.kept, found.labels)
            print(f"\n{extractor.bundle.model}\n\n{_label_table(found.labels, counts)}\n")
            for kind in ("queries", "titles", "all"):
                print(_kind_line(kind, (kinds == kind) | (kind == "all"), examples, found, counts))
            if first is not None:
                print(f"difference of F1: {_difference(first, counts)}")
            with closing(_opened(bundle, lists=True)) as helped:
                listed = [each.spans for each in helped.extract([each.text for each in examples])]
                print(f"F1 of kept spans with lists and patterns: {_f1(_counts(examples, listed, found.labels)):.3f}")
                for name in ("cpsc_recalled_products", "retail_demo_store"):
                    alone, both = (_feature_share(each, asked.data, name) for each in (extractor, helped))
                    print(f"words kept as FEATURE, {name}: {alone:.2%}, with lists {both:.2%}")
        first = counts if first is None else first


def _opened(bundle: Path, *, lists: bool = False) -> Extractor:
    read = read_bundle(bundle)
    finders = Finders.of(load_rulebook(), read.manifest.labels) if lists else None
    return Extractor(read, open_tagger(Settings(threads=2), read), finders=finders)


def _found(extractor: Extractor, texts: Sequence[str]) -> _Found:
    spans: list[Sequence[Span]] = [each.spans for each in extractor.extract(texts, min_score=0.0)]
    return _Found(spans, [extractor.keep(each) for each in spans], extractor.bundle.manifest.labels)


def _counts(examples: Sequence[Example], found: Sequence[Sequence[Span]], labels: Sequence[str]) -> Counts:
    counts = np.zeros((len(examples), len(labels), 3), dtype=np.int64)
    for row, (example, spans) in enumerate(zip(examples, found, strict=True)):
        expected = {(each.start, each.end, each.label) for each in example.spans}
        for span in spans:
            counts[row, labels.index(span.label)] += ((span.start, span.end, span.label) in expected, 1, 0)
        for _, _, label in expected:
            counts[row, labels.index(label), 2] += 1
    return counts


def _f1(counts: Counts) -> float:
    right, kept, expected = counts.reshape(-1, 3).sum(axis=0)
    return float(2 * right / max(1, kept + expected))


def _interval(figure: Callable[[NDArray[np.int64]], float], texts: int) -> str:
    chance = np.random.default_rng(7)
    drawn = [figure(chance.integers(0, texts, texts)) for _ in range(_DRAWS)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"{figure(np.arange(texts)):.3f} ({low:.3f} to {high:.3f})"


def _difference(first: Counts, other: Counts) -> str:
    return _interval(lambda draw: _f1(other[draw]) - _f1(first[draw]), len(first))


def _label_table(labels: Sequence[str], counts: Counts) -> str:
    lines = ["| label | precision | recall | F1, 95 % interval | expected |", "| --- | --- | --- | --- | --- |"]
    for number, label in enumerate(labels):
        lines.append(_row(label, counts[:, [number]]))
    return "\n".join([*lines, _row("**all, micro**", counts)])


def _row(name: str, counts: Counts) -> str:
    right, kept, expected = counts.reshape(-1, 3).sum(axis=0)
    f1 = _interval(lambda draw: _f1(counts[draw]), len(counts))
    return f"| {name} | {right / max(1, kept):.3f} | {right / max(1, expected):.3f} | {f1} | {expected:,} |"


def _kind_line(kind: str, chosen: NDArray[np.bool_], examples: Sequence[Example], found: _Found, counts: Counts) -> str:
    rows = np.flatnonzero(chosen).tolist()
    every = _counts([examples[n] for n in rows], [found.all[n] for n in rows], found.labels)
    kept = counts[rows]
    outcomes = [outcome for n in rows for outcome in _outcomes(examples[n], found.kept[n])]
    error, by_chance = reliability(outcomes).ece, _by_chance([score for score, _ in outcomes])
    f1 = _interval(lambda draw: _f1(kept[draw]), len(kept))
    figures = f"F1 of all spans {_f1(every):.3f}, of kept spans {f1}"
    return f"{kind}, {len(rows)} texts: {figures}, calibration error {error:.3f} (by chance {by_chance:.3f})"


def _outcomes(example: Example, spans: Sequence[Span]) -> list[tuple[float, bool]]:
    expected = {(each.start, each.end, each.label) for each in example.spans}
    return [(each.score, (each.start, each.end, each.label) in expected) for each in spans]


def _by_chance(scores: Sequence[float]) -> float:
    """Returns the mean calibration error of spans that are right as often as their scores say."""
    chance = np.random.default_rng(7)
    draws = (chance.random(len(scores)) < scores for _ in range(_CALIBRATED))
    return float(np.mean([reliability(list(zip(scores, map(bool, right), strict=True))).ece for right in draws]))


def _feature_share(extractor: Extractor, data: Path, name: str) -> float:
    with (data / "catalog" / f"{name}.jsonl").open(encoding="utf-8") as file:
        texts = [text for line in file if is_prose(text := json.loads(line)["description"])]
    drawn = random.Random(3).sample(texts, min(_DESCRIPTIONS, len(texts)))
    words = sum(len(text.split()) for text in drawn)
    spans = (span for each in extractor.extract(drawn) for span in each.spans if span.label == "FEATURE")
    return sum(len(span.text.split()) for span in spans) / words


if __name__ == "__main__":
    main()
