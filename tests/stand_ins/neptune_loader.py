"""A stand-in for Neptune's bulk loader: its HTTP API follows botocore's model. Its data is on a Gremlin server, or RDF
in pyoxigraph.
"""

import csv
import io
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import boto3
import botocore.session
from botocore.validate import ParamValidator
from gremlin_python.process.traversal import CardinalityValue, Direction, Merge, T
from pyoxigraph import RdfFormat, Store

from app.graph.gremlin import Limits
from app.graph.gremlin.connections.pool import Connections

_MODEL = botocore.session.get_session().get_service_model("neptunedata")
_TYPES = {"string": str, "double": float, "int": int}


class BadRecord(Exception):
    """A record that the loader refuses."""


@dataclass
class LoadJob:
    """A job in the loader's queue."""

    source: str
    format: str
    mode: str
    dependencies: tuple[str, ...]
    status: str = "LOAD_NOT_STARTED"
    records: int = 0
    errors: tuple[dict[str, Any], ...] = ()


class NeptuneLoader:
    """Answers `/loader` on `url`. A job runs at the second request for its status.

    `fail_at` names a file and a record number, which are refused once.
    """

    def __init__(self, graph_url: str) -> None:
        self._graph = Connections(graph_url, Limits())
        self.triples = Store()
        self.jobs: dict[str, LoadJob] = {}
        self.loaded: list[str] = []
        self.fail_at: tuple[str, int] | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._graph.close()

    def start(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        assert asked["format"] in ("csv", "ntriples")
        # Neptune refuses the option for RDF.
        assert ("updateSingleCardinalityProperties" in asked) == (asked["format"] == "csv")
        assert asked["iamRoleArn"].startswith("arn:aws:iam::")
        job = f"job-{len(self.jobs)}"
        self.jobs[job] = LoadJob(asked["source"], asked["format"], asked["mode"], tuple(asked.get("dependencies", ())))
        return {"status": "200 OK", "payload": {"loadId": job}}

    def status(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        job = self.jobs.get(asked["loadId"])
        if job is None:
            return None
        if job.status == "LOAD_IN_PROGRESS":
            self._run(job)
        elif job.status == "LOAD_NOT_STARTED":
            before = {self.jobs[each].status for each in job.dependencies}
            waits = before & {"LOAD_NOT_STARTED", "LOAD_IN_PROGRESS"}
            failed = before - waits - {"LOAD_COMPLETED"}
            job.status = (
                "LOAD_FAILED_BECAUSE_DEPENDENCY_NOT_SATISFIED"
                if failed
                else "LOAD_IN_QUEUE"
                if waits
                else "LOAD_IN_PROGRESS"
            )
        overall = {"fullUri": job.source, "status": job.status, "totalRecords": job.records}
        payload: dict[str, Any] = {"feedCount": [{job.status: 1}], "overallStatus": overall}
        if asked.get("errors"):
            payload["errors"] = {"loadId": asked["loadId"], "errorLogs": list(job.errors)}
        return {"status": "200 OK", "payload": payload}

    def _run(self, job: LoadJob) -> None:
        bucket, prefix = job.source.removeprefix("s3://").split("/", 1)
        s3 = boto3.client("s3", region_name="eu-west-1")
        for each in s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]:
            name = f"s3://{bucket}/{each['Key']}"
            if job.mode == "AUTO" and name in self.loaded:
                continue
            text = s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read().decode()
            if job.format == "ntriples":
                self.triples.load(text.encode(), format=RdfFormat.N_TRIPLES)
                continue
            for number, row in enumerate(_read(text), 1):
                try:
                    self._check(name, number)
                    self._load(row)
                except BadRecord as error:
                    found = {"errorCode": "PARSING_ERROR", "errorMessage": str(error), "fileName": name}
                    job.status, job.errors = "LOAD_FAILED", ({**found, "recordNum": number},)
                    return
                job.records += 1
            self.loaded.append(name)
        job.status = "LOAD_COMPLETED"

    def load(self, text: str) -> None:
        """Loads the records of one file."""
        for row in _read(text):
            self._load(row)

    def _check(self, name: str, number: int) -> None:
        if self.fail_at and name.endswith(self.fail_at[0]) and number == self.fail_at[1]:
            self.fail_at = None
            raise BadRecord("Unexpected value")

    def _load(self, row: Mapping[str, Any]) -> None:
        """Writes a vertex or an edge like the real loader: every property has single cardinality."""
        system = {key: value for key, value in row.items() if key.startswith("~")}
        values = {key: value for key, value in row.items() if not key.startswith("~")}
        made = {T.id: system["~id"], T.label: system["~label"]}
        if "~from" not in system:
            single = {key: CardinalityValue.single(value) for key, value in values.items()}
            self._graph.run(
                lambda g: (
                    g.merge_v({T.id: system["~id"]})
                    .option(Merge.on_create, made | single)
                    .option(Merge.on_match, single)
                    .iterate()
                )
            )
            return
        ends = self._graph.run(lambda g: g.V(system["~from"], system["~to"]).count().next())
        if ends != len({system["~from"], system["~to"]}):
            raise BadRecord("FROM_OR_TO_VERTEX_ARE_MISSING")
        joined = {Direction.OUT: system["~from"], Direction.IN: system["~to"]}
        self._graph.run(
            lambda g: g.merge_e({T.id: system["~id"]}).option(Merge.on_create, made | joined | values).iterate()
        )


def _read(text: str) -> Iterator[dict[str, Any]]:
    """Yields the records of a file by the rules of its header. An empty field gives no value."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(rows)
    assert header[:2] == ["~id", "~label"] or header[:4] == ["~id", "~from", "~to", "~label"]
    assert not any(re.search(r"[\s,]", column) for column in header)
    assert len(set(header)) == len(header)
    columns: list[tuple[str, type]] = []
    for column in header:
        if column.startswith("~"):
            columns.append((column, str))
            continue
        match = re.fullmatch(r"(\w+):(string|double|int)(\(single\))?", column, re.I)
        assert match, column
        # Without `(single)` the properties of vertices would be sets. Edges have no cardinality.
        assert bool(match[3]) == ("~from" not in header), column
        columns.append((match[1], _TYPES[match[2].lower()]))
    for row in rows:
        assert len(row) == len(columns)
        yield {name: kind(field) for (name, kind), field in zip(columns, row, strict=True) if field}


def _handler(loader: NeptuneLoader) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer("StartLoaderJob", loader.start)

        def do_GET(self) -> None:
            self._answer("GetLoaderJobStatus", loader.status)

        def _answer(self, operation: str, call: Any) -> None:
            model = _MODEL.operation_model(operation)
            assert "/neptune-db/aws4_request" in self.headers["Authorization"]
            asked = self._read(model)
            report = ParamValidator().validate(asked, model.input_shape)
            assert not report.has_errors(), report.generate_report()
            answer = call(asked)
            self.send_response(200 if answer else 400)
            if answer is None:
                self.send_header("x-amzn-ErrorType", "BulkLoadIdNotFoundException")
                answer = {"code": "BulkLoadIdNotFoundException", "requestId": "1", "detailedMessage": "no such job"}
            body = json.dumps(answer).encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _read(self, model: Any) -> dict[str, Any]:
            """What was asked, by the names of the model."""
            parts = urlsplit(self.path)
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", model.http["requestUri"])
            match = re.fullmatch(pattern, parts.path)
            assert match, parts.path
            sent: dict[str, Any] = {key: unquote(value) for key, value in match.groupdict().items()}
            sent |= dict(parse_qsl(parts.query))
            if length := int(self.headers.get("Content-Length") or 0):
                sent |= json.loads(self.rfile.read(length))
            read: dict[str, Any] = {"boolean": lambda value: str(value).lower() == "true", "integer": int}
            asked = {}
            for name, shape in model.input_shape.members.items():
                wire = shape.serialization.get("name", name)
                if wire in sent:
                    asked[name] = read.get(shape.type_name, lambda value: value)(sent[wire])
            return asked

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
