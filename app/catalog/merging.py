"""Decisions of a team that values are the same: tried, carried out and taken back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.aliases.entries import Entry
from app.domain.items import Item
from app.domain.properties import standardize_again
from app.domain.standard import Standardizer, standardize_name
from app.errors import Fault, InvalidInput, NotFound
from app.graph.store import GraphStore

_ITEMS_OF_A_TRANSACTION = 100


@dataclass(frozen=True, slots=True)
class Merge:
    """A value that becomes another, and the number of items that have it."""

    value: str
    items: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision does: `merges` before it is carried out; `items` that change, or would."""

    entry: Entry
    merges: tuple[Merge, ...]
    items: int


class Merger:
    """Carries decisions out on all items. Each call can be broken off and made again, and goes on then.

    Whoever writes an item meanwhile does it by the new aliases, or puts it right afterwards (`Catalog`). Other
    processes learn of them within some seconds; what they wrote before, the same call made again puts right.
    """

    def __init__(
        self, vocabulary: TeamVocabulary, store: GraphStore, items_of_a_transaction: int = _ITEMS_OF_A_TRANSACTION
    ) -> None:
        self._vocabulary = vocabulary
        self._store = store
        self._items_of_a_transaction = items_of_a_transaction

    def preview(self, entry: Entry) -> Outcome:
        """What `put` would do. Raises as it does."""
        entry = self._checked(entry)
        return self._outcome(entry, self._would_change(entry))

    def put(self, entry: Entry) -> Outcome:
        """Makes the aliases of an entry the same as its value; what it had as aliases before is taken back.

        Raises InvalidInput for aliases that contradict one another or those of other entries.
        """
        entry = self._checked(entry)
        before = self._outcome(entry, 0)
        return replace(before, items=self._carry_out(entry))

    def preview_delete(self, name: str, value: str) -> Outcome:
        entry = replace(self._found(name, value), aliases=(), display=None)
        return Outcome(entry, (), self._would_change(entry))

    def delete(self, name: str, value: str) -> Outcome:
        """Takes a decision back: every item is again as its own texts say. Raises NotFound."""
        entry = replace(self._found(name, value), aliases=(), display=None)
        return Outcome(entry, (), self._carry_out(entry))

    def resume(self) -> int:
        """Carries out what was broken off, and answers how many items that changed."""
        return sum(self._carry_out(entry) for entry in self._vocabulary.entries() if entry.pending)

    def _carry_out(self, entry: Entry) -> int:
        self._store.put_entry(replace(entry, pending=True))
        self._vocabulary.reload()
        changed = 0
        for items in self._changed(entry, self._vocabulary.standardizer):
            changed += len(self._store.rewrite(items))
        if entry.aliases or entry.display:
            self._store.put_entry(replace(entry, pending=False))
        else:
            self._store.delete_entry(entry.name, entry.value)
        self._vocabulary.reload()
        return changed

    def _changed(self, entry: Entry, standardizer: Standardizer) -> Iterator[list[Item]]:
        """The items that these rules make anew, some at a time: those that have the value, or one of the aliases."""
        values = [entry.value, *self._vocabulary.alias_values(entry)]
        ids = self._store.having(entry.name, values)
        for begin in range(0, len(ids), self._items_of_a_transaction):
            found = self._store.get(ids[begin : begin + self._items_of_a_transaction]).values()
            again = [(item, standardize_again(item, standardizer)) for item in found]
            if changed := [new for item, new in again if new != item]:
                yield changed

    def _would_change(self, entry: Entry) -> int:
        return sum(map(len, self._changed(entry, self._after(entry))))

    def _after(self, entry: Entry) -> Standardizer:
        """The standardiser once the entry is decided."""
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
        """With standard name and value. Raises InvalidInput with every fault."""
        name = standardize_name(entry.name)
        rules = self._vocabulary.rules
        entry = replace(entry, name=name, value=rules.standardize(name, entry.value).value)
        others = [each for each in self._vocabulary.entries() if (each.name, each.value) != (name, entry.value)]
        faults = list(_faults(entry, [each for each in others if each.name == name], self._vocabulary))
        if faults:
            raise InvalidInput(faults)
        return entry


def _faults(entry: Entry, others: Sequence[Entry], vocabulary: TeamVocabulary) -> Iterator[Fault]:
    """An alias leads to a value, and to one only; no value is an alias itself."""
    taken = {value: each.value for each in others for value in vocabulary.alias_values(each)}
    targets = {each.value for each in others}
    if not entry.value:
        yield Fault("/value", "expected a value with a letter or a digit")
    if entry.value in taken:
        yield Fault("/value", f"{entry.value!r} is an alias of {taken[entry.value]!r}; expected a value that is none")
    for n, alias in enumerate(entry.aliases):
        value = vocabulary.rules.standardize(entry.name, alias).value
        if not value:
            yield Fault(f"/aliases/{n}", f"{alias!r}: expected an alias with a letter or a digit")
        elif value == entry.value:
            yield Fault(f"/aliases/{n}", f"{alias!r} is {entry.value!r} already, without an alias")
        elif value in taken:
            yield Fault(f"/aliases/{n}", f"{alias!r} is an alias of {taken[value]!r} already")
        elif value in targets:
            yield Fault(f"/aliases/{n}", f"{alias!r} has aliases of its own; expected them at {entry.value!r}")
