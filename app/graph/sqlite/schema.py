"""The tables, and how the file is opened."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from app.errors import StoreError

VERSION = 7
BUSY_SECONDS = 30.0
# The log may grow beyond this while a reader holds an old state; afterwards it is cut.
_MOST_LOG_BYTES = 1 << 26

# `has.display` is how this item says the value, `property.display` how the first item said it. `property_word` holds
# the folded words (app.domain.standard) of values.
_TABLES = """
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
"""

# The last change of every item, in the order of changes.
_CHANGES = """
CREATE TABLE change (
  number INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
"""

# Further columns of items, ranges, and the team's aliases. Before this version, only the edges had the given values and
# the name of the model. Few items have conflicts, so a search looks at all of those items.
_BESIDE = """
ALTER TABLE property ADD COLUMN high REAL;
ALTER TABLE has ADD COLUMN qualifier TEXT;
ALTER TABLE has ADD COLUMN narrower TEXT;
ALTER TABLE item ADD COLUMN given TEXT NOT NULL DEFAULT '[]';
ALTER TABLE item ADD COLUMN model TEXT;
ALTER TABLE item ADD COLUMN conflicts TEXT;
CREATE INDEX item_conflicts ON item (id) WHERE conflicts IS NOT NULL;
CREATE TABLE vocabulary (
  name TEXT NOT NULL, value TEXT NOT NULL, aliases TEXT NOT NULL, display TEXT, pending INTEGER NOT NULL,
  PRIMARY KEY (name, value)
) STRICT, WITHOUT ROWID;
UPDATE item SET model = (SELECT max(h.model) FROM has h WHERE h.item = item.key);
UPDATE item SET given = (
  SELECT json_group_array(json_array(g.name, g.display)) FROM (
    SELECT p.name, h.display FROM has h JOIN property p ON p.key = h.property
    WHERE h.item = item.key AND h.source = 'given' ORDER BY p.name, p.value
  ) g
);
"""

# An index keeps the words of titles and texts now.
_NO_TITLE_WORDS = "DROP TABLE title_word;"

# Tells one graph from another. A copy of the file has the same id.
_IDENTITY = """
CREATE TABLE graph (id TEXT NOT NULL) STRICT;
INSERT INTO graph VALUES (lower(hex(randomblob(16))));
"""

# The version of the aliases: random, so that an older copy of the file that is put back never has a later one again.
_VOCABULARY_VERSION = "ALTER TABLE graph ADD COLUMN vocabulary TEXT NOT NULL DEFAULT ''"

# What people said of an item, and its last writes. Only a few items are corrected.
_CORRECTIONS = """
ALTER TABLE item ADD COLUMN corrections TEXT;
ALTER TABLE item ADD COLUMN history TEXT;
CREATE INDEX item_corrections ON item (id) WHERE corrections IS NOT NULL
"""

# The SQL that upgrades a file from each version to the next. An older service refuses a newer file.
_UPGRADES = {
    0: _TABLES,
    1: _CHANGES
    + "INSERT INTO change (item, kind, at) SELECT id, 'written', updated_at FROM item ORDER BY updated_at, id;",
    2: _BESIDE,
    3: _NO_TITLE_WORDS,
    4: _IDENTITY,
    5: _VOCABULARY_VERSION,
    6: _CORRECTIONS,
}


def create(path: Path) -> None:
    """Creates the file if it does not exist, or upgrades it to this version.

    Raises StoreError when it cannot be written or belongs to another program. It looks before it connects in WAL mode,
    because that mode would change another program's file.
    """
    if not path.parent.is_dir():
        raise StoreError(f"graph {path}: no folder {path.parent}; expected an existing folder")
    try:
        if not path.exists():
            path.touch(0o600)  # Items may be confidential; SQLite gives its other files the same rights.
        with closing(_open(path)) as connection:
            version = _version(connection)
        if version is None or 1 <= version <= VERSION:
            with closing(connect(path)) as connection:
                version = _upgrade(connection)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"graph {path}: cannot be opened for writing: {error}") from error
    if version != VERSION:
        raise StoreError(f"graph {path}: schema version {version}, expected {VERSION}; is it another program's file?")


def connect(path: Path, patience: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Returns a connection in WAL mode whose commits are on disk when they return. The caller begins transactions.

    It waits `patience` seconds for other writers.
    """
    connection = _open(path, patience)
    _use_wal(connection, patience)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA journal_size_limit = {_MOST_LOG_BYTES}")
    return connection


def _open(path: Path, patience: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Opens a file that exists: SQLite itself would put an empty one in the place of one that was removed."""
    place = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(place, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)


def _use_wal(connection: sqlite3.Connection, patience: float) -> None:
    """Switches to WAL, and waits while other processes create the file: SQLite does not wait for this by itself."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.01)


def _version(connection: sqlite3.Connection) -> int | None:
    """Returns the version of the schema; None for a new file."""
    # The order matters: between the two reads another process may create the tables and set the version.
    has_tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    return version if version or has_tables else None


def _upgrade(connection: sqlite3.Connection) -> int | None:
    """Creates what is missing, unless another process already has. Returns the version afterwards."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        version = _version(connection)
        for step in range(version or 0, VERSION):
            for statement in _UPGRADES[step].split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {max(version or 0, VERSION)}")
        return _version(connection)
