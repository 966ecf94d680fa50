"""The write path: text → spans → properties → graph."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

from app.catalog.drafts import corrections_of, dropped_by, is_as_sent, plain
from app.catalog.team_vocabulary import Current, TeamVocabulary
from app.domain.corrections.keeping import keep, stamp, stamped, unstamped
from app.domain.history import Cause, remember
from app.domain.items import Correction, Draft, Evidence, Field, Item, Status
from app.domain.mentions import Mention, Texts
from app.domain.properties import to_properties
from app.domain.standard import STANDARD_VERSION, Standardizer, standardize_name
from app.errors import Cancelled, Conflict, ItemsCorrected, PreconditionFailed
from app.extraction.extractor import Extractor
from app.graph.store import GraphStore
from app.telemetry import Metrics
from app.telemetry.logs import audit
from app.telemetry.traces import span
from model.spans import Span


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome for one draft. `dropped`: corrections whose words the new texts no longer say."""

    id: str
    status: Status
    dropped: tuple[Correction, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Kept(Written):
    """The outcome for one draft, and the stored item."""

    item: Item


# The number of tries to put items that other callers change at the same time.
_TRIES = 20


class Catalog:
    """Reads drafts with the model, and writes them as items. Calls block, and any thread may make them."""

    def __init__(
        self,
        extractor: Extractor,
        vocabulary: TeamVocabulary,
        store: GraphStore,
        metrics: Metrics,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._extractor = extractor
        self._vocabulary = vocabulary
        self._store = store
        self._metrics = metrics
        self._now = now

    def put(self, drafts: Sequence[Draft], gone: Event | None = None, key: str | None = None) -> list[Written]:
        """Creates or replaces items in one transaction. Their ids must be distinct.

        `key`, the id of the caller's key, stands in the items' history. Raises Cancelled if `gone` is set, because the
        caller has gone, before the transaction begins.

        A draft that is stored already, read by the same model and rules, is `unchanged` and is not read again. So a
        file that was sent in part can be sent again from the beginning.
        """
        return [each for each, _ in self._put(drafts, gone, key)]

    def _put(self, drafts: Sequence[Draft], gone: Event | None, key: str | None) -> list[tuple[Written, Item | None]]:
        """Returns every draft's outcome, with its item if it was written. Reads again what is corrected meanwhile."""
        for _ in range(_TRIES):
            with suppress(ItemsCorrected):
                return self._put_once(drafts, gone, key)
        raise Conflict(f"{drafts[0].id!r}: other callers keep correcting the same items; send them again")

    def _put_once(
        self, drafts: Sequence[Draft], gone: Event | None, key: str | None
    ) -> list[tuple[Written, Item | None]]:
        fingerprints = {draft.id: self.fingerprint(draft) for draft in drafts}
        stored = self._store.fingerprints(fingerprints)
        changed = [draft for draft in drafts if not is_as_sent(stored.get(draft.id), draft, fingerprints[draft.id])]
        before = self._store.get([draft.id for draft in changed if draft.id in stored])
        rules = self._vocabulary.current()
        pairs = zip(changed, self.read(changed, gone), strict=True)
        with span("standardize"):
            items = [
                self.make(
                    draft, mentions, rules.standardizer, before.get(draft.id), Cause(key=key), fingerprints[draft.id]
                )
                for draft, mentions in pairs
            ]
        if gone is not None and gone.is_set():
            raise Cancelled("the caller has gone")
        statuses: dict[str, Status] = dict.fromkeys(fingerprints, "unchanged")
        if items:
            known = {item.id: stamp(before[item.id].corrections) if item.id in before else "" for item in items}
            with span("store"):
                found, items = self._vocabulary.write(
                    items, rules, lambda each, version: self._store.upsert(each, version, known)
                )
            statuses |= dict(zip((item.id for item in items), found, strict=True))
        self._tell(statuses)
        made = {item.id: item for item in items if statuses[item.id] != "unchanged"}
        dropped = {draft.id: dropped_by(draft, before.get(draft.id)) for draft in changed}
        return [
            (Written(draft.id, statuses[draft.id], dropped=dropped.get(draft.id, ())), made.get(draft.id))
            for draft in drafts
        ]

    def put_items(self, drafts: Sequence[Draft], gone: Event | None = None, key: str | None = None) -> list[Kept]:
        """Like `put`, but returns the items too.

        If another caller changes or deletes an unchanged item before it is read back, the item is put again. Raises
        Conflict when that keeps happening.
        """
        kept: dict[str, Kept] = {}
        for _ in range(_TRIES):
            waiting = {draft.id: draft for draft in drafts if draft.id not in kept}
            written = self._put(list(waiting.values()), gone, key)
            kept |= {each.id: Kept(each.id, each.status, item, dropped=each.dropped) for each, item in written if item}
            unchanged = [each.id for each, item in written if item is None]
            for item_id, item in self._store.get(unchanged).items():
                if unstamped(item.fingerprint) == self.fingerprint(waiting[item_id]):
                    kept[item_id] = Kept(item_id, "unchanged", item)
            if len(kept) == len(drafts):
                return [kept[draft.id] for draft in drafts]
        raise Conflict(f"{drafts[0].id!r}: other callers keep changing the same items; send them again")

    def put_if(
        self,
        draft: Draft,
        holds: Callable[[Item | None], bool],
        gone: Event | None = None,
        key: str | None = None,
    ) -> Kept:
        """Puts an item if the stored one (None if there is none) is as the caller expects.

        No other write comes between the check and the write. Raises PreconditionFailed, and Conflict if other callers
        keep changing the item.
        """
        fingerprint = self.fingerprint(draft)
        for _ in range(_TRIES):
            before = self._store.get([draft.id]).get(draft.id)
            if not holds(before):
                raise PreconditionFailed(f"{draft.id!r}: the stored item is not the one that the conditions name")
            if before and is_as_sent(before.fingerprint, draft, fingerprint):
                return self._told(Kept(draft.id, "unchanged", before))
            rules = self._vocabulary.current()
            item = self.make(draft, self.read([draft], gone)[0], rules.standardizer, before, Cause(key=key))
            if gone is not None and gone.is_set():
                raise Cancelled("the caller has gone")
            written, (item,) = self.rewrite([item], rules, {draft.id: before.fingerprint if before else None})
            if written:
                status: Status = "updated" if before else "created"
                return self._told(Kept(draft.id, status, item, dropped=dropped_by(draft, before)))
        raise Conflict(f"{draft.id!r}: other callers keep changing the item; send it again")

    def _told(self, kept: Kept) -> Kept:
        self._tell({kept.id: kept.status})
        return kept

    def _tell(self, statuses: Mapping[str, Status]) -> None:
        """Counts the outcomes, and logs what was written."""
        for status, count in Counter(statuses.values()).items():
            self._metrics.items.labels(status).inc(count)
        if written := {item_id: status for item_id, status in statuses.items() if status != "unchanged"}:
            audit("items written", items=written)

    def delete(self, item_id: str) -> bool:
        existed = self._store.delete(item_id)
        if existed:
            audit("item deleted", item=item_id)
        return existed

    def rules(self) -> Current:
        """Returns the rules and aliases for items that are about to be written."""
        return self._vocabulary.current()

    def rewrite(self, items: list[Item], by: Current, stored: Mapping[str, str | None]) -> tuple[list[str], list[Item]]:
        """Rewrites items that `by` standardized. Returns the ids written, and the items by the newest aliases."""
        return self._vocabulary.write(items, by, lambda each, version: self._store.rewrite(each, stored, version))

    def fingerprint(self, draft: Draft) -> str:
        """Identifies a draft, apart from its corrections, together with the model and the rules that read it.

        Aliases are not part of it, because a change of aliases is carried out on the stored items.
        """
        rules = [STANDARD_VERSION, self._vocabulary.rules.rulebook.digest]
        state = [plain(draft), self._extractor.bundle.digest, self._extractor.min_score, rules]
        return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()

    def read(self, drafts: Sequence[Draft], gone: Event | None = None) -> list[list[Mention]]:
        """Returns what the model finds in the texts of every draft."""
        texts = [text for draft in drafts for text in (draft.title, draft.text)]
        found = self._extractor.extract(texts, gone=gone)
        self._metrics.documents.inc(len(texts))
        self._metrics.windows.inc(sum(each.windows for each in found))
        return [
            [*to_mentions("title", title.spans), *to_mentions("text", text.spans)]
            for title, text in zip(found[::2], found[1::2], strict=True)
        ]

    def make(
        self,
        draft: Draft,
        mentions: Sequence[Mention],
        standardizer: Standardizer | None = None,
        before: Item | None = None,
        cause: Cause = Cause(),  # noqa: B008 (it is frozen)
        fingerprint: str | None = None,
    ) -> Item:
        """Returns the item that a draft and its mentions make, by the current rules unless others are given.

        It has the corrections and the history of the stored item `before`, and tells the cause of this write.
        `fingerprint` is the draft's, if it is known already.
        """
        rules = standardizer or self._vocabulary.standardizer
        now, model = self._now(), self._extractor.bundle.model
        texts: Texts = {"title": draft.title, "text": draft.text}
        kept, _ = keep(corrections_of(draft, before), texts)
        properties, conflicts = to_properties(draft.given, mentions, rules, model, now, texts, kept)
        item = Item(
            draft.id,
            draft.title,
            draft.text,
            draft.url,
            draft.image,
            properties,
            now,
            stamped(fingerprint or self.fingerprint(draft), kept),
            draft.given,
            conflicts,
            model,
            kept,
        )
        return remember(before, item, cause, now)


def to_mentions(field: Field, spans: Iterable[Span]) -> list[Mention]:
    """Returns what the spans of a text say."""
    return [
        Mention(standardize_name(span.label), Evidence(field, span.start, span.end, span.text, span.score, span.finder))
        for span in spans
    ]
