"""`itemgraph promote` and `itemgraph rollback`: which version of a model is served."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from app.catalog.writing import to_mentions
from app.domain.properties import to_properties
from app.domain.standard import default_standardizer
from app.extraction.extractor import Extractor
from app.lifecycle.assess import OpenTagger
from app.lifecycle.evaluate import read_split
from app.lifecycle.extras import training_extra
from app.settings import Settings
from model.bundle import Bundle, read_bundle
from model.spans import Span
from model.versions import CURRENT, Versions

if TYPE_CHECKING:
    from training.evaluation.gate import Verdict

_SHOWN = 10
Properties = dict[str, set[str]]
Texts = tuple[str, str, str]  # id, title, text


@dataclass(frozen=True, slots=True)
class Gate:
    """What a new version is measured by: labelled texts, how far a label may fall, and on which items to show changes.

    `sample` of the `items`, or without them of the labelled texts, are read by both versions.
    """

    data: Path
    split: str
    margin: float
    items: "Sequence[Texts] | None"
    sample: int


def promote_model(
    settings: Settings,
    open_tagger: OpenTagger,
    bundle: Path,
    against: Path | None,
    versions: Path,
    gate: Gate,
    out: Console,
) -> bool:
    """Whether the bundle may be served: then it is copied into `versions` and `current` points at it."""
    candidate, place = read_bundle(bundle), Versions(versions)
    against = against or (versions / CURRENT if place.current else None)
    if against is None:
        _say(f"{versions} has no current version, so there is nothing to compare {candidate.model} with", out)
    elif fallen := _fallen(read_bundle(against), candidate, settings, open_tagger, gate, out):
        current = place.current or "unset"
        _say(f"refused: {', '.join(fallen)} fell by more than {gate.margin}; current stays {current}", out)
        return False
    versions.mkdir(parents=True, exist_ok=True)
    place.switch(place.add(candidate), "promote")
    link = versions / CURRENT
    _say(f"{link} is {candidate.model} now; a service with MODEL={link} reads it at start", out)
    return True


def _fallen(
    present: Bundle, candidate: Bundle, settings: Settings, open_tagger: OpenTagger, gate: Gate, out: Console
) -> list[str]:
    """The labels that fell, after the figures and the changes were printed."""
    old, new = (Extractor(each, open_tagger(settings, each), settings.min_score) for each in (present, candidate))
    with training_extra():
        from training.evaluation.gate import compare

        examples = read_split(gate.data, gate.split, None).examples
        before, after = ([each.spans for each in side.extract([e.text for e in examples])] for side in (old, new))
        verdicts = compare(examples, before, after, gate.margin)
    _print_verdicts(verdicts, f"{present.model} → {candidate.model}", gate.margin, out)
    texts = gate.items if gate.items is not None else [(each.id, "", each.text) for each in examples]
    _print_changes(_sample(texts, gate.sample), old, new, out)
    old.close()
    new.close()
    return [each.label for each in verdicts if each.fell]


def _say(line: str, out: Console) -> None:
    out.print(line, highlight=False, markup=False, soft_wrap=True)


def roll_back(versions: Path, out: Console) -> None:
    before, now = Versions(versions).roll_back()
    _say(f"{versions / CURRENT} is {now} again, it was {before}", out)


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


def _sample(items: Sequence[Texts], count: int) -> list[Texts]:
    """Always the same ones: those whose ids have the lowest hashes."""
    return sorted(items, key=lambda item: hashlib.sha256(item[0].encode("utf-8", "replace")).digest())[:count]


def _print_changes(texts: Sequence[Texts], old: Extractor, new: Extractor, out: Console) -> None:
    """Properties gained, lost and changed, counted for each name, and some of them in full."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    lines = []
    for (item_id, title, text), left, right in zip(
        texts, _properties(texts, old), _properties(texts, new), strict=True
    ):
        for name in sorted(left.keys() | right.keys()):
            was, now = left.get(name, set()), right.get(name, set())
            if was != now:
                kind = "gained" if not was else "lost" if not now else "changed"
                counts[name][kind] += 1
                lines.append(f"{item_id} {(title or text)[:40]}: {name} {kind}: {_values(was)} → {_values(now)}")
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


def _properties(texts: Sequence[Texts], extractor: Extractor) -> list[Properties]:
    found = extractor.extract([part for _, title, text in texts for part in (title, text)])
    pairs: list[tuple[Sequence[Span], Sequence[Span]]] = [
        (title.spans, text.spans) for title, text in zip(found[::2], found[1::2], strict=True)
    ]
    now, standardizer = datetime.now(UTC), default_standardizer()
    read = []
    for title, text in pairs:
        properties: Properties = defaultdict(set)
        mentions = [*to_mentions("title", title), *to_mentions("text", text)]
        for each in to_properties((), mentions, standardizer, None, now)[0]:
            properties[each.name].add(each.value)
        read.append(dict(properties))
    return read
