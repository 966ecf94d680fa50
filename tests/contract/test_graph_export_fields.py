"""Each export format has a place for ranges, qualifiers, conflicts, given properties and the team's aliases."""

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import networkx
import pyoxigraph
import pytest

from app.domain.aliases.entries import Entry
from app.graph.exports.graphml import write_graphml
from app.graph.exports.ntriples import BASE, write_ntriples
from app.graph.gremlin.csv_files import write_csv
from tests.contract.items import item
from tests.contract.oracle import PlainStore

STATEMENT = f"<{BASE}/resource/statement/d"
COLOR, LENGTH = f"{STATEMENT}/color/navy>", f"{STATEMENT}/weight/2000%20to%204000%20g>"


@pytest.fixture
def shop() -> PlainStore:
    store = PlainStore()
    pipe = item("d", "Pipe", "length:10-12 in", "color:navy", conflicts=["weight:2 to 4 kg"])
    edges = tuple(replace(each, qualifier="100%", narrower="dark navy") for each in pipe.properties[:1])
    store.upsert([replace(pipe, model="m@1", properties=(*edges, *pipe.properties[1:])), item("e")])
    store.put_entry(Entry("color", "navy", ("marine", 'd"b'), "Navy", pending=True))
    store.put_entry(Entry("color", "red", ()))
    return store


def rows(store: PlainStore) -> dict[str, list[dict[str, str]]]:
    """The records of each CSV file."""
    with store.snapshot() as graph:
        return {
            name: list(csv.DictReader(io.StringIO(content.decode(), newline=""))) for name, content in write_csv(graph)
        }


def test_csv_has_the_columns_of_all_that_is_kept(shop: PlainStore) -> None:
    found = rows(shop)
    pipe, bare = sorted(found["vertices/item-00000.csv"], key=lambda row: row["~id"])
    assert pipe["model:String(single)"] == "m@1"
    assert json.loads(pipe["given:String(single)"]) == [["length", "10-12 in"], ["color", "navy"]]
    assert [each["value"] for each in json.loads(pipe["conflicts:String(single)"])] == ["2000 to 4000 g"]
    assert (bare["model:String(single)"], bare["conflicts:String(single)"]) == ("", "")
    values = {row["name:String(single)"]: row for row in found["vertices/property-00000.csv"]}
    assert values.keys() == {"color", "length"}
    assert [values[name]["high:Double(single)"] for name in ("color", "length")] == ["", "30.48"]
    edges = {row["~to"]: (row["qualifier:String"], row["narrower:String"]) for row in found["edges/has-00000.csv"]}
    assert edges == {
        "property/color/navy": ("100%", "dark navy"),
        "property/length/25.4 to 30.48 cm": ("", ""),
    }


def test_csv_has_the_aliases_where_there_are_any(shop: PlainStore) -> None:
    first, second = rows(shop)["vertices/vocabulary-00000.csv"]
    assert (first["~id"], first["~label"]) == ("vocabulary/color/navy", "Vocabulary")
    assert json.loads(first["aliases:String(single)"]) == ["marine", 'd"b']
    assert (first["display:String(single)"], first["pending:Int(single)"]) == ("Navy", "1")
    assert (second["display:String(single)"], second["pending:Int(single)"]) == ("", "0")
    shop.delete_entry("color", "navy")
    shop.delete_entry("color", "red")
    assert not [name for name in rows(shop) if "vocabulary" in name]


def test_graphml_has_the_keys_of_all_that_is_kept(shop: PlainStore) -> None:
    with shop.snapshot() as snapshot:
        text = b"".join(write_graphml(snapshot)).decode()
    assert ElementTree.fromstring(text).tag.endswith("graphml")
    graph = networkx.parse_graphml(text)
    assert graph.nodes["property/length/25.4 to 30.48 cm"]["high"] == 30.48
    pipe, edge = graph.nodes["item/d"], graph.edges["item/d", "property/color/navy"]
    assert (pipe["model"], len(json.loads(pipe["given"])), len(json.loads(pipe["conflicts"]))) == ("m@1", 2, 1)
    assert (edge["qualifier"], edge["narrower"]) == ("100%", "dark navy")
    assert "conflicts" not in graph.nodes["item/e"]
    assert set(graph.nodes) == {"item/d", "item/e", "property/color/navy", "property/length/25.4 to 30.48 cm"}


def test_a_conflict_is_a_statement_without_a_link(shop: PlainStore) -> None:
    with shop.snapshot() as graph:
        text = b"".join(write_ntriples(graph)).decode()
    lines = text.splitlines()
    assert f'{COLOR} <{BASE}/property/qualifier> "100%" .' in lines
    assert f'{COLOR} <{BASE}/property/narrower> "dark navy" .' in lines
    high = f'<{BASE}/property/high> "30.48"^^<http://www.w3.org/2001/XMLSchema#double> .'
    assert f"<{BASE}/resource/nested-doc/length/25.4%20to%2030.48%20cm> {high}" in lines
    assert f'{LENGTH} <{BASE}/property/conflict> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .' in lines
    assert f'{LENGTH} <{BASE}/property/high> "4000.0"^^<http://www.w3.org/2001/XMLSchema#double> .' in lines
    assert f'{LENGTH} <{BASE}/property/unit> "g" .' in lines
    assert text.count("/property/conflict>") == 1
    links = [line for line in lines if line.startswith(f"<{BASE}/resource/doc/") and "has-nested-property" in line]
    assert len(links) == 2
    assert not any("weight" in line for line in links)
    assert len(list(pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES))) == len(lines)
