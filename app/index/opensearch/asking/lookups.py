"""Words and values that the graph has."""

from collections import Counter
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from app.domain.filters import Bounds
from app.domain.queries import KnownName, KnownValue
from app.domain.relevance.words import MARKS
from app.domain.standard import word_set
from app.index.opensearch.asking.conditions import Clause, all_of, ends, has_key
from app.index.opensearch.asking.values import MOST_BUCKETS, Values, aggregated, counted, in_order, known_value
from app.index.opensearch.client import Client
from app.index.opensearch.coding import BETWEEN, cut
from app.index.opensearch.mapping import Pair

# Lucene's automata of edits go so far; beyond, all words are compared.
_MOST_EDITS = 2


class Lookups:
    """Answers from the documents of values, and counts the items that have them."""

    def __init__(self, client: Client, names: Pair) -> None:
        self._client = client
        self._names = names
        self.values = Values(client, names)

    def names(self) -> list[KnownName]:
        units = {"terms": {"field": "unit", "size": 1000}}
        grouped = {"terms": {"field": "name", "size": MOST_BUCKETS}, "aggs": {"units": units}}
        of_items = {"terms": {"field": "names", "size": MOST_BUCKETS}}
        items = counted(self._client.search(self._names.items, aggregated({"match_all": {}}, of_items)))
        values = self._client.search(self._names.values, aggregated({"match_all": {}}, grouped))
        found = []
        for each in values["aggregations"]["found"]["buckets"]:
            if each["key"] in items:
                used = frozenset(unit["key"] or None for unit in each["units"]["buckets"])
                found.append(KnownName(each["key"], items[each["key"]], each["doc_count"], used))
        return sorted(found, key=lambda each: each.name)

    def known(self, words: Iterable[str]) -> list[KnownValue]:
        wanted: list[Clause] = [{"term": {"words": cut(word)}} for word in set(words)]
        return self.values.known(self.values.that(all_of(wanted))) if wanted else []

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        tokens = {cut(word): word for word in words}
        if not tokens:
            return set()
        said = {"terms": {"field": "keys", "include": sorted(tokens), "size": len(tokens), "shard_size": len(tokens)}}
        found = counted(self._client.search(self._names.items, aggregated(has_key(*tokens), said)))
        return {word for token, word in tokens.items() if token not in found}

    def close_words(self, word: str, distance: int) -> list[str]:
        """Has Lucene find the values that say a near word, and compares their words."""
        facts = self.values.that(_near(word, distance))
        counts = self.values.counts(facts)
        having: Counter[str] = Counter()
        for token, count in counts.items():
            for other in facts[token]["words"]:
                having[other] += count
        far = {other: OSA.distance(word, other, score_cutoff=distance) for other in having}
        near = [each for each in having if far[each] <= distance]
        return sorted(near, key=lambda each: (far[each], -having[each], each))

    def words_with_prefix(self, prefix: str, limit: int) -> list[str]:
        if limit < 1 or prefix.startswith(tuple(MARKS)):
            return []
        return list(self.values.commonest("keys", limit, prefix, MARKS))

    def prefixed(self, text: str, name: str | None, limit: int) -> list[KnownValue]:
        starts = word_set(text)
        if limit < 1:
            return []
        if not starts:
            counts = self.values.commonest("has", limit, f"{name}{BETWEEN}" if name else "")
            facts = self.values.facts(counts)
            return in_order([known_value(facts[each], count) for each, count in counts.items() if each in facts], limit)
        wanted: list[Clause] = [{"prefix": {"shown": start}} for start in starts]
        wanted += [{"term": {"name": name}}] if name else []
        return in_order(self.values.known(self.values.that(all_of(wanted))), limit)

    def quantities(self, bounds: Bounds, limit: int) -> list[KnownValue]:
        wanted = [{"term": {"unit": bounds.unit or ""}}, *ends(bounds, "number", "high")]
        return in_order(self.values.known(self.values.that(all_of(wanted))), limit)


def _near(word: str, distance: int) -> Clause:
    if distance < 1:
        return {"term": {"words": cut(word)}}
    if distance > _MOST_EDITS:
        return {"exists": {"field": "name"}}
    fuzzy = {"value": word, "fuzziness": distance, "transpositions": True, "rewrite": "constant_score"}
    return {"fuzzy": {"words": fuzzy}}
