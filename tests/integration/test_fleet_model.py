"""A new model in S3 is noticed by every task of a service."""

import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from model.bundle import Bundle, seal
from tests.integration.process import serving

BUCKET, KEY = "models", "products/model.tar.gz"


@pytest.fixture
def s3(aws: str) -> Iterator[Any]:
    with closing(boto3.client("s3")) as client:
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield client


def put(s3: Any, bundle: Bundle, version: str, folder: Path) -> None:
    """Puts the model into S3 as another version."""
    copy = Path(shutil.copytree(bundle.folder, folder / version))
    seal(copy, bundle.manifest.model_copy(update={"version": version}))
    with tarfile.open(folder / f"{version}.tar.gz", "w:gz") as archive:
        archive.add(copy, "")
    s3.upload_file(str(folder / f"{version}.tar.gz"), BUCKET, KEY)


def until(task: httpx.Client, field: str, expected: object) -> Any:
    """Waits until a task says that, and returns its state."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        state = task.get("/readyz").json()
        if {**state, **state["watch"]}[field] == expected:
            return state
        time.sleep(0.05)
    raise AssertionError(state)


def counted(task: httpx.Client, name: str) -> float:
    lines = task.get("/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


def check_state(writer: httpx.Client, idle: httpx.Client) -> None:
    """Checks that a task which is asked nothing else has read what another one writes."""
    writer.put("/items/a", json={"title": "red shirt"})
    state = until(idle, "items", 1)
    now = writer.get("/readyz").json()
    deadline = time.monotonic() + 60
    while state["index"]["place"] != now["index"]["place"]:
        assert time.monotonic() < deadline, state
        state = idle.get("/readyz").json()
    assert now["index"]["place"]
    assert state["vocabulary"] == now["vocabulary"]


def test_every_task_loads_the_model_that_is_put_and_keeps_the_present_one_if_it_cannot(
    s3: Any, bundle: Bundle, tmp_path: Path
) -> None:
    put(s3, bundle, "1.0", tmp_path)
    settings = {
        "MODEL": f"s3://{BUCKET}/{KEY}",
        "MODEL_POLL_SECONDS": "0.1",
        "GRAPH_URL": f"sqlite:///{tmp_path}/graph",
    }
    with ExitStack() as stack:
        tasks = [stack.enter_context(serving(tmp_path / name, **settings))[1] for name in ("one", "two")]
        before = [until(task, "model", "products@1.0") for task in tasks]

        put(s3, bundle, "2.0", tmp_path)
        after = [until(task, "model", "products@2.0") for task in tasks]
        assert len({state["digest"] for state in before}) == len({state["digest"] for state in after}) == 1
        assert all(old["since"] < new["since"] for old, new in zip(before, after, strict=True))
        for task in tasks:
            answer = task.post("/extract", json={"documents": [{"text": "red shirt"}]}).json()
            assert answer["model"]["version"] == "2.0"

        s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"no archive")
        for task in tasks:
            state = until(task, "state", "failed")
            assert (state["status"], state["model"]) == ("ready", "products@2.0")
            assert BUCKET not in str(state)
            assert counted(task, "itemgraph_model_failures_total") >= 1

        put(s3, bundle, "3.0", tmp_path)
        for task in tasks:
            assert until(task, "model", "products@3.0")["watch"]["failures"] == 0

        check_state(*tasks)
