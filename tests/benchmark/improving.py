"""`nice python -m tests.benchmark.improving DATA [BUNDLE]`: what 200 corrections of recall descriptions teach a model.

Loads the recall sentences of `products_silver/validation.jsonl` as items. A simulated person goes through them,
shuffled, and knows the labels of the rules that are right in at least .92 of cases (DATA/products_silver/README.md):
what the model missed is marked, and what it found otherwise at such a place is rejected, until there are 200
corrections. The rules miss up to half, so what they do not say is not rejected. `itemgraph improve` learns from the
corrections, with the products corpus as earlier labels. Then both models read the recall sentences of `test.jsonl`,
which nobody corrected. Their labels are made by rules, so the F1 tells a difference and no accuracy.
"""

import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.catalog.checking import Said
from app.catalog.correcting import Corrector
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.corrections.labels import labels_of
from app.domain.items import Draft, Item
from app.domain.labelled import Labelled
from app.domain.standard import load_rulebook, standardize_name
from app.errors import InvalidInput
from app.graph.sqlite import SqliteStore
from app.lifecycle.improving.improve import Improving, improve
from app.lifecycle.measures.assess import opened
from app.lifecycle.train import spoken_progress
from app.main import open_extractor
from app.settings import Settings
from app.telemetry import Metrics
from model.bundle import Bundle, read_bundle
from model.spans import Span
from training.corpora import Example
from training.evaluation import gate
from training.evaluation.gate import Verdict

_KNOWN = ("AUDIENCE", "COLOR", "MATERIAL", "MODEL", "SIZE")
_CORRECTIONS = 200
_SEED = 7
_MARGIN = 0.01

Record = dict[str, Any]


def main(data: Path, bundle: Path) -> int:
    settings = Settings(model=str(bundle))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        texts, said = _corrected(place, settings, _recalls(data, "validation"))
        print(f"{sum(said.values())} corrections of {len(texts)} items: {dict(said)}", flush=True)
        started = time.monotonic()
        # With this margin the model is kept even if `improve` would refuse it, so that it can be measured.
        run = Improving(texts, "simulated", data / "products", place / "versions", margin=1.0)
        found = improve(run, settings, spoken_progress(print))
        print(
            f"{found.outcome} after {time.monotonic() - started:.0f} s; {found.learned} texts, {found.replayed} again"
        )
        if found.corrected is None or found.earlier is None:
            return 1
        _show("places that people decided, held out", found.corrected.verdicts)
        _show("products, held out", found.earlier.verdicts)
        fell = [each.label for each in found.earlier.verdicts if each.high < -_MARGIN]
        print(f"with its own margin, improve would have refused for: {', '.join(fell) or 'nothing'}")
        if found.outcome == "promoted":
            new = read_bundle((place / "versions" / "current").resolve())
            compared = _on_recalls(settings, [read_bundle(bundle), new], _recalls(data, "test"))
            _show("recalls that nobody corrected, labels of rules", compared)
    return 0


def _on_recalls(settings: Settings, bundles: list[Bundle], records: list[Record]) -> Sequence[Verdict]:
    """Compares two models on the labels that the rules know."""
    examples = [Example(each["id"], each["text"], _gold(each), "") for each in records]
    found = []
    for bundle in bundles:
        with opened(settings, bundle) as extractor:
            read = extractor.extract([each.text for each in examples])
            found.append([[span for span in each.spans if span.label in _KNOWN] for each in read])
    before, after = found
    return gate.compare(examples, before, after, 0.01)


def _gold(record: Record) -> tuple[Span, ...]:
    text, known = record["text"], [each for each in record["spans"] if each["label"] in _KNOWN]
    return tuple(Span(e["start"], e["end"], e["label"], text[e["start"] : e["end"]]) for e in known)


def _recalls(data: Path, split: str) -> list[Record]:
    lines = (data / "products_silver" / f"{split}.jsonl").read_text("utf-8").splitlines()
    return [each for each in map(json.loads, lines) if each["source"] == "cpsc"]


def _corrected(place: Path, settings: Settings, records: list[Record]) -> tuple[list[Labelled], Counter[str]]:
    """Loads the records, corrects items until there are enough corrections, and returns their labelled texts."""
    store = SqliteStore(place / "graph.sqlite")
    extractor = open_extractor(settings, load_rulebook())
    vocabulary = TeamVocabulary(load_rulebook(), store)
    catalog = Catalog(extractor, vocabulary, store, Metrics())
    corrector, said = Corrector(catalog, store), Counter[str]()
    random.Random(_SEED).shuffle(records)
    for record in records:
        if said.total() >= _CORRECTIONS:
            break
        catalog.put([Draft(record["id"], text=record["text"])])
        for each in _what_a_person_says(store.get([record["id"]])[record["id"]], record):
            try:
                corrector.add(record["id"], each, None, lambda _: True)
                said[each.action] += 1
            except InvalidInput:
                said["refused"] += 1
    labels = {standardize_name(label): label for label in extractor.bundle.manifest.labels}
    texts = [
        text for item in store.corrected(10_000) for text in labels_of(item, labels, vocabulary.standardizer).texts
    ]
    extractor.close()
    store.close()
    return texts, said


def _what_a_person_says(item: Item, record: Record) -> Iterator[Said]:
    gold = {(each["start"], each["end"], each["label"]) for each in record["spans"] if each["label"] in _KNOWN}
    read = {
        (each.start, each.end, prop.name.upper()): prop.value
        for prop in item.properties
        if prop.narrower is None
        for each in prop.evidence
    }
    for (start, end, label), value in sorted(read.items()):
        if (start, end, label) not in gold and any(a < end and start < b for a, b, _ in gold):
            yield Said("reject", label.lower(), value)
    for start, end, label in sorted(gold - read.keys()):
        yield Said("mark", label.lower(), span=("text", start, end, None))


def _show(title: str, verdicts: Sequence[Verdict]) -> None:
    print(f"{title}: F1 before → after, difference and its 95 % interval")
    for each in verdicts:
        interval = f"{each.after - each.before:+.3f} ({each.low:+.3f} to {each.high:+.3f})"
        print(f"  {each.label:10} {each.before:.3f} → {each.after:.3f}  {interval}, {each.expected} spans")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "model/bundles/fast")))
