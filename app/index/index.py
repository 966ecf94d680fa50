"""The protocol of every index."""

from collections.abc import Iterable, Mapping, Set
from typing import Protocol

from app.domain.filters import Bounds
from app.domain.queries import Key, KnownName, KnownValue, Query, Results, Similar
from app.graph.store import GraphStore


class Index(Protocol):
    """Finds items and words of a graph. Calls block, and any thread may make them.

    Every call raises StoreError when the index cannot be read.
    """

    def search(self, query: Query) -> Results:
        """Returns the items that meet all filters and limits, ranked by the terms that they meet, then by id.

        `app.domain.relevance` has the formula. If the query continues another one, its plan replaces that of the graph.
        """

    def similar(self, wanted: Mapping[Key, int], limit: int, without: Set[str] = frozenset()) -> list[Similar]:
        """Returns the items that share most of the wanted properties, by the weight of what they share, then by id.

        A property weighs as much as it is rare, times its number in `wanted`. Items of the ids `without` are left out.
        """

    def names(self) -> list[KnownName]:
        """Returns the properties that the graph has, in order of name."""

    def known(self, words: Iterable[str]) -> list[KnownValue]:
        """Returns the property values that contain all these folded words, in order of name and value."""

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        """Returns the folded words that no item says: in its title, its text, or the value or display of a property."""

    def close_words(self, word: str, distance: int) -> list[str]:
        """Returns words of property values within an edit distance, nearest first, then commonest.

        A swap of neighbouring letters counts as one edit.
        """

    def words_with_prefix(self, prefix: str, limit: int) -> list[str]:
        """Returns words that items say (`unknown_words`) and that begin so: those of most items, then by alphabet."""

    def prefixed(self, text: str, name: str | None = None, limit: int = 20) -> list[KnownValue]:
        """Returns values, of property `name` or of any, that say a word with each of the beginnings in `text`.

        A value's display counts too. Without any word, all values are returned. Those of the most items come first,
        then by name and value.
        """

    def quantities(self, bounds: Bounds, limit: int) -> list[KnownValue]:
        """Returns the values of any property that are numbers in the unit of the bounds and within them.

        Those of the most items come first, then by name and value.
        """


class AnsweringStore(GraphStore, Protocol):
    """A graph store that also answers searches."""

    @property
    def index(self) -> Index:
        """An index that reads the record itself."""
