"""Serves a bundle in SageMaker's TensorFlow Serving container, as `code/inference.py` of a model archive.

The container calls `handler(data, context)` and answers with the result; an exception becomes its error 500.
TensorFlow Serving is at `context.rest_uri`. The archive has `lib/model` next to this file, a copy of the project's
package. Source: aws/sagemaker-tensorflow-serving-container, python_service.py.
"""

import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import requests

_CODE = Path(__file__).resolve().parent
if (_CODE / "lib").is_dir() and str(_CODE / "lib") not in sys.path:
    sys.path.insert(0, str(_CODE / "lib"))

from model.bundle import TOKENIZER, Bundle, read_bundle  # noqa: E402 (found in lib)
from model.decode import DEFAULT_SCORE  # noqa: E402
from model.tagging import Extraction, TagWindows, read_spans  # noqa: E402
from model.tf_serving import tag_in_calls, to_request, to_rows  # noqa: E402
from model.tokens import WordTokenizer  # noqa: E402
from model.windows import Window  # noqa: E402

_JSON_LINES = ("application/jsonlines", "application/jsonl", "application/x-ndjson")
_FORMS = 'expected {"documents": [{"id", "text"}]}, a list of {"id", "sentence"}, or {"inputs": {"ids", "mask"}}'
# Word pieces of one call to TensorFlow Serving, padding included, and seconds for its answer.
_MAX_PIECES = 8192
_TIMEOUT_SECONDS = 55


def handler(data: Any, context: Any) -> tuple[bytes, str]:
    """Returns the answer to an invocation and its media type. Raises ValueError for a body of an unknown form."""
    raw: bytes = data.read()
    kind = str(context.request_content_type).partition(";")[0].strip().lower()
    if kind in _JSON_LINES:
        return _answer_lines(raw, context.rest_uri), "application/jsonlines"
    if kind != "application/json":
        raise ValueError(f"Content-Type is {kind!r}, expected application/json or application/jsonlines")
    return _answer_json(raw, context.rest_uri), "application/json"


def _answer_json(raw: bytes, uri: str) -> bytes:
    body = json.loads(raw)
    if isinstance(body, dict) and "inputs" in body:
        return _post(uri, raw)
    if isinstance(body, list):
        return _to_json(_read_sentences(body, uri))
    if isinstance(body, dict) and isinstance(body.get("documents"), list):
        manifest = _bundle().manifest
        model = {"name": manifest.name, "version": manifest.version, "labels": list(manifest.labels)}
        return _to_json({"model": model, "documents": _read_documents(body["documents"], uri)})
    raise ValueError(_FORMS)


def _answer_lines(raw: bytes, uri: str) -> bytes:
    """Answers each line with a line, in order. A line that cannot be read gets its error."""
    ends = raw.split(b"\n")
    records = [_record(line) for line in (ends if ends[-1] else ends[:-1])]
    documents = iter(_read_documents([each for each in records if "text" in each], uri))
    sentences = iter(_read_sentences([each for each in records if "sentence" in each], uri))
    answers = []
    for number, record in enumerate(records, start=1):
        if "text" in record:
            answers.append(next(documents))
        elif "sentence" in record:
            answers.append(next(sentences))
        else:
            answers.append({"id": record.get("id"), "line": number, "error": record["error"]})
    return b"".join(_to_json(each) + b"\n" for each in answers)


def _record(line: bytes) -> dict[str, Any]:
    """Returns the record of a line, with `text`, `sentence` or `error`."""
    try:
        found = json.loads(line)
    except ValueError as error:
        return {"error": f"not JSON: {error}"}
    own = found.get("id") if isinstance(found, dict) else None
    known = {"id", "text"}, {"id", "sentence"}
    if not isinstance(found, dict) or not any(set(found) <= names and len(found) > ("id" in found) for names in known):
        return {"id": own, "error": 'expected {"id", "text"} or {"id", "sentence"}'}
    if not all(isinstance(found[name], str) for name in found if name != "id"):
        return {"id": own, "error": "expected a text"}
    return found


def _read_documents(documents: Sequence[Any], uri: str) -> list[dict[str, Any]]:
    found = _extract(_texts(documents, "text"), uri)
    return [
        {
            "id": str(document.get("id", position)),
            "characters": each.characters,
            "windows": each.windows,
            "spans": [
                {"start": s.start, "end": s.end, "label": s.label, "text": s.text, "score": s.score}
                for s in _bundle().decoder().keep(each.spans, None, DEFAULT_SCORE)
            ],
        }
        for position, (document, each) in enumerate(zip(documents, found, strict=True))
    ]


def _read_sentences(records: Sequence[Any], uri: str) -> list[dict[str, Any]]:
    """Answers in the form of the AWS sample."""
    found = _extract(_texts(records, "sentence"), uri)
    answers = []
    for record, each in zip(records, found, strict=True):
        properties: dict[str, list[str]] = {}
        for span in _bundle().decoder().keep(each.spans, None, DEFAULT_SCORE):
            properties.setdefault(span.label.lower().replace(" ", "_"), []).append(span.text)
        answers.append({"id": record.get("id", ""), "sentence": record["sentence"], "nerc_properties": properties})
    return answers


def _texts(records: Sequence[Any], name: str) -> list[str]:
    if bad := [n for n, each in enumerate(records) if not (isinstance(each, dict) and isinstance(each.get(name), str))]:
        raise ValueError(f"/{bad[0]}/{name}: expected a text")
    return [each[name] for each in records]


def _extract(texts: Sequence[str], uri: str) -> list[Extraction]:
    bundle = _bundle()
    return read_spans(texts, _tokenizer(), bundle.window_size, bundle.decoder(), _tag_by(uri))


def _tag_by(uri: str) -> TagWindows:
    def tag(windows: Sequence[Window]) -> list[Any]:
        return to_rows(_post(uri, to_request(windows)), windows)

    return lambda windows: tag_in_calls(windows, _MAX_PIECES, tag)


def _post(uri: str, body: bytes) -> bytes:
    answer = requests.post(uri, data=body, timeout=_TIMEOUT_SECONDS)
    if answer.status_code != 200:
        raise ValueError(f"TensorFlow Serving: {answer.status_code} {answer.text[:300]}")
    content: bytes = answer.content
    return content


@cache
def _bundle() -> Bundle:
    return read_bundle(_CODE.parent)


@cache
def _tokenizer() -> WordTokenizer:
    return WordTokenizer.from_file(_bundle().path(TOKENIZER))


def _to_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
