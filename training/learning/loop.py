"""Runs the epochs of a training: steps, scores, checkpoints and early stopping."""

import time
from collections.abc import Callable
from typing import Any

import keras

from training.evaluation.results import Epoch
from training.learning.batches import Lessons
from training.learning.checkpoints import Checkpoints, State
from training.learning.interruption import Interruption
from training.learning.progress import Progress
from training.network.classifier import TokenClassifier

Score = Callable[[TokenClassifier], float]

# Seconds between two saved states.
SAVE_EVERY = 120.0


class Loop:
    """Runs one epoch after another. It scores the network after each epoch, and keeps the weights of the best one."""

    def __init__(
        self,
        lessons: Lessons,
        checkpoints: Checkpoints,
        state: State,
        score: Score,
        progress: Progress,
        patience: int,
        save_every: float,
    ) -> None:
        self._lessons, self._checkpoints, self._state = lessons, checkpoints, state
        self._score, self._progress, self._patience, self._save_every = score, progress, patience, save_every
        self._interruption = Interruption()

    def run(self, network: TokenClassifier, epochs: int) -> None:
        """Runs up to `epochs` epochs. After SIGINT or SIGTERM it saves the state and raises Interrupted."""
        with self._interruption.noted():
            self._run(network, epochs)

    def _run(self, network: TokenClassifier, epochs: int) -> None:
        while self._state.epoch < epochs and not 0 < self._patience <= self._state.stale():
            self._run_epoch(network)
            self._interruption.check()

    def _run_epoch(self, network: TokenClassifier) -> None:
        state = self._state
        batches = self._lessons.epoch(state.epoch, state.done)
        if len(batches):
            run = _Run(self._checkpoints, state, self._progress, self._save_every, self._interruption)
            network.fit(batches, epochs=1, shuffle=False, verbose=0, callbacks=[run])
            run.end()
        pieces = self._lessons.epoch(state.epoch).pieces()
        f1 = self._score(network)
        epoch = Epoch(state.epoch + 1, state.loss, f1, state.seconds, pieces / max(state.seconds, 1e-9))
        state.epochs.append(epoch)
        state.epoch, state.done, state.loss, state.seconds = state.epoch + 1, [], 0.0, 0.0
        if state.best() is epoch:
            self._checkpoints.save_best(network)
        self._checkpoints.save(network, state)
        self._progress.epoch(epoch, best=state.best() is epoch)


class _Run(keras.callbacks.Callback):
    """Counts the steps of one run of an epoch, and saves the state at intervals."""

    def __init__(
        self,
        checkpoints: Checkpoints,
        state: State,
        progress: Progress,
        save_every: float,
        interruption: Interruption,
    ) -> None:
        super().__init__()
        self._interruption = interruption
        self._checkpoints, self._state, self._progress, self._save_every = checkpoints, state, progress, save_every
        self._before, self._loss, self._seconds = sum(state.done), state.loss, state.seconds
        self._started = self._saved = time.monotonic()
        state.done.append(0)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        state, now = self._state, time.monotonic()
        state.done[-1] = batch + 1
        # Keras reports the mean loss of this run. The mean of the epoch includes the earlier runs.
        steps = self._before + batch + 1
        state.loss = (self._loss * self._before + float(logs["loss"]) * (batch + 1)) / steps
        state.seconds = self._seconds + now - self._started
        self._progress.step(state)
        if self._interruption.came or now - self._saved >= self._save_every:
            self._checkpoints.save(self.model, state)
            self._saved = time.monotonic()
        self._interruption.check()

    def end(self) -> None:
        """Adds the time of this run, after the last step of the epoch."""
        self._state.seconds = self._seconds + time.monotonic() - self._started
