"""A launch sends the right request, field by field, and fetches the bundle of a finished job."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from model.bundle import Bundle
from model.versions import Versions
from tests.integration.sagemaker.conftest import ROLE, Launched, Launcher
from tests.integration.sagemaker.job import ROOT
from training.sagemaker.archive import write_archive
from training.sagemaker.metrics import METRICS


def to_set(*values: str) -> list[str]:
    """Options that set values of the job."""
    return [part for each in values for part in ("--set", f"sagemaker.{each}")]


OPTIONS = ["--sagemaker", "--dry-run", *to_set("check_role=false")]


def channels(request: dict[str, Any]) -> dict[str, str]:
    return {each["ChannelName"]: each["DataSource"]["S3DataSource"]["S3Uri"] for each in request["InputDataConfig"]}


def keys(s3: Any, uri: str) -> set[str]:
    """What lies under a place in S3."""
    prefix = uri.removeprefix("s3://texts/")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="texts", Prefix=prefix)
    return {each["Key"].removeprefix(prefix).strip("/") for page in pages for each in page.get("Contents", [])}


def test_the_request_is_what_the_options_said(launched: Launched) -> None:
    request = launched.request
    assert request["RoleArn"] == ROLE
    assert request["HyperParameters"] == {
        "epochs": "3",
        "learning_rate": "0.001",
        "name": "tiny",
        "version": "1.2",
        "window": "16",
        "overlap": "4",
        "batch_pieces": "64",
        "compact": "true",
        "partial": '["test.jsonl=Color"]',
    }
    assert request["ResourceConfig"] == {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 40}
    assert request["EnableManagedSpotTraining"] is True
    assert request["StoppingCondition"] == {"MaxRuntimeInSeconds": 7200, "MaxWaitTimeInSeconds": 14400}
    assert request["Tags"] == [{"Key": "team", "Value": "search"}, {"Key": "cost", "Value": "7"}]
    assert launched.name in launched.said


def test_image_and_metrics_are_pinned(launched: Launched) -> None:
    algorithm = launched.request["AlgorithmSpecification"]
    repository, _, tag = algorithm["TrainingImage"].rpartition(":")
    assert repository.endswith("/tensorflow-training")
    assert tag == "2.21.0-gpu-py312-cu129-amzn2023-sagemaker"
    assert {each["Name"]: each["Regex"] for each in algorithm["MetricDefinitions"]} == METRICS
    assert algorithm["ContainerEntrypoint"] == ["/bin/bash"]


def test_states_and_model_have_a_place_of_their_own(launched: Launched) -> None:
    states = launched.request["CheckpointConfig"]
    output = launched.request["OutputDataConfig"]["S3OutputPath"]
    assert states["LocalPath"] == "/opt/ml/checkpoints"
    assert states["S3Uri"].startswith("s3://texts/jobs/itemgraph-tiny-")
    assert output.removesuffix("/output") == states["S3Uri"].removesuffix("/checkpoints")


def test_texts_encoder_and_source_are_sent(launched: Launched, s3: Any) -> None:
    places = channels(launched.request)
    assert set(places) == {"train", "validation", "test", "partial", "encoder", "code", "sm_drivers"}
    for split in ("train", "validation", "test"):
        assert places[split].endswith(f"/{split}/{split}.jsonl")
        assert keys(s3, places[split]) == {""}
    assert keys(s3, places["partial"]) == {"test.jsonl"}
    assert keys(s3, places["encoder"]) == {"config.json", "model.safetensors", "tokenizer.json"}
    source = keys(s3, places["code"])
    assert {"training_job.py", "requirements.lock", "app/lifecycle/train.py", "training/learning/train.py"} <= source
    assert {"model/bundle.py", "app/domain/standard/rules/color.toml", "training/report/template.html"} <= source
    assert not [name for name in source if "bundles/" in name or name.endswith(".pyc")]


def test_a_dry_run_prints_the_request_and_sends_nothing(itemgraph: Launcher, s3: Any, data: Path) -> None:
    before = keys(s3, "s3://texts/")
    options = [*OPTIONS, *to_set("place=s3://texts/dry", "instance_type=ml.c5.xlarge")]
    ran = itemgraph("train", data, "models", "--role", ROLE, *options)
    assert ran.returncode == 0, ran.stderr
    request = json.loads(ran.stdout)
    assert request["AlgorithmSpecification"]["TrainingImage"].endswith(":2.21.0-cpu-py312-amzn2023-sagemaker")
    assert request["EnableManagedSpotTraining"] is False
    assert "MaxWaitTimeInSeconds" not in request["StoppingCondition"]
    assert keys(s3, "s3://texts/") == before


def test_texts_in_s3_are_used_where_they_lie(itemgraph: Launcher, s3: Any) -> None:
    for name in ("train/a.jsonl", "dev/b.jsonl", "test.jsonl", "notes.txt"):
        s3.put_object(Bucket="texts", Key=f"labels/{name}", Body=b"{}")
    ran = itemgraph("train", "s3://texts/labels", "models", "--role", ROLE, *OPTIONS)
    assert ran.returncode == 0, ran.stderr
    request = json.loads(ran.stdout)
    places = {name: uri for name, uri in channels(request).items() if name not in ("code", "sm_drivers")}
    assert places == {
        "train": "s3://texts/labels/train/",
        "validation": "s3://texts/labels/dev/",
        "test": "s3://texts/labels/test.jsonl",
    }
    assert request["CheckpointConfig"]["S3Uri"].startswith("s3://texts/itemgraph/itemgraph-products-")


def test_an_image_of_ones_own_brings_its_code(itemgraph: Launcher, data: Path) -> None:
    options = [*OPTIONS, *to_set("place=s3://texts/own", "image=own/training:1")]
    ran = itemgraph("train", data, "models", "--role", ROLE, *options)
    assert ran.returncode == 0, ran.stderr
    request = json.loads(ran.stdout)
    assert request["AlgorithmSpecification"]["TrainingImage"] == "own/training:1"
    assert "ContainerEntrypoint" not in request["AlgorithmSpecification"]
    assert set(channels(request)) == {"train", "validation", "test"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--role '': expected arn:aws:iam::ACCOUNT:role/NAME"),
        (["--role", ROLE], "sagemaker.place '': expected s3://BUCKET/PREFIX"),
        (["--role", ROLE, *to_set("place=s3://b/p", "tags=team")], "sagemaker.tags 'team': expected NAME=VALUE"),
        (["--role", ROLE, *to_set("place=s3://b/p"), "--set", "partial=no.jsonl"], "partial no.jsonl: no such file"),
    ],
)
def test_a_wrong_option_is_named(itemgraph: Launcher, data: Path, options: list[str], said: str) -> None:
    ran = itemgraph("train", data, "models", "--sagemaker", *to_set("check_role=false"), *options)
    assert (ran.returncode, ran.stderr.startswith(f"error: {said}")) == (1, True), ran.stderr


def test_without_the_sdk_its_extra_is_named(data: Path) -> None:
    command = [
        "train",
        str(data),
        "models",
        "--sagemaker",
        "--role",
        ROLE,
        *to_set("place=s3://b/p", "region=eu-west-1"),
    ]
    ran = subprocess.run(
        [sys.executable, "-m", "app.cli", *command], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert ran.returncode == 1
    assert "pip install '.[aws]'" in ran.stderr


def test_the_bundle_of_a_job_is_fetched_and_served(
    itemgraph: Launcher, launched: Launched, s3: Any, shipped: Bundle, tmp_path: Path
) -> None:
    """The archive is one that a fake job put there."""
    (tmp_path / "work").mkdir()
    write_archive(shipped, tmp_path / "model.tar.gz", tmp_path / "work")
    place = f"{launched.request['OutputDataConfig']['S3OutputPath']}/{launched.name}/output/model.tar.gz"
    s3.upload_file(str(tmp_path / "model.tar.gz"), "texts", place.removeprefix("s3://texts/"))
    versions = tmp_path / "models"
    ran = itemgraph("fetch", launched.name, versions)
    assert ran.returncode == 0, ran.stderr
    assert f"{launched.name} is Completed" in ran.stdout
    version = shipped.manifest.version
    assert [path.name for path in versions.iterdir()] == [version]
    Versions(versions).switch(version, "first")
    settings = Settings(model=str(versions / "current"), data_dir=tmp_path / "data", threads=2)
    with TestClient(create_app(settings)) as client:
        answer = client.post("/extract", json={"documents": [{"text": "Nike Air red cotton t-shirt"}]}).json()
    assert ["Nike", "BRAND"] in [[span["text"], span["label"]] for span in answer["documents"][0]["spans"]]


def test_a_job_without_a_model_is_said(itemgraph: Launcher, tmp_path: Path) -> None:
    ran = itemgraph("fetch", "no-such-job", tmp_path / "models")
    assert ran.returncode == 1
    assert "no-such-job" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "models").exists() or not any((tmp_path / "models").iterdir())
