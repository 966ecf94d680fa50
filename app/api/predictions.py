"""Records of `/invocations`: items, answered as they would be stored, and sentences of the AWS sample."""

import json
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from app.api.answers import ExportedOut, exported_out
from app.api.bodies.lists import at_most, one_by_one
from app.api.bodies.parsing import validate
from app.api.dependencies import Service, check_length, refuse_too_large
from app.api.errors import faults_in, faults_to_text
from app.api.requests import ItemIn, RequestModel, Text
from app.domain.items import Draft, Item
from app.settings import MOST
from model.spans import Span

LINES_OF_A_CALL = 64


class SentenceIn(RequestModel):
    """A record of the AWS sample."""

    id: Any = ""
    sentence: Text


_Sentences = TypeAdapter(Annotated[list[SentenceIn], one_by_one, at_most(MOST)])


class PredictedOut(ExportedOut):
    """An item as it would be stored, with its stored fields that other answers leave out."""

    fingerprint: str
    model: str | None


@dataclass(frozen=True, slots=True)
class InvocationLine:
    """A line as read: a draft, a sentence, or an error."""

    number: int
    draft: Draft | None = None
    sentence: SentenceIn | None = None
    error: str | None = None
    id: Any = None


def read_sentences(body: Any, service: Service) -> list[SentenceIn]:
    """Reads the list of the AWS sample. Raises InvalidInput or TooLarge."""
    found = validate(body, _Sentences)
    settings = service.settings
    total = sum(len(each.sentence) for each in found)
    refuse_too_large(
        check_length(total, settings.max_total_characters, "")
        + [
            fault
            for n, each in enumerate(found)
            for fault in check_length(len(each.sentence), settings.max_characters, f"/{n}/sentence")
        ]
    )
    return found


def predict_sentences(
    sentences: Sequence[SentenceIn], service: Service, gone: Event | None = None
) -> list[dict[str, Any]]:
    """Returns the answer of the AWS sample: the texts of the spans, by label in lower case.

    The texts are whole, where the sample gave words.
    """
    found = service.extractor.extract([each.sentence for each in sentences], gone=gone)
    return [
        {"id": each.id, "sentence": each.sentence, "nerc_properties": to_nerc_properties(extraction.spans)}
        for each, extraction in zip(sentences, found, strict=True)
    ]


def to_nerc_properties(spans: Sequence[Span]) -> dict[str, list[str]]:
    properties: dict[str, list[str]] = {}
    for span in spans:
        properties.setdefault(span.label.lower().replace(" ", "_"), []).append(span.text)
    return properties


def read_line(number: int, raw: bytes, service: Service) -> InvocationLine:
    """Reads a line of JSON Lines."""
    most = service.settings.item_bytes
    if len(raw) > most:
        return InvocationLine(number, error=f"the line is longer than {most} bytes")
    try:
        record = from_json(raw.removeprefix(BOM_UTF8))
    except ValueError as error:
        return InvocationLine(number, error=f"not JSON: {error}")
    own = record.get("id") if isinstance(record, dict) else None
    try:
        line = _read_record(number, record)
    except ValidationError as error:
        return InvocationLine(number, error=faults_to_text(faults_in(error)), id=own)
    texts = {"sentence": line.sentence.sentence} if line.sentence else _texts(line.draft)
    limit = service.settings.max_characters
    faults = [fault for name, text in texts.items() for fault in check_length(len(text), limit, f"/{name}")]
    return InvocationLine(number, error=faults_to_text(faults), id=own) if faults else line


def _read_record(number: int, record: Any) -> InvocationLine:
    if isinstance(record, dict) and "sentence" in record:
        return InvocationLine(number, sentence=SentenceIn.model_validate(record))
    item = ItemIn.model_validate(record)
    return InvocationLine(number, draft=item.to_draft(item.id))


def _texts(draft: Draft | None) -> Mapping[str, str]:
    return {"title": draft.title, "text": draft.text} if draft else {}


def answer_lines(first: int, raw: Sequence[bytes], service: Service, gone: Event) -> bytes:
    """Returns one line for every line, in order. `first` is the number of the first."""
    return _answer([read_line(number, line, service) for number, line in enumerate(raw, first)], service, gone)


def _answer(lines: Sequence[InvocationLine], service: Service, gone: Event) -> bytes:
    drafts = [line.draft for line in lines if line.draft]
    catalog = service.catalog
    items = [catalog.make(draft, seen) for draft, seen in zip(drafts, catalog.read(drafts, gone), strict=True)]
    sentences = predict_sentences([line.sentence for line in lines if line.sentence], service, gone)
    made, read = iter(items), iter(sentences)
    answers = []
    for line in lines:
        if line.draft:
            answers.append(to_prediction(next(made)))
        elif line.sentence:
            answers.append(json.dumps(next(read), ensure_ascii=False))
        else:
            answers.append(json.dumps({"id": line.id, "line": line.number, "error": line.error}, ensure_ascii=False))
    return "".join(f"{answer}\n" for answer in answers).encode()


def to_prediction(item: Item) -> str:
    """Returns JSON."""
    values = {**exported_out(item), "fingerprint": item.fingerprint, "model": item.model}
    return PredictedOut.model_validate(values).model_dump_json(exclude_unset=True)
