"""Lays out a training job's folder like `/opt/ml`, and starts the processes that SageMaker would start."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import numpy as np

from app.lifecycle.sagemaker.source import stage_source
from tests.stand_ins.labelled import examples, write

ROOT = Path(__file__).resolve().parents[3]
TOOLKIT, AWS = ROOT / ".venv-toolkit" / "bin" / "train", ROOT / ".venv-aws" / "bin" / "python"
OPTIONS = {
    "epochs": "2",
    "window": "16",
    "overlap": "4",
    "batch_pieces": "64",
    "name": "tiny",
    "version": "1.2",
    "learning_rate": "0.01",
}


class Job:
    """A job in a folder of its own, with channels and staged source."""

    def __init__(self, base: Path, checkpoint: Path, texts: int = 60) -> None:
        self.base = base
        for split, count in (("train", texts), ("validation", 30), ("test", 25)):
            (base / "input" / "data" / split).mkdir(parents=True)
            write(base / "input" / "data" / split / f"texts-{split}.jsonl", examples(count))
        (base / "input" / "data" / "encoder").symlink_to(checkpoint)
        for name in ("input/config", "model", "output/data", "checkpoints"):
            (base / name).mkdir(parents=True)
        hosts = {"current_host": "algo-1", "hosts": ["algo-1"], "network_interface_name": "eth0"}
        self.configure("resourceconfig", {**hosts, "current_instance_type": "local", "current_group_name": "g"})
        channel = {"TrainingInputMode": "File", "S3DistributionType": "FullyReplicated", "RecordWrapperType": "None"}
        channels = ("train", "validation", "test", "encoder")
        self.configure("inputdataconfig", dict.fromkeys(channels, channel))

    def configure(self, name: str, values: Mapping[str, object]) -> None:
        (self.base / "input" / "config" / f"{name}.json").write_text(json.dumps(values))

    def stage(self, folder: Path) -> Path:
        """The source as the launcher sends it; the packages are there already."""
        folder.mkdir(parents=True, exist_ok=True)
        stage_source(folder)
        (folder / "requirements.lock").write_text("# all there\n")
        return folder

    @property
    def state(self) -> Path:
        return self.base / "checkpoints" / "training" / "state.npz"

    def steps(self) -> tuple[int, int]:
        """Epochs and steps of the state that is saved."""
        with np.load(self.state) as saved:
            record = json.loads(str(saved["record"]))
        return record["epoch"], sum(record["done"])

    @property
    def failure(self) -> str:
        place = self.base / "output" / "failure"
        return place.read_text() if place.exists() else ""

    def start_own(self, log: Path) -> "subprocess.Popen[bytes]":
        """An image of one's own, started with the argument `train`."""
        own = {"SAGEMAKER_BASE_DIR": str(self.base)}
        return _start([sys.executable, "-m", "app.lifecycle.sagemaker.job", "train"], log, own)

    def start_classic(self, log: Path, source: Path, options: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        """The toolkit `sagemaker-training`; its Python finds the packages of this one."""
        program = {"sagemaker_program": "training_job.py", "sagemaker_submit_directory": str(source)}
        quoted = {name: json.dumps(value) for name, value in {**options, **program}.items()}
        self.configure("hyperparameters", quoted)
        (self.base / "code").mkdir(exist_ok=True)
        packages = next(path for path in sys.path if path.endswith("site-packages"))
        own = {"SAGEMAKER_BASE_DIR": str(self.base), "SM_STUDIO_LOCAL_MODE": "true", "PYTHONPATH": packages}
        return _start([str(TOOLKIT)], log, own)

    def start_driver(self, log: Path, arguments: list[str]) -> "subprocess.Popen[bytes]":
        """What CreateTrainingJob says of the container's entry, as process 1 with the job's folder at /opt/ml."""
        mount = f'mount -t tmpfs none /opt && mkdir /opt/ml && mount --bind "{self.base}" /opt/ml && exec "$@"'
        isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", mount, "job"]
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return _start([*isolated, *arguments], log, {"TRAINING_JOB_NAME": "job", "PATH": path})


def first_process(unshare: "subprocess.Popen[bytes]") -> int:
    """Process 1 of the namespace that `unshare` made."""
    children = Path(f"/proc/{unshare.pid}/task/{unshare.pid}/children").read_text().split()
    return int(children[0])


def wait_for(log: Path, text: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    while text not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.01)


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def _start(command: list[str], log: Path, own: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SM_")}
    output: IO[bytes] = log.open("wb")
    with output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environ, **own},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
