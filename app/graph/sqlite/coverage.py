"""Counts how completely items are described."""

import sqlite3
from collections import defaultdict

from app.domain.coverage import LOW_SCORE, Coverage, Covered, covered_in_order, in_order

# The items, each with the group that it belongs to.
_ALL = "SELECT key AS item, NULL AS value FROM item WHERE ?1 IS NULL"
_BY = "SELECT h.item, p.value FROM property p JOIN has h ON h.property = p.key WHERE p.name = ?1"


def coverage(connection: sqlite3.Connection, by: str | None) -> list[Coverage]:
    chosen = f"WITH chosen AS MATERIALIZED ({_ALL if by is None else _BY})"
    having = "FROM chosen c CROSS JOIN has h ON h.item = c.item CROSS JOIN property p ON p.key = h.property"
    rows = connection.execute(
        f"""{chosen} SELECT c.value, p.name, count(DISTINCT h.item),
              count(DISTINCT h.item) FILTER (WHERE h.source = 'given'),
              count(DISTINCT h.item) FILTER (WHERE h.source IN ('given', 'corrected')), count(DISTINCT p.key),
              count(*) FILTER (WHERE h.score < ?2) {having} GROUP BY c.value, p.name""",
        [by, LOW_SCORE],
    ).fetchall()
    once = connection.execute(
        f"""{chosen} SELECT value, name, count(*) FROM (
              SELECT c.value, p.name {having} GROUP BY c.value, p.key HAVING count(*) = 1
            ) GROUP BY value, name""",
        [by],
    )
    conflicts = connection.execute(
        f"""{chosen} SELECT c.value, j.value ->> 'name', count(DISTINCT i.key)
            FROM chosen c JOIN item i ON i.key = c.item JOIN json_each(i.conflicts) j
            WHERE i.conflicts IS NOT NULL GROUP BY 1, 2""",
        [by],
    )
    seen_once = {(group, name): count for group, name, count in once}
    denied = {(group, name): count for group, name, count in conflicts}
    found: dict[str | None, list[Covered]] = defaultdict(list)
    for group, name, items, given, firm, values, low in rows:
        key = (group, name)
        once, conflicts = seen_once.get(key, 0), denied.pop(key, 0)
        found[group].append(Covered(name, items, given, values, once, low, conflicts, firm - given))
    for (group, name), count in denied.items():
        found[group].append(Covered(name, conflicts=count))
    sizes = connection.execute(f"{chosen} SELECT value, count(*) FROM chosen GROUP BY value", [by]).fetchall()
    return in_order(
        Coverage(group, items, covered_in_order(found[group])) for group, items in sizes or [(None, 0)] * (by is None)
    )
