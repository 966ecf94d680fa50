"""Reads the texts to measure on: short, mixed, long and labelled ones."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.spans import Span
from training.corpora import read_corpus

_SEED = 7


@dataclass(frozen=True, slots=True)
class Sets:
    """`timed` by name; `labelled`, the validation texts of the shipped model with their spans."""

    timed: dict[str, list[str]]
    labelled: list[str]
    gold: list[list[Span]]
    long: str


def read_sets(data: Path) -> Sets:
    """From the folders `products` and `catalog` of the shared data.

    short: 96 titles and queries. mixed: 32 titles, 32 retail descriptions and 16 of recalls, shuffled. long: two
    texts of 10,000 characters. `long`: all recalls as one text of 1,000,000 characters.
    """
    corpus = read_corpus(data / "products" / "validation.jsonl")
    texts = [example.text for example in corpus.examples]
    recalls = _descriptions(data / "catalog" / "cpsc_recalled_products.jsonl")
    retail = _descriptions(data / "catalog" / "retail_demo_store.jsonl")
    draw = random.Random(_SEED)
    mixed = draw.sample(texts, 32) + draw.sample(retail, 32) + draw.sample(recalls, 16)
    draw.shuffle(mixed)
    prose = _join(recalls, 1_000_000)
    return Sets(
        {"short": draw.sample(texts, 96), "mixed": mixed, "long": [prose[:10_000], prose[10_000:20_000]]},
        texts,
        [list(example.spans) for example in corpus.examples],
        prose,
    )


def _descriptions(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [record["description"] for record in map(json.loads, file) if record.get("description")]


def _join(texts: Sequence[str], characters: int) -> str:
    parts: list[str] = []
    length = 0
    for text in texts:
        parts.append(text.strip())
        length += len(parts[-1]) + 2
        if length >= characters:
            break
    return "\n\n".join(parts)[:characters]
