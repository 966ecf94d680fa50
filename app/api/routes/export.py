"""`GET /graph/export`."""

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from app.api.answers import ExportedOut, exported_out
from app.api.dependencies import Service, ServiceDep, ViewDep, check_parameters
from app.api.errors import responses
from app.api.streams import Reading
from app.catalog.viewing import ViewedSnapshot
from app.domain.filters import View
from app.domain.items import Item
from app.graph.exports.chunks import to_chunks
from app.graph.exports.graphml import write_graphml
from app.graph.exports.ntriples import write_ntriples
from app.graph.exports.tar import to_tar
from app.graph.store import Snapshot

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])

Format = Literal["jsonl", "neptune-csv", "ntriples", "graphml"]
Writer = Callable[[Snapshot], Iterator[bytes]]


def write_jsonl(graph: Snapshot) -> Iterator[bytes]:
    """Yields one item a line, in the form of `GET /items/{id}`, with the properties that its owner gave."""
    return to_chunks(_to_line(item) for item in graph.items())


def _to_line(item: Item) -> str:
    return ExportedOut.model_validate(exported_out(item)).model_dump_json(exclude_unset=True) + "\n"


def _write_neptune_csv(graph: Snapshot) -> Iterator[bytes]:
    from app.graph.gremlin.csv_files import write_csv

    return to_tar(write_csv(graph))


# Writer, media type and file name extension.
_FORMATS: dict[Format, tuple[Writer, str, str]] = {
    "jsonl": (write_jsonl, "application/x-ndjson", "jsonl"),
    "neptune-csv": (_write_neptune_csv, "application/x-tar", "tar"),
    "ntriples": (write_ntriples, "application/n-triples", "nt"),
    "graphml": (write_graphml, "application/graphml+xml", "graphml"),
}
_ANSWER: dict[str, Any] = {
    "description": "The file. If the graph cannot be reached any more, the connection breaks.",
    "content": {
        media_type: {"schema": {"type": "string", "format": "binary"}} for _, media_type, _ in _FORMATS.values()
    },
}
_ANSWER["content"]["application/x-ndjson"]["example"] = (
    '{"id": "sku-1", "title": "Nike Air", "properties": [], "given": []}\n'
)
_ANSWER["content"]["application/n-triples"]["example"] = (
    "<http://example.com/resource/doc/sku-1> <http://example.com/relationship/has-nested-property> "
    "<http://example.com/resource/nested-doc/brand/nike> .\n"
)


async def _take_place(service: ServiceDep) -> AsyncIterator[None]:
    """Bounds the exports at a time: each holds a state of the graph, and the memory of a part."""
    with service.exports.take():
        yield


@router.get(
    "/export",
    operation_id="exportGraph",
    response_class=Response,
    responses={200: _ANSWER, **responses(422, 429, 503)},
)
async def export_graph(
    request: Request,
    service: ServiceDep,
    _: Annotated[None, Depends(_take_place)],
    view: ViewDep,
    format: Annotated[  # noqa: A002 (the contract's name)
        Format,
        Query(
            description="`jsonl`: an item a line, which `itemgraph load` takes back; `neptune-csv`: a tar of the CSV "
            "files for Neptune's bulk loader; `ntriples`: RDF, in the words of AWS's sample; `graphml`: for networkx"
        ),
    ] = "jsonl",
) -> Response:
    """Streams the whole graph. The same graph gives the same bytes."""
    writer, media_type, ending = _FORMATS[format]
    if format == "ntriples":
        writer = partial(write_ntriples, base=service.settings.rdf_base)
    reading = Reading(_parts(service, writer, view))
    try:
        first = await service.short_calls.run_for(request, lambda _: reading.next())
    except BaseException:
        reading.close_later()
        raise
    headers = {"Content-Disposition": f'attachment; filename="graph.{ending}"'}
    return StreamingResponse(_stream(service, first, reading), media_type=media_type, headers=headers)


def _parts(service: Service, writer: Writer, view: View) -> Generator[bytes]:
    with ExitStack() as stack:
        whole = stack.enter_context(service.store.snapshot())
        yield from writer(ViewedSnapshot(whole, view) if view else whole)


async def _stream(service: Service, first: bytes, reading: Reading) -> AsyncIterator[bytes]:
    """Yields every part from a thread. While the service is overloaded, the reader waits."""
    try:
        yield first
        while part := await service.short_calls.run_when_free(lambda _: reading.next()):
            yield part
    finally:
        reading.close_later()
