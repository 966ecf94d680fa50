"""Plans a training: reads the data and checks everything before a library of training is loaded."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from model.bundle import Manifest
from model.faults import fault_to_text
from model.tags import SCHEMES, Scheme
from training.config import TrainConfig
from training.corpora import Corpus, Dataset, Example, labels_of, read_corpus, read_dataset
from training.corpora.augmentation import augment
from training.corpora.soft import SoftTexts, read_soft
from training.errors import TrainingError
from training.network.encoders import Encoder


@dataclass(frozen=True, slots=True)
class Partial:
    """More training texts, in which only `labels` are marked. They do not teach that other labels are absent."""

    corpus: Corpus
    labels: tuple[str, ...]

    def unknown(self, labels: Sequence[str]) -> dict[str, int]:
        """Returns this corpus's labels that are not in `labels`, with their number of spans. They teach nothing."""
        counts = Counter(span.label for example in self.corpus.examples for span in example.spans)
        return {label: counts[label] for label in sorted({*counts, *self.labels}) if label not in labels}


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """The data and the configuration of a training. The `validation` split chooses the epoch, by F1.

    `soft` are texts that came with soft labels. `taught` are the training texts as teachers label them; they take the
    place of the labelled ones.
    """

    dataset: Dataset
    partial: tuple[Partial, ...]
    config: TrainConfig
    soft: tuple[SoftTexts, ...] = ()
    taught: SoftTexts | None = None

    def split(self, name: str) -> Corpus:
        """Returns a split. Raises TrainingError when it is missing or has no examples."""
        corpus = self.dataset.splits.get(name)
        if corpus is None or not corpus.examples:
            raise TrainingError(f"{self.dataset.source}: no {name} examples; training needs train and validation")
        return corpus

    def corpora(self) -> Iterator[Corpus]:
        """Yields every corpus, including the partly marked ones."""
        yield from self.dataset.splits.values()
        yield from (each.corpus for each in self.partial)

    def texts_to_teach(self) -> list[str]:
        """Returns the texts that teachers label, once each: training texts, changed copies and unlabelled texts."""
        more = [read_corpus(Path(each)).examples for each in self.config.unlabelled]
        examples = [*self.train_examples(), *(e for each in self.partial for e in each.corpus.examples)]
        return list(dict.fromkeys(each.text for each in [*examples, *chain.from_iterable(more)] if each.text.strip()))

    def train_examples(self) -> list[Example]:
        """Returns the training texts and their changed copies."""
        own = list(self.split("train").examples)
        return [*own, *augment(own, self.config.augment, self.config.seed)]

    @property
    def labels(self) -> list[str]:
        return labels_of(self.split("train").examples)

    @property
    def scheme(self) -> Scheme:
        return SCHEMES[self.config.scheme]

    def manifest(self, encoder: dict[str, Any], card: dict[str, Any]) -> Manifest:
        """Returns the manifest of the bundle. Raises pydantic's ValidationError for labels that no bundle may have."""
        config = self.config
        return Manifest(
            name=config.name,
            version=config.version,
            labels=tuple(self.labels),
            scheme=config.scheme,
            window=config.window,
            overlap=config.overlap,
            encoder=encoder,
            training=card,
        )


def plan_training(data: Path, config: TrainConfig) -> TrainingPlan:
    """Reads the data set and the partial files. Raises CorpusError when a file cannot be read."""
    partial = tuple(_partial(each) for each in config.partial)
    dataset = read_dataset(data, config.format)
    drawn = _draw(dataset, config.limit, config.seed) if config.limit else dataset
    plan = TrainingPlan(drawn, partial, config)
    return replace(plan, soft=tuple(read_soft(Path(each), plan.scheme, plan.labels) for each in config.soft))


def check_plan(plan: TrainingPlan) -> None:
    """Raises TrainingError when a split is empty, no text is labelled, or no bundle may have the labels."""
    plan.split("validation")
    if not plan.labels:
        raise TrainingError(f"{plan.dataset.source}: no spans in the train split; expected at least one labelled text")
    try:
        plan.manifest({}, {})
    except ValidationError as error:
        first = error.errors()[0]
        place = f"label {first['input']!r}" if first["loc"][0] == "labels" else f"{first['loc'][0]} {first['input']!r}"
        raise TrainingError(f"{plan.dataset.source}: {place}: {fault_to_text(first)}") from error


def check_window(plan: TrainingPlan, encoder: Encoder) -> None:
    """Raises TrainingError when the window is longer than the encoder's positions."""
    if plan.config.window > encoder.shape.positions:
        detail = f"the encoder has {encoder.shape.positions} positions, the window {plan.config.window} pieces"
        raise TrainingError(f"{plan.config.encoder}: {detail}")


def _partial(argument: str) -> Partial:
    """Reads `FILE` or `FILE=LABEL,LABEL`. Without labels, the labels that occur in the file count as marked."""
    path, _, labels = argument.partition("=")
    corpus = read_corpus(Path(path))
    return Partial(corpus, tuple(labels.split(",")) if labels else tuple(labels_of(corpus.examples)))


def _draw(dataset: Dataset, limit: int, seed: int) -> Dataset:
    """Returns the data set with at most `limit` training texts, drawn at random."""
    corpus = dataset.splits["train"]
    drawn = random.Random(seed).sample(corpus.examples, min(limit, len(corpus.examples)))  # noqa: S311 (no secret)
    return replace(dataset, splits={**dataset.splits, "train": replace(corpus, examples=tuple(drawn))})
