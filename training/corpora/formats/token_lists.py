"""Reads JSON with one list of tokens per text: Hugging Face's `tokens` and `ner_tags`, and GLiNER's training data.

Sources: huggingface.co/docs/datasets (token classification) and github.com/urchade/GLiNER, where a span is
`[first token, last token, label]`. The tokens are joined with a space.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from training.corpora.building import Mark, Parsed, build, no_example, shown
from training.corpora.formats.tag_schemes import OUTSIDE, parse_tag, runs
from training.corpora.records import JsonRecord, json_records

TAG_KEYS = ("ner_tags", "tags", "labels")


def read_hugging_face(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each record. Its tags are names such as `B-PER`; numbers are refused, because their names are elsewhere."""
    for record in json_records(file, data):
        yield record if isinstance(record, Parsed) else _tagged(record)


def read_gliner(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each record of `tokenized_text` and `ner`."""
    for record in json_records(file, data):
        yield record if isinstance(record, Parsed) else _spanned(record)


def is_tagged(fields: dict[str, Any]) -> bool:
    """Tells whether a record has a list of tokens and one of tags."""
    return isinstance(fields.get("tokens"), list) and any(isinstance(fields.get(key), list) for key in TAG_KEYS)


def _tagged(record: JsonRecord) -> Parsed:
    tokens = _tokens(record.fields.get("tokens"))
    tags = next((record.fields[key] for key in TAG_KEYS if key in record.fields), None)
    if tokens is None or not isinstance(tags, list) or len(tags) != len(tokens):
        detail = f"expected tokens and as many {TAG_KEYS[0]}, found {shown(record.fields)}"
        return no_example(record.place, detail, record.fields.get("tokens"))
    if any(type(tag) is int for tag in tags):
        detail = f"expected the names of tags, such as B-PER, found numbers {shown(tags)}; write the names instead"
        return no_example(record.place, detail, " ".join(tokens))
    parsed = [parse_tag(tag) if isinstance(tag, str) else None for tag in tags]
    if None in parsed:
        detail = f"expected tags such as O or B-PER, found {shown(tags[parsed.index(None)])}"
        return no_example(record.place, detail, " ".join(tokens))
    return _build(record, tokens, [(first, last, label) for first, last, label in runs([t or OUTSIDE for t in parsed])])


def _spanned(record: JsonRecord) -> Parsed:
    tokens = _tokens(record.fields.get("tokenized_text"))
    spans = record.fields.get("ner")
    if tokens is None or not isinstance(spans, list):
        detail = f"expected tokenized_text and ner, found {shown(record.fields)}"
        return no_example(record.place, detail, record.fields.get("tokenized_text"))
    for span in spans:
        if not _is_span(span, len(tokens)):
            detail = f"expected [first token, last token, label] within {len(tokens)} tokens, found {shown(span)}"
            return no_example(record.place, detail, " ".join(tokens))
    return _build(record, tokens, [(first, last + 1, label) for first, last, label in spans])


def _is_span(span: Any, tokens: int) -> bool:
    if not (isinstance(span, list) and len(span) == 3 and all(type(edge) is int for edge in span[:2])):
        return False
    first, last = int(span[0]), int(span[1])
    return 0 <= first <= last < tokens


def _tokens(found: Any) -> list[str] | None:
    return found if isinstance(found, list) and found and all(isinstance(each, str) for each in found) else None


def _build(record: JsonRecord, tokens: Sequence[str], spans: Sequence[tuple[int, int, Any]]) -> Parsed:
    ends = list(accumulate((len(token) + 1 for token in tokens), initial=0))
    extents = [(start, end - 1) for start, end in pairwise(ends)]
    marks = [Mark(extents[first][0], extents[last - 1][1], label) for first, last, label in spans]
    return build(record.place, record.id, " ".join(tokens), marks)
