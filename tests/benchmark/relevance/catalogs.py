"""The catalogs of the judged queries. The service gets titles and texts; of the demo, also the given properties."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.writing import Catalog
from app.domain.items import Draft
from app.graph.store import GraphStore

_DEMO = Path("app/web/explorer/demo.jsonl")
_ITEMS_AT_ONCE = 100
_SEED = 7

# Name → the file, and how many of its items are taken by chance.
FILES = {
    "retail": ("retail_demo_store.jsonl", None),
    "recalls": ("cpsc_recalled_products.jsonl", 2000),
    "offers": ("pricerunner_offers.jsonl", 3000),
}
DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Shop:
    """The items of a catalog, as judged and as loaded."""

    name: str
    items: Mapping[str, Mapping[str, Any]]
    drafts: tuple[Draft, ...]


def read_shop(name: str, data: Path) -> Shop:
    """Returns a catalog. `data` is the folder of the data."""
    if name == DEMO:
        return _demo()
    file, taken = FILES[name]
    rows = [json.loads(line) for line in (data / "catalog" / file).read_text(encoding="utf-8").splitlines()]
    rows = random.Random(_SEED).sample(rows, taken) if taken else rows
    drafts = tuple(Draft(row["id"], row["title"], row["description"]) for row in rows)
    return Shop(name, {row["id"]: row for row in rows}, drafts)


def _demo() -> Shop:
    rows = [json.loads(line) for line in _DEMO.read_text(encoding="utf-8").splitlines()]
    items = {
        row["id"]: {**row, "description": row.get("text", ""), "price": _price(row.get("properties", {}))}
        for row in rows
    }
    drafts = tuple(Draft(row["id"], row["title"], row.get("text", ""), _given(row)) for row in rows)
    return Shop(DEMO, items, drafts)


def _price(given: Mapping[str, Any]) -> float | None:
    return float(given["price"].split()[0]) if "price" in given else None


def _given(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    given = row.get("properties", {}).items()
    return tuple((name, str(value)) for name, said in given for value in (said if isinstance(said, list) else [said]))


def load(shop: Shop, catalog: Catalog, store: GraphStore) -> None:
    """Writes the items that the graph lacks."""
    have = store.get([draft.id for draft in shop.drafts])
    missing = [draft for draft in shop.drafts if draft.id not in have]
    for at in range(0, len(missing), _ITEMS_AT_ONCE):
        catalog.put(missing[at : at + _ITEMS_AT_ONCE])
