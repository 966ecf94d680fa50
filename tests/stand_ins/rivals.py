"""A service of several on one graph, with a vocabulary that it has read lately and so would not read again."""

from app.catalog.merging import Merger
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.items import Draft
from app.domain.standard import load_rulebook
from app.extraction.extractor import Extractor
from app.graph.store import GraphStore
from app.telemetry import Metrics
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger


class Rival:
    """Writes items that have nothing but shades, and merges shades."""

    def __init__(self, bundle: Bundle, store: GraphStore) -> None:
        vocabulary = TeamVocabulary(load_rulebook(), store, lambda: 0.0)
        vocabulary.reload()
        self.store = store
        self.catalog = Catalog(Extractor(bundle, FakeTagger(bundle)), vocabulary, store, Metrics())
        self.merger = Merger(vocabulary, store)

    def put(self, own: str, *shades: str) -> str:
        """Sends an item, and returns its status."""
        return self.catalog.put([draft(own, *shades)])[0].status

    def shades(self, own: str) -> list[str]:
        """The shades of an item, as they are stored."""
        return [prop.value for prop in self.store.get([own])[own].properties]


def draft(own: str, *shades: str) -> Draft:
    return Draft(own, "zzz", given=tuple(("shade", each) for each in shades))
