"""The table of real texts and their standard values."""

import functools
import json

import pytest

from app.domain.standard import standardize
from tests.parts import shared_data
from tests.unit.app.domain.standard.standard_pairs import PAIRS

FILES = ("retail_demo_store", "cpsc_recalled_products", "pricerunner_offers")


@functools.cache
def catalogue() -> dict[str, str]:
    sources = [shared_data(f"catalog/{name}.jsonl").read_text(encoding="utf-8") for name in FILES]
    items = (json.loads(line) for source in sources for line in source.split("\n") if line)
    return {item["id"]: f"{item['title']}\n{item['description']}" for item in items}


@pytest.mark.parametrize(("name", "raw", "value", "item"), PAIRS)
def test_text_gets_its_standard_value(name: str, raw: str, value: str, item: str) -> None:
    assert standardize(name, raw).value == value


def test_the_table_is_long_and_says_nothing_twice() -> None:
    assert len(PAIRS) >= 300
    assert len({(name, raw) for name, raw, _, _ in PAIRS}) == len(PAIRS)


def test_every_text_stands_in_the_item_that_is_cited() -> None:
    texts = catalogue()
    assert [pair for pair in PAIRS if pair[1] not in texts[pair[3]]] == []
