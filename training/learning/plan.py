"""From data and a recipe to a trained network, and from that to a bundle."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import keras
from pydantic import ValidationError

from model.bundle import Bundle, Manifest
from model.decode import Decoder
from model.tagging import read_spans
from model.tags import SCHEMES
from model.tokens import WordTokenizer
from training.corpora import Corpus, Dataset, labels_of, short
from training.errors import TrainingError
from training.evaluation.scores import score
from training.export import write_bundle
from training.learning.loop import SAVE_EVERY
from training.learning.progress import Progress
from training.learning.train import Recipe, Source, Trained, train
from training.network.classifier import TokenClassifier
from training.network.encoders import Encoder, load_encoder
from training.network.predict import tag_by


@dataclass(frozen=True, slots=True)
class Partial:
    """A further training corpus that marks only `labels`: elsewhere in it nothing teaches that others are absent."""

    corpus: Corpus
    labels: tuple[str, ...]

    def unknown(self, labels: Sequence[str]) -> dict[str, int]:
        """Its labels that are none of `labels`, with the number of their spans, which teach nothing."""
        counts = Counter(span.label for example in self.corpus.examples for span in example.spans)
        return {label: counts[label] for label in sorted({*counts, *self.labels}) if label not in labels}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train from what: the `train` split teaches, `validation` chooses the epoch by entity F1."""

    dataset: Dataset
    partial: tuple[Partial, ...]
    encoder: str
    recipe: Recipe

    def split(self, name: str) -> Corpus:
        """A split that has examples. Raises TrainingError."""
        corpus = self.dataset.splits.get(name)
        if corpus is None or not corpus.examples:
            raise TrainingError(f"{self.dataset.source}: no {name} examples; training needs train and validation")
        return corpus

    @property
    def labels(self) -> list[str]:
        return labels_of(self.split("train").examples)


def train_network(
    plan: Plan, folder: Path, progress: Progress, resume: bool = False, save_every: float = SAVE_EVERY
) -> tuple[Encoder, Trained]:
    """Trains as planned, with its state in `folder` (see `train`). Raises TrainingError, EncoderError."""
    labels, recipe, examples = plan.labels, plan.recipe, plan.split("validation").examples
    encoder = load_encoder(plan.encoder)
    if recipe.window.pieces > encoder.shape.positions:
        detail = f"the encoder has {encoder.shape.positions} positions, the window {recipe.window.pieces} pieces"
        raise TrainingError(f"{plan.encoder}: {detail}")
    tokenizer, decoder = WordTokenizer(encoder.tokenizer), Decoder(labels, SCHEMES[recipe.scheme])
    texts = [example.text for example in examples]

    def f1(network: TokenClassifier) -> float:
        found = read_spans(texts, tokenizer, recipe.window, decoder, tag_by(network))
        return score(examples, [each.spans for each in found])["micro"].f1

    sources = [Source(plan.split("train").examples), *(_source(each, labels, recipe.sample) for each in plan.partial)]
    return encoder, train(encoder, sources, labels, recipe, folder, f1, progress, resume, save_every)


def check(plan: Plan, name: str, version: str) -> None:
    """Raises TrainingError before the training, not after it: when a split is empty, nothing is labelled, or no bundle
    can have such a name, version or labels."""
    plan.split("validation")
    if not plan.labels:
        raise TrainingError(f"{plan.dataset.source}: no spans in the train split; nothing could be learnt")
    try:
        _manifest(plan, name, version, {})
    except ValidationError as error:
        first = error.errors()[0]
        place = f"label {first['input']!r}" if first["loc"][0] == "labels" else f"{first['loc'][0]} {first['input']!r}"
        raise TrainingError(f"{plan.dataset.source}: {place}: {first['msg']}") from error


def bundle_of(
    plan: Plan, encoder: Encoder, trained: Trained, folder: Path, name: str, version: str, compact: bool
) -> Bundle:
    """Writes the bundle of a trained network; `compact` leaves the SavedModel out."""
    shape = {"source": encoder.source, "shape": encoder.shape.to_json()}
    manifest = _manifest(plan, name, version, shape, _card(plan, trained))
    return write_bundle(folder, trained.network.to_arrays(), encoder.tokenizer, manifest, compact)


def _manifest(
    plan: Plan, name: str, version: str, encoder: dict[str, Any], card: dict[str, Any] | None = None
) -> Manifest:
    recipe = plan.recipe
    return Manifest(
        name=name,
        version=version,
        labels=tuple(plan.labels),
        scheme=recipe.scheme,
        window=recipe.window.pieces,
        overlap=recipe.window.overlap,
        encoder=encoder,
        training=card or {},
    )


def parameters_of(plan: Plan) -> dict[str, str]:
    """What a report says of how a network was trained."""
    parts = {name: str(value) for name, value in asdict(plan.recipe).items()}
    window = f"{plan.recipe.window.pieces} word pieces, {plan.recipe.window.overlap} shared"
    return {"encoder": plan.encoder, **parts, "window": window, "backend": keras.backend.backend()}


def _card(plan: Plan, trained: Trained) -> dict[str, Any]:
    """What the manifest says of the training; of paths only the last two parts, which are no one's home."""
    corpora = [plan.split("train"), *(each.corpus for each in plan.partial)]
    return {
        "data": [short(Path(corpus.source)) for corpus in corpora],
        "examples": sum(len(corpus.examples) for corpus in corpora),
        "recipe": asdict(plan.recipe),
        "epoch": trained.best.number,
        "validation": {"data": short(Path(plan.split("validation").source)), "micro_f1": round(trained.best.f1, 4)},
    }


def _source(partial: Partial, labels: Sequence[str], sample: int) -> Source:
    known = [
        replace(each, spans=tuple(span for span in each.spans if span.label in labels))
        for each in partial.corpus.examples
    ]
    return Source(known, partial.labels, sample)
