"""A record of items that are made when they are read: for an index of more items than can be written in a benchmark."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import numpy as np

from app.domain.changes import Changes, Mark
from app.domain.items import Content, Item, Property, Value
from tests.benchmark.graph_stores.made import NAMES, START, WORDS
from tests.contract.oracle import PlainStore

_PART = 10_000


class MadeStore(PlainStore):
    """Items like those of `make_items`. Writes are not looked at."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    @contextmanager
    def snapshot(self) -> Iterator["MadeStore"]:  # type: ignore[override]
        yield self

    def contents(self, item_ids: Iterable[str] | None = None) -> Iterator[Content]:  # type: ignore[override]
        for begin in range(0, self._count, _PART):
            yield from _made(begin, min(_PART, self._count - begin))

    def values(self, keys: Iterable[tuple[str, str]] | None = None) -> list[Value]:
        return [
            Value(name, value, value, float(value.split()[0]) if name == "price" else None)
            for name, value in keys or ()
        ]

    def get(self, item_ids: Iterable[str]) -> dict[str, Item]:
        asked = {own: int(own.rsplit("-", 1)[1]) for own in item_ids}
        return {own: _item(next(_made(number, 1))) for own, number in asked.items()}

    def mark(self) -> Mark:
        return Mark("made", None, None)

    def continues(self, mark: Mark) -> bool:
        return True

    def changes(self, limit: int, after: str | None = None) -> Changes:
        return Changes((), after)


def _made(begin: int, count: int) -> Iterator[Content]:
    chance = np.random.default_rng(begin)
    words = [f"word{n}" for n in range(WORDS)]
    columns = {name: _zipf(chance, size, count) for name, size in NAMES.items()}
    black, colors = chance.random(count) < 0.5, _zipf(chance, 40, count)
    prices = chance.integers(500, 50_000, count) / 100
    titles = _zipf(chance, WORDS, 6 * count).reshape(count, 6)
    for n in range(count):
        color = "black" if black[n] else f"color{colors[n]}"
        said = [("color", color, color), ("price", f"{prices[n]} eur", f"{prices[n]} eur")]
        said += [(name, f"{name}{of[n]}", f"{name}{of[n]}") for name, of in columns.items()]
        title = " ".join([words[word] for word in titles[n]])
        at = START + timedelta(minutes=begin + n)
        yield Content(f"sku-1-{begin + n:07}", title, f"About {title}. " * 5, at, tuple(said))


def _zipf(chance: np.random.Generator, size: int, count: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    weights = 1 / np.arange(1, size + 1)
    return chance.choice(size, count, p=weights / weights.sum())


def _item(content: Content) -> Item:
    properties = tuple(
        Property(name, value, display, 0.9, "given", (), None, content.updated_at)
        for name, value, display in content.said
    )
    return Item(content.id, content.title, content.text, None, None, properties, content.updated_at, "", (), (), None)
