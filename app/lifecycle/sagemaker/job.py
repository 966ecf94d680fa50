"""`python -m app.lifecycle.sagemaker.job train`: a training job inside a container.

SageMaker's toolkits (the classic one and the driver of the SDK's version 3) run the staged source. A custom image has
all packages, and SageMaker starts it with the argument `train`. Until the packages are installed, this module imports
the standard library only.
"""

import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from model.errors import ItemgraphError
from training.sagemaker.contract import ENCODER, PARTIAL, ContractError, Places, data_of

if TYPE_CHECKING:
    from app.lifecycle.config import TrainConfig

_REPORT = ("report.html", "report.json", "classification_report.csv")
_STOPPED = tuple(128 + each for each in (signal.SIGINT, signal.SIGTERM))


def main() -> None:
    """Runs the job of this container. Exits with 0, or with an error status and its reason in SageMaker's file."""
    places = Places.of(os.environ)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _stop)
    try:
        _install(Path(sys.argv[0]).resolve().parent / "requirements.lock")
        _train(places)
    except (ItemgraphError, OSError) as error:
        _fail(places, f"error: {error}", getattr(error, "status", 1))
    except Exception:  # SageMaker shows the reason of any failure
        _fail(places, traceback.format_exc(), 1)


def _stop(number: int, _: FrameType | None) -> None:
    """Exits with the status that shells use for a signal. Without a handler, process 1 would ignore the signal."""
    sys.exit(128 + number)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (the log of the container)


def _fail(places: Places, reason: str, status: int) -> None:
    """Ends the job. A stopped job has not failed: SageMaker starts it again, and it resumes from its checkpoint."""
    print(reason, file=sys.stderr, flush=True)  # noqa: T201 (the log of the container)
    if status not in _STOPPED:
        places.fail(reason)
    sys.exit(status)


def _install(requirements: Path) -> None:
    """Installs the locked packages. A custom image has all packages and no lock file."""
    if not requirements.is_file():
        return
    call = ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(requirements)]
    done = subprocess.run([sys.executable, *call], stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 (ours)
    if done.returncode:
        raise ContractError(f"{requirements}: pip could not install it: {done.stderr.strip()}")
    importlib.invalidate_caches()


def _train(places: Places) -> None:
    from app.lifecycle.train import TrainingRun, spoken_progress, train
    from app.lifecycle.wording import training_lines
    from app.settings import read_settings

    with tempfile.TemporaryDirectory(prefix="itemgraph-") as made:
        work = Path(made)
        resume = (places.checkpoints / "state.npz").is_file()
        run = TrainingRun(data_of(places, work), work / "bundle", config_of(places), resume, "a job on SageMaker")
        for line in training_lines(train(run, read_settings(), spoken_progress(_say))):
            _say(line)
        _hand_over(places, work / "bundle")


def config_of(places: Places) -> "TrainConfig":
    """Reads the configuration from the hyperparameters, with the paths of the channels and checkpoints.

    Raises SettingsError with the name of the wrong hyperparameter, or ContractError.
    """
    from app.lifecycle.config import Said, to_config

    given = places.hyperparameters()
    if (encoder := places.channel(ENCODER)) and ENCODER not in given:
        given[ENCODER] = str(encoder)
    config = to_config({name.replace("-", "_"): Said(value, "hyperparameter") for name, value in given.items()})
    folder = places.channel(PARTIAL)
    if config.partial and folder is None:
        raise ContractError(f"hyperparameter {PARTIAL!r} is given, but there is no channel {PARTIAL}")
    partial = tuple(str(folder / each) for each in config.partial) if folder else ()
    return config.model_copy(update={"partial": partial, "checkpoints": str(places.checkpoints)})


def _hand_over(places: Places, bundle: Path) -> None:
    """Copies the bundle to the folder of the model, with code for AWS's serving image, and the report to the output."""
    from training.sagemaker.archive import add_code

    places.model.mkdir(parents=True, exist_ok=True)
    shutil.copytree(bundle, places.model, dirs_exist_ok=True)
    if (places.model / "saved_model").is_dir():
        add_code(places.model)
    places.output.mkdir(parents=True, exist_ok=True)
    for name in _REPORT:
        shutil.copyfile(bundle / name, places.output / name)


if __name__ == "__main__":
    main()
