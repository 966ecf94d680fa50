"""What labels are worth by the order in which they are made: `python -m tests.benchmark.label_queue DATA [--seeds N]`.

A small network (the packaged encoder's first three layers) learns from the first 75 texts of a pool; then the queue of
the service, or chance, chooses those that are labelled next. Prints strict F1 on 300 validation texts against the
number of labelled texts, the mean of all seeds with its 95 % interval (Student's t), for the native labels of
QueryNER and for the products corpus.
"""

import argparse
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

from app.catalog.queueing import reasons_of, span_counts
from app.domain.label_queue import Candidate, rank
from app.extraction.doubts import doubts_of
from app.lifecycle.extras import load_keras
from model.decode import Decoder
from model.tagging import TaggedText, tag_texts
from model.tags import SCHEMES
from model.tokens import WordTokenizer
from training.config import TrainConfig
from training.corpora import Corpus, Dataset, Example, read_corpus

_STEPS = (75, 200)
_POOL, _CHOOSING, _JUDGING = 800, 40, 300
_RECIPE = {"epochs": 8, "patience": 0, "batch_pieces": 192, "learning_rate": 4e-4, "layers": 3}
# Student's t for a 95 % interval, by the number of seeds.
_T = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78}


@dataclass(frozen=True, slots=True)
class Learnt:
    """The F1 of a network, and the pool as it reads it."""

    f1: float
    tagged: Sequence[TaggedText]
    decoder: Decoder


def learn(
    labelled: Sequence[Example],
    judging: Sequence[Example],
    choosing: Sequence[Example],
    pool: Sequence[Example],
    seed: int,
) -> Learnt:
    """Trains a network on the labelled texts."""
    from training.evaluation.scores import score
    from training.learning.plan import TrainingPlan
    from training.learning.progress import Progress
    from training.learning.run import train_network
    from training.network.predict import tag_by
    from training.network.starts import load_start

    config = TrainConfig(seed=seed, **_RECIPE)
    splits = {"train": Corpus("pool", "jsonl", tuple(labelled)), "validation": Corpus("pool", "jsonl", tuple(choosing))}
    plan = TrainingPlan(Dataset("pool", splits), (), config)
    encoder = load_start(config.encoder, config.layers)
    with tempfile.TemporaryDirectory() as folder:
        trained = train_network(plan, encoder, Path(folder) / "state", Progress())
    tokenizer, decoder = WordTokenizer(encoder.tokenizer), Decoder(plan.labels, SCHEMES[config.scheme])
    texts = [each.text for each in (*judging, *pool)]
    read = tag_texts(texts, tokenizer, config.recipe().window_size, decoder.width, tag_by(trained.network))
    found = [decoder.spans(each.tokens, each.probabilities) for each in read[: len(judging)]]
    return Learnt(score(judging, found)["micro"].f1, read[len(judging) :], decoder)


def choose(learnt: Learnt, pool: Sequence[Example], count: int) -> list[Example]:
    """Chooses texts as the queue does."""
    kept = [learnt.decoder.spans(each.tokens, each.probabilities) for each in learnt.tagged]
    counts = span_counts(kept)
    candidates = [
        Candidate(
            str(number),
            len(text.tokens),
            tuple(reasons_of(spans, doubts_of(text, learnt.decoder, lambda _: 0.5), counts)),
        )
        for number, (text, spans) in enumerate(zip(learnt.tagged, kept, strict=True))
    ]
    return [pool[int(each.id)] for each in rank(candidates, count)]


def measure(corpus: Path, seed: int) -> dict[tuple[str, int], float]:
    """Returns F1 by the way to choose and the number of labelled texts."""
    drawn = random.Random(seed)
    pool = drawn.sample(read_corpus(corpus / "train.jsonl").examples, _POOL)
    judging = drawn.sample(read_corpus(corpus / "validation.jsonl").examples, _JUDGING + _CHOOSING)
    begin = pool[: _STEPS[0]]
    first = learn(begin, judging[:_JUDGING], judging[_JUDGING:], pool[_STEPS[0] :], seed)
    found = {(way, _STEPS[0]): first.f1 for way in ("queue", "random")}
    for way in ("queue", "random"):
        labelled, rest, learnt = list(begin), list(pool[_STEPS[0] :]), first
        for step in _STEPS[1:]:
            more = step - len(labelled)
            new = choose(learnt, rest, more) if way == "queue" else drawn.sample(rest, more)
            labelled += new
            rest = [each for each in rest if each not in new]
            learnt = learn(labelled, judging[:_JUDGING], judging[_JUDGING:], rest, seed)
            found[way, step] = learnt.f1
            print(
                f"  {corpus.name} seed {seed} {way} {step}: F1 {learnt.f1:.3f}, {_marked(labelled)} spans", flush=True
            )
    return found


def _marked(texts: Sequence[Example]) -> int:
    return sum(len(each.spans) for each in texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    load_keras()
    runs: dict[str, list[dict[tuple[str, int], float]]] = {name: [] for name in ("queryner", "products")}
    for seed in range(asked.seeds):
        for name, own in runs.items():
            own.append(measure(asked.data / name, seed))
    for name, own in runs.items():
        _print(name, own)


def _print(name: str, runs: Sequence[Mapping[tuple[str, int], float]]) -> None:
    for step in _STEPS:
        for way in ("queue", "random"):
            print(f"{name:9} {way:7} {step:4} texts: F1 {_interval([run[way, step] for run in runs])}")
        print(
            f"{name:9} queue − random {step:4}: {_interval([run['queue', step] - run['random', step] for run in runs])}"
        )


def _interval(values: Sequence[float]) -> str:
    wide = _T.get(len(values), 2.0) * stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return f"{mean(values):.3f} ± {wide:.3f}"


if __name__ == "__main__":
    main()
