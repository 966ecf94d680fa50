"""`POST /extract`: reads texts and stores nothing."""

from functools import partial
from threading import Event
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field, StrictFloat, StrictStr

from app.api import examples
from app.api.answers import ExtractOut, standard_out
from app.api.bodies.lists import at_most, one_by_one
from app.api.bodies.routes import TAKES_BODY, BodyRoute
from app.api.dependencies import Service, ServiceDep, check_length, refuse_too_large
from app.api.errors import responses
from app.api.examples import example
from app.api.long_answers import JsonAnswer, write_json
from app.api.requests import RequestModel, Text
from app.catalog.extracting import ReadText
from app.domain.items import Property
from app.errors import Fault, InvalidInput
from app.settings import MOST
from model.spans import Span

router = APIRouter(tags=["extract"], route_class=BodyRoute)

_MOST_LABELS = 1000
Label = Annotated[StrictStr, Field(max_length=256)]


class DocumentIn(RequestModel):
    """A text to read."""

    id: StrictStr | None = Field(
        None, max_length=256, description="returned as sent; default: the position in the list"
    )
    text: Text = Field(description="plain text, up to the limit of characters")


class ExtractIn(RequestModel):
    """Texts to read."""

    model_config = example(examples.EXTRACT_IN)

    documents: Annotated[list[DocumentIn], one_by_one, at_most(MOST)] = Field(min_length=1, max_length=MOST)
    labels: Annotated[list[Label] | None, at_most(_MOST_LABELS)] = Field(
        None, min_length=1, max_length=_MOST_LABELS, description="only these labels; default: all"
    )
    min_score: StrictFloat | None = Field(
        None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="leave out spans with a lower score; default: MIN_SCORE, or the model's thresholds",
    )


@router.post(
    "/extract",
    operation_id="extract",
    response_model=ExtractOut,
    response_model_exclude_unset=True,
    responses=responses(*TAKES_BODY, 503),
)
async def extract(body: ExtractIn, request: Request, service: ServiceDep) -> Any:
    """Reads texts, and returns their spans and standard properties."""
    check_documents(body, service)
    characters = sum(len(document.text) for document in body.documents)
    answer = await service.long_calls.run_for(request, partial(answer_documents, body, service), characters)
    return JsonAnswer(answer)


def answer_documents(body: ExtractIn, service: Service, gone: Event) -> bytes:
    """Returns the JSON for documents that were checked. Raises Cancelled when `gone` is set."""
    manifest = service.extractor.bundle.manifest
    texts = [document.text for document in body.documents]
    found = service.text_reader.read(texts, body.labels, body.min_score, gone)
    ids = [str(position) if document.id is None else document.id for position, document in enumerate(body.documents)]
    model = {"name": manifest.name, "version": manifest.version, "labels": list(manifest.labels)}
    documents = (_document_out(own, text, read) for own, text, read in zip(ids, texts, found, strict=True))
    return write_json(ExtractOut, {"model": model, "documents": documents}, "documents")


def check_documents(body: ExtractIn, service: Service) -> None:
    """Raises InvalidInput for labels that the model does not have, and TooLarge beyond a limit."""
    settings, known = service.settings, service.extractor.labels
    if len(body.documents) > settings.max_documents:
        detail = f"{len(body.documents)} documents, at most {settings.max_documents} in one call"
        raise InvalidInput([Fault("/documents", detail)])
    unknown = [
        Fault(f"/labels/{n}", f"{label!r} is not a label of the model; expected one of {', '.join(known)}")
        for n, label in enumerate(body.labels or [])
        if label not in known
    ]
    if unknown:
        raise InvalidInput(unknown)
    total = sum(len(document.text) for document in body.documents)
    refuse_too_large(
        check_length(total, settings.max_total_characters, "/documents")
        + [
            fault
            for n, document in enumerate(body.documents)
            for fault in check_length(len(document.text), settings.max_characters, f"/documents/{n}/text")
        ]
    )


def _document_out(document_id: str, text: str, read: ReadText) -> dict[str, Any]:
    return {
        "id": document_id,
        "characters": len(text),
        "windows": read.windows,
        "spans": [_span_out(span) for span in read.spans],
        "properties": [_property_read(prop) for prop in read.properties],
    }


def _span_out(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "text": span.text,
        "score": span.score,
        "finder": span.finder,
    }


def _property_read(prop: Property) -> dict[str, Any]:
    return {
        "name": prop.name,
        "value": prop.value,
        "display": prop.display,
        "score": prop.score,
        **standard_out(prop),
        "mentions": [(evidence.start, evidence.end) for evidence in prop.evidence],
    }
