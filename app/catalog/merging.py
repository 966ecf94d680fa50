"""Carries out a team's decisions that values are the same, previews them, and undoes them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.catalog.team_vocabulary import Current, TeamVocabulary
from app.domain.aliases.entries import Entry
from app.domain.history import Cause, remember
from app.domain.items import Item, MomentKind
from app.domain.properties import standardize_again
from app.domain.standard import Standardizer, standardize_name
from app.errors import Fault, InvalidInput, NotFound
from app.graph.store import GraphStore
from app.telemetry.logs import audit

_ITEMS_OF_A_TRANSACTION = 100


@dataclass(frozen=True, slots=True)
class Merge:
    """A value that becomes another, and the number of items that have it."""

    value: str
    items: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The effect of a decision. `merges` has counts from before. `items` is the number of items that change."""

    entry: Entry
    merges: tuple[Merge, ...]
    items: int


class Merger:
    """Carries out decisions on all items. A repeated call continues an interrupted one.

    An item that any process writes meanwhile gets the new aliases at once or right after the write (`TeamVocabulary`).
    """

    def __init__(
        self, vocabulary: TeamVocabulary, store: GraphStore, items_of_a_transaction: int = _ITEMS_OF_A_TRANSACTION
    ) -> None:
        self._vocabulary = vocabulary
        self._store = store
        self._items_of_a_transaction = items_of_a_transaction

    def preview(self, entry: Entry) -> Outcome:
        """Returns what `put` would do, and raises the same errors."""
        entry = self._checked(entry)
        return self._outcome(entry, self._would_change(entry))

    def put(self, entry: Entry, key: str | None = None) -> Outcome:
        """Makes the aliases of an entry equal to its value. Earlier aliases that are not listed are undone.

        `key`, the id of the caller's key, stands in the history of the items. Raises InvalidInput for aliases that
        contradict one another or another entry.
        """
        entry = self._checked(entry)
        before = self._outcome(entry, 0)
        return replace(before, items=self._carry_out(entry, key))

    def preview_delete(self, name: str, value: str) -> Outcome:
        """Returns what `delete` would do, and raises the same errors."""
        entry = replace(self._found(name, value), aliases=(), display=None)
        return Outcome(entry, (), self._would_change(entry))

    def delete(self, name: str, value: str, key: str | None = None) -> Outcome:
        """Undoes a decision: every item again has the values of its own texts. Raises NotFound."""
        entry = replace(self._found(name, value), aliases=(), display=None)
        return Outcome(entry, (), self._carry_out(entry, key))

    def resume(self) -> int:
        """Carries out decisions that were interrupted. Returns how many items changed."""
        return sum(self._carry_out(entry) for entry in self._vocabulary.entries() if entry.pending)

    def _carry_out(self, entry: Entry, key: str | None = None) -> int:
        self._store.put_entry(replace(entry, pending=True))
        changed = len(self._rewrite(entry, key))
        if entry.aliases or entry.display:
            self._store.put_entry(replace(entry, pending=False))
        else:
            self._store.delete_entry(entry.name, entry.value)
        self._vocabulary.reload()
        audit("values merged", name=entry.name, value=entry.value, aliases=entry.aliases, items=changed)
        return changed

    def _rewrite(self, entry: Entry, key: str | None) -> set[str]:
        """Returns the ids of the items written. Goes over them again if other entries changed in the meantime."""
        written: set[str] = set()
        kind: MomentKind = "merged" if entry.aliases or entry.display else "undone"
        by: Current | None = None
        while by is None or by.version != self._vocabulary.current().version:
            by = self._vocabulary.current()
            for pairs in self._changed(entry, by.standardizer):
                at = datetime.now(UTC)
                written.update(self._store.rewrite([remember(*pair, Cause(kind, key), at) for pair in pairs]))
        return written

    def _changed(self, entry: Entry, standardizer: Standardizer) -> Iterator[list[tuple[Item, Item]]]:
        """Yields, in groups, the items that these rules change, before and after: those with the value or an alias."""
        values = [entry.value, *self._vocabulary.alias_values(entry)]
        ids = self._store.having(entry.name, values)
        for begin in range(0, len(ids), self._items_of_a_transaction):
            found = self._store.get(ids[begin : begin + self._items_of_a_transaction]).values()
            again = [(item, standardize_again(item, standardizer)) for item in found]
            if changed := [(item, new) for item, new in again if new != item]:
                yield changed

    def _would_change(self, entry: Entry) -> int:
        return sum(map(len, self._changed(entry, self._after(entry))))

    def _after(self, entry: Entry) -> Standardizer:
        """Returns the standardizer as it is after the decision."""
        others = [each for each in self._vocabulary.entries() if (each.name, each.value) != (entry.name, entry.value)]
        return self._vocabulary.rules.with_aliases(self._vocabulary.aliases([*others, entry]))

    def _outcome(self, entry: Entry, items: int) -> Outcome:
        values = self._vocabulary.alias_values(entry)
        counts = [Merge(value, len(self._store.having(entry.name, [value]))) for value in values]
        return Outcome(entry, tuple(counts), items)

    def _found(self, name: str, value: str) -> Entry:
        name, value = standardize_name(name), self._vocabulary.rules.standardize(standardize_name(name), value).value
        for entry in self._vocabulary.entries():
            if (entry.name, entry.value) == (name, value):
                return entry
        raise NotFound(f"no entry for {name} {value!r} in the vocabulary")

    def _checked(self, entry: Entry) -> Entry:
        """Returns the entry with its standard name and value. Raises InvalidInput with every fault."""
        name = standardize_name(entry.name)
        rules = self._vocabulary.rules
        entry = replace(entry, name=name, value=rules.standardize(name, entry.value).value)
        others = [each for each in self._vocabulary.entries() if (each.name, each.value) != (name, entry.value)]
        faults = list(_faults(entry, [each for each in others if each.name == name], self._vocabulary))
        if faults:
            raise InvalidInput(faults)
        return entry


def _faults(entry: Entry, others: Sequence[Entry], vocabulary: TeamVocabulary) -> Iterator[Fault]:
    """Yields the faults of an entry. An alias leads to one value only, and no value is itself an alias."""
    taken = {value: each.value for each in others for value in vocabulary.alias_values(each)}
    targets = {each.value for each in others}
    if not entry.value:
        yield Fault("/value", "expected a value with a letter or a digit")
    if entry.value in taken:
        yield Fault(
            "/value", f"{entry.value!r} is an alias of {taken[entry.value]!r}; expected a value that is not an alias"
        )
    for n, alias in enumerate(entry.aliases):
        value = vocabulary.rules.standardize(entry.name, alias).value
        if not value:
            yield Fault(f"/aliases/{n}", f"{alias!r}: expected an alias with a letter or a digit")
        elif value == entry.value:
            yield Fault(f"/aliases/{n}", f"{alias!r} means {entry.value!r} without an alias; leave it out")
        elif value in taken:
            yield Fault(f"/aliases/{n}", f"{alias!r} is already an alias of {taken[value]!r}")
        elif value in targets:
            yield Fault(f"/aliases/{n}", f"{alias!r} has aliases of its own; move them to {entry.value!r} first")
