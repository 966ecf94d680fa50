"""Saves the state of a training on disk, so that it can be interrupted at any moment and resumed."""

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
    """The progress of a training.

    `epoch` is the number of the current epoch, from 0. `done` counts its steps, by run. `loss` is their mean loss, and
    `seconds` their time. `epochs` are the finished epochs.
    """

    epoch: int = 0
    done: list[int] = field(default_factory=list)
    loss: float = 0.0
    seconds: float = 0.0
    epochs: list[Epoch] = field(default_factory=list)

    def best(self) -> Epoch:
        """Returns the epoch with the highest F1, and the first of several."""
        return max(self.epochs, key=lambda each: (each.f1, -each.number))

    def stale(self) -> int:
        """Returns the number of epochs since the best one."""
        return len(self.epochs) - self.best().number if self.epochs else 0


class Checkpoints:
    """The files of one training, in a folder of their own. A file is written under another name and then renamed, so
    none is incomplete. `identity` stands for data, encoder and options.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self._folder, self._identity = folder, identity

    def begin(self) -> State:
        """Removes the files of an earlier training."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        return State()

    def resume(self, network: TokenClassifier) -> State:
        """Restores the saved weights, optimizer and random seeds in the network, and returns the saved progress.

        Raises TrainingError when no state was saved, or the state of a training with other data or options.
        """
        place = self._folder / _STATE
        if not place.is_file():
            raise TrainingError(f"{place}: no such file; expected the saved state of a training")
        with np.load(place) as saved:
            record = json.loads(str(saved["record"]))
            if record.pop("identity") != self._identity:
                raise TrainingError(
                    f"{place}: saved with other data, another encoder or other options; expected the same ones"
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
    """Returns everything that changes in training: weights, dropout seeds, the optimizer's moments and step."""
    return [*network.variables, *network.optimizer.variables]


def _arrays(variables: list[Any]) -> dict[str, NDArray[Any]]:
    return {str(n): ops.convert_to_numpy(variable) for n, variable in enumerate(variables)}


def _assign(variables: list[Any], saved: Any) -> None:
    for n, variable in enumerate(variables):
        variable.assign(saved[str(n)])
