"""Files of earlier versions of the service are migrated without loss."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.aliases.entries import Entry
from app.graph.sqlite import SqliteStore
from app.graph.sqlite.reads import having
from app.graph.sqlite.schema import VERSION, connect
from tests.contract.items import filtered, item

# As versions 1 and 2 made them.
_FIRST = """
CREATE TABLE item (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL, url TEXT, image TEXT,
  updated_at TEXT NOT NULL, fingerprint TEXT NOT NULL
) STRICT;
CREATE TABLE property (
  key INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, display TEXT NOT NULL, number REAL, unit TEXT,
  UNIQUE (name, value)
) STRICT;
CREATE TABLE has (
  item INTEGER NOT NULL REFERENCES item, property INTEGER NOT NULL REFERENCES property, display TEXT NOT NULL,
  score REAL NOT NULL, source TEXT NOT NULL, evidence TEXT NOT NULL, model TEXT, extracted_at TEXT NOT NULL,
  PRIMARY KEY (item, property)
) STRICT, WITHOUT ROWID;
CREATE INDEX has_property ON has (property, item);
CREATE TABLE property_word (
  word TEXT NOT NULL, property INTEGER NOT NULL REFERENCES property, PRIMARY KEY (word, property)
) STRICT, WITHOUT ROWID;
CREATE INDEX property_word_property ON property_word (property);
CREATE TABLE title_word (
  word TEXT NOT NULL, item INTEGER NOT NULL REFERENCES item, PRIMARY KEY (word, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX title_word_item ON title_word (item);
INSERT INTO item VALUES
  (1, 'b', 'Red', 'About', 'https://x', NULL, '2024-01-01T02:00:00.000000Z', 'f2'),
  (2, 'a', '', '', NULL, NULL, '2024-01-01T01:00:00.000000Z', 'f1'),
  (3, 'c', '', '', NULL, NULL, '2024-01-01T03:00:00.000000Z', 'f3');
INSERT INTO property VALUES
  (1, 'weight', '1000 g', '1 kg', 1000, 'g'), (2, 'color', 'red', 'Red', NULL, NULL),
  (3, 'size', 'xl', 'XL', NULL, NULL);
INSERT INTO has VALUES
  (1, 1, '1 "kg"', 1, 'given', '[]', NULL, '2024-01-01T02:00:00.000000Z'),
  (1, 2, 'Red', 0.5, 'extracted', '[]', 'm@1', '2024-01-01T02:00:00.000000Z'),
  (1, 3, 'XL', 1, 'given', '[]', NULL, '2024-01-01T02:00:00.000000Z'),
  (2, 2, 'red', 1, 'given', '[]', NULL, '2024-01-01T01:00:00.000000Z');
INSERT INTO property_word VALUES ('1000', 1), ('g', 1), ('red', 2), ('xl', 3);
INSERT INTO title_word VALUES ('red', 1);
PRAGMA user_version = 1;
"""
_SECOND = """
CREATE TABLE change (
  number INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
INSERT INTO change (item, kind, at) VALUES
  ('a', 'written', '2024-01-01T01:00:00.000000Z'), ('gone', 'deleted', '2024-01-01T01:30:00.000000Z'),
  ('b', 'written', '2024-01-01T02:00:00.000000Z'), ('c', 'written', '2024-01-01T03:00:00.000000Z');
PRAGMA user_version = 2;
"""


def old_file(path: Path, *scripts: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for script in scripts:
            connection.executescript(script)
    return path


@pytest.mark.parametrize(
    ("scripts", "changes"), [((_FIRST,), ["a", "b", "c"]), ((_FIRST, _SECOND), ["a", "gone", "b", "c"])]
)
def test_an_earlier_file_is_taken_over_whole(tmp_path: Path, scripts: tuple[str, ...], changes: list[str]) -> None:
    path = old_file(tmp_path / "graph.sqlite", *scripts)
    for _ in range(2):
        with closing(SqliteStore(path)) as store:
            items = store.get("abc")
            assert [each.item_id for each in store.changes(10).changes] == changes
            assert store.fingerprints("abc") == {"a": "f1", "b": "f2", "c": "f3"}
            assert store.entries() == []
    assert [(each.name, each.value, each.number) for each in items["b"].properties] == [
        ("color", "red", None),
        ("size", "xl", None),
        ("weight", "1000 g", 1000),
    ]
    assert {each.qualifier for item in items.values() for each in item.properties} == {None}
    # What was given and who read were told by the edges alone.
    assert items["b"].given == (("size", "XL"), ("weight", '1 "kg"'))
    assert [(items[own].model, len(items[own].given)) for own in "abc"] == [(None, 1), ("m@1", 2), (None, 0)]
    assert {items[own].conflicts for own in "abc"} == {()}


def test_an_earlier_file_takes_all_that_is_new(tmp_path: Path) -> None:
    path = old_file(tmp_path / "graph.sqlite", _FIRST)
    new = replace(item("b", "", "weight:1-2 kg", conflicts=["color:red"]), model="m@2")
    with closing(SqliteStore(path)) as store:
        assert store.upsert([new]) == ["updated"]
        store.put_entry(Entry("color", "red", ("rouge",)))
        assert store.rewrite([replace(item("c", "", "color:blue"), fingerprint="f3")]) == ["c"]
    with closing(SqliteStore(path)) as store:
        assert store.get(["b"]) == {"b": new}
        assert [hit.item.id for hit in store.index.search(filtered("weight:1.5..3 kg")).hits] == ["b"]
        assert store.having("color", ["red", "blue"]) == ["a", "b", "c"]
        assert len(store.entries()) == 1


def test_new_and_earlier_files_are_of_one_schema(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "new").close()
    SqliteStore(old_file(tmp_path / "old", _FIRST, _SECOND)).close()
    found = []
    for name in ("new", "old"):
        with closing(connect(tmp_path / name)) as connection:
            rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
            found.append({own: " ".join(sql.split()) for own, sql in rows})
            assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert found[0] == found[1]


def test_items_of_a_value_are_found_by_indexes(store: SqliteStore) -> None:
    """Items without the value and without conflicts are not looked at."""
    store.upsert([*(item(f"i{n}", "", "color:red") for n in range(300)), item("x", conflicts=["color:blue"])])
    statements: list[str] = []
    with store._transaction() as connection:
        connection.set_trace_callback(statements.append)
        assert having(connection, "color", ["blue"]) == ["x"]
        connection.set_trace_callback(None)
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statements[0]}")]
    for table, index in (("i", "item_conflicts"), ("h", "has_property"), ("p", "sqlite_autoindex_property_1")):
        assert any(f" {table} " in step and index in step for step in plan), plan
    scanned = [step for step in plan if step.startswith(("SCAN i", "SCAN h", "SCAN p"))]
    assert scanned == ["SCAN i USING INDEX item_conflicts"]
