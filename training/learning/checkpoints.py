"""What a training writes down while it runs, so that it can be cut off at any moment and go on."""

import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from keras import ops
from numpy.typing import NDArray

from training.errors import TrainingError
from training.evaluation.results import Epoch
from training.network.classifier import TokenClassifier

_STATE, _BEST = "state.npz", "best.npz"


@dataclass(slots=True)
class State:
    """How far a training has come: the epoch it is in, from 0, the steps that each run has `done` of it, their mean
    loss and seconds so far, and the epochs behind it."""

    epoch: int = 0
    done: list[int] = field(default_factory=list)
    loss: float = 0.0
    seconds: float = 0.0
    epochs: list[Epoch] = field(default_factory=list)

    def best(self) -> Epoch:
        """The epoch of the highest F1, the first of equals."""
        return max(self.epochs, key=lambda each: (each.f1, -each.number))

    def stale(self) -> int:
        """Epochs since the best one."""
        return len(self.epochs) - self.best().number if self.epochs else 0


class Checkpoints:
    """The files of one training in a folder of their own. Each is written beside and renamed, so none is half."""

    def __init__(self, folder: Path, identity: str) -> None:
        self._folder, self._identity = folder, identity

    def begin(self) -> State:
        """Removes what an earlier training left."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        return State()

    def resume(self, network: TokenClassifier) -> State:
        """Gives the network the saved state back, weights, optimizer and random seeds. Raises TrainingError."""
        place = self._folder / _STATE
        if not place.is_file():
            raise TrainingError(f"{place}: no such file; nothing was saved here that could be resumed")
        with np.load(place) as saved:
            record = json.loads(str(saved["record"]))
            if record.pop("identity") != self._identity:
                raise TrainingError(
                    f"{place}: made with other data, another encoder or other options; expected the same"
                )
            _assign(_variables(network), saved)
        epochs = [Epoch(**each) for each in record.pop("epochs")]
        return State(**record, epochs=epochs)

    def save(self, network: TokenClassifier, state: State) -> None:
        record = json.dumps({**asdict(state), "identity": self._identity})
        self._write(_STATE, {**_arrays(_variables(network)), "record": np.array(record)})

    def save_best(self, network: TokenClassifier) -> None:
        self._write(_BEST, _arrays(network.weights))

    def restore_best(self, network: TokenClassifier) -> None:
        with np.load(self._folder / _BEST) as saved:
            _assign(network.weights, saved)

    def _write(self, name: str, arrays: dict[str, NDArray[Any]]) -> None:
        partial = self._folder / f"partial-{name}"
        np.savez(partial, allow_pickle=False, **arrays)
        partial.replace(self._folder / name)


def _variables(network: TokenClassifier) -> list[Any]:
    """All that changes in training: weights, the seeds of dropout, the optimizer's moments and step."""
    return [*network.variables, *network.optimizer.variables]


def _arrays(variables: list[Any]) -> dict[str, NDArray[Any]]:
    return {str(n): ops.convert_to_numpy(variable) for n, variable in enumerate(variables)}


def _assign(variables: list[Any], saved: Any) -> None:
    for n, variable in enumerate(variables):
        variable.assign(saved[str(n)])
