"""The spans of the catalogs' items by the shipped model, read once and kept as JSON Lines."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.catalog.writing import to_mentions
from app.domain.items import Evidence
from app.domain.mentions import Mention
from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.settings import DEFAULT_MODEL, Settings
from model.bundle import read_bundle

FILES = ("retail_demo_store.jsonl", "cpsc_recalled_products.jsonl", "pricerunner_offers.jsonl")
_ITEMS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class ItemSpans:
    """What the model read of one item, and the seconds that it took."""

    catalog: str
    id: str
    mentions: tuple[Mention, ...]
    seconds: float


def read_items(data: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The items of all catalogs, each with the name of its catalog."""
    for name in FILES:
        with (data / "catalog" / name).open(encoding="utf-8") as file:
            yield from ((Path(name).stem, json.loads(line)) for line in file)


def read_spans(data: Path, kept: Path) -> list[ItemSpans]:
    """The spans in `kept`. Where the file does not exist, extracts them first, which takes minutes."""
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            for found in _extract(data):
                print(json.dumps(asdict(found), ensure_ascii=False), file=file)
        part.rename(kept)
    with kept.open(encoding="utf-8") as file:
        return [_found(json.loads(line)) for line in file]


def _found(line: dict[str, Any]) -> ItemSpans:
    mentions = tuple(Mention(each["name"], Evidence(**each["evidence"])) for each in line["mentions"])
    return ItemSpans(line["catalog"], line["id"], mentions, line["seconds"])


def _extract(data: Path) -> Iterator[ItemSpans]:
    bundle = read_bundle(DEFAULT_MODEL)
    extractor = Extractor(bundle, open_tagger(Settings(threads=1), bundle))
    items = list(read_items(data))
    for at in range(0, len(items), _ITEMS_AT_ONCE):
        yield from _extract_group(extractor, items[at : at + _ITEMS_AT_ONCE])
    extractor.close()


def _extract_group(extractor: Extractor, group: Sequence[tuple[str, dict[str, str]]]) -> Iterator[ItemSpans]:
    start = time.process_time()
    read = extractor.extract([text for _, item in group for text in (item["title"], item["description"])])
    seconds = (time.process_time() - start) / len(group)
    for (catalog, item), title, text in zip(group, read[::2], read[1::2], strict=True):
        mentions = (*to_mentions("title", title.spans), *to_mentions("text", text.spans))
        yield ItemSpans(catalog, item["id"], mentions, seconds)
