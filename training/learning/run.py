"""Carries out a plan: trains the network, and writes its bundle."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras

from model.bundle import Bundle
from model.decode import Decoder
from model.tagging import read_spans
from model.tags import SCHEMES
from model.tokens import WordTokenizer
from training.corpora import short
from training.corpora.soft import without_in_prose
from training.evaluation.scores import score
from training.export import write_bundle
from training.learning.plan import Partial, TrainingPlan
from training.learning.progress import Progress
from training.learning.train import Source, Trained, train
from training.network.classifier import TokenClassifier
from training.network.encoders import Encoder
from training.network.predict import tag_by


def train_network(
    plan: TrainingPlan, encoder: Encoder, folder: Path, progress: Progress, resume: bool = False
) -> Trained:
    """Trains as planned, with the state in `folder`. Raises TrainingError as `train` does."""
    labels, recipe, examples = plan.labels, plan.config.recipe(), plan.split("validation").examples
    tokenizer, decoder = WordTokenizer(encoder.tokenizer), Decoder(labels, SCHEMES[recipe.scheme])
    texts = [example.text for example in examples]

    def f1(network: TokenClassifier) -> float:
        found = read_spans(texts, tokenizer, recipe.window_size, decoder, tag_by(network))
        return score(examples, [each.spans for each in found])["micro"].f1

    sources = _sources(plan, labels, recipe.sample)
    return train(encoder, sources, labels, recipe, folder, f1, progress, resume, plan.config.save_every)


def bundle_of(plan: TrainingPlan, encoder: Encoder, trained: Trained, folder: Path) -> Bundle:
    """Writes the bundle of a trained network into an empty folder."""
    shape = {"source": encoder.source, "shape": encoder.shape.to_json()}
    manifest = plan.manifest(shape, _card(plan, trained))
    return write_bundle(folder, trained.network.to_arrays(), encoder.tokenizer, manifest, plan.config.compact)


def parameters_of(plan: TrainingPlan, trained: Trained) -> dict[str, str]:
    """Returns the parameters of a training, as a report shows them."""
    parts = {name: str(value) for name, value in trained.recipe.model_dump().items()}
    return {"encoder": plan.config.encoder, **parts, "backend": keras.backend.backend()}


def _card(plan: TrainingPlan, trained: Trained) -> dict[str, Any]:
    """Returns what the manifest says about the training. It has the last two parts of a path, which reveal no home."""
    corpora = [plan.split("train"), *(each.corpus for each in plan.partial)]
    return {
        "data": [short(Path(corpus.source)) for corpus in corpora],
        **({"teachers": [short(Path(each)) for each in plan.config.teachers]} if plan.config.teachers else {}),
        **({"soft": [short(Path(each.source)) for each in plan.soft]} if plan.soft else {}),
        "examples": sum(len(corpus.examples) for corpus in corpora),
        "recipe": trained.recipe.model_dump(),
        "epoch": trained.best.number,
        "validation": {"data": short(Path(plan.split("validation").source)), "micro_f1": round(trained.best.f1, 4)},
    }


def _sources(plan: TrainingPlan, labels: Sequence[str], sample: int) -> list[Source]:
    """Returns what the network learns from: what teachers say of the training texts, or their own labels."""
    folded = [without_in_prose(each, plan.scheme, labels, plan.config.not_in_prose) for each in plan.soft]
    more = [Source(sample=sample, soft=each) for each in folded]
    if plan.taught is not None:
        return [Source(soft=without_in_prose(plan.taught, plan.scheme, labels, plan.config.not_in_prose)), *more]
    return [Source(plan.train_examples()), *(_source(each, labels, sample) for each in plan.partial), *more]


def _source(partial: Partial, labels: Sequence[str], sample: int) -> Source:
    known = [
        replace(each, spans=tuple(span for span in each.spans if span.label in labels))
        for each in partial.corpus.examples
    ]
    return Source(known, partial.labels, sample)
