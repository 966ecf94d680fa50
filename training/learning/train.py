"""Fine-tunes a network on examples, and returns it with its figures."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from model.tags import SCHEMES
from model.tokens import WordTokenizer
from training.config import Recipe
from training.corpora import CorpusFault, Example
from training.corpora.soft import SoftTexts
from training.evaluation.results import Epoch
from training.learning.batches import Lesson, Lessons, label_weights, to_training_windows
from training.learning.checkpoints import Checkpoints
from training.learning.loop import SAVE_EVERY, Loop, Score
from training.learning.loss import tagging_loss
from training.learning.optimizer import optimizer
from training.learning.progress import Progress
from training.learning.soft_windows import to_soft_windows
from training.network.classifier import TokenClassifier
from training.network.encoders import Encoder


@dataclass(frozen=True, slots=True)
class Source:
    """Examples to learn from.

    `annotated` are the labels that are marked in them; None means all labels. `sample` is the number of windows to draw
    in each epoch; None means all windows. `soft` are texts with soft labels, for a source without examples.
    """

    examples: Sequence[Example] = ()
    annotated: Sequence[str] | None = None
    sample: int | None = None
    soft: SoftTexts | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """The network of the best epoch, the recipe with its resolved types, the epochs, and the spans not learnt."""

    network: TokenClassifier
    recipe: Recipe
    epochs: tuple[Epoch, ...]
    best: Epoch
    faults: tuple[CorpusFault, ...]


def train(
    encoder: Encoder,
    sources: Sequence[Source],
    labels: Sequence[str],
    recipe: Recipe,
    folder: Path,
    score: Score,
    progress: Progress | None = None,
    resume: bool = False,
    save_every: float = SAVE_EVERY,
) -> Trained:
    """Trains, and returns the network of the epoch with the highest `score` (F1 on validation).

    `folder` keeps the state of the training, saved every `save_every` seconds, and the weights of the best epoch. With
    `resume`, an interrupted training continues from that state; otherwise the folder is emptied. Raises TrainingError
    when the state belongs to other data, another encoder or another recipe, and Interrupted after a signal.
    """
    progress, recipe = progress or Progress(), resolve(recipe)
    keras.utils.set_random_seed(recipe.seed)
    lessons, faults = _lessons(sources, WordTokenizer(encoder.tokenizer), labels, recipe)
    for fault in faults:
        progress.fault(fault)
    network = _network(encoder, labels, recipe)
    steps = len(lessons.epoch(0)) * recipe.epochs
    network.compile(optimizer(network, steps, recipe), tagging_loss, jit_compile=False)
    network.optimizer.build(network.trainable_variables)
    checkpoints = Checkpoints(folder, _identity(encoder, lessons, labels, recipe))
    state = checkpoints.resume(network) if resume else checkpoints.begin()
    progress.begin(steps, lessons, state)
    loop = Loop(lessons, checkpoints, state, score, progress, recipe.patience, save_every)
    loop.run(network, recipe.epochs)
    checkpoints.restore_best(network)
    progress.end()
    return Trained(network, recipe, tuple(state.epochs), state.best(), tuple(faults))


def resolve(recipe: Recipe) -> Recipe:
    """Returns the recipe with the type for this machine in place of `auto`."""
    if recipe.mixed_precision != "auto":
        return recipe
    return recipe.model_copy(update={"mixed_precision": "float16" if _on_gpu() else "off"})


def _on_gpu() -> bool:
    """Tells whether the backend computes on a GPU. Keras itself does not ask PyTorch."""
    if keras.backend.backend() == "torch":
        import torch

        return bool(torch.cuda.is_available())
    return any(device.startswith("gpu") for device in keras.distribution.list_devices())


def _lessons(
    sources: Sequence[Source], tokenizer: WordTokenizer, labels: Sequence[str], recipe: Recipe
) -> tuple[Lessons, list[CorpusFault]]:
    scheme = SCHEMES[recipe.scheme]
    weights = label_weights([e for source in sources for e in source.examples], labels, recipe.balance)
    always: list[Lesson] = []
    sampled: list[Lesson] = []
    sample, faults = 0, []
    for source in sources:
        windows, refused = to_training_windows(
            source.examples, tokenizer, recipe.window_size, labels, source.annotated, scheme, weights
        )
        faults += refused
        own: list[Lesson] = [*windows]
        if source.soft is not None:
            softly, unread = to_soft_windows(source.soft, tokenizer, recipe.window_size)
            own, faults = [*own, *softly], [*faults, *unread]
        if source.sample is None:
            always += own
        else:
            sampled += own
            sample += min(source.sample, len(own))
    return Lessons(always, sampled, sample, recipe.batch_pieces, recipe.seed), faults


def _network(encoder: Encoder, labels: Sequence[str], recipe: Recipe) -> TokenClassifier:
    before = keras.config.dtype_policy()
    mixed = recipe.mixed_precision
    keras.config.set_dtype_policy("float32" if mixed == "off" else f"mixed_{mixed}")
    try:
        network = TokenClassifier(encoder.shape, SCHEMES[recipe.scheme].width(labels), recipe.dropout)
    finally:
        keras.config.set_dtype_policy(before)
    network.assign(_fitting(encoder, network), head=False)
    if recipe.lora_rank:
        _freeze_to_adapters(network, recipe.lora_rank)
    return network


def _fitting(encoder: Encoder, network: TokenClassifier) -> dict[str, NDArray[np.float32]]:
    """Returns the encoder's weights, with its head if that has the network's number of tags."""
    has_head = encoder.weights.get("head.bias", np.zeros(0)).shape == tuple(network.head.bias.shape)
    return {name: values for name, values in encoder.weights.items() if has_head or not name.startswith("head.")}


def _identity(encoder: Encoder, lessons: Lessons, labels: Sequence[str], recipe: Recipe) -> str:
    """Returns a digest of what a resumed training must share: recipe, labels, data and pretrained weights."""
    digest = hashlib.sha256(json.dumps([recipe.model_dump(), list(labels), encoder.source]).encode())
    for window in lessons.windows():
        digest.update(window.ids.tobytes() + window.targets().tobytes())
    digest.update(encoder.weights["embeddings.words"].tobytes())
    return digest.hexdigest()


def _freeze_to_adapters(network: TokenClassifier, rank: int) -> None:
    """Adds LoRA (Hu et al. 2021) to every dense layer. Head and biases stay trainable; everything else is frozen."""
    network.embeddings.trainable = False
    if network.distances is not None:
        network.distances.trainable = False
    for name, part in network.parts().items():
        if isinstance(part, keras.layers.Dense) and name != "head":
            part.enable_lora(rank)
        elif name != "head":
            part.trainable = False
