"""Recognises the format of a file by its content."""

import zlib
from collections.abc import Callable
from typing import Any

from training.corpora.formats.columns import GMB_COLUMNS, conll_sentences
from training.corpora.formats.label_studio import minimal_regions
from training.corpora.formats.manifests import is_comprehend
from training.corpora.formats.tag_schemes import parse_tag
from training.corpora.formats.token_lists import is_tagged
from training.corpora.formats.unread import why_unread
from training.corpora.records import decode, first_records
from training.errors import CorpusError

_HEAD_LINES = 200

# A format, and a test for an object of it. The first row whose test holds for one of a file's first objects decides.
_OBJECTS: tuple[tuple[str, Callable[[dict[str, Any]], bool]], ...] = (
    ("gliner", lambda fields: isinstance(fields.get("tokenized_text"), list)),
    ("hugging-face", is_tagged),
    ("prodigy", lambda fields: bool({"answer", "_task_hash", "_input_hash"} & set(fields))),
    ("comprehend", lambda fields: bool({"source", "source-ref"} & set(fields)) and is_comprehend(fields)),
    ("ground-truth", lambda fields: bool({"source", "source-ref"} & set(fields)) and "text" not in fields),
    ("label-studio", lambda fields: "data" in fields and bool({"annotations", "completions"} & set(fields))),
    ("label-studio", lambda fields: "annotation_id" in fields or next(minimal_regions(fields), None) is not None),
    ("jsonl", lambda fields: "text" in fields and isinstance(fields.get("spans"), list)),
    ("doccano", lambda fields: any(isinstance(fields.get(key), list) for key in ("label", "labels", "entities"))),
    ("jsonl", lambda fields: isinstance(fields.get("text"), str)),
)


def recognise(file: str, data: bytes) -> str | None:
    """Returns the name of the format, or None.

    Raises CorpusError for a known format that is not read, and for an unknown file that is not UTF-8.
    """
    if _is_docbin(data):
        return "docbin"
    text = data.decode("utf-8-sig", "replace")
    first = next((line for line in text.split("\n", _HEAD_LINES) if line.strip()), "")
    if set(GMB_COLUMNS) <= {cell.strip(' "\r') for cell in first.split(",")}:
        return "gmb"
    if why := why_unread(data, first):
        raise CorpusError(f"{file}: {why}")
    objects = first_records(text)
    for name, shows in _OBJECTS:
        if any(shows(fields) for fields in objects):
            return name
    if not objects and _is_conll(text):
        return "conll"
    decode(file, data)
    return None


def _is_docbin(data: bytes) -> bool:
    """Tells whether the data is compressed msgpack that names the attributes of tokens."""
    try:
        return b"attrs" in zlib.decompressobj().decompress(data[:4096], 4096)
    except zlib.error:
        return False


def _is_conll(text: str) -> bool:
    """Tells whether most of the first rows end in a tag."""
    head = "\n".join(text.split("\n", _HEAD_LINES)[:_HEAD_LINES])
    tags = [row.tag for sentence in conll_sentences(head) for row in sentence.rows]
    return sum(parse_tag(tag or "") is not None for tag in tags) * 2 > len(tags)
