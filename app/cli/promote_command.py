"""`itemgraph promote` and `itemgraph rollback`: which version of a model is served."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from app.catalog import extracted_properties
from app.cli.evaluate_command import read_split
from app.cli.extras import training_extra
from app.cli.measure import OpenTagger
from app.cli.records import Mapping, read_records
from app.extraction.extractor import Extractor
from app.settings import Settings
from model.bundle import read_bundle
from model.spans import Span
from model.versions import CURRENT, Versions

if TYPE_CHECKING:
    from training.gate import Verdict

_SHOWN = 10
Properties = dict[str, set[str]]


def promote_model(
    settings: Settings,
    open_tagger: OpenTagger,
    bundle: Path,
    against: Path | None,
    versions: Path,
    data: Path,
    split: str,
    items: Path | None,
    sample: int,
    margin: float,
    out: Console,
) -> bool:
    """Whether the bundle may be served: then it is copied into `versions` and `current` points at it."""
    candidate, place = read_bundle(bundle), Versions(versions)
    against = against or (versions / CURRENT if place.current else None)
    if against is None:
        out.print(f"{versions} has no current version, so there is nothing to compare {candidate.model} with")
    else:
        present = read_bundle(against)
        old = Extractor(present, open_tagger(settings, present), settings.min_score)
        new = Extractor(candidate, open_tagger(settings, candidate), settings.min_score)
        with training_extra():
            verdicts = _compare(data, split, old, new, margin)
        _print_verdicts(verdicts, f"{present.model} → {candidate.model}", margin, out)
        texts = _sample(items, sample) if items else []
        if texts:
            _print_changes(texts, old, new, out)
        old.close()
        new.close()
        if fallen := [each.label for each in verdicts if each.fell]:
            out.print(
                f"refused: {', '.join(fallen)} fell by more than {margin}; current stays {place.current or 'unset'}"
            )
            return False
    versions.mkdir(parents=True, exist_ok=True)
    version = place.add(candidate)
    place.switch(version, "promote")
    out.print(
        f"{versions / CURRENT} is {candidate.model} now; a service with MODEL={versions / CURRENT} reads it at start"
    )
    return True


def roll_back(versions: Path, out: Console) -> None:
    before, now = Versions(versions).roll_back()
    out.print(f"{versions / CURRENT} is {now} again, it was {before}", highlight=False)


def _compare(data: Path, split: str, old: Extractor, new: Extractor, margin: float) -> list["Verdict"]:
    from training.gate import compare

    corpus = read_split(data, split, None)
    texts = [example.text for example in corpus.examples]
    before, after = ([each.spans for each in side.extract(texts)] for side in (old, new))
    return compare(corpus.examples, before, after, margin)


def _print_verdicts(verdicts: Sequence["Verdict"], title: str, margin: float, out: Console) -> None:
    table = Table("label", "F1 before", "after", "difference, 95 %", "expected", "", title=title, title_justify="left")
    for each in verdicts:
        interval = f"{each.low:+.3f} to {each.high:+.3f}"
        verdict = "fell" if each.fell else ""
        table.add_row(each.label, f"{each.before:.3f}", f"{each.after:.3f}", interval, f"{each.expected:,}", verdict)
    out.print(table)
    out.print(
        f"a label fell when all of its interval lies below −{margin}; spans as a service keeps them", highlight=False
    )


def _sample(items: Path, count: int) -> list[tuple[str, str, str]]:
    """Id, title and text of `count` items, always the same ones: those whose ids have the lowest hashes."""
    mapping = Mapping()
    found = []
    for record in read_records(items):
        if record.values is not None:
            item = mapping.to_item(record.values)
            found.append((str(item["id"]), str(item.get("title") or ""), str(item.get("text") or "")))
    return sorted(found, key=lambda item: hashlib.sha256(item[0].encode()).digest())[:count]


def _print_changes(texts: Sequence[tuple[str, str, str]], old: Extractor, new: Extractor, out: Console) -> None:
    """Properties gained, lost and changed, counted for each name, and some of them in full."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    lines = []
    for (item_id, title, _), left, right in zip(texts, _properties(texts, old), _properties(texts, new), strict=True):
        for name in sorted(left.keys() | right.keys()):
            was, now = left.get(name, set()), right.get(name, set())
            if was != now:
                kind = "gained" if not was else "lost" if not now else "changed"
                counts[name][kind] += 1
                lines.append(f"{item_id} {title[:40]}: {name} {kind}: {_values(was)} → {_values(now)}")
    table = Table("property", "gained", "lost", "changed", title=f"{len(texts):,} items", title_justify="left")
    for name, count in sorted(counts.items()):
        table.add_row(name, *(f"{count[kind]:,}" for kind in ("gained", "lost", "changed")))
    out.print(table)
    for line in lines[:_SHOWN]:
        out.print(line, highlight=False, markup=False)
    if len(lines) > _SHOWN:
        out.print(f"… {len(lines) - _SHOWN:,} more", highlight=False)


def _values(values: set[str]) -> str:
    return ", ".join(sorted(values)) or "–"


def _properties(texts: Sequence[tuple[str, str, str]], extractor: Extractor) -> list[Properties]:
    found = extractor.extract([part for _, title, text in texts for part in (title, text)])
    pairs: list[tuple[Sequence[Span], Sequence[Span]]] = [
        (title.spans, text.spans) for title, text in zip(found[::2], found[1::2], strict=True)
    ]
    now, model = datetime.now(UTC), extractor.bundle.model
    read = []
    for title, text in pairs:
        properties: Properties = defaultdict(set)
        for each in extracted_properties(title, text, model, now):
            properties[each.name].add(each.value)
        read.append(dict(properties))
    return read
