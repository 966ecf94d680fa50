"""Tells the progress of a training."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from training.corpora import Corpus, CorpusFault
from training.evaluation.results import Epoch
from training.learning.plan import TrainingPlan

if TYPE_CHECKING:
    from training.learning.batches import Lessons
    from training.learning.checkpoints import State

_SHOWN_FAULTS = 5


class Progress:
    """Receives the events of a training. This one shows nothing."""

    def read(self, plan: TrainingPlan) -> None:
        """After the data were read, and before anything is learnt."""

    def fault(self, fault: CorpusFault) -> None:
        """Receives a span that cannot be learnt."""

    def begin(self, steps: int, lessons: "Lessons", state: "State") -> None:
        """Called before the first of `steps` steps. `state` holds the steps of earlier runs."""

    def step(self, state: "State") -> None:
        """Called after each step."""

    def epoch(self, epoch: Epoch, best: bool) -> None:
        """Called after each epoch, when it is scored."""

    def end(self) -> None:
        """After the last epoch."""


class Bar(Protocol):
    """Shows how many steps are done, and what the last one said."""

    def begin(self, total: int, done: int) -> None:
        """Called before the first of `total` steps; `done` of them belong to earlier runs."""

    def step(self, done: int, epoch: int, loss: float, speed: float) -> None:
        """Called after each step. `speed` is in word pieces per second."""

    def end(self) -> None:
        """Called after the last epoch."""


class SpokenProgress(Progress):
    """Says a line for each event but a step, and moves a bar."""

    def __init__(self, say: Callable[[str], None], bar: Bar | None = None) -> None:
        self._say, self._bar = say, bar
        self._faults = self._per_epoch = self._pieces = 0

    def read(self, plan: TrainingPlan) -> None:
        for line in (line for corpus in plan.corpora() for line in fault_lines(corpus)):
            self._say(line)
        for each in plan.partial:
            for label, count in each.unknown(plan.labels).items():
                what = f"{label}, {count:,} spans: a label that {plan.dataset.source} does not have"
                self._say(f"left out: {each.corpus.source}: {what}")

    def fault(self, fault: CorpusFault) -> None:
        self._faults += 1
        if self._faults <= _SHOWN_FAULTS:
            self._say(f"not learnt: {fault}")

    def begin(self, steps: int, lessons: "Lessons", state: "State") -> None:
        if self._faults > _SHOWN_FAULTS:
            self._say(f"not learnt: {self._faults} spans in total; `itemgraph lint` lists them")
        first = lessons.epoch(0)
        self._per_epoch, self._pieces = len(first), first.pieces()
        done = state.epoch * self._per_epoch + sum(state.done)
        if done:
            self._say(f"resumed in epoch {state.epoch + 1}, after {sum(state.done)} of {self._per_epoch} steps")
        windows = len(lessons.always) + lessons.sample
        self._say(f"{windows:,} windows of {self._pieces:,} word pieces in {self._per_epoch:,} steps an epoch")
        if self._bar:
            self._bar.begin(steps, done)

    def step(self, state: "State") -> None:
        if self._bar:
            done = sum(state.done)
            speed = self._pieces * done / self._per_epoch / max(state.seconds, 1e-9)
            self._bar.step(state.epoch * self._per_epoch + done, state.epoch + 1, state.loss, speed)

    def epoch(self, epoch: Epoch, best: bool) -> None:
        mark = ", the best so far" if best else ""
        self._say(
            f"epoch {epoch.number}: loss {epoch.loss:.4f}, validation F1 {epoch.f1:.4f}{mark}; "
            f"{epoch.seconds:,.0f} s, {epoch.tokens_per_second:,.0f} tokens/s"
        )

    def end(self) -> None:
        if self._bar:
            self._bar.end()


def fault_lines(corpus: Corpus) -> list[str]:
    """Describes the first faults of a corpus, and says how many faults it has if there are more."""
    lines = [f"left out: {fault}" for fault in corpus.faults[:_SHOWN_FAULTS]]
    if len(corpus.faults) > _SHOWN_FAULTS:
        lines.append(f"{corpus.source}: {len(corpus.faults)} faults in total; `itemgraph lint` lists them")
    return lines
