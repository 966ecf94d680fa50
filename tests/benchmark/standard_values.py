"""What standardising merges: `python -m tests.benchmark.standard_values DATA [--spans FILE] [--seed N]`.

Reads the spans of the demo store's and the recalls' items by the shipped model (once, into FILE), and prints how many
distinct values each property has when texts are only cleaned and folded, and by the standard; the biggest merges;
random pairs of texts with one value, for a person to judge; and what standardising costs beside extraction.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

from app.domain.standard import Standardizer, clean, default_standardizer, fold, load_rulebook, trim
from tests.benchmark.standard_spans import read_spans

_BIGGEST, _PAIRS = 20, 100

# (property, standard value) → how often each text, cleaned and folded, says it.
Forms = Mapping[tuple[str, str], Counter[str]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.standard_values", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--spans", type=Path, default=Path("build/standard_spans.jsonl"))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = read_spans(asked.data, asked.spans)
    forms = _forms(found)
    _show_counts(forms)
    _show_biggest(forms)
    _show_pairs(forms, asked.seed)
    _show_cost(found)


def _forms(found: Iterable[ItemSpans]) -> Forms:
    forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    standardizer = default_standardizer()
    for item in found:
        for name, text in ((mention.name, mention.evidence.text) for mention in item.mentions):
            standard = standardizer.standardize(name, text)
            if standard.value:
                forms[name, standard.value][fold(trim(clean(text)))] += 1
    return forms


def _show_counts(forms: Forms) -> None:
    print("| property | texts | distinct, folded | distinct, standard | fewer |")
    print("| --- | --- | --- | --- | --- |")
    for name in sorted({name for name, _ in forms}):
        own = [texts for (of, _), texts in forms.items() if of == name]
        before = len({text for texts in own for text in texts})
        texts = sum(sum(each.values()) for each in own)
        print(f"| {name} | {texts:,} | {before:,} | {len(own):,} | {1 - len(own) / before:.1%} |")


def _show_biggest(forms: Forms) -> None:
    print(f"\nThe {_BIGGEST} biggest merges: property, value, distinct texts, the most frequent of them")
    biggest = sorted(forms.items(), key=lambda each: (-len(each[1]), each[0]))[:_BIGGEST]
    for (name, value), texts in biggest:
        print(f"{name}:{value} | {len(texts)} | {', '.join(repr(text) for text, _ in texts.most_common(6))}")


def _show_pairs(forms: Forms, seed: int) -> None:
    """Random pairs of distinct texts with one value; every pair of every value is as likely."""
    print(f"\n{_PAIRS} of the merged pairs (seed {seed})")
    pairs = [(key, pair) for key, texts in sorted(forms.items()) for pair in combinations(sorted(texts), 2)]
    chosen = random.Random(seed).sample(pairs, min(_PAIRS, len(pairs)))
    for (name, value), (one, other) in chosen:
        print(f"{name}: {one!r} ↔ {other!r} → {value!r}")
    print(f"({len(pairs):,} pairs in all)")


def _show_cost(found: Iterable[ItemSpans]) -> None:
    """By a new standardiser, which has yet to see every text for the first time."""
    spans = [(mention.name, mention.evidence.text) for item in found for mention in item.mentions]
    standardizer = Standardizer(load_rulebook())
    start = time.process_time()
    for name, text in spans:
        standardizer.standardize(name, text)
    seconds, extraction = time.process_time() - start, sum(item.seconds for item in found)
    share, each = seconds / extraction, seconds / len(spans) * 1e6
    print(f"\n{len(spans):,} spans: {seconds:.2f} s ({each:.1f} µs each) beside {extraction:,.0f} s: {share:.2%}")


if __name__ == "__main__":
    main()
