"""Turns a query into SQL: matches of terms first, then filters, order, page and facets."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from app.domain.facets import Counted, facet
from app.domain.filters import Bounds, Filter
from app.domain.queries import Facet, FacetQuery, Hit, Place, Plan, Query, Results
from app.domain.relevance import tiers
from app.domain.relevance.scan import Ranked, Ranking, Row, needs_scan, scan
from app.domain.relevance.words import Analyzer
from app.graph.sqlite.rows import ITEM_COLUMNS, read_items

Condition = tuple[str, list[Any]]

# The items that match the terms, and those of them that meet all conditions. The tables belong to a connection.
_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS ranked (item INTEGER PRIMARY KEY, tier INTEGER, place REAL);
CREATE TEMP TABLE IF NOT EXISTS hit (item INTEGER PRIMARY KEY, tier INTEGER, place REAL);
DELETE FROM temp.ranked;
DELETE FROM temp.hit
"""
_ALL = Ranked()


def search(connection: sqlite3.Connection, query: Query, analyzer: Analyzer) -> Results:
    """Answers a query inside a read transaction, so that total, page and facets show the same state of the graph."""
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    ranking = _rank(connection, query, analyzer)
    where, values = _conditions(query, "r.item")
    connection.execute(f"INSERT INTO hit SELECT r.item, r.tier, r.place FROM ranked r WHERE {where}", values)
    counts = [_count(connection, tier) for tier in tiers.TIERS]
    plan = query.plan if query.plan and tiers.continues(query) else tiers.plan(query, ranking.weights, counts)
    hits, place = _page(connection, query, plan, ranking)
    facets = {asked.name: _facet(connection, query, plan, asked) for asked in query.facets}
    return Results(sum(counts[: plan.counted + 1]), hits, facets, place, plan)


def _rank(connection: sqlite3.Connection, query: Query, analyzer: Analyzer) -> Ranking[int]:
    """Collects the items that match the terms in the table `ranked`."""
    if not needs_scan(query):
        connection.execute("INSERT INTO ranked SELECT key, ?, ? FROM item", [_ALL.tier, _ALL.place])
        return Ranking({}, ())
    ranking = scan(query, analyzer, _rows(connection))
    connection.executemany(
        "INSERT INTO ranked VALUES (?, ?, ?)", [(key, each.tier, each.place) for key, each in ranking.ranked.items()]
    )
    return ranking


def _rows(connection: sqlite3.Connection) -> Iterator[Row[int]]:
    rows = connection.execute(
        """SELECT i.key, i.title, i.text, (
             SELECT json_group_array(json_array(p.name, p.value, h.display))
             FROM has h JOIN property p ON p.key = h.property WHERE h.item = i.key
           ) FROM item i"""
    )
    for key, title, text, said in rows:
        yield Row(key, title, text, json.loads(said))


def _count(connection: sqlite3.Connection, tier: int) -> int:
    return int(connection.execute("SELECT count(*) FROM hit WHERE tier = ?", [tier]).fetchone()[0])


def _conditions(query: Query, column: str, without: str | None = None) -> Condition:
    """Returns SQL on the item key in `column`: the view, and every filter and limit but those on `without`."""
    parts: list[Condition] = []
    for each in query.view:
        sql, values = _holds(each)
        parts.append((f"{column} {'NOT IN' if each.exclude else 'IN'} ({_items_with(sql)})", values))
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
        return "t.place", []
    if key in ("id", "title", "updated_at"):
        return f"i.{key}", []
    end = "max" if query.sort.descending else "min"
    return (
        f"""(SELECT {end}(coalesce(p.number, p.value)) FROM has h JOIN property p ON p.key = h.property
             WHERE h.item = i.key AND p.name = ?)""",
        [key],
    )


def _page(
    connection: sqlite3.Connection, query: Query, plan: Plan, ranking: Ranking[int]
) -> tuple[tuple[Hit, ...], Place | None]:
    key, values = _sort_key(query)
    after, more_values = _after(query)
    order = "DESC" if query.sort.descending else "ASC"
    rows = connection.execute(
        f"""SELECT * FROM (SELECT {ITEM_COLUMNS}, {key} AS place
              FROM hit t JOIN item i ON i.key = t.item WHERE t.tier <= ?) WHERE {after}
            ORDER BY place IS NULL, place {order}, id LIMIT ?""",
        [*values, plan.shown, *more_values, query.limit + 1],
    ).fetchall()
    shown = rows[: query.limit]
    items = read_items(connection, [row[:-1] for row in shown])
    hits = [ranking.ranked.get(row[0], _ALL).hit(item, query) for item, row in zip(items, shown, strict=True)]
    last = shown[-1] if shown and len(rows) > query.limit else None
    return tuple(hits), (last[-1], last[1]) if last else None


def _after(query: Query) -> Condition:
    if query.after is None:
        return "TRUE", []
    place, item_id = query.after
    if place is None:
        return "place IS NULL AND id > ?", [item_id]
    sign = "<" if query.sort.descending else ">"
    return f"place IS NULL OR place {sign} ? OR (place = ? AND id > ?)", [place, place, item_id]


def _facet(connection: sqlite3.Connection, query: Query, plan: Plan, asked: FacetQuery) -> Facet:
    """Counts the values over all matches. The facet's own filters do not narrow it."""
    where, values = _conditions(query, "r.item", without=asked.name)
    # CROSS JOIN keeps the order, from matches to their properties. The other order takes seconds at 10,000 items.
    having = f"""FROM (SELECT r.item FROM ranked r WHERE r.tier <= ? AND {where}) m
        CROSS JOIN has h ON h.item = m.item CROSS JOIN property p ON p.key = h.property"""
    rows = connection.execute(
        f"SELECT p.value, p.display, count(*), p.number, p.unit {having} WHERE p.name = ? GROUP BY p.key",
        [plan.counted, *values, asked.name],
    )

    def within(bounds: Bounds) -> int:
        sql, more = _holds(Filter(asked.name, bounds=bounds))
        count = f"SELECT count(DISTINCT m.item) {having} WHERE {sql}"
        return int(connection.execute(count, [plan.counted, *values, *more]).fetchone()[0])

    return facet(asked, [Counted(*row) for row in rows], within)
