"""The rankers that are compared: the search, the search with one part switched off, and full-text search alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from app.api.dependencies import Service
from app.catalog.queries.reader import QueryReader
from app.catalog.searching import Search, Searcher
from app.domain.queries import Query, Results, Term
from app.domain.relevance.words import Analyzer
from app.domain.synonyms import Name, Names, other_names
from app.extraction.extractor import Extractor
from app.index.index import Index
from tests.benchmark.relevance.measures import DEEP
from tests.stand_ins.tagger import FakeTagger

# Returns the ids of the first hits of a query.
Ranker = Callable[[str], list[str]]
Change = Callable[[Query], Query]


def rankers(service: Service) -> Iterator[tuple[str, Ranker]]:
    """Yields the search as it is, then with each part switched off."""
    bundle = service.extractor.bundle
    blind = Extractor(bundle, FakeTagger(bundle, {}, certainty=1.0))
    changes: Mapping[str, Change] = {
        "without a leading part": lambda query: replace(query, lead=None),
        "words alone": lambda query: _with_terms(query, lambda term: replace(term, targets=())),
        "properties alone, where there are some": lambda query: _with_terms(query, _without_words),
        "match=any": lambda query: replace(query, match="any"),
    }
    yield "the search", _ranker(service)
    yield "without the model", _ranker(service, extractor=blind)
    yield "without other names of things", _ranker(service, names=_no_names)
    yield "without spelling and completion", _ranker(service, index=cast(Index, _NoSpelling(service.index)))
    for name, change in changes.items():
        yield name, _ranker(service, index=cast(Index, _Changed(service.index, change)))


def _ranker(
    service: Service, *, extractor: Extractor | None = None, index: Index | None = None, names: Names = other_names
) -> Ranker:
    asked = index or service.index
    reader = QueryReader(extractor or service.extractor, service.vocabulary, asked, names)
    searcher = Searcher(reader, service.vocabulary, asked, Analyzer())
    return lambda text: [hit.item.id for hit in searcher.search(Search(text, limit=DEEP)).results.hits]


def _no_names(_: object) -> tuple[Name, ...]:
    return ()


def _with_terms(query: Query, change: Callable[[Term], Term]) -> Query:
    return replace(query, terms=tuple(map(change, query.terms)))


def _without_words(term: Term) -> Term:
    return replace(term, words=(), variants=()) if term.targets else term


@dataclass(frozen=True, slots=True)
class _Changed:
    """An index whose searches are changed first."""

    index: Index
    change: Change

    def search(self, query: Query) -> Results:
        return self.index.search(self.change(query))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)


@dataclass(frozen=True, slots=True)
class _NoSpelling:
    """An index that neither mends words nor completes them."""

    index: Index

    def close_words(self, word: str, distance: int) -> list[str]:
        return []

    def words_with_prefix(self, prefix: str, limit: int) -> list[str]:
        return []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)
