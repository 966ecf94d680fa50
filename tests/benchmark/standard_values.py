"""What standardising does to real items: `python -m tests.benchmark.standard_values DATA [--spans FILE] [--seed N]`.

Reads the items of the demo store, the recalls and the offers by the shipped model (once, into FILE). Prints how many
distinct values each property has when texts are only cleaned and folded, and by the standard; the biggest merges;
random pairs of texts with one value, and random quantities, for a person to judge; the exceptions from the two laws (a
value standardises to itself, and sent back as a filter it finds itself); and what standardising costs.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from app.domain.filters import Filter, format_filter, parse_filter
from app.domain.kinds import with_whole_names
from app.domain.mentions import Texts, read_mentions
from app.domain.standard import (
    Standardizer,
    StandardValue,
    clean,
    default_standardizer,
    fold,
    load_rulebook,
    standardize,
    trim,
)
from tests.benchmark.standard_spans import ItemSpans, read_items, read_spans

_BIGGEST, _PAIRS, _QUANTITIES, _NEAR = 20, 100, 200, 40

# (property, standard value) → how often each text, cleaned and folded, says it.
Forms = Mapping[tuple[str, str], Counter[str]]


@dataclass(frozen=True, slots=True)
class _Read:
    """What one mention says: the property, the text, its standard, and the text round it."""

    catalog: str
    name: str
    said: str
    standard: StandardValue
    near: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.standard_values", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--spans", type=Path, default=Path("build/standard_spans.jsonl"))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = read_spans(asked.data, asked.spans)
    read = list(_read(asked.data, found))
    forms = _forms(read)
    _show_counts(read)
    _show_biggest(forms)
    _show_pairs(forms, asked.seed)
    _show_quantities(read, asked.seed)
    _show_laws(read)
    _show_cost(found)


def _read(data: Path, found: Iterable[ItemSpans]) -> Iterator[_Read]:
    standardizer = default_standardizer()
    texts = {item["id"]: (item["title"], item["description"]) for _, item in read_items(data)}
    for item in found:
        title, text = texts[item.id]
        fields: Texts = {"title": title, "text": text}
        for mention, standard in read_mentions(
            with_whole_names(item.mentions, fields, standardizer), fields, standardizer
        ):
            evidence = mention.evidence
            whole = title if evidence.field == "title" else text
            near = whole[max(0, evidence.start - _NEAR) : evidence.end + _NEAR]
            yield _Read(item.catalog, mention.name, evidence.text, standard, near)


def _forms(found: Iterable[_Read]) -> Forms:
    forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for each in found:
        forms[each.name, each.standard.value][fold(trim(clean(each.said)))] += 1
    return forms


def _show_counts(found: Iterable[_Read]) -> None:
    print("| catalog | property | texts | distinct, folded | distinct, standard | fewer |")
    print("| --- | --- | --- | --- | --- | --- |")
    by_catalog: dict[str, list[_Read]] = defaultdict(list)
    for each in found:
        by_catalog[each.catalog].append(each)
    for catalog, own in by_catalog.items():
        forms = _forms(own)
        for name in sorted({name for name, _ in forms}):
            values = [texts for (of, _), texts in forms.items() if of == name]
            before, texts = len({text for each in values for text in each}), sum(each.total() for each in values)
            print(f"| {catalog} | {name} | {texts:,} | {before:,} | {len(values):,} | {1 - len(values) / before:.1%} |")


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


def _show_quantities(found: Iterable[_Read], seed: int) -> None:
    """Random distinct texts that were read as a quantity, with what stands round one of them."""
    read = {(each.name, fold(each.said)): each for each in found if each.standard.unit}
    print(f"\n{_QUANTITIES} of {len(read):,} quantities (seed {seed})")
    for each in random.Random(seed).sample(sorted(read.values(), key=repr), min(_QUANTITIES, len(read))):
        print(f"{each.said!r} → {each.name}: {each.standard.value!r} | {each.near!r}")


def _show_laws(found: Iterable[_Read]) -> None:
    """Every value, and every broader one, is its own standard, and finds itself as a filter."""
    values = {(each.name, value) for each in found for value in (each.standard.value, *each.standard.broader)}
    changed = [(name, value) for name, value in values if standardize(name, value).value != value]
    lost = [key for key in values if parse_filter(format_filter(Filter(*key))) != Filter(*key)]
    print(f"\n{len(values):,} values: {len(changed)} change when standardised again, {len(lost)} are lost as filters")
    for name, value in sorted({*changed, *lost})[:_BIGGEST]:
        print(f"{name}: {value!r} → {standardize(name, value).value!r}")


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
