"""Reads stored items again with another model or other rules: first a report of the changes, then the writing.

A file keeps what was read, so that nothing is read twice. An interrupted run continues after its last item, and the
next run writes what a trial run has read.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from app.catalog.drafts import to_draft
from app.catalog.writing import Catalog
from app.domain.corrections.keeping import unstamped
from app.domain.history import Cause
from app.domain.items import Evidence, Item, Property
from app.domain.mentions import Mention
from app.domain.standard import Standardizer
from app.graph.store import GraphStore

_ITEMS_OF_A_STEP = 64
# Scores of one text and one model differ by less than this between batches and processors.
_SCORE_NOISE = 0.02

# Called with the number of further items that are done.
Progress = Callable[[int], None]
Counts = Mapping[str, int]


@dataclass(slots=True)
class RereadingReport:
    """The effect of reading `items` items again, of which `changed` change.

    The counters have, by property name, the values that items gain, lose, or keep with other scores, evidence or model.
    """

    items: int = 0
    changed: int = 0
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    def add(self, difference: Mapping[str, Counts] | None) -> None:
        self.items += 1
        if difference is not None:
            self.changed += 1
            self.gained.update(difference["gained"])
            self.lost.update(difference["lost"])
            self.kept.update(difference["kept"])


class Rereading:
    """A run over all items. `changed_only` takes only items that another model or other rules have read."""

    def __init__(self, catalog: Catalog, store: GraphStore, folder: Path, digest: str, changed_only: bool) -> None:
        """`folder` keeps the file of what was read. `digest` identifies the model and the rules."""
        self._catalog = catalog
        self._store = store
        self._changed_only = changed_only
        self._file = folder / f"reextract-{digest[:16]}{'-changed' if changed_only else ''}.jsonl"

    def read(self, progress: Progress) -> RereadingReport:
        """Reads the items, and returns what would change."""
        report, after = self._resume(progress)
        with self._file.open("a", encoding="utf-8") as file:
            while items := self._store.page(_ITEMS_OF_A_STEP, after):
                after = items[-1].id
                for line in self._read(items):
                    report.add(line["difference"])
                    file.write(json.dumps(line) + "\n")
                file.flush()
                progress(len(items))
        return report

    def write(self, progress: Progress) -> int:
        """Writes the items that differ, and returns how many were written.

        An item that was sent again or deleted since the reading is left alone.
        """
        written = 0
        waiting = self._lines()
        while lines := list(islice(waiting, _ITEMS_OF_A_STEP)):
            changed = {line["id"]: line for line in lines if line["difference"] is not None}
            read = {own: line["fingerprint"] for own, line in changed.items()}
            stored = [item for own, item in self._store.get(changed).items() if item.fingerprint == read[own]]
            by = self._catalog.rules()
            made = [self._made(item, _mentions(changed[item.id]), by.standardizer) for item in stored]
            written += len(self._catalog.rewrite(made, by, read)[0])
            progress(len(lines))
        self._file.unlink()
        return written

    def _read(self, items: Sequence[Item]) -> Iterator[dict[str, Any]]:
        drafts = [to_draft(item) for item in items]
        pairs = [
            (item, draft)
            for item, draft in zip(items, drafts, strict=True)
            if not self._changed_only or unstamped(item.fingerprint) != self._catalog.fingerprint(draft)
        ]
        read = self._catalog.read([draft for _, draft in pairs])
        for (item, _), mentions in zip(pairs, read, strict=True):
            yield {
                "id": item.id,
                "fingerprint": item.fingerprint,
                "mentions": [[each.name, asdict(each.evidence)] for each in mentions],
                "difference": difference(item, self._made(item, mentions)),
            }

    def _made(self, item: Item, mentions: Sequence[Mention], standardizer: Standardizer | None = None) -> Item:
        return self._catalog.make(to_draft(item), mentions, standardizer, item, Cause("reread"))

    def _resume(self, progress: Progress) -> tuple[RereadingReport, str | None]:
        """Returns what an earlier run has read, and the last id. Half a line at the end is cut off."""
        report, after = RereadingReport(), None
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.touch()
        whole = 0
        with self._file.open("rb") as file:
            for raw in file:
                if not raw.endswith(b"\n"):
                    break
                whole += len(raw)
                line = json.loads(raw)
                after = line["id"]
                report.add(line["difference"])
                progress(1)
        with self._file.open("r+b") as file:
            file.truncate(whole)
        return report, after

    def _lines(self) -> Iterator[dict[str, Any]]:
        with self._file.open(encoding="utf-8") as file:
            for raw in file:
                yield json.loads(raw)


def difference(before: Item, after: Item) -> dict[str, Counts] | None:
    """Returns what an item gains, loses and keeps in another form, by name. None if only the times differ."""
    old, new = _by_key(before), _by_key(after)
    moved = [key for key in old.keys() & new.keys() if not _is_same(old[key], new[key])]
    if old.keys() == new.keys() and not moved and before.fingerprint == after.fingerprint:
        return None
    return {
        "gained": Counter(name for name, _ in new.keys() - old.keys()),
        "lost": Counter(name for name, _ in old.keys() - new.keys()),
        "kept": Counter(name for name, _ in moved),
    }


def _by_key(item: Item) -> dict[tuple[str, str], Property]:
    return {(prop.name, prop.value): prop for prop in (*item.properties, *item.conflicts)}


def _is_same(old: Property, new: Property) -> bool:
    """Whether two properties are equal, apart from times and the rounding of scores."""
    return _without_scores(old) == _without_scores(new) and abs(old.score - new.score) < _SCORE_NOISE


def _without_scores(prop: Property) -> Property:
    evidence = tuple(replace(each, score=0.0) for each in prop.evidence)
    return replace(prop, score=0.0, evidence=evidence, extracted_at=datetime.min)


def _mentions(line: Mapping[str, Any]) -> list[Mention]:
    return [Mention(name, Evidence(**evidence)) for name, evidence in line["mentions"]]
