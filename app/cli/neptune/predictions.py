"""Turns the answers of a batch transform (lines of `/invocations`) back into items and their graph."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from app.api.answers import PropertyOut
from app.api.corrections import to_correction
from app.api.errors import faults_of, faults_to_text
from app.api.predictions import PredictedOut
from app.aws import S3Place, aws_client, aws_errors, is_in_s3
from app.domain.items import Evidence, Item, Property
from app.errors import ServiceError
from app.graph.sqlite import SqliteStore
from app.graph.store import Snapshot

_ITEMS_PER_WRITE = 256


@dataclass(slots=True)
class Read:
    """The number of items read, and the faults of the lines that are not items."""

    items: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def predicted_graph(place: str, read: Read) -> Iterator[Snapshot]:
    """Builds the graph of all items in a file, a folder or a place in S3. If an id repeats, the last item counts."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        store = SqliteStore(Path(folder) / "graph.sqlite")
        stack.callback(store.close)
        items = _items(place, read)
        while batch := list(islice(items, _ITEMS_PER_WRITE)):
            store.upsert(list({item.id: item for item in batch}.values()))
            read.items += len(batch)
        if not read.items:
            raise ServiceError(f"{place}: no items; expected the answers of /invocations to lines of items")
        yield stack.enter_context(store.snapshot())


def _items(place: str, read: Read) -> Iterator[Item]:
    for name, lines in _files(place):
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield to_item(PredictedOut.model_validate_json(line))
            except ValidationError as error:
                read.faults.append(f"{name}:{number}: {faults_to_text(faults_of(error.errors())[:3])}")


def _files(place: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yields the names and lines of `.out` and `.jsonl` files."""
    return _files_in_s3(S3Place.parse(place, "--items")) if is_in_s3(place) else _files_here(Path(place))


def _files_in_s3(place: S3Place) -> Iterator[tuple[str, Iterator[bytes]]]:
    with aws_errors(), closing(aws_client("s3")) as s3:
        for key in filter(_is_ours, place.keys(s3)):
            body = s3.get_object(Bucket=place.bucket, Key=key)["Body"]
            yield str(S3Place(place.bucket, key)), body.iter_lines(1 << 16)


def _files_here(path: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    if not path.exists():
        raise ServiceError(f"{path}: no such file; expected the answers of /invocations to lines of items")
    for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if each.is_file() and (each == path or _is_ours(each.name)):
            with each.open("rb") as file:
                yield str(each), iter(file)


def _is_ours(name: str) -> bool:
    return name.endswith((".out", ".jsonl"))


def to_item(found: PredictedOut) -> Item:
    """Converts an answer of the API to the item."""
    every = [_to_property(each) for each in found.properties]
    properties, conflicts = (tuple(each for each in every if each.conflict is kind) for kind in (False, True))
    return Item(
        found.id,
        found.title,
        found.text,
        found.url,
        found.image,
        properties,
        found.updated_at,
        found.fingerprint,
        tuple(found.given),
        conflicts,
        found.model,
        tuple(map(to_correction, found.corrections)),
    )


def _to_property(found: PropertyOut) -> Property:
    values = dict(found)
    evidence = tuple(Evidence(**dict(each)) for each in found.evidence)
    return Property(**{**values, "evidence": evidence})
