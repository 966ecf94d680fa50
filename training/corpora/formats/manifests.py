"""Manifests of SageMaker Ground Truth and Amazon Comprehend: JSON Lines with `source` and the labels of each job.

docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html (named entity recognition) and
docs.aws.amazon.com/comprehend/latest/dg/cer-annotation-manifest.html. The rows of labelled PDF documents are those of
github.com/aws-samples/amazon-comprehend-semi-structured-documents-annotation-tools.
"""

from collections.abc import Iterator
from typing import Any

from training.corpora.building import Entry, Mark, build, no_example
from training.corpora.records import Record, json_records

_METADATA = "-metadata"
_TEXT_SPAN = "groundtruth/text-span"


def read_manifest(file: str, data: bytes) -> Iterator[Entry]:
    """An entry for each line, with the spans of all its jobs together.

    A line is no example when its text or its labels are elsewhere, or when one of its text-span jobs failed: what that
    job would have marked is unknown.
    """
    for record in json_records(file, data):
        yield record if isinstance(record, Entry) else _entry(record)


def is_comprehend(fields: dict[str, Any]) -> bool:
    """Whether a line shows what only Comprehend reads: several jobs in a chain, or labels of a PDF document."""
    return _annotation_ref(fields) is not None or sum("entities" in _annotations(job) for job in fields.values()) > 1


def _entry(record: Record) -> Entry:
    fields = record.fields
    if "source" not in fields:
        reference = fields.get("source-ref")
        detail = f"the text is elsewhere, in {reference}" if reference else "expected a text as source"
        if labels := _annotation_ref(fields):
            detail += f", and its labels, of a PDF document, in {labels}; only lines with source can be read"
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
    """The names of the jobs that label spans of text, with what is said of each; jobs of other kinds are left out."""
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
    """Where the labels of a PDF document are, if the line refers to them."""
    inner = (value.get("annotation-ref") for value in fields.values() if isinstance(value, dict))
    outer = (value for key, value in fields.items() if key.endswith("annotation-ref"))
    return next((each for each in [*inner, *outer] if isinstance(each, str)), None)


def _mark(entity: Any) -> Mark:
    if not isinstance(entity, dict):
        return Mark(None, None, entity)
    return Mark(entity.get("startOffset"), entity.get("endOffset"), entity.get("label"))
