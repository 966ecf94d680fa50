"""The write path: text → spans → properties → graph."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from app.domain.items import Draft, Evidence, Field, Item, Property, Status
from app.domain.standardize import STANDARD_VERSION, StandardValue, standardize, standardize_name
from app.errors import Conflict
from app.extraction.extractor import Extractor
from app.graph.store import GraphStore
from app.telemetry import Metrics
from model.reading import Extraction
from model.spans import Span


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one draft."""

    id: str
    status: Status


@dataclass(frozen=True, slots=True)
class Kept(Written):
    """What became of one draft, and the item that it made or met."""

    item: Item


# How often items that others change at the same time are put again.
_TRIES = 20


class Catalog:
    """Reads drafts with the model, and writes them as items. Calls block, and are safe from any thread."""

    def __init__(
        self,
        extractor: Extractor,
        store: GraphStore,
        metrics: Metrics,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._extractor = extractor
        self._store = store
        self._metrics = metrics
        self._now = now

    def put(self, drafts: Sequence[Draft]) -> list[Written]:
        """Creates or replaces items in one transaction; their ids are distinct.

        A draft that is stored already, read by the same model, is `unchanged` and costs no reading: sending a file
        again is the way to resume it.
        """
        return [each for each, _ in self._put(drafts)]

    def _put(self, drafts: Sequence[Draft]) -> list[tuple[Written, Item | None]]:
        """With each draft its item if it was written."""
        fingerprints = {draft.id: self._fingerprint(draft) for draft in drafts}
        stored = self._store.fingerprints(fingerprints)
        changed = [draft for draft in drafts if stored.get(draft.id) != fingerprints[draft.id]]
        items = self._read(changed, fingerprints)
        statuses: dict[str, Status] = dict.fromkeys(fingerprints, "unchanged")
        if items:
            statuses |= dict(zip((item.id for item in items), self._store.upsert(items), strict=True))
        for status in statuses.values():
            self._metrics.items.labels(status).inc()
        made = {item.id: item for item in items if statuses[item.id] != "unchanged"}
        return [(Written(draft.id, statuses[draft.id]), made.get(draft.id)) for draft in drafts]

    def put_items(self, drafts: Sequence[Draft]) -> list[Kept]:
        """As `put`, with the items: as written, or as found where nothing changed.

        An item found unchanged that another caller changes or deletes before it is read is put again. Raises Conflict
        when that goes on.
        """
        kept: dict[str, Kept] = {}
        for _ in range(_TRIES):
            waiting = {draft.id: draft for draft in drafts if draft.id not in kept}
            written = self._put(list(waiting.values()))
            kept |= {each.id: Kept(each.id, each.status, item) for each, item in written if item}
            unchanged = [each.id for each, item in written if item is None]
            for item_id, item in self._store.get(unchanged).items():
                if item.fingerprint == self._fingerprint(waiting[item_id]):
                    kept[item_id] = Kept(item_id, "unchanged", item)
            if len(kept) == len(drafts):
                return [kept[draft.id] for draft in drafts]
        raise Conflict(f"{drafts[0].id!r}: others change the same items at the same time; send them again")

    def delete(self, item_id: str) -> bool:
        return self._store.delete(item_id)

    def _fingerprint(self, draft: Draft) -> str:
        state = [asdict(draft), self._extractor.bundle.digest, self._extractor.min_score, STANDARD_VERSION]
        return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()

    def _read(self, drafts: Sequence[Draft], fingerprints: dict[str, str]) -> list[Item]:
        texts = [text for draft in drafts for text in (draft.title, draft.text)]
        found = self._extractor.extract(texts)
        self._metrics.documents.inc(len(texts))
        self._metrics.windows.inc(sum(each.windows for each in found))
        pairs = zip(found[::2], found[1::2], strict=True)
        now, model = self._now(), self._extractor.bundle.model
        return [
            to_item(draft, title, text, model, now, fingerprints[draft.id])
            for draft, (title, text) in zip(drafts, pairs, strict=True)
        ]


def to_item(draft: Draft, title: Extraction, text: Extraction, model: str, now: datetime, fingerprint: str) -> Item:
    """The item that a draft and the spans of its two texts make; properties in order of name and value."""
    properties = {(prop.name, prop.value): prop for prop in extracted_properties(title.spans, text.spans, model, now)}
    for name, raw in draft.given:
        prop = _given(standardize_name(name), raw, now)
        seen = properties.get((prop.name, prop.value))
        properties[prop.name, prop.value] = replace(prop, evidence=seen.evidence) if seen else prop
    ordered = tuple(properties[key] for key in sorted(properties))
    return Item(draft.id, draft.title, draft.text, draft.url, draft.image, ordered, now, fingerprint)


def extracted_properties(title: Iterable[Span], text: Iterable[Span], model: str, now: datetime) -> list[Property]:
    """One property for each label and standard value; its score is that of its surest mention."""
    mentions: dict[tuple[str, str], list[tuple[Evidence, StandardValue]]] = {}
    sources: list[tuple[Field, Iterable[Span]]] = [("title", title), ("text", text)]
    for field, spans in sources:
        for span in spans:
            standard = standardize(standardize_name(span.label), span.text)
            if standard.value:
                evidence = Evidence(field, span.start, span.end, span.text, span.score)
                mentions.setdefault((standardize_name(span.label), standard.value), []).append((evidence, standard))
    return [_extracted(name, found, model, now) for (name, _), found in mentions.items()]


def _extracted(name: str, found: Sequence[tuple[Evidence, StandardValue]], model: str, now: datetime) -> Property:
    evidence, standards = zip(*found, strict=True)
    first = standards[0]
    score = max(each.score for each in evidence)
    return Property(
        name, first.value, first.display, score, "extracted", evidence, model, now, first.number, first.unit
    )


def _given(name: str, raw: str, now: datetime) -> Property:
    standard = standardize(name, raw)
    return Property(name, standard.value, standard.display, 1.0, "given", (), None, now, standard.number, standard.unit)
