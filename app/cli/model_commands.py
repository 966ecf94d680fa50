"""The model's life on the command line: the only place where `app` calls `training`, and only when asked to."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app.errors import SettingsError
from app.extraction.extractor import Extractor
from app.extraction.tagger import Tagger
from app.settings import Settings
from model.bundle import Bundle, read_bundle

_TEXTS = 256


def evaluate_model(
    settings: Settings, open_tagger: Callable[[Settings, Bundle], Tagger], data: Path, out: Console
) -> None:
    """Prints scores for each label, micro and macro."""
    from training.corpora import read_corpus
    from training.evaluate import evaluate, macro_f1

    examples = read_corpus(data)
    bundle = read_bundle(settings.model)
    with _extras():
        tagger = open_tagger(settings, bundle)
    extractor = Extractor(bundle, tagger)
    started = time.perf_counter()
    found = []
    for begin in range(0, len(examples), _TEXTS):
        found += extractor.extract([example.text for example in examples[begin : begin + _TEXTS]])
    seconds = time.perf_counter() - started
    tagger.close()
    scores = evaluate([example.spans for example in examples], [each.spans for each in found])
    out.print(f"{bundle.model}, engine {settings.engine}, {data}: {len(examples):,} texts", highlight=False)
    table = Table("label", "precision", "recall", "F1", "expected")
    for label, score in scores.items():
        row = (f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", f"{score.expected:,}")
        table.add_row(label, *row, end_section=label == list(scores)[-2])
    out.print(table)
    out.print(f"macro F1 {macro_f1(scores):.3f}; {len(examples) / seconds:,.0f} texts/s", highlight=False)


def train_model(
    data: Path,
    partial: list[Path],
    encoder: str,
    output: Path,
    name: str,
    version: str,
    options: Mapping[str, Any],
    compact: bool,
    out: Console,
) -> None:
    """Trains, writes the bundle and says where it is."""
    if output.exists():
        raise SettingsError(f"{output} exists already; expected a new folder for the bundle")
    with _extras():
        from training.bundles import train_bundle
        from training.train import Recipe

    bundle = train_bundle(data, partial, encoder, output, name, version, Recipe(**options), compact, out.print)
    out.print(f"{bundle.model} in {output}; `itemgraph evaluate` measures it", highlight=False)


def export_model(model: Path, output: Path, out: Console) -> None:
    """Writes a copy of the bundle with a SavedModel of its weights."""
    bundle = read_bundle(model)
    with _extras():
        from training.export import export_saved_model

    exported = export_saved_model(bundle, output)
    out.print(f"{exported.model} with saved_model/1 in {output}", highlight=False)


@contextmanager
def _extras() -> Iterator[None]:
    """Names the extra when a library of training is missing."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        yield
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{error.name} is not installed; `make train-deps` or `pip install 'itemgraph[train]'`"
        ) from error
