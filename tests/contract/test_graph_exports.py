"""Every store exports the same bytes, and other programs read them as the same graph."""

import csv
import io
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.etree import ElementTree

import networkx
import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.aliases.entries import Entry
from app.domain.items import Evidence, Item, Property
from app.graph.exports.graphml import write_graphml
from app.graph.exports.ntriples import BASE, write_ntriples
from app.graph.exports.tar import to_tar
from app.graph.gremlin.csv_files import write_csv
from app.graph.store import Snapshot
from app.index.index import AnsweringStore
from tests.contract.items import START, filtered, item
from tests.contract.oracle import PlainStore

ITEMS = [
    item("sku/1 é", 'Nike "Air" shoe', "color:red", "brand:Nike", "price:40 EUR", "weight:2 kg"),
    item("sku|2", "Adidas <b>boot</b> & more\r\nsecond line\t", "color:Red", "color:navy blue", "size:XL"),
    replace(item("b", "日本語 👟"), url="https://a.example/?x=1&y=2", image="https://a.example/b.png"),
    item("c"),
    item("d", "Pipe", "length:10-12 in", "material:100% copper", conflicts=["color:blue", "weight:2 to 4 kg"]),
    item("a", "Nike shirt; cotton, red", "brand:nike", "material:cotton; organic", "price:60 EUR"),
]
PREFIX = f"PREFIX rel: <{BASE}/relationship/> PREFIX key: <{BASE}/property/> PREFIX of: <{BASE}/> "


def exported(store: AnsweringStore, write: Callable[[Snapshot], Iterator[bytes]]) -> bytes:
    with store.snapshot() as graph:
        return b"".join(write(graph))


def write_tar(graph: Snapshot) -> Iterator[bytes]:
    return to_tar(write_csv(graph))


def read_evidence(each: Item) -> Item:
    """Returns the item with a property that was read twice."""
    seen = (Evidence("title", 0, 4, 'N"ke', 0.75), Evidence("text", 3, 9, "a\\b\nc", 0.5))
    prop = Property("audience", "men's", "Men’s", 0.75, "extracted", seen, "products@1.0", START, narrower='bo"ys')
    whole = replace(each, properties=(prop, *each.properties), model="products@1.0")
    return replace(whole, fingerprint=each.fingerprint + "+")


def test_iris_begin_with_the_base_and_nothing_else_changes(store: AnsweringStore) -> None:
    store.upsert(ITEMS)
    base = "https://data.example/items"
    with store.snapshot() as graph:
        own, sample = (b"".join(write_ntriples(graph, each)) for each in (base, BASE))
    assert own == sample.replace(BASE.encode(), base.encode())
    assert BASE.encode() not in own


@pytest.mark.parametrize("write", [write_graphml, write_ntriples, write_tar])
def test_same_graph_is_the_same_bytes_in_every_store(
    store: AnsweringStore, write: Callable[[Snapshot], Iterator[bytes]]
) -> None:
    plain = PlainStore()
    for one in (store, plain):
        one.upsert([item("gone", "Gone", "color:green"), ITEMS[4], ITEMS[2]])
        one.upsert([read_evidence(each) for each in ITEMS])
        one.delete("gone")
        one.put_entry(Entry("color", "navy", ('dark "blue"', "marine"), "Navy", pending=True))
        one.put_entry(Entry("brand", "nike", ()))
    assert exported(store, write) == exported(plain, write)
    assert exported(store, write) == exported(store, write)


def test_a_snapshot_has_all_items_and_values_in_order(store: AnsweringStore) -> None:
    items = [item(f"i{n:04}", f"Shoe {n}", f"color:c{n % 7}", f"size:{n}") for n in range(1100)]
    store.upsert(items)
    with store.snapshot() as graph:
        assert list(graph.items()) == items
        values = [(each.name, each.value) for each in graph.values()]
    assert values == sorted({(prop.name, prop.value) for each in items for prop in each.properties})


def test_an_empty_graph_is_a_valid_file_of_each_format(store: AnsweringStore) -> None:
    assert networkx.parse_graphml(exported(store, write_graphml).decode()).number_of_nodes() == 0
    assert exported(store, write_ntriples) == b""
    with tarfile.open(fileobj=io.BytesIO(exported(store, write_tar))) as archive:
        assert archive.getnames() == []


def test_graphml_opens_in_networkx_with_all_that_there_is() -> None:
    graph = networkx.parse_graphml(exported(shop(), write_graphml).decode())
    assert {node for node, data in graph.nodes(data=True) if data["labelV"] == "Item"} == {
        f"item/{each.id}" for each in ITEMS
    }
    assert graph.nodes["item/sku|2"]["title"] == ITEMS[1].title
    assert graph.nodes["property/weight/2000 g"]["number"] == 2000.0
    for each in map(read_evidence, ITEMS):
        wanted = {f"property/{prop.name}/{prop.value}" for prop in each.properties}
        assert set(graph.successors(f"item/{each.id}")) == wanted
    assert graph.edges["item/c", "property/audience/men's"]["model"] == "products@1.0"


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_in_both_formats(text: str) -> None:
    store = PlainStore()
    store.upsert([item("a", text)])
    root = ElementTree.fromstring(exported(store, write_graphml))
    title = next(each for each in root.iter() if each.get("key") == "node_title").text or ""
    possible = all(c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" for c in text)
    assert len(title) == len(text)
    assert title == text or not possible
    (triple,) = pyoxigraph.parse(
        next(line for line in exported(store, write_ntriples).split(b"\n") if b"/property/title>" in line),
        format=pyoxigraph.RdfFormat.N_TRIPLES,
    )
    assert triple.object.value == text


def shop() -> PlainStore:
    store = PlainStore()
    store.upsert([read_evidence(each) for each in ITEMS])
    return store


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ('SELECT ?d { ?d rel:has-nested-property ?p . ?p of:type <%s/type/color>; key:value "red" }', ["color:red"]),
        (
            'SELECT ?d { ?d rel:has-nested-property/key:value "nike" . ?d rel:has-nested-property ?p . '
            "?p of:type <%s/type/price>; key:number ?n FILTER (?n < 50) }",
            ["brand:nike", "price:<50 EUR"],
        ),
        (
            "SELECT ?d { ?d a <%s/entity-type/doc> FILTER NOT EXISTS "
            '{ ?d rel:has-nested-property [ of:type <http://example.com/type/color>; key:value "red" ] } }',
            ["-color:red"],
        ),
    ],
)
def test_sparql_finds_what_the_store_finds(query: str, filters: list[str]) -> None:
    store = shop()
    wanted = {hit.item.id for hit in store.index.search(filtered(*filters)).hits}
    text = exported(store, write_ntriples)
    asked = PREFIX + (query % BASE).replace("SELECT ?d {", "SELECT ?id { ?d key:id ?id .")
    graph = rdflib.Graph().parse(data=text, format="nt")
    assert {str(row.id) for row in graph.query(asked)} == wanted  # type: ignore[union-attr]
    other = pyoxigraph.Store()
    other.load(text, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert {row["id"].value for row in other.query(asked)} == wanted  # type: ignore[union-attr]
    assert len(graph) == len(other)
    assert wanted


def test_sparql_of_the_sample_finds_documents_with_their_labels() -> None:
    graph = rdflib.Graph().parse(data=exported(shop(), write_ntriples), format="nt")
    rows = graph.query("SELECT ?s ?p ?o WHERE { ?s a <http://example.com/entity-type/doc>; ?p ?o . } LIMIT 1000")
    assert len({row.s for row in rows}) == len(ITEMS)  # type: ignore[union-attr]
    evidence = graph.query(
        PREFIX + "SELECT ?t ?s { ?x rel:has-evidence ?e . ?e key:text ?t; key:score ?s } ORDER BY ?s LIMIT 1"
    )
    assert [(str(row.t), float(row.s)) for row in evidence] == [("a\\b\nc", 0.5)]  # type: ignore[union-attr]


def test_csv_files_come_in_parts_that_each_have_a_header() -> None:
    with shop().snapshot() as graph:
        files = list(write_csv(graph, part_bytes=400))
    assert len(files) > 8
    assert len({name for name, _ in files}) == len(files)
    rows = [row for name, content in files for row in csv.DictReader(io.StringIO(content.decode(), newline=""))]
    assert {row["~id"] for row in rows if row["~label"] == "Item"} == {f"item/{each.id}" for each in ITEMS}
    ids = [row["~id"] for row in rows]
    assert len(set(ids)) == len(ids)
    vertices = {row["~id"] for row in rows if "~from" not in row}
    assert {end for row in rows if "~from" in row for end in (row["~from"], row["~to"])} <= vertices
