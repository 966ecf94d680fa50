"""Reads the manifests of SageMaker Ground Truth and Amazon Comprehend: JSON Lines with `source` and each job's labels.

Sources: docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html (named entity recognition),
docs.aws.amazon.com/comprehend/latest/dg/cer-annotation-manifest.html, and for labelled PDF documents
github.com/aws-samples/amazon-comprehend-semi-structured-documents-annotation-tools.

Offsets count Unicode code points, also behind an emoji. The reference of the labelling page calls them "unicode
offsets": docs.aws.amazon.com/sagemaker/latest/dg/sms-ui-template-crowd-entity-annotation.html.
"""

from collections.abc import Iterator
from typing import Any

from training.corpora.building import Mark, Parsed, build, no_example
from training.corpora.records import JsonRecord, json_records

_METADATA = "-metadata"
_TEXT_SPAN = "groundtruth/text-span"


def read_manifest(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each line, with the spans of all its jobs together.

    A line gives no example when it only refers to its text or its labels. It gives none either when one of its
    text-span jobs failed, because the spans of that job are unknown.
    """
    for record in json_records(file, data):
        yield record if isinstance(record, Parsed) else _parse(record)


def is_comprehend(fields: dict[str, Any]) -> bool:
    """Tells whether a line has a form that only Comprehend reads: several chained jobs, or labels of a PDF document."""
    return _annotation_ref(fields) is not None or sum("entities" in _annotations(job) for job in fields.values()) > 1


def _parse(record: JsonRecord) -> Parsed:
    fields = record.fields
    if "source" not in fields:
        reference = fields.get("source-ref")
        detail = (
            f"expected the text in source, found a reference to {reference}"
            if reference
            else "expected a text as source"
        )
        if labels := _annotation_ref(fields):
            detail += f", and the labels of a PDF document in {labels}"
        return no_example(record.place, detail, reference or fields)
    marks: list[Mark] = []
    jobs = list(_jobs(fields))
    for name, metadata in jobs:
        entities = _annotations(fields.get(name)).get("entities")
        if "failure-reason" in metadata or not isinstance(entities, list):
            why = metadata.get("failure-reason") or "it has no annotations.entities"
            return no_example(record.place, f"the job {name} failed: {why}", fields["source"])
        marks += [_mark(each) for each in entities]
    if not jobs:
        return no_example(record.place, "no job has labelled the text", fields["source"])
    return build(record.place, record.id, fields["source"], marks)


def _jobs(fields: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields the name and the metadata of each job that labels spans of text."""
    named = [key for key in fields if not key.endswith(_METADATA) and f"{key}{_METADATA}" not in fields]
    for name in named:
        if "entities" in _annotations(fields[name]):
            yield name, {}
    for key, metadata in fields.items():
        if key.endswith(_METADATA) and isinstance(metadata, dict) and metadata.get("type", _TEXT_SPAN) == _TEXT_SPAN:
            yield key.removesuffix(_METADATA), metadata


def _annotations(job: Any) -> dict[str, Any]:
    annotations = job.get("annotations") if isinstance(job, dict) else None
    return annotations if isinstance(annotations, dict) else {}


def _annotation_ref(fields: dict[str, Any]) -> str | None:
    """Returns the address of the labels of a PDF document, if the line refers to them."""
    inner = (value.get("annotation-ref") for value in fields.values() if isinstance(value, dict))
    outer = (value for key, value in fields.items() if key.endswith("annotation-ref"))
    return next((each for each in [*inner, *outer] if isinstance(each, str)), None)


def _mark(entity: Any) -> Mark:
    if not isinstance(entity, dict):
        return Mark(None, None, entity)
    return Mark(entity.get("startOffset"), entity.get("endOffset"), entity.get("label"))
