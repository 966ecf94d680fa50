"""Corrects items: what a person says of a value is kept beside the item, and wins over what the model reads."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

from app.catalog.checking import Said, check_said, check_stated
from app.catalog.drafts import to_draft
from app.catalog.writing import Catalog
from app.domain.corrections.keeping import MOST_CORRECTIONS
from app.domain.history import Cause
from app.domain.items import Correction, Item
from app.domain.standard import Standardizer
from app.errors import Cancelled, Conflict, Fault, InvalidInput, NotFound, PreconditionFailed
from app.graph.store import GraphStore
from app.telemetry.logs import audit

# The number of tries to correct an item that other callers change at the same time.
_TRIES = 20

Corrections = tuple[Correction, ...]
# Whether the stored item is as the caller expects.
Holds = Callable[[Item | None], bool]
# Returns the correction that is made or undone, and all corrections of the item afterwards.
Decide = Callable[[Item, Standardizer], tuple[Correction, Corrections]]


class Corrector:
    """Makes and undoes corrections. Calls block, and any thread may make them.

    Both read the item's texts again, so that an undone correction leaves what the model finds.
    """

    def __init__(
        self, catalog: Catalog, store: GraphStore, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._now = now

    def add(
        self, item_id: str, said: Said, key: str | None, holds: Holds, gone: Event | None = None
    ) -> tuple[Correction, Item]:
        """Corrects an item, and returns the correction and the item as it is now.

        What the same person has just said of the same value is stored once. Raises NotFound, PreconditionFailed if the
        item is not as the caller expects, InvalidInput for a value or a place that it does not have and for what its
        owner gave, and Conflict if other callers keep changing it.
        """

        def decide(item: Item, rules: Standardizer) -> tuple[Correction, Corrections]:
            made = replace(check_said(item, said, rules), id=secrets.token_hex(6), at=self._now(), key=key)
            if again := _said_before(item.corrections, made):
                return again, item.corrections
            if len(item.corrections) >= MOST_CORRECTIONS:
                raise InvalidInput([Fault("", f"the item has {MOST_CORRECTIONS} corrections; expected no more")])
            return made, (*item.corrections, made)

        return self._change(item_id, decide, Cause("corrected", key), holds, gone)

    def undo(
        self, item_id: str, correction_id: str, key: str | None, holds: Holds, gone: Event | None = None
    ) -> tuple[Correction, Item]:
        """Removes a correction, and returns it and the item as it is now. Raises as `add` does."""

        def decide(item: Item, _: Standardizer) -> tuple[Correction, Corrections]:
            found = next((each for each in item.corrections if each.id == correction_id), None)
            if found is None:
                raise NotFound(f"no correction {correction_id!r} of item {item_id!r}")
            return found, tuple(each for each in item.corrections if each != found)

        return self._change(item_id, decide, Cause("undone", key), holds, gone)

    def _change(
        self, item_id: str, decide: Decide, cause: Cause, holds: Holds, gone: Event | None
    ) -> tuple[Correction, Item]:
        for _ in range(_TRIES):
            before = self._store.get([item_id]).get(item_id)
            if before is None:
                raise NotFound(f"no item {item_id!r}")
            if not holds(before):
                raise PreconditionFailed(f"{item_id!r}: the stored item is not the one that the conditions name")
            rules = self._catalog.rules()
            correction, corrections = decide(before, rules.standardizer)
            if corrections == before.corrections:
                return correction, before
            draft = replace(to_draft(before), corrections=corrections)
            mentions = self._catalog.read([draft], gone)[0]
            cause = replace(cause, correction=correction.id)
            item = self._catalog.make(draft, mentions, rules.standardizer, before, cause)
            if cause.kind == "corrected":
                check_stated(item, correction, rules.standardizer)
            if gone is not None and gone.is_set():
                raise Cancelled("the caller has gone")
            written, (item,) = self._catalog.rewrite([item], rules, {item_id: before.fingerprint})
            if written:
                audit(f"item {cause.kind}", item=item_id, correction=correction.id, said=correction.action)
                return correction, item
        raise Conflict(f"{item_id!r}: other callers keep changing the item; send it again")


def _said_before(corrections: Corrections, made: Correction) -> Correction | None:
    """Returns the last correction that touches the same values, if the same person says the same in it."""
    values = {made.value, made.states}
    for each in reversed(corrections):
        if each.name == made.name and values & {each.value, each.states} - {None}:
            return each if replace(each, id=made.id, at=made.at, note=made.note) == made else None
    return None
