"""A file of items, written and read."""

from pathlib import Path

from app.cli.loading.records import Record, read_records


def read(path: Path, content: str | bytes) -> list[Record]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_records(path))
