"""A small shop for searches, with a tagger that looks words up."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.catalog.queries.reader import QueryReader
from app.catalog.searching import Searcher
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.items import Draft
from app.domain.relevance.words import Analyzer
from app.domain.standard import load_rulebook
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.telemetry import Metrics
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger

_KINDS = (
    "rod reel shoes shoe oxfords handbag bag chair headphones jacket backpack sneakers lamp pan lens spacer bookshelf "
    "tea chocolate tent glass daypack sofa cushion laptop cocoa cola"
)
_WORDS = {
    **dict.fromkeys(_KINDS.split(), "B-CATEGORY"),
    **dict.fromkeys("red pink black navy".split(), "B-COLOR"),
    **dict.fromkeys("leather metal canvas".split(), "B-MATERIAL"),
    **dict.fromkeys("nike apple".split(), "B-BRAND"),
}

ITEMS = {
    "rod": ("Pro fishing rod", "For rivers.", {}),
    "rod and reel": ("Spinning rod with reel", "A set for fishing at sea.", {}),
    "curtain": ("Curtain rod", "Brass.", {}),
    "red oxfords": ("Oxfords in burgundy red", "Formal shoes for the evening dress code.", {"price": "90 EUR"}),
    "red chair": ("Red chair", "Goes with any dress.", {"price": "80 EUR"}),
    "black shoes": ("Black dress shoes", "Polished leather.", {"price": "120 EUR"}),
    "pink handbag": ("Pink handbag", "Canvas.", {}),
    "pink tea": ("Pink tea", "In a bag.", {}),
    "leather bag": ("Weekender bag", "Black leather with brass.", {}),
    "leather chair": ("Black leather chair", "With bags for magazines.", {}),
    "bookshelf": ("Metal bookshelf", "Five shelves.", {}),
    "leather jacket": ("Navy leather jacket", "Lined.", {"price": "150 EUR"}),
    "canvas jacket": ("Navy canvas jacket", "Waxed.", {"price": "99 EUR"}),
    "light pack": ("Ultralight backpack", "Frameless.", {"weight": "800 g", "volume": "25 l", "price": "140 EUR"}),
    "heavy pack": ("Expedition backpack", "Frame.", {"weight": "2.4 kg", "volume": "70 l", "price": "200 EUR"}),
    "coffee": ("Coffee", "Beans.", {"weight": "500 g", "price": "9 EUR"}),
    "headphones": ("Studio headphones", "Closed.", {"price": "60 EUR"}),
    "headlamp": ("Headlight", "Bright.", {}),
    "sneakers": ("Canvas sneakers", "For every day.", {"price": "50 EUR"}),
    "air max": ("Nike Air Max 90", "White.", {"price": "130 EUR"}),
    "iphone": ("Apple iPhone 13 Pro Max 256 GB", "Graphite.", {"price": "1099 EUR"}),
    "oak lamp": ("Table lamp oak", "Warm light.", {"price": "30 EUR"}),
    "dim lamp": ("Table lamp brass", "With a dimmer.", {"price": "150 EUR"}),
    "pan": ("Non-stick pan", "For frying.", {"dishwasher_safe": "false"}),
    "spacer 15": ("Steel spacer", "", {"length": "15 mm"}),
    "spacer 51": ("Brass spacer", "", {"length": "51 mm"}),
    "chocolate": ("Vegan chocolate", "Dark.", {}),
    "vegan shoes": ("Canvas shoe", "Vegan, glued without animals.", {}),
    "tent": ("Family tent for 4 people", "Tall.", {"price": "249 EUR"}),
    "glass": ("İstanbul tea glass", "", {}),
    "wide screen": ("Laptop 17.3 in", "Refreshed at 144 Hz.", {}),
    "small screen": ("Laptop 13.3 in", "Refreshed at 60 Hz.", {}),
    "sheet": ("Sheet 200 x 200", "", {}),
    "sofa": ("Blue sofa", "Deep.", {"price": "900 EUR"}),
    "cream sofa": (
        "Cream sofa",
        "Feathers in linen on feet of oak, deep and soft, and well cushioned.",
        {},
    ),
    "cushion": ("Round cushion", "Linen.", {}),
    "cocoa": ("Cocoa", "Naturally caffeine-free.", {}),
    "cola": ("Cola", "With caffeine.", {}),
    "desk": ("Desk 160 cm", "", {"length": "160 cm"}),
    "poster": ("Poster", "", {"width": "50 cm"}),
    "decaf": ("Cocoa, decaf", "For the night.", {}),
    "notepad": ("Writing tablet", "", {"storage": "64 GB", "memory": "4 GB"}),
    "gamepad": ("Gaming tablet", "", {"storage": "32 GB", "memory": "32 GB", "price": "900 EUR"}),
    "dome": ("Dome tent", "Room for 3 bags, loved by people.", {"size": "2 person"}),
    "tunnel": ("Tunnel tent", "Packs in 2 bags, loved by people.", {"size": "3 person"}),
    "laptop bag": ("Daypack, 17 in laptop", "", {}),
}


@contextmanager
def open_shop(bundle: Bundle, folder: Path) -> Iterator[Searcher]:
    store = SqliteStore(folder / "graph.sqlite")
    vocabulary = TeamVocabulary(load_rulebook(), store)
    extractor = Extractor(bundle, FakeTagger(bundle, _WORDS))
    drafts = [Draft(name, title, text, tuple(given.items())) for name, (title, text, given) in ITEMS.items()]
    Catalog(extractor, vocabulary, store, Metrics()).put(drafts)
    yield Searcher(QueryReader(extractor, vocabulary, store.index), vocabulary, store.index, Analyzer())
    extractor.close()
    store.close()
