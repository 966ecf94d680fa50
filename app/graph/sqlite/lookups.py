"""Words of the graph, and items that resemble one another."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Set

from rapidfuzz.distance import OSA

from app.domain.facets import says
from app.domain.filters import Bounds
from app.domain.queries import Key, KnownName, KnownValue, Shared, Similar
from app.domain.relevance.formula import MICRO, weigh
from app.domain.relevance.scan import commonest_words
from app.domain.relevance.similarity import heaviest
from app.domain.standard import word_set


def names(connection: sqlite3.Connection) -> list[KnownName]:
    rows = connection.execute(
        """SELECT p.name, count(DISTINCT h.item), count(DISTINCT p.key),
             json_group_array(DISTINCT coalesce(p.unit, '')) FILTER (WHERE p.number IS NOT NULL)
           FROM property p JOIN has h ON h.property = p.key GROUP BY p.name ORDER BY p.name"""
    )
    return [
        KnownName(name, items, values, frozenset(unit or None for unit in json.loads(units)))
        for name, items, values, units in rows
    ]


def known(connection: sqlite3.Connection, words: Iterable[str]) -> list[KnownValue]:
    distinct = sorted(set(words))
    rows = connection.execute(
        """SELECT p.name, p.value, p.display, (SELECT count(*) FROM has h WHERE h.property = p.key)
           FROM json_each(?) q JOIN property_word w ON w.word = q.value JOIN property p ON p.key = w.property
           GROUP BY p.key HAVING count(*) = ? ORDER BY p.name, p.value""",
        [json.dumps(distinct), len(distinct)],
    )
    return [KnownValue(*row) for row in rows]


def unknown_words(connection: sqlite3.Connection, words: Iterable[str]) -> set[str]:
    """Looks at the words of values first, and for the rest at all other texts until all words are found."""
    rows = connection.execute(
        """SELECT q.value FROM json_each(?) q
           WHERE NOT EXISTS (SELECT 1 FROM property_word w WHERE w.word = q.value)""",
        [json.dumps(sorted(set(words)))],
    )
    unknown = {row[0] for row in rows}
    texts = "SELECT title FROM item UNION ALL SELECT DISTINCT display FROM has UNION ALL SELECT text FROM item"
    for (text,) in connection.execute(texts) if unknown else ():
        unknown -= word_set(text)
        if not unknown:
            break
    return unknown


def close_words(connection: sqlite3.Connection, word: str, distance: int) -> list[str]:
    """Compares with every word of nearly the same length: linear in the distinct words of property values."""
    rows = connection.execute(
        """SELECT w.word, count(*) FROM property_word w JOIN has h ON h.property = w.property
           WHERE length(w.word) BETWEEN ? AND ? GROUP BY w.word""",
        [len(word) - distance, len(word) + distance],
    )
    near = [(OSA.distance(word, other, score_cutoff=distance), -count, other) for other, count in rows]
    return [other for far, _, other in sorted(near) if far <= distance]


def words_with_prefix(connection: sqlite3.Connection, prefix: str, limit: int) -> list[str]:
    """Looks at every title and text, and at every value and its display."""
    rows = connection.execute(
        """SELECT i.title, i.text, (SELECT group_concat(p.value || char(10) || h.display, char(10))
             FROM has h JOIN property p ON p.key = h.property WHERE h.item = i.key) FROM item i"""
    )
    return commonest_words((frozenset().union(*(word_set(text or "") for text in row)) for row in rows), prefix, limit)


def prefixed(connection: sqlite3.Connection, text: str, name: str | None, limit: int) -> list[KnownValue]:
    """Looks at every value of the property, or of all."""
    starts = word_set(text)
    rows = connection.execute("SELECT key, value, display FROM property WHERE ?1 IS NULL OR name = ?1", [name])
    keys = [key for key, value, display in rows if says(value, display, starts)]
    found = connection.execute(
        """SELECT p.name, p.value, p.display, (SELECT count(*) FROM has h WHERE h.property = p.key) AS items
           FROM json_each(?) k JOIN property p ON p.key = k.value ORDER BY items DESC, p.name, p.value LIMIT ?""",
        [json.dumps(keys), limit],
    )
    return [KnownValue(*row) for row in found]


def quantities(connection: sqlite3.Connection, bounds: Bounds, limit: int) -> list[KnownValue]:
    low, high = ">=" if bounds.includes_low else ">", "<=" if bounds.includes_high else "<"
    rows = connection.execute(
        f"""SELECT p.name, p.value, p.display, count(*) AS items FROM property p JOIN has h ON h.property = p.key
            WHERE p.unit IS ? AND coalesce(p.high, p.number) {low} ? AND p.number {high} ?
            GROUP BY p.key ORDER BY items DESC, p.name, p.value LIMIT ?""",
        [bounds.unit, bounds.low, bounds.high, limit],
    )
    return [KnownValue(*row) for row in rows]


def similar(connection: sqlite3.Connection, wanted: Mapping[Key, int], limit: int, without: Set[str]) -> list[Similar]:
    items = connection.execute("SELECT count(*) FROM item").fetchone()[0]
    known = connection.execute(
        """SELECT p.key, w.value ->> 2, p.name, p.value, p.display,
             (SELECT count(*) FROM has h WHERE h.property = p.key)
           FROM json_each(?) w JOIN property p ON p.name = w.value ->> 0 AND p.value = w.value ->> 1""",
        [json.dumps([[*key, times] for key, times in wanted.items()])],
    )
    shared = {
        key: Shared(name, value, display, times * weigh(items, count) / MICRO)
        for key, times, name, value, display, count in known
    }
    weights = json.dumps([[key, round(each.weight * MICRO)] for key, each in shared.items()])
    rows = connection.execute(
        """SELECT i.id, i.title, sum(w.value ->> 1) AS score, json_group_array(h.property)
           FROM json_each(?) w JOIN has h ON h.property = w.value ->> 0 JOIN item i ON i.key = h.item
           WHERE i.id NOT IN (SELECT value FROM json_each(?)) GROUP BY i.key ORDER BY score DESC, i.id LIMIT ?""",
        [weights, json.dumps(list(without)), limit],
    )
    return [
        Similar(other, title, score / MICRO, heaviest(shared[key] for key in json.loads(keys)))
        for other, title, score, keys in rows
    ]
