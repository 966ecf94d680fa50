"""Writes examples in every tool's format, for the laws and for recognition."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.util import find_spec

from model.spans import Span
from model.tags import SCHEMES
from tests.parts import require
from training.corpora import Example

Write = Callable[[Sequence[Example]], bytes]


def json_lines(*records: object) -> bytes:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records).encode()


def jsonl(examples: Iterable[Example]) -> bytes:
    return json_lines(*({"id": each.id, "text": each.text, "spans": _offsets(each.spans)} for each in examples))


def prodigy(examples: Iterable[Example]) -> bytes:
    asked = {"_input_hash": -1, "_task_hash": 2, "_view_id": "ner_manual", "answer": "accept", "_timestamp": 1700000000}
    return json_lines(*({"text": each.text, "spans": _offsets(each.spans), **asked} for each in examples))


def doccano(examples: Iterable[Example]) -> bytes:
    marks = ([[span.start, span.end, span.label] for span in each.spans] for each in examples)
    return json_lines(
        *({"id": e.id, "text": e.text, "label": m, "Comments": []} for e, m in zip(examples, marks, strict=True))
    )


def doccano_entities(examples: Iterable[Example]) -> bytes:
    return json_lines(
        *(
            {
                "id": each.id,
                "text": each.text,
                "entities": [
                    {"id": n, "label": span.label, "start_offset": span.start, "end_offset": span.end}
                    for n, span in enumerate(each.spans)
                ],
                "relations": [],
            }
            for each in examples
        )
    )


def label_studio(examples: Iterable[Example]) -> bytes:
    return json.dumps([task(each, lambda offset: offset) for each in examples]).encode()


def label_studio_utf16(examples: Iterable[Example]) -> bytes:
    """As releases before October 2021 count."""
    return json.dumps([task(each, partial(utf16, each.text)) for each in examples]).encode()


def label_studio_min(examples: Iterable[Example]) -> bytes:
    added = {"annotator": 1, "annotation_id": 3, "created_at": "2023-01-01T00:00:00Z", "lead_time": 8.4}
    values = [[{**offset, "labels": [offset.pop("label")]} for offset in _offsets(each.spans)] for each in examples]
    return json.dumps(
        [{"text": e.text, "id": 7, "label": v, **added} for e, v in zip(examples, values, strict=True)]
    ).encode()


def task(example: Example, count: Callable[[int], int]) -> dict[str, object]:
    result = [
        {
            "id": f"r{n}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "origin": "manual",
            "value": {
                "start": count(span.start),
                "end": count(span.end),
                "text": span.text,
                "labels": [span.label],
            },
        }
        for n, span in enumerate(example.spans)
    ]
    annotation = {"id": 1, "completed_by": 1, "result": result, "was_cancelled": False, "ground_truth": False}
    return {"id": 12, "data": {"text": example.text}, "annotations": [annotation], "predictions": [], "project": 3}


def utf16(text: str, offset: int) -> int:
    return len(text[:offset].encode("utf-16-le")) // 2


def ground_truth(examples: Iterable[Example]) -> bytes:
    return json_lines(*({"source": each.text, **job("names", each.spans)} for each in examples))


def comprehend(examples: Iterable[Example]) -> bytes:
    """A chain of two jobs, each with every other span."""
    return json_lines(
        *({"source": e.text, **job("first", e.spans[::2]), **job("second", e.spans[1::2])} for e in examples)
    )


def job(name: str, spans: Sequence[Span]) -> dict[str, object]:
    """What a labelling job adds to a line of its manifest."""
    entities = [{"endOffset": span.end, "startOffset": span.start, "label": span.label} for span in spans]
    labels = [{"label": label} for label in sorted({span.label for span in spans})]
    metadata = {
        "entities": [{"confidence": 0.92} for _ in spans],
        "job-name": f"labeling-job/{name}",
        "type": "groundtruth/text-span",
        "creation-date": "2020-05-14T21:45:27.175903",
        "human-annotated": "yes",
    }
    return {name: {"annotations": {"entities": entities, "labels": labels}}, f"{name}-metadata": metadata}


def docbin(examples: Iterable[Example]) -> bytes:
    """A token for each character, so that every span can be written."""
    require("spaCy", find_spec("spacy") is not None)
    from spacy.tokens import Doc, DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    found = DocBin()
    for each in examples:
        doc = Doc(vocab, words=list(each.text), spaces=[False] * len(each.text))
        doc.ents = [doc.char_span(span.start, span.end, span.label) for span in each.spans]
        found.add(doc)
    return bytes(found.to_bytes())


def conll(scheme: str) -> Write:
    """Columns in one of `SCHEMES`, `BILOU` or `IOB1`."""

    def write(examples: Sequence[Example]) -> bytes:
        rows = ["".join(f"{word} NN {tag}\n" for word, tag in words(each, scheme)) for each in examples]
        return ("-DOCSTART- -X- O\n\n" + "\n".join(rows)).encode()

    return write


def gmb(examples: Iterable[Example]) -> bytes:
    """As the file is in which the sample has its data, but in UTF-8, for the sake of letters beyond Windows-1252."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(["Sentence #", "Word", "POS", "Tag"])
    for number, example in enumerate(examples, 1):
        for n, (word, tag) in enumerate(words(example, "IOB2")):
            rows.writerow(["" if n else f"Sentence: {number}", word, "NN", tag])
    return file.getvalue().encode()


def hugging_face(examples: Iterable[Example]) -> bytes:
    found = [words(each, "IOB2") for each in examples]
    return json_lines(*({"tokens": [w for w, _ in each], "ner_tags": [t for _, t in each]} for each in found))


def gliner(examples: Iterable[Example]) -> bytes:
    """As a JSON array; a span ends with its last token."""
    return json.dumps(
        [
            {
                "tokenized_text": each.text.split(" "),
                "ner": [[each.text[: s.start].count(" "), each.text[: s.end].count(" "), s.label] for s in each.spans],
            }
            for each in examples
        ]
    ).encode()


def words(example: Example, scheme: str) -> list[tuple[str, str]]:
    """The words of a text, with tags; spans must have the edges of words."""
    found: list[tuple[str, str]] = []
    at, before = 0, ""
    spans = {span.start: span for span in example.spans}
    inside: list[str] = []
    for word in example.text.split(" "):
        if span := spans.get(at):
            count = span.text.count(" ") + 1
            inside = _prefixes(count, scheme, before == span.label)
            before = span.label
        elif not inside:
            before = ""
        found.append((word, f"{inside.pop(0)}-{before}" if inside else "O"))
        at += len(word) + 1
    return found


def _prefixes(count: int, scheme: str, adjacent: bool) -> list[str]:
    if scheme == "IOB1":
        return ["B" if adjacent else "I"] + ["I"] * (count - 1)
    table = SCHEMES["IOB2" if scheme == "IOB2" else "IOBES"]
    names = [table.parse(tag)[0] for tag in table.write(count, 0)]
    return [{"E": "L", "S": "U"}.get(name, name) if scheme == "BILOU" else name for name in names]


def _offsets(spans: Iterable[Span]) -> list[dict[str, object]]:
    return [{"start": span.start, "end": span.end, "label": span.label} for span in spans]


# By format; those in OFFSETS carry any text, those in COLUMNS words that are joined by spaces.
OFFSETS: dict[str, tuple[str, Write]] = {
    "jsonl": ("jsonl", jsonl),
    "prodigy": ("prodigy", prodigy),
    "doccano, label": ("doccano", doccano),
    "doccano, entities": ("doccano", doccano_entities),
    "Label Studio": ("label-studio", label_studio),
    "Label Studio, UTF-16": ("label-studio", label_studio_utf16),
    "Label Studio, JSON-MIN": ("label-studio", label_studio_min),
    "Ground Truth": ("ground-truth", ground_truth),
    "Comprehend": ("comprehend", comprehend),
    "DocBin": ("docbin", docbin),
}
COLUMNS: dict[str, tuple[str, Write]] = {
    "gmb": ("gmb", gmb),
    "Hugging Face": ("hugging-face", hugging_face),
    "GLiNER": ("gliner", gliner),
    "IOB1": ("conll", conll("IOB1")),
    "IOB2": ("conll", conll("IOB2")),
    "IOBES": ("conll", conll("IOBES")),
    "BILOU": ("conll", conll("BILOU")),
}
