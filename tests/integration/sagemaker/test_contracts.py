"""A job works under every contract: the classic toolkit, the driver of SDK version 3, and no toolkit."""

import json
import os
import re
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.settings import Settings
from model.bundle import read_bundle
from tests.integration.sagemaker.conftest import Launched
from tests.integration.sagemaker.job import OPTIONS, TOOLKIT, Job, first_process, kill_group, wait_for
from tests.parts import require
from training.sagemaker.metrics import METRICS

# Each starts TensorFlow once or twice.
pytestmark = pytest.mark.timeout(300)

COMPACT = {**OPTIONS, "compact": "True"}
LONG = {**COMPACT, "epochs": "200", "patience": "0", "save_every": "9999"}


@pytest.fixture
def driver(launched: Launched, job: Job, s3: Any) -> list[str]:
    """The entry of the container, as the request has it, with code and drivers fetched into their channels."""
    mounts = os.geteuid() == 0 and shutil.which("unshare") is not None
    require("root and unshare, to have /opt/ml for one process", mounts)
    for channel in launched.request["InputDataConfig"]:
        if channel["ChannelName"] in ("code", "sm_drivers"):
            place = channel["DataSource"]["S3DataSource"]["S3Uri"].removeprefix("s3://texts/")
            fetch(s3, place, job.base / "input" / "data" / channel["ChannelName"])
    (job.base / "input" / "data" / "code" / "requirements.lock").write_text("# all there\n")
    algorithm = launched.request["AlgorithmSpecification"]
    return [*algorithm["ContainerEntrypoint"], *algorithm["ContainerArguments"]]


def fetch(s3: Any, prefix: str, folder: Path) -> None:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="texts", Prefix=prefix + "/"):
        for each in page["Contents"]:
            path = folder / each["Key"].removeprefix(prefix + "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file("texts", each["Key"], str(path))


def check_result(job: Job, log: str) -> None:
    """A bundle that reads texts, a report, and metrics in the log."""
    bundle = read_bundle(job.base / "model")
    assert bundle.model == "tiny@1.2"
    assert bundle.manifest.window == 16
    extractor = Extractor(bundle, open_tagger(Settings(threads=1), bundle))
    assert extractor.extract(["red shirt nike"])[0].characters == len("red shirt nike")
    assert {path.name for path in (job.base / "output" / "data").iterdir()} >= {"report.html", "report.json"}
    report = json.loads((job.base / "output" / "data" / "report.json").read_text())
    found = {name: re.findall(regex, log) for name, regex in METRICS.items()}
    assert [float(each) for each in found["validation:f1"]] == pytest.approx(
        [epoch["f1"] for epoch in report["epochs"]], abs=1e-4
    )
    assert [float(each) for each in found["train:loss"]] == pytest.approx(
        [epoch["loss"] for epoch in report["epochs"]], abs=1e-4
    )
    for split in ("validation", "test"):
        for name in ("precision", "recall", "f1"):
            (figure,) = found[f"final:{split}:{name}"]
            assert float(figure) == pytest.approx(report["evaluations"][split]["micro"][name], abs=1e-3)
    assert not job.failure


def test_the_classic_toolkit_trains(job: Job, tmp_path: Path) -> None:
    require(".venv-toolkit (make check)", TOOLKIT.is_file())
    process = job.start_classic(tmp_path / "log", job.stage(tmp_path / "source"), COMPACT)
    assert process.wait(240) == 0, (tmp_path / "log").read_text()
    assert (job.base / "output" / "success").exists()
    check_result(job, (tmp_path / "log").read_text())


def test_the_classic_toolkit_is_resumed_after_its_machine_was_taken_away(job: Job, tmp_path: Path) -> None:
    """It passes no SIGTERM on, so what counts is the state that was saved last."""
    require(".venv-toolkit (make check)", TOOLKIT.is_file())
    source = job.stage(tmp_path / "source")
    options = {**COMPACT, "epochs": "6", "patience": "0", "save_every": "0"}
    process = job.start_classic(tmp_path / "log", source, options)
    wait_for(tmp_path / "log", "epoch 1: loss", process)
    kill_group(process)
    epoch, _ = job.steps()
    assert epoch < 6
    process = job.start_classic(tmp_path / "again", source, options)
    assert process.wait(240) == 0, (tmp_path / "again").read_text()
    assert f"resumed in epoch {epoch + 1}" in (tmp_path / "again").read_text()


def test_the_classic_toolkit_tells_of_a_failure(job: Job, tmp_path: Path) -> None:
    require(".venv-toolkit (make check)", TOOLKIT.is_file())
    process = job.start_classic(tmp_path / "log", job.stage(tmp_path / "source"), {**COMPACT, "colour": "red"})
    assert process.wait(240) != 0
    assert "hyperparameter: no setting is called 'colour'; " in job.failure + (tmp_path / "log").read_text()
    assert job.failure
    assert not (job.base / "output" / "success").exists()


def test_the_driver_of_version_3_trains(job: Job, driver: list[str], tmp_path: Path) -> None:
    job.configure("hyperparameters", {**COMPACT, "compact": "true"})
    process = job.start_driver(tmp_path / "log", driver)
    assert process.wait(240) == 0, (tmp_path / "log").read_text()
    check_result(job, (tmp_path / "log").read_text())


def test_the_driver_of_version_3_tells_of_a_failure(job: Job, driver: list[str], tmp_path: Path) -> None:
    job.configure("hyperparameters", {**COMPACT, "encoder": "/no/such/folder"})
    process = job.start_driver(tmp_path / "log", driver)
    assert process.wait(240) == 1
    assert job.failure.startswith("error: encoder /no/such/folder: expected an existing folder")


def test_sigterm_in_the_driver_saves_the_state_and_the_next_run_resumes(
    job: Job, driver: list[str], tmp_path: Path
) -> None:
    """The signal goes to process 1, as a container's runtime sends it."""
    job.configure("hyperparameters", LONG)
    process = job.start_driver(tmp_path / "log", driver)
    wait_for(tmp_path / "log", "epoch 1: loss", process)
    started = time.monotonic()
    os.kill(first_process(process), signal.SIGTERM)
    assert process.wait(120) == 143, (tmp_path / "log").read_text()
    assert time.monotonic() - started < 30
    assert not job.failure
    epoch, done = job.steps()
    assert 1 <= epoch < 200
    job.configure("hyperparameters", LONG)
    process = job.start_driver(tmp_path / "again", driver)
    wait_for(tmp_path / "again", f"resumed in epoch {epoch + 1}, after {done} of", process)
    os.kill(first_process(process), signal.SIGTERM)
    assert process.wait(120) == 143


def test_an_image_of_ones_own_trains_with_its_serving_code(job: Job, tmp_path: Path) -> None:
    job.configure("hyperparameters", OPTIONS)
    process = job.start_own(tmp_path / "log")
    assert process.wait(240) == 0, (tmp_path / "log").read_text()
    check_result(job, (tmp_path / "log").read_text())
    for name in ("saved_model/1/saved_model.pb", "code/inference.py", "code/lib/model/bundle.py"):
        assert (job.base / "model" / name).is_file()


def test_a_channel_that_is_missing_is_named(job: Job, tmp_path: Path) -> None:
    shutil.rmtree(job.base / "input" / "data" / "train")
    process = job.start_own(tmp_path / "log")
    assert process.wait(120) == 1
    assert job.failure.startswith("error: no channel train in ")
