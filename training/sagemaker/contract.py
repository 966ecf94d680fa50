"""Reads what SageMaker puts into a training container, and writes what it expects. Standard library only.

```
/opt/ml/input/config/hyperparameters.json   strings
/opt/ml/input/data/CHANNEL/                 train, validation, test; partial, encoder
/opt/ml/checkpoints/                        copied to S3 on every change, restored after an interruption
/opt/ml/model/  /opt/ml/output/data/        become model.tar.gz and output.tar.gz
/opt/ml/output/failure                      the reason of a failure, at most 1,024 characters
```

Hyperparameters are the fields of training.config.TrainConfig by name. Source: SageMaker Developer Guide, "How Amazon
SageMaker Runs Your Training Image".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingError

SPLITS = ("train", "validation", "test")
PARTIAL, ENCODER = "partial", "encoder"
_MAX_REASON_CHARACTERS = 1024


class ContractError(TrainingError):
    """The input of a job has an unexpected form."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of a job."""

    base: Path
    model: Path
    output: Path

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Places":
        """Returns the folders that the toolkit names in `environ`, or else SageMaker's own."""
        base = Path(environ.get("SAGEMAKER_BASE_DIR") or "/opt/ml")
        model = Path(environ.get("SM_MODEL_DIR") or base / "model")
        return cls(base, model, Path(environ.get("SM_OUTPUT_DATA_DIR") or base / "output" / "data"))

    @property
    def checkpoints(self) -> Path:
        """The folder of the saved state. It lies below SageMaker's mount, which itself cannot be removed."""
        return self.base / "checkpoints" / "training"

    def channel(self, name: str) -> Path | None:
        folder = self.base / "input" / "data" / name
        return folder if folder.is_dir() else None

    def hyperparameters(self) -> dict[str, str]:
        """Reads the hyperparameters, without the toolkits' own. Raises ContractError if the file holds no object."""
        place = self.base / "input" / "config" / "hyperparameters.json"
        try:
            found = json.loads(place.read_text("utf-8")) if place.is_file() else {}
        except ValueError as error:
            raise ContractError(f"{place}: not JSON: {error}") from error
        if not isinstance(found, dict):
            raise ContractError(f"{place}: expected an object of hyperparameters")
        return {name: _plain(value) for name, value in found.items() if not name.startswith("sagemaker_")}

    def fail(self, reason: str) -> None:
        """Writes the reason of a failure to the file that SageMaker reads."""
        place = self.base / "output" / "failure"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(reason.strip()[-_MAX_REASON_CHARACTERS:] + "\n", "utf-8")


def data_of(places: Places, work: Path) -> Path:
    """Returns the data of the channels: a folder of split files in `work`, or the file of a single channel.

    Raises ContractError, which names the wrong channel.
    """
    files = {split: _file(folder, split) for split in SPLITS if (folder := places.channel(split))}
    if "train" not in files:
        raise ContractError(f"no channel train in {places.base / 'input' / 'data'}; expected labelled texts there")
    if len(files) == 1:
        return files["train"]
    data = work / "data"
    data.mkdir()
    for split, file in files.items():
        (data / f"{split}{file.suffix}").symlink_to(file)
    return data


def _file(folder: Path, split: str) -> Path:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    if len(files) != 1:
        found = ", ".join(path.name for path in files[:5]) or "none"
        raise ContractError(f"channel {split}: expected one file, found {found}")
    return files[0]


def _plain(value: object) -> str:
    """Returns a value as text, whatever toolkit wrote it. The classic one writes JSON inside strings."""
    if isinstance(value, str) and value.startswith('"'):
        value = json.loads(value)
    return value if isinstance(value, str) else json.dumps(value)
