"""The embedded store: one SQLite file."""

from app.graph.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
