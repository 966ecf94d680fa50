"""`itemgraph export`."""

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.cli.client import Client
from app.cli.files import written_whole
from app.cli.graph.archive import read_tar
from app.cli.model.archive import archive_model
from app.cli.model.export import export_model
from app.cli.options import DEFAULT_URL, ApiKey, Url
from app.cli.printing import say
from app.errors import ServiceError

_FORMATS = ("jsonl", "neptune-csv", "ntriples", "graphml")


def export(
    output: Annotated[Path, typer.Argument(help="file, or new folder (neptune-csv)")],
    format: Annotated[  # noqa: A002 (the API's name)
        str, typer.Option(help="jsonl, neptune-csv, ntriples or graphml")
    ] = "jsonl",
    model: Annotated[str | None, typer.Option(hidden=True)] = None,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
) -> None:
    """Write the graph of the service."""
    # The words of version 0.1.0 for `itemgraph model export` and `model archive`.
    if format == "saved-model":
        return export_model(output, model)
    if format == "model-archive":
        return archive_model(output, model)
    if format not in _FORMATS:
        raise ServiceError(f"--format {format!r}: expected {', '.join(_FORMATS)}")
    with Client(url, key) as client:
        _export_graph(client, format, output)


def _export_graph(client: Client, format: str, output: Path) -> None:  # noqa: A002 (the API's name)
    """Writes the graph into a file, or as CSV into a new folder. Raises ServiceError."""
    is_folder = format == "neptune-csv"
    if is_folder and output.exists():
        raise ServiceError(f"{output}: exists; expected a new folder")
    try:
        with written_whole(output) as partial, client.export(format) as parts:
            written = _write_folder(parts, partial) if is_folder else _write_file(parts, partial)
    except (OSError, tarfile.TarError) as error:
        raise ServiceError(f"{output}: cannot be written: {getattr(error, 'strerror', None) or error}") from error
    say(f"{written} in {output}")


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
