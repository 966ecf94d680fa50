"""Gives items without properties the values that their texts say, from example values and words like them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.standard import Standardizer
from app.errors import SettingsError
from app.extraction.embedding import Embedder
from app.lifecycle.labels.bootstrap import Bootstrap, Labelled
from app.lifecycle.labels.places import Finder, ReadWords
from app.lifecycle.labels.samples import KnownValues, Sample
from app.lifecycle.labels.similar import SimilarValue, similar_values
from app.settings import core_count
from model.bundle import Bundle

# With fewer examples, nobody can tell how far apart the values of a property are.
FEWEST = 3
_MOST_TEXTS = 4000
Examples = dict[str, list[str]]


def read_examples(file: Path, standardizer: Standardizer) -> Examples:
    """Reads a TOML file with a list of example values for each property: `roast = ["dark", "light", "medium"]`.

    Raises SettingsError with the first fault.
    """
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsError(f"{file}: expected TOML, found {error}") from error
    for name, values in read.items():
        if not isinstance(values, list) or not all(isinstance(each, str) and each.strip() for each in values):
            raise SettingsError(f"{file}: {name}: expected a list of values, found {values!r}")
        if len(values) < FEWEST:
            raise SettingsError(f"{file}: {name}: {len(values)} values; expected {FEWEST} or more")
    if not read:
        raise SettingsError(f'{file}: no property; expected lines such as roast = ["dark", "light", "medium"]')
    return {standardizer.name(name): list(values) for name, values in read.items()}


def with_said_values(
    samples: Sequence[Sample], examples: Examples, similar: Sequence[SimilarValue], standardizer: Standardizer
) -> list[Sample]:
    """Returns the items with the values that their texts say, in place of what they were given."""
    values: Mapping[str, list[str]] = {
        name: [*own, *(each.words for each in similar if each.name == name)] for name, own in examples.items()
    }
    finder = Finder(KnownValues.of([Sample("", {}, values)], standardizer), standardizer)
    return [replace(sample, given=_said(sample, finder)) for sample in samples]


def _said(sample: Sample, finder: Finder) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in sample.texts.values():
        read = ReadWords.of(text)
        for place in finder.find(read, {}):
            for name in place.others:
                found.setdefault(name, []).append(text[place.start : place.end])
    return found


def label_by_examples(
    samples: Sequence[Sample], examples: Examples, bundle: Bundle, standardizer: Standardizer
) -> tuple[Labelled, list[SimilarValue]]:
    """Labels the texts of items that need no properties, and returns the values found beside the examples.

    The encoder of the bundle compares the words of up to 4,000 texts with the examples.
    """
    texts = [text for sample in samples for text in sample.texts.values()]
    embedder = Embedder(bundle, core_count())
    try:
        similar = similar_values(texts[:: -(-len(texts) // _MOST_TEXTS)], examples, embedder)
    finally:
        embedder.close()
    said = with_said_values(samples, examples, similar, standardizer)
    return Bootstrap(said, standardizer, list(examples)).label(), similar
