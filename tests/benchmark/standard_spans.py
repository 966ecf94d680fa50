"""Reads the catalogue's items with the shipped model once, and keeps the spans as JSON Lines."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.settings import DEFAULT_MODEL, Settings
from model.bundle import read_bundle

FILES = ("retail_demo_store.jsonl", "cpsc_recalled_products.jsonl")
_ITEMS_OF_A_GROUP = 64


@dataclass(frozen=True, slots=True)
class ItemSpans:
    """What was read of one item: `(label, text)` of each span, and the seconds of extraction that it took."""

    id: str
    spans: tuple[tuple[str, str], ...]
    seconds: float


def read_spans(data: Path, kept: Path) -> list[ItemSpans]:
    """The spans in `kept`; where it does not exist they are extracted first, which takes minutes."""
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            for found in _extract([data / "catalog" / name for name in FILES]):
                print(json.dumps([found.id, found.spans, found.seconds], ensure_ascii=False), file=file)
        part.rename(kept)
    lines = map(json.loads, kept.read_text(encoding="utf-8").splitlines())
    return [ItemSpans(item_id, tuple(map(tuple, spans)), seconds) for item_id, spans, seconds in lines]


def _extract(files: list[Path]) -> Iterator[ItemSpans]:
    bundle = read_bundle(DEFAULT_MODEL)
    extractor = Extractor(bundle, open_tagger(Settings(threads=1), bundle))
    items = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    for at in range(0, len(items), _ITEMS_OF_A_GROUP):
        group = items[at : at + _ITEMS_OF_A_GROUP]
        start = time.process_time()
        read = extractor.extract([text for item in group for text in (item["title"], item["description"])])
        seconds = (time.process_time() - start) / len(group)
        for item, title, text in zip(group, read[::2], read[1::2], strict=True):
            yield ItemSpans(item["id"], tuple((s.label, s.text) for s in (*title.spans, *text.spans)), seconds)
    extractor.close()
