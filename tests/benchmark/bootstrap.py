"""How many hidden properties a model restores that learned from the other items of the same catalog.

`python -m tests.benchmark.bootstrap DATA OUT` hides a property of 30 % of the items of two catalogs, labels the rest by
`itemgraph bootstrap`, trains from the shipped bundle `fast`, and reads the hidden items. Beside it: a model from five
example values and no given property, the shipped bundle `default` (right if any property has the value), a TF-IDF
classifier, and a vote of the five nearest items.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from app.catalog.writing import to_mentions
from app.domain.items import Property
from app.domain.mentions import Texts
from app.domain.properties import to_properties
from app.domain.standard import default_standardizer
from app.lifecycle.labels.bootstrap import Bootstrap
from app.lifecycle.labels.examples import label_by_examples
from app.lifecycle.labels.samples import Sample
from app.lifecycle.labels.writing import write_labels
from app.lifecycle.measures.assess import opened
from app.lifecycle.train import TrainingRun, spoken_progress, train
from app.settings import Settings
from model.bundle import Bundle, read_bundle
from training.config import TrainConfig

BUNDLES = Path("model/bundles")
Items = list[dict[str, Any]]
_RULES = default_standardizer()


def retail(data: Path) -> tuple[str, Items]:
    """Style, the kind of thing in this catalog: "backpack"."""
    return "style", [
        {"id": row["id"], "title": row["title"], "text": row["description"], "properties": {"style": row["style"]}}
        for row in _rows(data / "catalog" / "retail_demo_store.jsonl")
    ]


def offers(data: Path) -> tuple[str, Items]:
    """Brands: the first word of the cluster's label. Every sixth offer, because the catalog repeats its products."""
    return "brand", [
        {"id": row["id"], "title": row["title"], "properties": {"brand": row["cluster_label"].split()[0]}}
        for row in list(_rows(data / "catalog" / "pricerunner_offers.jsonl"))[::6]
    ]


def measure(catalog: Callable[[Path], tuple[str, Items]], data: Path, out: Path, epochs: int) -> None:
    """Prints the share of hidden values that are restored right, with 95 % intervals by a bootstrap over items."""
    name, items = catalog(data)
    hidden = [item for item in items if _tenth(item["id"]) < 3]
    rest = [item for item in items if _tenth(item["id"]) >= 3]
    begun = time.perf_counter()
    labelled = Bootstrap([Sample.of(item, _RULES) for item in rest], _RULES, [name]).label()
    labels, bundle = out / f"{catalog.__name__}-labels", out / f"{catalog.__name__}-bundle"
    labels.mkdir(parents=True)
    write_labels(labels, labelled, rest)
    config = TrainConfig(name="own", encoder=str(BUNDLES / "fast"), epochs=epochs, compact=True)
    trained = train(TrainingRun(labels, bundle, config), Settings(), spoken_progress(print))
    took = time.perf_counter() - begun
    wanted = [_values(item, name) for item in hidden]
    zero = _zero(rest, name, out / f"{catalog.__name__}-zero", epochs)
    answers = {
        "bootstrapped": _best(trained.bundle, hidden, {name}),
        "five examples, no label": _best(zero, hidden, {name}),
        "shipped default, any property": _any(read_bundle(BUNDLES / "default"), hidden, wanted),
        **_classifiers(rest, hidden, name),
    }
    said = sum(
        any(value in _text(item).lower() for value in values) for item, values in zip(hidden, wanted, strict=True)
    )
    print(f"{catalog.__name__}: {name} of {len(hidden)} of {len(items)} items hidden; {said / len(hidden):.1%} say it")
    print(f"labels and training: {took / 60:.1f} minutes")
    for way, found in answers.items():
        right = np.array([each in values for each, values in zip(found, wanted, strict=True)])
        answered = np.array([each is not None for each in found])
        low, high = _interval(right)
        precision = right.sum() / max(1, answered.sum())
        print(f"{way:32} right {right.mean():.1%} ({low:.1%}-{high:.1%}), of those answered {precision:.1%}")


def _zero(rest: Items, name: str, folder: Path, epochs: int) -> Bundle:
    """A model from the five commonest values that texts say, and from items without properties."""
    said = Counter(item["properties"][name] for item in rest if item["properties"][name].lower() in _text(item).lower())
    begun = time.perf_counter()
    bare = [Sample.of({**item, "properties": {}}, _RULES) for item in rest]
    examples = {name: [value for value, _ in said.most_common(5)]}
    labelled, similar = label_by_examples(bare, examples, read_bundle(BUNDLES / "fast"), _RULES)
    print(f"{examples}: {len(similar)} more, {', '.join(each.words for each in similar[:20])}")
    folder.mkdir(parents=True)
    write_labels(folder, labelled, rest)
    config = TrainConfig(name="own", encoder=str(BUNDLES / "fast"), epochs=epochs, compact=True)
    trained = train(TrainingRun(folder, folder / "bundle", config), Settings(), spoken_progress(print))
    print(f"labels by examples, and training: {(time.perf_counter() - begun) / 60:.1f} minutes")
    return trained.bundle


def _best(bundle: Bundle, items: Items, names: set[str]) -> list[str | None]:
    """The surest value of these properties in each item."""
    return [
        max(found, key=lambda each: each.score).value if found else None
        for read in _read(bundle, items)
        for found in [[each for each in read if each.name in names and each.narrower is None]]
    ]


def _any(bundle: Bundle, items: Items, wanted: Sequence[set[str]]) -> list[str | None]:
    return [
        next((each.value for each in read if each.value in values), read[0].value if read else None)
        for read, values in zip(_read(bundle, items), wanted, strict=True)
    ]


def _read(bundle: Bundle, items: Items) -> Iterator[tuple[Property, ...]]:
    with opened(Settings(), bundle) as extractor:
        for item in items:
            title, text = extractor.extract([item["title"], item.get("text", "")])
            mentions = [*to_mentions("title", title.spans), *to_mentions("text", text.spans)]
            texts: Texts = {"title": item["title"], "text": item.get("text", "")}
            yield to_properties((), mentions, _RULES, None, datetime.now(UTC), texts)[0]


def _classifiers(rest: Items, hidden: Items, name: str) -> Mapping[str, list[str | None]]:
    vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
    known = vectorizer.fit_transform(map(_text, rest))
    new = vectorizer.transform(map(_text, hidden))
    values = [min(_values(item, name)) for item in rest]
    kinds = {
        "TF-IDF, logistic regression": LogisticRegression(C=30, max_iter=300),
        "TF-IDF, five nearest items": KNeighborsClassifier(5, metric="cosine", weights="distance"),
    }
    return {way: list(kind.fit(known, values).predict(new)) for way, kind in kinds.items()}


def _values(item: Mapping[str, Any], name: str) -> set[str]:
    """The given value and what it implies."""
    standard = _RULES.standardize(name, item["properties"][name])
    return {standard.value}


def _interval(right: Any) -> tuple[float, float]:
    random = np.random.default_rng(7)
    means = random.choice(right, (1000, len(right))).mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def _text(item: Mapping[str, Any]) -> str:
    return f"{item['title']}\n{item.get('text', '')}"


def _tenth(item_id: str) -> int:
    return int.from_bytes(blake2b(item_id.encode(), digest_size=8, salt=b"hidden").digest()) % 10


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, help="new folder for labels and bundles")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--catalog", choices=("retail", "offers"), help="one catalog; both if left out")
    told = parser.parse_args()
    for catalog in (retail, offers):
        if told.catalog not in (None, catalog.__name__):
            continue
        measure(catalog, told.data, told.out, told.epochs)


if __name__ == "__main__":
    main()
