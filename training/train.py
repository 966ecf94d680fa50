"""Fine-tuning: examples in, trained network and its figures out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
from keras import ops

from model.tokens import WordTokenizer
from model.windows import WindowSize
from training.batches import Batches, to_targets
from training.corpora import Example
from training.encoders import Encoder
from training.network import TokenClassifier


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    `batch_pieces` counts padding; `learning_rate` is the peak, after `warmup` of all steps; `sample` is how many
    windows of each partly annotated corpus an epoch draws; `lora_rank` 0 trains all weights.
    """

    epochs: int = 8
    batch_pieces: int = 1024
    learning_rate: float = 2e-4
    warmup: float = 0.1
    weight_decay: float = 0.01
    dropout: float = 0.1
    seed: int = 7
    window: WindowSize = field(default_factory=lambda: WindowSize(128, 32))
    sample: int = 5000
    lora_rank: int = 0


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples to learn from. `annotated`: the labels that are marked in them, None for all; `sample`: how many
    windows to draw an epoch, None for all."""

    examples: Sequence[Example]
    annotated: Sequence[str] | None = None
    sample: int | None = None


Score = Callable[[TokenClassifier], float]
Log = Callable[[str], None]


def allowed_tags_loss(allowed: Any, logits: Any) -> Any:
    """−log of the probability of all allowed tags together, averaged over the words that teach something.

    With one allowed tag it is the cross-entropy; with more, the marginal likelihood of a partial annotation
    (Tsuboi et al. 2008).
    """
    allowed = ops.cast(allowed, "float32")
    teaches = 1.0 - ops.min(allowed, axis=-1)
    loss = ops.logsumexp(logits, axis=-1) - ops.logsumexp(logits + (allowed - 1.0) * 1e9, axis=-1)
    return ops.sum(loss * teaches) / ops.maximum(ops.sum(teaches), 1.0)


def train(
    encoder: Encoder,
    corpora: Sequence[Corpus],
    labels: Sequence[str],
    recipe: Recipe,
    checkpoint: Path,
    score: Score,
    log: Log,
) -> tuple[TokenClassifier, float]:
    """Trains, and returns the network of the epoch that `score` (entity F1 on validation) liked best.

    `checkpoint` (`….weights.h5`) keeps that epoch's weights on disk while training goes on.
    """
    keras.utils.set_random_seed(recipe.seed)
    tokenizer = WordTokenizer(encoder.tokenizer)
    batches = _batches(corpora, tokenizer, labels, recipe, log)
    network = TokenClassifier(encoder.shape, 1 + 2 * len(labels), recipe.dropout)
    network.assign(encoder.weights, head=False)
    if recipe.lora_rank:
        _freeze_to_adapters(network, recipe.lora_rank)
    network.compile(_optimizer(len(batches) * recipe.epochs, recipe), allowed_tags_loss, jit_compile=False)
    keeper = _KeepBest(checkpoint, score, log)
    network.fit(batches, epochs=recipe.epochs, shuffle=False, verbose=0, callbacks=[keeper])
    network.load_weights(checkpoint)
    return network, keeper.best


def _batches(
    corpora: Sequence[Corpus], tokenizer: WordTokenizer, labels: Sequence[str], recipe: Recipe, log: Log
) -> Batches:
    always, sampled, sample = [], [], 0
    for corpus in corpora:
        targets, refused = to_targets(corpus.examples, tokenizer, recipe.window, labels, corpus.annotated)
        log(f"{len(corpus.examples)} examples, {len(targets)} windows, {refused} spans left out (they cut a word)")
        if corpus.sample is None:
            always += targets
        else:
            sampled += targets
            sample += corpus.sample
    return Batches(always, recipe.batch_pieces, recipe.seed, sampled, sample)


def _optimizer(steps: int, recipe: Recipe) -> keras.optimizers.Optimizer:
    warmup = max(1, int(steps * recipe.warmup))
    schedule = keras.optimizers.schedules.PolynomialDecay(recipe.learning_rate, steps - warmup, 0.0)
    rate = _WarmUp(recipe.learning_rate, warmup, schedule)
    optimizer = keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay, global_clipnorm=1.0)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


class _WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """Linear to the peak, then the given schedule."""

    def __init__(self, peak: float, steps: int, after: keras.optimizers.schedules.LearningRateSchedule) -> None:
        self._peak, self._steps, self._after = peak, steps, after

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        rising = self._peak * (step + 1.0) / self._steps
        return ops.where(step < self._steps, rising, self._after(step - self._steps))


class _KeepBest(keras.callbacks.Callback):
    """Scores every epoch and keeps the weights of the best one."""

    def __init__(self, path: Path, score: Score, log: Log) -> None:
        super().__init__()
        self._path, self._score, self._log = path, score, log
        self.best = -1.0
        self._started = time.monotonic()

    def on_epoch_begin(self, *_: Any, **__: Any) -> None:
        self._started = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        seconds = time.monotonic() - self._started
        f1 = self._score(self.model)
        self._log(f"epoch {epoch + 1}: loss {logs['loss']:.4f}, validation F1 {f1:.4f}, {seconds:.0f} s")
        if f1 > self.best:
            self.best = f1
            self.model.save_weights(self._path)


def _freeze_to_adapters(network: TokenClassifier, rank: int) -> None:
    """LoRA (Hu et al. 2021) on every dense layer; head and biases are trained whole, everything else is frozen."""
    network.embeddings.trainable = False
    for name, part in network.parts().items():
        if isinstance(part, keras.layers.Dense) and name != "head":
            part.enable_lora(rank)
        elif name != "head":
            part.trainable = False
