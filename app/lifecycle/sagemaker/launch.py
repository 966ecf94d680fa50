"""Starts a training job on SageMaker. The SDK's ModelTrainer builds the request."""

import logging
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.aws import S3Place, aws_errors, is_in_s3
from app.errors import SettingsError
from app.lifecycle.config import hyperparameters
from app.lifecycle.extras import aws_extra
from app.lifecycle.sagemaker.channels import data_channels, encoder_channel, partial_channel
from app.lifecycle.sagemaker.names import check_role
from app.lifecycle.sagemaker.source import SCRIPT, stage_source
from training.config import TrainConfig
from training.sagemaker.metrics import METRICS

# The SDK knows the registry of each region, but its tag (2.21-gpu-py312) moves from release to release.
_TAGS = {"gpu": "2.21.0-gpu-py312-cu129-amzn2023-sagemaker", "cpu": "2.21.0-cpu-py312-amzn2023-sagemaker"}
_FRAMEWORK = {"framework": "tensorflow", "version": "2.21", "py_version": "py312", "image_scope": "training"}
# `exec` replaces the shell that the driver starts: a shell does not pass SIGTERM on to its child.
_COMMAND = f'exec "$SM_PYTHON_CMD" {SCRIPT}'
CHECKPOINTS = "/opt/ml/checkpoints"


@dataclass(frozen=True, slots=True)
class Launch:
    """A job to start: labelled texts on this machine or in S3, and a configuration with the job's part `sagemaker`."""

    data: str
    config: TrainConfig

    def bucket_and_prefix(self) -> tuple[str, str]:
        """The place of the job's files, by default next to the data if they are in S3. Raises SettingsError."""
        place = self.config.sagemaker.place
        said = place or (self.data if is_in_s3(self.data) else "")
        there = S3Place.parse(said, "sagemaker.place", "s3://BUCKET/PREFIX for code, states and model")
        return there.bucket, there.key.strip("/") if place else "itemgraph"

    def tags(self) -> list[dict[str, str]]:
        """The tags in the form of AWS. Raises SettingsError."""
        parts = [each.partition("=") for each in self.config.sagemaker.tags]
        if wrong := [name for name, equals, _ in parts if not name or not equals]:
            raise SettingsError(f"sagemaker.tags {wrong[0]!r}: expected NAME=VALUE")
        return [{"key": name, "value": value} for name, _, value in parts]


def launch(job: Launch, dry_run: bool = False) -> dict[str, Any]:
    """Starts the job and returns its request with the name `TrainingJobName`. A dry run sends nothing."""
    check_role(job.config.sagemaker.role)
    bucket, prefix = job.bucket_and_prefix()
    tags = job.tags()
    with aws_extra(), aws_errors(), tempfile.TemporaryDirectory() as made:
        import boto3

        session = boto3.Session(region_name=job.config.sagemaker.region)
        if session.region_name is None:
            raise SettingsError("sagemaker.region: expected the region of bucket and job, for example eu-west-1")
        requests = _Requests(session, send=not dry_run)
        trainer, channels = _trainer(job, _session(session, bucket, prefix, dry_run), Path(made), tags)
        with requests.taken():
            trainer.train(input_data_config=channels, wait=False, logs=False)
    return requests.only()


def _trainer(job: Launch, session: Any, work: Path, tags: Sequence[Mapping[str, str]]) -> tuple[Any, list[Any]]:
    """The SDK's trainer, and the input channels."""
    from sagemaker.core.shapes import CheckpointConfig, MetricDefinition, OutputDataConfig, StoppingCondition
    from sagemaker.core.training.configs import Compute, InputData, SourceCode
    from sagemaker.train.model_trainer import ModelTrainer

    own = job.config.sagemaker
    encoder = encoder_channel(job.config.encoder)
    partial, named = partial_channel(job.config.partial, work / "partial")
    places = {**data_channels(job.data, own.region), **encoder, **partial}
    said = {name: value for name, value in hyperparameters(job.config).items() if name not in encoder}
    source = None
    if own.image is None:
        stage_source(work / "source")
        source = SourceCode(source_dir=str(work / "source"), command=_COMMAND)
    bucket, prefix = job.bucket_and_prefix()
    run = f"s3://{bucket}/{prefix}".rstrip("/") + f"/{_run_name(job)}"
    seconds = int(own.max_hours * 3600)
    # The limit of a spot job includes the time that it waits for a machine.
    waiting = {"max_wait_time_in_seconds": seconds * 2} if own.spot else {}
    if not own.check_role:
        os.environ["SAGEMAKER_VALIDATE_ROLE"] = "false"
    trainer = ModelTrainer(
        sagemaker_session=session,
        role=own.role,
        base_job_name=_base_name(job),
        training_image=own.image or _image(session.boto_region_name, own.instance_type),
        source_code=source,
        compute=Compute(
            instance_type=own.instance_type,
            instance_count=1,
            volume_size_in_gb=own.volume,
            enable_managed_spot_training=own.spot,
        ),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=seconds, **waiting),
        output_data_config=OutputDataConfig(s3_output_path=f"{run}/output"),
        checkpoint_config=CheckpointConfig(s3_uri=f"{run}/checkpoints", local_path=CHECKPOINTS),
        hyperparameters={**said, **named},
        tags=[dict(each) for each in tags] or None,
    ).with_metric_definitions([MetricDefinition(name=name, regex=regex) for name, regex in METRICS.items()])
    return trainer, [InputData(channel_name=name, data_source=place) for name, place in places.items()]


def _session(boto: Any, bucket: str, prefix: str, dry_run: bool) -> Any:
    from sagemaker.core.helper.session_helper import Session

    # The SDK's information lines are for its developers.
    logging.getLogger("sagemaker").setLevel(logging.WARNING)

    class Dry(Session):  # type: ignore[misc]
        """Sends nothing to S3."""

        def upload_data(self, path: str, bucket: str | None = None, key_prefix: str = "data", **_: Any) -> str:
            name = f"/{Path(path).name}" if Path(path).is_file() else ""
            return f"s3://{bucket}/{key_prefix}{name}"

    kind = Dry if dry_run else Session
    return kind(boto, default_bucket=bucket, default_bucket_prefix=prefix or None)


class _Requests:
    """The requests CreateTrainingJob that the SDK builds in this session; without `send` they are not sent."""

    def __init__(self, session: Any, send: bool) -> None:
        self._found: list[dict[str, Any]] = []
        self._send = send
        session.events.register("provide-client-params.sagemaker.CreateTrainingJob", self._take)

    def _take(self, params: dict[str, Any], **_: Any) -> None:
        self._found.append(params)
        if not self._send:
            raise _NotSent

    def taken(self) -> Any:
        from contextlib import suppress

        return suppress(_NotSent)

    def only(self) -> dict[str, Any]:
        (request,) = self._found
        return request


class _NotSent(Exception):
    """Ends a dry run."""


def _image(region: str, instance_type: str) -> str:
    from sagemaker.core import image_uris

    uri, _, short = image_uris.retrieve(region=region, instance_type=instance_type, **_FRAMEWORK).rpartition(":")
    return f"{uri}:{_TAGS['gpu' if '-gpu' in short else 'cpu']}"


def _base_name(job: Launch) -> str:
    return re.sub(r"[^a-zA-Z0-9]+", "-", f"itemgraph-{job.config.name}").strip("-")[:40]


def _run_name(job: Launch) -> str:
    """A unique folder, so that no job resumes from the state of another."""
    return f"{_base_name(job)}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
