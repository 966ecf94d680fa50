"""What lists and patterns cost, and what they find: `python -m tests.benchmark.finders DATA [--texts N]`.

Draws titles of the offers. Prints the time of lists of 5,000 and 100,000 values, and of three patterns, as a share of
the CPU time that the shipped model takes for the same titles. The 5,000 brands are the first words of the offers'
products, and other words to fill the list. A brand counts as right if it begins the offer's product, and a match of a
pattern if the product's name has it.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.extraction.finders import Finders
from app.extraction.finders.found import Wanted
from app.settings import DEFAULT_MODEL, Settings
from model.bundle import read_bundle
from model.spans import Span

_BRANDS, _MANY = 5_000, 100_000
_PATTERNS = (r"(?i)\b[a-z]{2,5}[0-9]{2,}[a-z0-9/-]*", r"(?i)\d+ ?[gt]b", r'\d+(?:[.,]\d+)? ?(?:"|inch)')


@dataclass(frozen=True, slots=True)
class _Offer:
    """A title, and the name of the product that it offers."""

    title: str
    product: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.finders", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--texts", type=int, default=3000)
    asked = parser.parse_args()
    offers = _offers(asked.data / "catalog" / "pricerunner_offers.jsonl", asked.texts)
    titles = [each.title for each in offers]
    brands = sorted({each.product.split()[0] for each in _offers(asked.data / "catalog" / "pricerunner_offers.jsonl")})
    few = Finders([Wanted("BRAND", (*brands, *_fill(_BRANDS - len(brands), titles)), when="always")])
    many = Finders([Wanted("BRAND", _fill(_MANY, titles), when="always")])
    patterns = Finders([Wanted("CODE", patterns=_PATTERNS, when="always")])
    model = _model_seconds(titles)
    print(f"{len(titles):,} titles; the model takes {model * 1e6 / len(titles):,.0f} µs of CPU for a title")
    for name, finders in (("5,000 brands", few), ("100,000 values", many), ("3 patterns", patterns)):
        seconds = _seconds(partial(_find, finders, titles))
        print(f"{name}: {seconds / model:.1%} of the model's time")
    _judge("5,000 brands", offers, few, lambda span, offer: offer.product.lower().startswith(span.text.lower()))
    _judge("3 patterns", offers, patterns, lambda span, offer: _bare(span.text) in _bare(offer.product))


def _find(finders: Finders, titles: Sequence[str]) -> None:
    for title in titles:
        finders.add_to(title, [], [])


def _judge(name: str, offers: Sequence[_Offer], finders: Finders, is_right: Callable[[Span, _Offer], bool]) -> None:
    found = [(span, offer) for offer in offers for span in finders.add_to(offer.title, [], [])]
    wrong = [span.text for span, offer in found if not is_right(span, offer)]
    having = len({offer.title for _, offer in found})
    print(f"{name}: {len(found):,} found in {having:,} titles, {len(wrong):,} not as the product's name says", end="; ")
    print("such as", ", ".join(sorted(set(wrong))[:: max(1, len(set(wrong)) // 8)][:8]))


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _offers(path: Path, count: int | None = None) -> list[_Offer]:
    with path.open(encoding="utf-8") as file:
        found = [_Offer(each["title"], each["cluster_label"]) for each in map(json.loads, file)]
    return random.Random(1).sample(found, min(count, len(found))) if count else found


def _fill(count: int, titles: Sequence[str]) -> tuple[str, ...]:
    """Returns made values of one to three words. Half of them begin with a word of the titles."""
    chance = random.Random(2)
    words = [word for title in titles for word in title.split()]
    made = ["".join(chance.choices("abcdefghijklmnoprstu", k=chance.randint(4, 9))) for _ in range(2 * count)]
    return tuple(
        " ".join([words[n % len(words)] if n % 2 else made[n], made[-n], *made[n : n + n % 2]]) for n in range(count)
    )


def _model_seconds(titles: Sequence[str]) -> float:
    bundle = read_bundle(Path(DEFAULT_MODEL))
    with closing(Extractor(bundle, open_tagger(Settings(threads=1), bundle))) as extractor:
        extractor.extract(titles[:100])
        return _seconds(lambda: extractor.extract(titles))


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
