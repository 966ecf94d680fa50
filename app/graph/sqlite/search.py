"""Turns a query into SQL: matches of terms first, then filters, order, page and facets."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from app.domain.filters import Filter
from app.domain.queries import TITLE, FacetValue, Hit, Query, Results, Term
from app.domain.ranking import MOST_FACET_VALUES, SCORE_DIGITS, weigh
from app.graph.sqlite.rows import ITEM_COLUMNS, read_items

Condition = tuple[str, list[Any]]

# The matches of items and terms, with factor and property, and the hits with scores. The tables belong to a connection.
_MATCH = """
CREATE TEMP TABLE IF NOT EXISTS match (term INTEGER, item INTEGER, factor REAL, name TEXT, value TEXT);
CREATE INDEX IF NOT EXISTS temp.match_item ON match (item, term);
CREATE TEMP TABLE IF NOT EXISTS hit (item INTEGER PRIMARY KEY, score REAL);
DELETE FROM temp.match;
DELETE FROM temp.hit
"""


def search(connection: sqlite3.Connection, query: Query) -> Results:
    """Answers a query inside a read transaction, so that total, page and facets show the same state of the graph."""
    for statement in _MATCH.split(";"):
        connection.execute(statement)
    _match_terms(connection, query.terms)
    given = query.weights or ()
    weights = given if len(given) == len(query.terms) else _weights(connection, query)
    _collect_hits(connection, query, weights)
    total = connection.execute("SELECT count(*) FROM hit").fetchone()[0]
    hits, place = _page(connection, query)
    facets = {name: _facet(connection, query, name) for name in query.facets}
    return Results(total, hits, facets, place, weights)


def _match_terms(connection: sqlite3.Connection, terms: Sequence[Term]) -> None:
    targets = [[n, t.name, t.value, t.factor] for n, term in enumerate(terms) for t in term.targets]
    connection.execute(
        """INSERT INTO match SELECT t.value ->> 0, h.item, t.value ->> 3, p.name, p.value
           FROM json_each(?) t JOIN property p ON p.name = t.value ->> 1 AND p.value = t.value ->> 2
           JOIN has h ON h.property = p.key""",
        [json.dumps(targets)],
    )
    for number, term in enumerate(terms):
        words = sorted(set(term.words))
        connection.execute(
            """INSERT INTO match SELECT ?, w.item, ?, ?, ?
               FROM json_each(?) q JOIN title_word w ON w.word = q.value GROUP BY w.item HAVING count(*) = ?""",
            [number, term.title_factor, TITLE, " ".join(term.words), json.dumps(words), len(words)],
        )


def _weights(connection: sqlite3.Connection, query: Query) -> tuple[float, ...]:
    items = connection.execute("SELECT count(*) FROM item").fetchone()[0]
    counts = dict(connection.execute("SELECT term, count(DISTINCT item) FROM match GROUP BY term").fetchall())
    return tuple(weigh(items, counts.get(n, 0)) for n in range(len(query.terms)))


def _collect_hits(connection: sqlite3.Connection, query: Query, weights: Sequence[float]) -> None:
    where, values = _conditions(query, "i.key")
    connection.execute(
        f"""INSERT INTO hit SELECT i.key, coalesce(s.score, 0) FROM item i LEFT JOIN (
              SELECT b.item, round(sum(b.factor * (w.value ->> 1)), {SCORE_DIGITS}) AS score
              FROM (SELECT item, term, max(factor) AS factor FROM match GROUP BY item, term) b
              JOIN json_each(?) w ON w.value ->> 0 = b.term GROUP BY b.item
            ) s ON s.item = i.key WHERE {where}""",
        [json.dumps(list(enumerate(weights))), *values],
    )


def _conditions(query: Query, column: str, without: str | None = None) -> Condition:
    """Returns SQL on the item key in `column`: any term, and every filter and limit.

    Conditions on the property `without` are left out.
    """
    parts: list[Condition] = []
    if query.terms:
        parts.append((f"{column} IN (SELECT item FROM match)", []))
    positive: dict[str, list[Filter]] = {}
    for limit in query.limits:
        if limit.name != without:
            sql, values = _holds(limit)
            parts.append((f"{column} IN ({_items_with(sql)})", values))
    for each in (each for each in query.filters if each.name != without):
        if each.exclude:
            sql, values = _holds(each)
            parts.append((f"{column} NOT IN ({_items_with(sql)})", values))
        else:
            positive.setdefault(each.name, []).append(each)
    for same_name in positive.values():
        either = [_holds(each) for each in same_name]
        sql = " OR ".join(f"({sql})" for sql, _ in either)
        parts.append((f"{column} IN ({_items_with(sql)})", [value for _, values in either for value in values]))
    sql = " AND ".join(sql for sql, _ in parts) or "TRUE"
    return sql, [value for _, values in parts for value in values]


def _items_with(condition: str) -> str:
    return f"SELECT h.item FROM property p JOIN has h ON h.property = p.key WHERE {condition}"


def _holds(condition: Filter) -> Condition:
    if condition.bounds is None:
        return "p.name = ? AND p.value = ?", [condition.name, condition.value]
    bounds = condition.bounds
    low, high = ">=" if bounds.includes_low else ">", "<=" if bounds.includes_high else "<"
    sql = f"p.name = ? AND coalesce(p.high, p.number) {low} ? AND p.number {high} ?"
    values: list[Any] = [condition.name, bounds.low, bounds.high]
    if bounds.unit is not None:
        return f"{sql} AND (p.unit IS NULL OR p.unit = ?)", [*values, bounds.unit]
    return sql, values


def _sort_key(query: Query) -> Condition:
    key = query.sort.key
    if key == "relevance":
        return "-t.score", []
    if key in ("id", "title", "updated_at"):
        return f"i.{key}", []
    end = "max" if query.sort.descending else "min"
    return (
        f"""(SELECT {end}(coalesce(p.number, p.value)) FROM has h JOIN property p ON p.key = h.property
             WHERE h.item = i.key AND p.name = ?)""",
        [key],
    )


def _page(
    connection: sqlite3.Connection, query: Query
) -> tuple[tuple[Hit, ...], tuple[float | str | None, str] | None]:
    key, values = _sort_key(query)
    after, more_values = _after(query)
    order = "DESC" if query.sort.descending else "ASC"
    rows = connection.execute(
        f"""SELECT * FROM (SELECT {ITEM_COLUMNS}, t.score AS score, {key} AS place
              FROM hit t JOIN item i ON i.key = t.item) WHERE {after}
            ORDER BY place IS NULL, place {order}, id LIMIT ?""",
        [*values, *more_values, query.limit + 1],
    ).fetchall()
    shown = rows[: query.limit]
    items = read_items(connection, [row[:-2] for row in shown])
    reasons = _reasons(connection, [row[0] for row in shown])
    hits = tuple(Hit(item, row[-2], reasons.get(row[0], ())) for item, row in zip(items, shown, strict=True))
    last = shown[-1] if shown and len(rows) > query.limit else None
    return hits, (last[-1], last[1]) if last else None


def _after(query: Query) -> Condition:
    if query.after is None:
        return "TRUE", []
    place, item_id = query.after
    if place is None:
        return "place IS NULL AND id > ?", [item_id]
    sign = "<" if query.sort.descending else ">"
    return f"place IS NULL OR place {sign} ? OR (place = ? AND id > ?)", [place, place, item_id]


def _reasons(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """Returns what matched each term best, for every item: a property before the title, then by name and value."""
    rows = connection.execute(
        """SELECT m.item, m.term, m.name, m.value FROM json_each(?) k JOIN match m ON m.item = k.value
           ORDER BY m.item, m.term, m.factor DESC, m.name = ?, m.name, m.value""",
        [json.dumps(list(keys)), TITLE],
    )
    best: dict[int, dict[int, tuple[str, str]]] = {}
    for item, term, name, value in rows:
        best.setdefault(item, {}).setdefault(term, (name, value))
    return {item: tuple(dict.fromkeys(found.values())) for item, found in best.items()}


def _facet(connection: sqlite3.Connection, query: Query, name: str) -> tuple[FacetValue, ...]:
    """Returns the commonest values over all matches. The facet's own filters do not narrow it."""
    where, values = _conditions(query, "i.key", without=name)
    # CROSS JOIN keeps the order, from matches to their properties. The other order takes seconds at 10,000 items.
    rows = connection.execute(
        f"""SELECT p.value, p.display, count(*) AS items FROM (SELECT i.key FROM item i WHERE {where}) m
            CROSS JOIN has h ON h.item = m.key CROSS JOIN property p ON p.key = h.property
            WHERE p.name = ? GROUP BY p.key ORDER BY items DESC, p.value LIMIT {MOST_FACET_VALUES}""",
        [*values, name],
    )
    return tuple(FacetValue(*row) for row in rows)
