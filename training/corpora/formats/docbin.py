"""Reads spaCy's own files: a `DocBin` of documents with entities (spacy.io/api/docbin)."""

import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from training.corpora.building import Mark, Parsed, build, no_example
from training.errors import CorpusError


def read_docbin(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each document's entities. When no document has any, it reads the spans of the only span group.

    A token is unsure where the file does not say whether it is in an entity; spaCy's own training treats it alike.
    Raises CorpusError when spaCy is not installed, and when the file is not a DocBin.
    """
    try:
        tokens, vocab = importlib.import_module("spacy.tokens"), importlib.import_module("spacy.vocab")
    except ImportError as error:
        raise CorpusError(
            f"{file}: spaCy is not installed: in a checkout, `pip install '.[spacy]'` installs it"
        ) from error
    try:
        docs = list(tokens.DocBin().from_bytes(data).get_docs(vocab.Vocab()))
    except Exception as error:  # zlib, msgpack and spaCy each raise their own
        raise CorpusError(f"{file}: not a DocBin of spaCy: {error}") from error
    group = _only_group(docs)
    for number, doc in enumerate(docs, 1):
        yield _parse(f"{file}: document {number}", number, doc, group)


def _only_group(docs: list[Any]) -> str | None:
    """Returns the only span group's name, or None when several names occur or a document has entities."""
    if any(doc.ents for doc in docs):
        return None
    names = {name for doc in docs for name in doc.spans}
    return names.pop() if len(names) == 1 else None


def _parse(place: str, number: int, doc: Any, group: str | None) -> Parsed:
    if group is not None:
        return build(place, number, doc.text, _marks(doc.spans.get(group, ())))
    missing = doc.to_array("ENT_IOB").reshape(-1) == 0
    if len(doc) and missing.all():
        return no_example(
            place, "the entities are not set; for a text without entities, set doc.ents to an empty list", doc.text
        )
    return build(
        place, number, doc.text, _marks(doc.ents), [_extent(doc, int(each)) for each in np.flatnonzero(missing)]
    )


def _marks(spans: Any) -> list[Mark]:
    return [Mark(span.start_char, span.end_char, span.label_) for span in spans]


def _extent(doc: Any, token: int) -> tuple[int, int]:
    return doc[token].idx, doc[token].idx + len(doc[token])
