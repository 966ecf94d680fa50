"""`itemgraph export`."""

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from io import RawIOBase
from pathlib import Path
from typing import IO, cast

from rich.console import Console

from app.cli.client import Client
from app.errors import ServiceError

GRAPH_FORMATS = ("jsonl", "neptune-csv", "ntriples", "graphml")


def export_graph(client: Client, format: str, output: Path, out: Console) -> None:  # noqa: A002 (the API's name)
    """Writes beside the output and renames at the end, so that no half of one is left."""
    partial = output.with_name(output.name + ".partial")
    is_folder = format == "neptune-csv"
    if is_folder and output.exists():
        raise ServiceError(f"{output}: exists; expected a new folder")
    try:
        with client.export(format) as parts:
            written = _write_folder(parts, partial) if is_folder else _write_file(parts, partial)
        partial.replace(output)
    except (OSError, tarfile.TarError) as error:
        raise ServiceError(f"{output}: cannot be written: {getattr(error, 'strerror', None) or error}") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(partial) if is_folder else partial.unlink(missing_ok=True)
    out.print(f"{written} in {output}", highlight=False)


def read_tar(parts: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    """The names and contents of a tar that comes in parts."""
    with tarfile.open(fileobj=cast(IO[bytes], _Stream(parts)), mode="r|") as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content
            yield member.name, content.read()


def _write_file(parts: Iterator[bytes], path: Path) -> str:
    lines = 0
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
            lines += part.count(b"\n")
        return f"{lines:,} lines, {file.tell():,} bytes"


def _write_folder(parts: Iterator[bytes], path: Path) -> str:
    files = size = 0
    path.mkdir()
    for name, content in read_tar(parts):
        file = path / name
        if not file.resolve().is_relative_to(path.resolve()):
            raise ServiceError(f"the service named a file {name!r}, outside the folder")
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        files, size = files + 1, size + len(content)
    return f"{files} files, {size:,} bytes"


class _Stream(RawIOBase):
    """Parts of bytes as a file that is read once."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Exactly `size` bytes, but for the end."""
        found = [self._rest]
        length = len(self._rest)
        while size < 0 or length < size:
            part = next(self._parts, b"")
            if not part:
                break
            found.append(part)
            length += len(part)
        whole = b"".join(found)
        self._rest = whole[size:] if size >= 0 else b""
        return whole[:size] if size >= 0 else whole
