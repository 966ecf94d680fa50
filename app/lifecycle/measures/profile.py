"""Takes the figures of a graph that drift is measured by, and keeps them in files."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from app.domain.drift import MOST_VALUES, SCORE_PARTS, WORD_PARTS, Figures, Profile, Shift
from app.domain.items import Item, Source
from app.errors import SettingsError
from model.tokens import WordTokenizer

_ITEMS_AT_ONCE = 500
_VERSION = 1


@dataclass(slots=True)
class _Counts:
    items: int = 0
    said: int = 0
    scores: list[int] = field(default_factory=lambda: [0] * SCORE_PARTS)
    values: Counter[str] = field(default_factory=Counter)

    def figures(self) -> Figures:
        return Figures(self.items, self.said, tuple(self.scores), dict(self.values.most_common(MOST_VALUES)))


def take_profile(items: Iterable[Item], tokenizer: WordTokenizer, model: str) -> Profile:
    """Returns the profile of items. It looks at every item, and memory holds the distinct values."""
    counts: defaultdict[tuple[str, Source], _Counts] = defaultdict(_Counts)
    words = np.zeros(WORD_PARTS, dtype=np.int64)
    number = 0
    for part in _parts(items):
        number += len(part)
        for item in part:
            _count(item, counts)
        words += count_pieces(tokenizer, [text for item in part for text in (item.title, item.text) if text])
    figures = {key: counts[key].figures() for key in sorted(counts)}
    return Profile(datetime.now(UTC), model, number, tuple(words.tolist()), figures)


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while part := list(islice(waiting, _ITEMS_AT_ONCE)):
        yield part


def _count(item: Item, counts: defaultdict[tuple[str, Source], _Counts]) -> None:
    for key in {(prop.name, prop.source) for prop in item.properties}:
        counts[key].items += 1
    for prop in item.properties:
        found = counts[prop.name, prop.source]
        found.said += 1
        found.scores[min(SCORE_PARTS - 1, int(prop.score * SCORE_PARTS))] += 1
        found.values[prop.value] += 1


def count_pieces(tokenizer: WordTokenizer, texts: list[str]) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Counts the words of one, two, three and more pieces, and those with a piece that the vocabulary lacks."""
    found = np.zeros(WORD_PARTS, dtype=np.int64)
    for tokens in tokenizer.tokenize(texts):
        pieces = np.diff(tokens.firsts)
        unknown = np.zeros(len(pieces), dtype=bool)
        if tokenizer.unknown_id is not None and len(pieces):
            unknown = np.add.reduceat(tokens.pieces == tokenizer.unknown_id, tokens.firsts[:-1]) > 0
        places = np.where(unknown, WORD_PARTS - 1, np.minimum(pieces, WORD_PARTS - 1) - 1)
        found += np.bincount(places, minlength=WORD_PARTS)
    return found


def write_profile(path: Path, profile: Profile) -> None:
    """Writes a profile as JSON."""
    rows = [{"name": name, "source": source, **asdict(each)} for (name, source), each in profile.figures.items()]
    told = {**asdict(profile), "version": _VERSION, "at": profile.at.isoformat(), "figures": rows}
    path.write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")


def read_profile(path: Path) -> Profile:
    """Reads a profile. Raises SettingsError if the file is none."""
    try:
        told = json.loads(path.read_text("utf-8"))
        if told.pop("version") != _VERSION:
            raise ValueError("another version")
        figures = {(row.pop("name"), row.pop("source")): _figures(row) for row in told.pop("figures")}
        words, at = tuple(told.pop("words")), datetime.fromisoformat(told.pop("at"))
        return Profile(words=words, at=at, figures=figures, **told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"{path}: expected the file of `itemgraph drift --save`, found {error}") from error


def _figures(row: dict[str, Any]) -> Figures:
    return Figures(**{**row, "scores": tuple(row["scores"])})


def write_report(path: Path, before: Profile, after: Profile, found: Iterable[Shift], bound: float) -> None:
    """Writes what the service shows of the last measurement."""
    report = {
        "at": after.at.isoformat(),
        "since": before.at.isoformat(),
        "items": after.items,
        "bound": bound,
        "shifts": [{**asdict(each), "exceeds": each.exceeds(bound)} for each in found],
    }
    path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
