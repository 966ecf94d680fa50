"""Generates items like those of a big shop: values follow Zipf's law, and half of the items share the commonest one."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from app.domain.filters import parse_filter
from app.domain.items import Evidence, Item, Property
from app.domain.queries import FacetQuery, Query, Sort, Target, Term
from app.domain.standard import standardize

START = datetime(2026, 1, 1, tzinfo=UTC)
# Distinct values of each name, but for the price.
NAMES = {"brand": 2000, "category": 300, "material": 80, "size": 60, "feature": 1500, "audience": 6, "flavor": 200}
WORDS = 3000


@dataclass(frozen=True)
class Zipf:
    """Ranks from 0, the n-th as often as 1 / (n + 1) says."""

    weights: tuple[float, ...]

    @classmethod
    def of(cls, count: int) -> "Zipf":
        return cls(tuple(accumulate(1 / (n + 1) for n in range(count))))

    def draw(self, chance: random.Random) -> int:
        return chance.choices(range(len(self.weights)), cum_weights=self.weights)[0]


def make_items(count: int, seed: int = 1) -> Iterator[Item]:
    """Items with about nine properties each; half of them are black."""
    chance = random.Random(seed)
    values = {name: Zipf.of(size) for name, size in NAMES.items()}
    words, colors = Zipf.of(WORDS), Zipf.of(40)
    for n in range(count):
        color = "black" if chance.random() < 0.5 else f"color{colors.draw(chance)}"
        raw = [("color", color), ("price", f"{chance.randrange(500, 50000) / 100} EUR")]
        raw += [(name, f"{name}{zipf.draw(chance)}") for name, zipf in values.items()]
        title = " ".join(f"word{words.draw(chance)}" for _ in range(chance.randrange(4, 9)))
        found = {(each.name, each.value): each for each in map(_property, raw)}
        ordered = tuple(found[key] for key in sorted(found))
        text, time = f"About {title}. " * 5, START + timedelta(minutes=n)
        yield Item(f"sku-{seed}-{n:07}", title, text, None, None, ordered, time, f"{seed}/{n}")


def _property(raw: tuple[str, str]) -> Property:
    name, text = raw
    said = standardize(name, text)
    seen = (Evidence("text", 6, 6 + len(text), text, 0.9),)
    return Property(
        name, said.value, said.display, 0.9, "extracted", seen, "products@1.0", START, said.number, said.unit
    )


def term(word: str, *names: str) -> Term:
    return Term(0, len(word), word, (word,), tuple(Target(name, word, 1.0, word) for name in names))


QUERIES: dict[str, Sequence[Query]] = {
    "rare term": [Query((term(f"brand{n}", "brand"),)) for n in range(300, 310)],
    "commonest term": [Query((term("black", "color"),))],
    "two terms, filter": [
        Query((term("black", "color"), term(f"category{n}", "category")), (parse_filter(f"material:material{n}"),))
        for n in range(5)
    ],
    "price range": [Query((term(f"category{n}", "category"),), (parse_filter("price:20..40 EUR"),)) for n in range(5)],
    "two facets": [
        Query((term(f"category{n}", "category"),), facets=(FacetQuery("color"), FacetQuery("brand"))) for n in range(5)
    ],
    "sorted by price": [Query((term(f"feature{n}", "feature"),), sort=Sort("price")) for n in range(5)],
}
