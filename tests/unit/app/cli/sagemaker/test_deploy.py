"""`itemgraph deploy` and `itemgraph batch` against moto's SageMaker and S3."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest

from tests.stand_ins.transform import run_transform
from tests.unit.app.cli.conftest import Run

ROLE = "arn:aws:iam::123456789012:role/SageMaker"
IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/itemgraph:sagemaker"
ARCHIVE = "s3://models/products/model.tar.gz"
DEPLOY = ("deploy", ARCHIVE, "--name", "products", "--image", IMAGE, "--role", ROLE)
BATCH = ("batch", "s3://data/in/", "s3://data/out", "--model", ARCHIVE, "--image", IMAGE, "--role", ROLE)


@pytest.fixture
def api(aws: str) -> Iterator[Any]:
    with closing(boto3.client("sagemaker")) as client:
        yield client


@pytest.fixture
def s3(aws: str) -> Iterator[Any]:
    with closing(boto3.client("s3")) as client:
        client.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield client


def config_of(api: Any) -> Any:
    name = api.describe_endpoint(EndpointName="products")["EndpointConfigName"]
    return api.describe_endpoint_config(EndpointConfigName=name)


def test_a_real_time_endpoint_is_made_with_its_model(api: Any, run: Run) -> None:
    ran = run(*DEPLOY, "--instance-type", "ml.c5.xlarge", "--wait")
    assert ran.status == 0, ran.err
    assert "TAGGER_URL=sagemaker://products" in ran.err
    (variant,) = config_of(api)["ProductionVariants"]
    assert (variant["InstanceType"], variant["InitialInstanceCount"]) == ("ml.c5.xlarge", 1)
    model = api.describe_model(ModelName=variant["ModelName"])
    assert (model["PrimaryContainer"]["Image"], model["PrimaryContainer"]["ModelDataUrl"]) == (IMAGE, ARCHIVE)
    assert model["ExecutionRoleArn"] == ROLE


def test_an_endpoint_of_that_name_gets_the_new_model(run: Run, aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """moto has no UpdateEndpoint, so a server that notes the calls stands in."""
    called: list[tuple[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            called.append((operation, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            body = json.dumps({"Endpoints": [{"EndpointName": "products"}, {"EndpointName": "products-2"}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", f"http://127.0.0.1:{server.server_port}")
        ran = run(*DEPLOY)
        server.shutdown()
    assert ran.status == 0, ran.err
    assert [name for name, _ in called] == ["CreateModel", "CreateEndpointConfig", "ListEndpoints", "UpdateEndpoint"]
    assert called[-1][1] == {"EndpointName": "products", "EndpointConfigName": called[1][1]["EndpointConfigName"]}


def test_serverless_and_asynchronous_endpoints_are_configured(run: Run) -> None:
    serverless = json.loads(run(*DEPLOY, "--serverless", 3072, "--dry-run").out)["CreateEndpointConfig"]
    assert serverless["ProductionVariants"] == [
        {
            "VariantName": "AllTraffic",
            "ModelName": "products-TIME",
            "ServerlessConfig": {"MemorySizeInMB": 3072, "MaxConcurrency": 10},
        }
    ]
    later = json.loads(run(*DEPLOY, "--async", "s3://data/answers", "--dry-run").out)["CreateEndpointConfig"]
    assert later["AsyncInferenceConfig"] == {"OutputConfig": {"S3OutputPath": "s3://data/answers"}}


@pytest.mark.parametrize("more", [("--serverless", 2048), ("--async", "s3://data/answers"), ()])
def test_requests_have_the_shapes_of_the_api(more: tuple[object, ...], run: Run, api: Any, aws: str) -> None:
    """botocore's own model of the service checks names and types."""
    from botocore.validate import ParamValidator

    made = json.loads(run(*DEPLOY, *more, "--dry-run").out) | json.loads(run(*BATCH, "--dry-run").out)
    assert sorted(made) == ["CreateEndpoint", "CreateEndpointConfig", "CreateModel", "CreateTransformJob"]
    for operation, request in made.items():
        shape = api.meta.service_model.operation_model(operation).input_shape
        assert not ParamValidator().validate(request, shape).has_errors()


@pytest.mark.slow
def test_a_batch_of_ten_thousand_lines_is_split_and_comes_back_in_order(
    api: Any, s3: Any, live_url: str, run: Run
) -> None:
    records = [{"id": f"r{n}", "title": f"red shirt {n}", "text": "cotton " * 25} for n in range(9_999)]
    lines = [*map(json.dumps, records[:5000]), "no JSON", *map(json.dumps, records[5000:])]
    s3.put_object(Bucket="data", Key="in/all.jsonl", Body="\n".join(lines).encode())
    ran = run(*BATCH, "--wait")
    assert ran.status == 0, ran.err
    (job,) = api.list_transform_jobs()["TransformJobSummaries"]
    found = api.describe_transform_job(TransformJobName=job["TransformJobName"])
    sizes = run_transform(found, live_url, s3)
    assert (len(sizes) > 2, max(sizes) <= 2**20) == (True, True)
    raw = s3.get_object(Bucket="data", Key="out/all.jsonl.out")["Body"].read()
    answers = [json.loads(line) for line in raw.splitlines()]
    assert [each["id"] for each in answers] == [r["id"] for r in records[:5000]] + [None] + [
        r["id"] for r in records[5000:]
    ]
    assert "error" in answers[5000]
    assert {p["value"] for p in answers[7]["properties"]} == {"red", "cotton", "shirt"}


def test_a_job_without_files_is_refused_before_it_costs(api: Any, s3: Any, run: Run) -> None:
    ran = run(*BATCH)
    assert (ran.status, "s3://data/in/: found no files; expected files of JSON Lines" in ran.err) == (1, True)
    assert api.list_transform_jobs()["TransformJobSummaries"] == []


def test_what_sagemaker_refuses_is_one_line(api: Any, run: Run) -> None:
    ran = run(*DEPLOY, "--instance-type", "ml.none.large")
    assert ran.status == 1
    assert "error: AWS: An error occurred" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((*DEPLOY[:1], "model.tar.gz", *DEPLOY[2:]), "MODEL 'model.tar.gz': expected s3://BUCKET/PREFIX"),
        ((*DEPLOY[:-1], "admin"), "--role 'admin': expected arn:aws:iam::ACCOUNT:role/NAME"),
        ((*DEPLOY, "--name", "a_b"), "--name 'a_b': expected up to 43 letters"),
        ((*DEPLOY, "--serverless", "2048", "--async", "s3://b/x"), "expected one of them"),
        ((*BATCH, "--payload", "60"), "expected a product of at most 100 MB"),
        (("batch", "in", *BATCH[2:]), "SOURCE 'in': expected s3://BUCKET/PREFIX"),
    ],
)
def test_an_option_of_another_form_is_named(command: tuple[str, ...], said: str, run: Run) -> None:
    ran = run(*command)
    assert (ran.status, said in ran.err) == (1, True), ran.err
