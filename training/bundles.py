"""`itemgraph train`: from data and a recipe to a bundle."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from model.bundle import Bundle, Manifest
from model.tokens import WordTokenizer
from training.corpora import labels_of, read_corpus
from training.encoders import load_encoder
from training.evaluate import evaluate
from training.export import write_bundle
from training.network import TokenClassifier
from training.predict import predict
from training.train import Corpus, Log, Recipe, train


def train_bundle(
    data: Path,
    partial: Sequence[Path],
    encoder_source: str,
    output: Path,
    name: str,
    version: str,
    recipe: Recipe,
    compact: bool,
    log: Log,
) -> Bundle:
    """Trains on `data/train.jsonl`, chooses the epoch by entity F1 on `data/validation.jsonl`, writes a bundle.

    `partial`: further training files that mark only the labels that occur in them; an epoch draws
    `recipe.sample` of their windows. `compact` leaves the SavedModel out.
    """
    examples, validation = read_corpus(data / "train.jsonl"), read_corpus(data / "validation.jsonl")
    labels = labels_of(examples)
    encoder = load_encoder(encoder_source)
    tokenizer = WordTokenizer(encoder.tokenizer)

    def score(network: TokenClassifier) -> float:
        found = predict(network, tokenizer, recipe.window, labels, [example.text for example in validation])
        return evaluate([example.spans for example in validation], found)["micro"].f1

    checkpoint = output.parent / f".{output.name}.weights.h5"
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    corpora = [Corpus(examples), *(_partial(path, labels, recipe.sample) for path in partial)]
    network, f1 = train(encoder, corpora, labels, recipe, checkpoint, score, log)
    checkpoint.unlink()
    manifest = Manifest(
        name=name,
        version=version,
        labels=tuple(labels),
        window=recipe.window.pieces,
        overlap=recipe.window.overlap,
        encoder={"source": encoder.source, "shape": encoder.shape.to_json()},
        training={
            "data": [str(Path(path.parent.name) / path.name) for path in (data / "train.jsonl", *partial)],
            "examples": sum(len(corpus.examples) for corpus in corpora),
            "recipe": asdict(recipe),
            "validation": {"data": f"{data.name}/validation.jsonl", "micro_f1": round(f1, 4)},
        },
    )
    return write_bundle(output, network.to_arrays(), encoder.tokenizer, manifest, compact)


def _partial(path: Path, labels: Sequence[str], sample: int) -> Corpus:
    examples = read_corpus(path)
    known = [replace(e, spans=tuple(s for s in e.spans if s.label in labels)) for e in examples]
    return Corpus(known, labels_of(known), sample)
