"""Every value that a facet shows finds exactly its count when it is sent back as a filter."""

import pytest

from app.domain.filters import Filter, format_filter, parse_filter
from app.domain.queries import Query
from app.index.index import AnsweringStore
from tests.contract.items import asked, item

# What catalogs and texts hold, signs of the filter's own language among them.
SAID = [
    "motto:<3 you",
    "motto:> 9000",
    "motto:wait..what",
    "motto:a:b",
    "motto:=equal",
    "motto:10..20",
    "motto:-dash",
    "coverage:464515.2 cm²",
    "volume:3 m³",
    "frequency:50/60 Hz",
    "voltage:110/220V",
    "price:1.299,00 €",
    "temperature:–20 °C",
    "weight:500 g (17.6 oz)",
    "volume:6 x 330 ml",
    "length:10-12 in",
    "material:60% cotton 40% polyester",
    "brand:Black &amp; Decker",
    "brand:H&M",
    "color:Grey Marl",
    "size:EU 42 2/3",
    "size:38L",
    "cordless:yes",
    "city:İstanbul",
    "brand:L'Oréal",
    "brand:L'OREAL",
    "dish:Phở",
    "note:«quoted», twice",
    "rating:IP67",
    "note:100%",
]
NAMES = sorted({each.partition(":")[0] for each in SAID})


@pytest.mark.parametrize("name", NAMES)
def test_a_facet_value_as_a_filter_finds_its_count(store: AnsweringStore, name: str) -> None:
    said = [each for each in SAID if each.startswith(f"{name}:")]
    items = [item(f"{n}-{copy}", "", each) for n, each in enumerate(said) for copy in range(n + 1)]
    store.upsert(items)
    values = store.index.search(Query(facets=asked(name))).facets[name].values
    assert sum(each.count for each in values) == len(items)
    for each in values:
        written = format_filter(Filter(name, each.value))
        for text in (written, f"{name}:={each.value}"):
            assert store.index.search(Query(filters=(parse_filter(text),))).total == each.count, text


@pytest.mark.parametrize("text", ["brand:loreal", "brand:L'Oréal", "brand:L’OREAL", "brand:LOréal"])
def test_a_brand_is_found_with_and_without_its_accents(store: AnsweringStore, text: str) -> None:
    store.upsert([item("a", "Shampoo", "brand:L'Oréal")])
    (hit,) = store.index.search(Query(filters=(parse_filter(text),))).hits
    assert [prop.display for prop in hit.item.properties] == ["L'Oréal"]
