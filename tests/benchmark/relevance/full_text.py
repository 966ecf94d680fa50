"""The peer: SQLite's full-text search over title and text, with its porter stemmer and bm25."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.standard import find_words


class FullText:
    """Ranks items by bm25 of the words of a query; any word is enough."""

    def __init__(self, items: Iterable[Mapping[str, Any]]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute("CREATE VIRTUAL TABLE item USING fts5(id UNINDEXED, title, text, tokenize = 'porter')")
        rows = [(each["id"], each["title"], each["description"]) for each in items]
        self._connection.executemany("INSERT INTO item VALUES (?, ?, ?)", rows)

    def search(self, text: str, limit: int) -> list[str]:
        words = " OR ".join(f'"{text[start:end]}"' for start, end, _ in find_words(text))
        query = "SELECT id FROM item WHERE item MATCH ? ORDER BY bm25(item), id LIMIT ?"
        return [found[0] for found in self._connection.execute(query, [words, limit])] if words else []
