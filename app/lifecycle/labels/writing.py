"""Writes labelled texts as a data set that `itemgraph train` reads, and keeps items apart to measure a model by."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from app.lifecycle.labels.bootstrap import Labelled, LabelledText

# The items of validation and test, with what was given; no split of a data set has this name.
HELD = "held.jsonl"
_TENTHS = ("train",) * 8 + ("validation", "test")
# With fewer texts of which every word is known, the others are scored too.
_FEW = 20


def split_of(item_id: str) -> str:
    """Returns the split of an item, by a hash of its id: 80, 10 and 10 %."""
    return _TENTHS[int.from_bytes(blake2b(item_id.encode(), digest_size=8).digest()) % len(_TENTHS)]


def write_labels(folder: Path, labelled: Labelled, items: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Writes a file for each split, and the held-back items. Returns the number of texts in each split.

    Validation and test have only texts of which every word is known, unless there are few.
    """
    parts: dict[str, list[LabelledText]] = {"train": [], "validation": [], "test": []}
    for item_id, texts in labelled.texts.items():
        parts[split_of(item_id)] += texts
    for split in ("validation", "test"):
        closed = [each for each in parts[split] if each.is_closed]
        parts[split] = closed if len(closed) >= _FEW else parts[split]
    for split, texts in parts.items():
        _write_lines(folder / f"{split}.jsonl", map(_to_json, texts))
    _write_lines(folder / HELD, (item for item in items if split_of(str(item.get("id"))) != "train"))
    return {split: len(texts) for split, texts in parts.items()}


def _to_json(each: LabelledText) -> dict[str, Any]:
    spans = [{"start": start, "end": end, "label": name.upper()} for start, end, name in each.spans]
    return {"id": each.id, "text": each.text, "spans": spans, "unsure": [list(extent) for extent in each.unsure]}


def _write_lines(file: Path, records: Iterable[Mapping[str, Any]]) -> None:
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
