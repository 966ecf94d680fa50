"""What SageMaker puts into a training container, and what it expects back. Standard library only.

```
/opt/ml/input/config/hyperparameters.json   strings
/opt/ml/input/data/CHANNEL/                 train, validation, test; partial, encoder
/opt/ml/checkpoints/                        kept in S3 as it changes, and brought back after an interruption
/opt/ml/model/  /opt/ml/output/data/        what becomes model.tar.gz and output.tar.gz
/opt/ml/output/failure                      why it failed, at most 1,024 characters
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
_MOST_REASON = 1024


class ContractError(TrainingError):
    """What a job was given has another form than expected."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of a job."""

    base: Path
    model: Path
    output: Path

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Places":
        """As the toolkits say, or else as SageMaker itself lays them."""
        base = Path(environ.get("SAGEMAKER_BASE_DIR") or "/opt/ml")
        model = Path(environ.get("SM_MODEL_DIR") or base / "model")
        return cls(base, model, Path(environ.get("SM_OUTPUT_DATA_DIR") or base / "output" / "data"))

    @property
    def checkpoints(self) -> Path:
        """Below the folder that SageMaker mounts, which cannot be removed."""
        return self.base / "checkpoints" / "training"

    def channel(self, name: str) -> Path | None:
        folder = self.base / "input" / "data" / name
        return folder if folder.is_dir() else None

    def hyperparameters(self) -> dict[str, str]:
        """Without those that are the toolkits' own. Raises ContractError for a file that is no object."""
        place = self.base / "input" / "config" / "hyperparameters.json"
        try:
            found = json.loads(place.read_text("utf-8")) if place.is_file() else {}
        except ValueError as error:
            raise ContractError(f"{place}: not JSON: {error}") from error
        if not isinstance(found, dict):
            raise ContractError(f"{place}: expected an object of hyperparameters")
        return {name: _plain(value) for name, value in found.items() if not name.startswith("sagemaker_")}

    def fail(self, reason: str) -> None:
        """Writes why the job failed, where SageMaker reads it."""
        place = self.base / "output" / "failure"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(reason.strip()[-_MOST_REASON:] + "\n", "utf-8")


def data_of(places: Places, work: Path) -> Path:
    """The channels as a folder of split files in `work`; one file for all splits as it is.

    Raises ContractError, which names the channel at fault.
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
    """A value as text, however a toolkit wrote it: the classic one keeps JSON inside of strings."""
    if isinstance(value, str) and value.startswith('"'):
        value = json.loads(value)
    return value if isinstance(value, str) else json.dumps(value)
