"""What models find in texts of shops: `python -m tests.benchmark.shop_texts BUNDLE [BUNDLE …]`.

The 150 texts of `tests/data/shop_texts.jsonl` are titles, descriptions and queries for ten kinds of goods, written and
labelled by hand for this measurement. No model was trained or tuned on them. Prints, for each bundle, the share of the
expected properties that the service finds exactly (name and standard value), with 95 % intervals by a bootstrap over
the texts, and the share of the found properties that are expected; then the difference from the first bundle. Half A
has the texts with an odd number. Rules were mended by its misses; half B says what that is worth.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.catalog.writing import to_mentions
from app.domain.properties import to_properties
from app.domain.standard import default_standardizer, load_rulebook
from app.extraction.engines import open_tagger
from app.extraction.extractor import Extractor
from app.extraction.finders import Finders
from app.settings import Settings
from model.bundle import read_bundle
from model.spans import Span

SHOP_TEXTS = Path(__file__).parents[1] / "data" / "shop_texts.jsonl"
HALVES = ("A", "B")
_DRAWS = 2000
_AT = datetime(2026, 1, 1, tzinfo=UTC)

Said = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShopText:
    """A text, the kind of goods, the kind of text (title, description or query), and its labels."""

    id: str
    goods: str
    kind: str
    text: str
    spans: tuple[Span, ...]

    @property
    def half(self) -> str:
        return HALVES[(int(self.id[-1]) + 1) % 2]


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many properties of a text are expected, found, and both."""

    expected: int
    found: int
    right: int


def read_shop_texts() -> list[ShopText]:
    return [_to_shop_text(json.loads(line)) for line in SHOP_TEXTS.read_text("utf-8").splitlines()]


def properties_of(text: str, spans: Iterable[Span]) -> Said:
    """Returns the properties that spans say directly, by name and standard value."""
    read, _ = to_properties((), to_mentions("text", spans), default_standardizer(), None, _AT, {"text": text})
    return frozenset((each.name, each.value) for each in read if each.narrower is None)


def found_by(bundle: Path, texts: Sequence[ShopText]) -> list[Said]:
    """Returns the properties that the service finds with a bundle."""
    opened = read_bundle(bundle)
    finders = Finders.of(load_rulebook(), opened.manifest.labels)
    with closing(Extractor(opened, open_tagger(Settings(threads=1), opened), finders=finders)) as extractor:
        read = extractor.extract([each.text for each in texts])
    return [properties_of(each.text, found.spans) for each, found in zip(texts, read, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.shop_texts", description=__doc__)
    parser.add_argument("bundles", type=Path, nargs="+")
    parser.add_argument("--misses", type=int, default=0, help="texts with errors to print, for the last bundle")
    parser.add_argument("--half", choices=HALVES, help="only the texts of this half")
    asked = parser.parse_args()
    texts = [each for each in read_shop_texts() if asked.half in (None, each.half)]
    expected = [properties_of(each.text, each.spans) for each in texts]
    first: list[_Counts] = []
    for bundle in asked.bundles:
        found = found_by(bundle, texts)
        counts = [_count(wanted, said) for wanted, said in zip(expected, found, strict=True)]
        print(f"\n{bundle}")
        for kind in ("all", "title", "description", "query"):
            own = [each for text, each in zip(texts, counts, strict=True) if kind in ("all", text.kind)]
            print(f"  {kind:12} {_share(own)}")
        print("  " + ", ".join(_by_name(expected, found)))
        if first:
            print(f"  difference of found: {_difference(first, counts)}")
        first = first or counts
    for text, wanted, said in [e for e in zip(texts, expected, found, strict=True) if e[1] != e[2]][: asked.misses]:
        print(f"\n{text.text}\n  missed: {_listed(wanted - said)}\n  wrong: {_listed(said - wanted)}")


def _to_shop_text(line: Mapping[str, Any]) -> ShopText:
    text = line["text"]
    spans = [Span(**each, text=text[each["start"] : each["end"]]) for each in line["spans"]]
    return ShopText(line["id"], line["goods"], line["kind"], text, tuple(spans))


def _count(expected: Said, found: Said) -> _Counts:
    return _Counts(len(expected), len(found), len(expected & found))


def _array(counts: Sequence[_Counts]) -> NDArray[np.float64]:
    return np.array([[each.expected, each.found, each.right] for each in counts], dtype=float)


def _draws(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(7).integers(0, count, (_DRAWS, count))


def _share(counts: Sequence[_Counts]) -> str:
    numbers = _array(counts)
    drawn = numbers[_draws(len(numbers))].sum(axis=1)
    low, high = np.quantile(drawn[:, 2] / drawn[:, 0], [0.025, 0.975])
    expected, found, right = numbers.sum(axis=0)
    return (
        f"{right:.0f} of {expected:.0f} found, {right / expected:.1%} ({low:.1%} to {high:.1%}); "
        f"{right / max(found, 1):.1%} of what is found is expected"
    )


def _difference(first: Sequence[_Counts], other: Sequence[_Counts]) -> str:
    before, after = _array(first), _array(other)
    draws = _draws(len(before))
    by_draw = [numbers[draws].sum(axis=1) for numbers in (before, after)]
    low, high = np.quantile(by_draw[1][:, 2] / by_draw[1][:, 0] - by_draw[0][:, 2] / by_draw[0][:, 0], [0.025, 0.975])
    total = (after[:, 2].sum() - before[:, 2].sum()) / before[:, 0].sum()
    return f"{total:+.1%} ({low:+.1%} to {high:+.1%})"


def _by_name(expected: Sequence[Said], found: Sequence[Said]) -> list[str]:
    names = sorted({name for each in expected for name, _ in each})
    return [_one_name(name, expected, found) for name in names]


def _one_name(name: str, expected: Sequence[Said], found: Sequence[Said]) -> str:
    wanted = sum(each[0] == name for said in expected for each in said)
    right = sum(each[0] == name for said, other in zip(expected, found, strict=True) for each in said & other)
    return f"{name} {right}/{wanted}"


def _listed(said: Said) -> str:
    return ", ".join(f"{name}:{value}" for name, value in sorted(said)) or "nothing"


if __name__ == "__main__":
    main()
