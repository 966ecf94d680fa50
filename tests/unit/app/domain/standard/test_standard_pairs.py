"""The tables of texts and their standard values."""

import functools
import json

import pytest

from app.domain.standard import standardize, standardize_name
from tests.parts import shared_data
from tests.unit.app.domain.standard.pairs_by_kind import KINDS
from tests.unit.app.domain.standard.standard_pairs import PAIRS

FILES = ("retail_demo_store", "cpsc_recalled_products", "pricerunner_offers")
ROWS = [pytest.param(*row, id=f"{kind}: {row[0]}: {row[1]}") for kind, rows in KINDS.items() for row in rows]


@functools.cache
def catalogue() -> dict[str, str]:
    sources = [shared_data(f"catalog/{name}.jsonl").read_text(encoding="utf-8") for name in FILES]
    items = (json.loads(line) for source in sources for line in source.split("\n") if line)
    return {item["id"]: f"{item['title']}\n{item['description']}" for item in items}


@pytest.mark.parametrize(("name", "raw", "value", "item"), PAIRS)
def test_text_gets_its_standard_value(name: str, raw: str, value: str, item: str) -> None:
    assert standardize(name, raw).value == value


@pytest.mark.parametrize(("name", "raw", "value"), ROWS)
def test_a_kind_of_text_gets_its_standard_value_once_and_for_all(name: str, raw: str, value: str) -> None:
    name = standardize_name(name)
    assert standardize(name, raw).value == value
    assert standardize(name, value).value == value


def test_the_tables_are_long_and_say_nothing_twice() -> None:
    assert len(PAIRS) >= 300
    assert len(ROWS) >= 200
    rows = [(name, raw) for name, raw, *_ in PAIRS] + [row[:2] for rows in KINDS.values() for row in rows]
    assert len(set(rows)) == len(rows)


def test_every_text_stands_in_the_item_that_is_cited() -> None:
    texts = catalogue()
    assert [pair for pair in PAIRS if pair[1] not in texts[pair[3]]] == []
