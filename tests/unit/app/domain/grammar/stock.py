"""A small shop that the grammar's tests ask, in place of a graph."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.standard import find_words

NUMBERS: Mapping[str, frozenset[str | None]] = {
    "price": frozenset({"EUR", "USD", "GBP"}),
    "weight": frozenset({"g"}),
    "length": frozenset({"cm"}),
    "width": frozenset({"cm"}),
    "height": frozenset({"cm"}),
    "screen_size": frozenset({"cm"}),
    "volume": frozenset({"ml"}),
    "storage": frozenset({"GB"}),
    "memory": frozenset({"GB"}),
    "power": frozenset({"W"}),
    "temperature": frozenset({"°C"}),
    "battery_capacity": frozenset({"mAh"}),
    "warranty": frozenset({"months"}),
    "rating": frozenset({None}),
    "drawers": frozenset({None}),
    "quantity": frozenset({"count"}),
}
TITLES = (
    "Nike Air Max 90 sneaker, white",
    "Apple iPhone 13 Pro Max 256 GB graphite",
    "Over 9000 anime t-shirt, orange",
    "Seven under 7: stories",
    "Happy Feet no show socks",
    "Not Your Mother's shampoo",
    "Tea without sugar, lemon",
    "Moto G Power 64 GB",
)
VALUES = ("long sleeve", "leather", "faux leather", "stainless steel", "nike", "red", "memory foam")
KINDS = ("jacket", "shoe", "headphones", "sofa", "table", "t-shirt", "tv", "gift")


def words_of(text: str) -> tuple[str, ...]:
    return tuple(word for _, _, word in find_words(text))


@dataclass(frozen=True)
class Stock:
    """Holds properties with numbers, titles, values and kinds of things."""

    numbers: Mapping[str, frozenset[str | None]] = field(default_factory=lambda: NUMBERS)

    def units(self, name: str) -> Collection[str | None]:
        return self.numbers.get(name, frozenset())

    def measured_in(self, unit: str) -> Sequence[str]:
        return [name for name, units in self.numbers.items() if unit in units]

    def says(self, words: Sequence[str]) -> bool:
        run = tuple(words)
        texts = [words_of(text) for text in (*TITLES, *VALUES)]
        return any(run == said[at : at + len(run)] for said in texts for at in range(len(said)))

    def is_value(self, words: Sequence[str]) -> bool:
        return tuple(words) in {words_of(value) for value in VALUES}

    def is_kind(self, word: str) -> bool:
        return any(word in words_of(kind) for kind in KINDS)
