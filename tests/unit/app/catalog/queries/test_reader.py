"""The read path of a query."""

import pytest

from app.catalog.queries.reader import QueryReader
from app.catalog.queries.terms import FACTORS
from app.catalog.queries.understood import UnderstoodQuery
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.filters import Filter
from app.domain.items import Draft
from app.domain.queries import Sort, Term
from app.domain.standard import load_rulebook
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.telemetry import Metrics
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger

DRAFTS = [
    Draft("a", "Red Nike shoe", given=(("style", "Air Max"), ("price", "40 EUR"))),
    Draft("b", "Navy Acme shirt", given=(("color", "Dark Navy"), ("audience", "men"))),
    Draft("c", "Blue jeans", given=(("brand", "Blue Moon"), ("occasion", "Nike"))),
    Draft("d", "Zeppelin poster"),
]


@pytest.fixture
def vocabulary(store: SqliteStore) -> TeamVocabulary:
    return TeamVocabulary(load_rulebook(), store)


@pytest.fixture
def reader(bundle: Bundle, vocabulary: TeamVocabulary, store: SqliteStore) -> QueryReader:
    extractor = Extractor(bundle, FakeTagger(bundle))
    Catalog(extractor, vocabulary, store, Metrics()).put(DRAFTS)
    return QueryReader(extractor, vocabulary, store.index)


def targets_of(term: Term) -> list[tuple[str, str]]:
    return [(target.name, target.value) for target in term.targets]


def term_of(reading: UnderstoodQuery, text: str) -> Term:
    (term,) = [term for term in reading.terms if term.text == text]
    return term


def test_model_reads_first_and_gives_its_score(reader: QueryReader) -> None:
    red, shoe = reader.read("red shoe").terms
    assert targets_of(red) == [("color", "red")]
    assert (red.start, red.end) == (0, 3)
    assert red.score is not None
    assert red.score > 0.5
    assert targets_of(shoe) == [("category", "shoe")]


def test_name_that_the_model_says_comes_before_another_of_the_same_word(reader: QueryReader) -> None:
    nike = term_of(reader.read("nike"), "nike")
    assert targets_of(nike) == [("brand", "nike"), ("occasion", "nike")]
    assert nike.targets[0].factor == FACTORS.same > nike.targets[1].factor


def test_longer_value_with_the_word_counts_by_its_share(reader: QueryReader) -> None:
    navy = term_of(reader.read("navy"), "navy")
    assert {(t.value, t.factor / FACTORS.same) for t in navy.targets} == {("navy", 1), ("dark navy", 0.5)}


def test_vocabulary_reads_what_the_model_does_not(reader: QueryReader) -> None:
    (term,) = reader.read("air max").terms
    assert (targets_of(term), term.score, term.start, term.end) == ([("style", "air max")], None, 0, 7)


def test_vocabulary_takes_the_longest_run_of_words(reader: QueryReader) -> None:
    reading = reader.read("poster air max men")
    assert [(term.text, targets_of(term)) for term in reading.terms] == [
        ("poster", []),
        ("air max", [("style", "air max")]),
        ("men", [("audience", "men")]),
    ]


def test_word_that_is_part_of_a_value_alone_is_plain_text(reader: QueryReader) -> None:
    (term,) = reader.read("max").terms
    assert term.targets == ()
    assert term.words == ("max",)
    assert term.required


@pytest.mark.parametrize(("said", "near"), [("toaster", "taster"), ("chinos", "chins"), ("loafers", "loaders")])
def test_the_name_of_a_thing_is_not_misspelt(
    reader: QueryReader, vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle, said: str, near: str
) -> None:
    Catalog(Extractor(bundle, FakeTagger(bundle)), vocabulary, store, Metrics()).put([Draft("e", f"Box of {near}")])
    assert [part.corrected for part in reader.read(said).parts] == [None]


def test_misspelt_word_keeps_the_text_as_it_was_said(reader: QueryReader) -> None:
    (part,) = reader.read("  nkie ").parts
    assert (part.text, part.start, part.end, part.corrected) == ("nkie", 2, 6, "nike")
    assert part.term
    assert (part.term.words, part.term.variants) == (("nike",), ())
    assert ("brand", "nike") in targets_of(part.term)


@pytest.mark.parametrize("word", ["zeppelin", "poster"])
def test_word_of_a_title_is_not_mended(reader: QueryReader, word: str) -> None:
    assert reader.read(word).terms[0].words == (word,)


@pytest.mark.parametrize("word", ["rad", "mex", "4O"])
def test_short_word_is_not_mended(reader: QueryReader, word: str) -> None:
    assert all(not term.targets for term in reader.read(word).terms)


def test_word_of_the_models_vocabulary_is_not_mended(reader: QueryReader) -> None:
    """`bike` is near `nike`, but a word of its own."""
    assert reader.read("bike").terms[0].words == ("bike",)


def test_stop_words_are_neither_looked_up_nor_reported(reader: QueryReader) -> None:
    assert [term.text for term in reader.read("I want a red shoe for the poster").terms] == ["red", "shoe", "poster"]


def test_price_limit_is_taken_out_of_the_text(reader: QueryReader) -> None:
    reading = reader.read("red shoe under 50 eur")
    assert [term.text for term in reading.terms] == ["red", "shoe"]
    assert [(part.start, part.end) for part in reading.parts if part.kind == "limit"] == [(9, 21)]
    (condition,) = reading.limits
    assert condition.bounds is not None
    assert (condition.name, condition.bounds.high, condition.bounds.unit) == ("price", 50, "EUR")
    assert not condition.bounds.includes_high


def test_offsets_behind_a_limit_stay(reader: QueryReader) -> None:
    text = "👟 under 50 eur red shoe"
    for term in reader.read(text).terms:
        assert text[term.start : term.end] == term.text


def test_span_that_the_graph_does_not_know_is_plain_text(reader: QueryReader) -> None:
    adidas = term_of(reader.read("adidas shoe"), "adidas")
    assert adidas.targets == ()


def test_empty_query_has_no_terms(reader: QueryReader) -> None:
    for text in ("", "  "):
        assert reader.read(text) == UnderstoodQuery(text)


def test_query_that_says_nothing_known_is_one_plain_term(reader: QueryReader) -> None:
    for text, said in ((" …!? ", ()), ("👟", ()), ("the with", ("the", "with"))):
        (term,) = reader.read(text).terms
        assert (term.text, term.words, term.targets) == (text.strip(), said, ())


def test_bare_number_is_no_value_of_just_any_property(
    reader: QueryReader, store: SqliteStore, vocabulary: TeamVocabulary, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle))
    Catalog(extractor, vocabulary, store, Metrics()).put([Draft("n", given=(("stock", "6"),))])
    assert term_of(reader.read("shirt for 6"), "6").targets == ()


@pytest.fixture
def sizes(bundle: Bundle, vocabulary: TeamVocabulary, store: SqliteStore) -> QueryReader:
    words = {"size": "B-SIZE", "10": "I-SIZE", "1": "B-SIZE", "kg": "I-SIZE"}
    extractor = Extractor(bundle, FakeTagger(bundle, words))
    drafts = [Draft("a", given=(("size", "10"),)), Draft("b", given=(("size", "1000 g"), ("category", "size")))]
    Catalog(extractor, vocabulary, store, Metrics()).put(drafts)
    return QueryReader(extractor, vocabulary, store.index)


def test_name_of_a_property_says_nothing_in_its_value(sizes: QueryReader) -> None:
    (term,) = sizes.read("size 10").terms
    assert targets_of(term) == [("size", "10")]


def test_quantity_is_looked_up_in_the_unit_that_the_graph_keeps(sizes: QueryReader) -> None:
    (term,) = sizes.read("1 kg").terms
    assert targets_of(term) == [("size", "1000 g")]
    assert term.text == "1 kg"


def test_quantity_is_looked_up_in_the_property_of_its_kind(
    sizes: QueryReader, vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {"2": "B-SIZE", "kg": "I-SIZE"}))
    Catalog(extractor, vocabulary, store, Metrics()).put(
        [Draft("e", "Kettle 2 kg"), Draft("f", given=(("size", "XL"),))]
    )
    reading = QueryReader(extractor, vocabulary, store.index).read("2 kg")
    assert [targets_of(term) for term in reading.terms] == [[("weight", "2000 g")]]


def test_no_is_never_the_answer_of_a_property(
    reader: QueryReader, vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {}))
    Catalog(extractor, vocabulary, store, Metrics()).put([Draft("p", given=(("dishwasher_safe", "no"),))])
    reading = QueryReader(extractor, vocabulary, store.index).read("lamp no dimmer")
    assert [(term.text, term.targets) for term in reading.terms] == [("lamp", ())]
    assert reading.without == ("dimmer",)


def test_number_that_the_model_reads_is_no_value_of_another_property(
    sizes: QueryReader, vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {}))
    drafts = [Draft("c", given=(("stock", "10"),)), Draft("d", given=(("size", "10.16 cm"),))]
    Catalog(extractor, vocabulary, store, Metrics()).put(drafts)
    (term,) = sizes.read("size 10").terms
    assert targets_of(term) == [("size", "10")]


def test_a_value_is_found_by_what_the_vocabulary_calls_it(
    reader: QueryReader, vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {}))
    drafts = [Draft("g", given=(("color", "Grey"), ("brand", "Hewlett-Packard"), ("color", "navy blue")))]
    Catalog(extractor, vocabulary, store, Metrics()).put(drafts)
    reading = QueryReader(extractor, vocabulary, store.index).read("hewlett packard gray Navy Blue poster")
    assert [(term.text, targets_of(term)) for term in reading.terms] == [
        ("hewlett packard", [("brand", "hp")]),
        ("gray", [("color", "gray")]),
        ("Navy Blue", [("color", "navy")]),
        ("poster", []),
    ]


def test_what_the_model_reads_is_looked_up_by_its_standard_value(
    vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {"navy": "B-COLOR", "blue": "I-COLOR"}))
    Catalog(extractor, vocabulary, store, Metrics()).put([Draft("n", given=(("color", "NAVY"),))])
    (term,) = QueryReader(extractor, vocabulary, store.index).read("navy blue").terms
    assert targets_of(term) == [("color", "navy")]
    assert term.words == ("navy", "blue")
    (term,) = QueryReader(extractor, vocabulary, store.index).read("blue").terms
    assert targets_of(term) == [("color", "blue")]


def test_every_word_that_says_something_is_in_one_part(reader: QueryReader) -> None:
    text = "newest red nike shoe without leather under 50 eur for women size 10 zeppelin"
    reading = reader.read(text)
    assert [(part.text, part.kind, part.use) for part in reading.parts] == [
        ("newest", "sort", "required"),
        ("red", "property", "required"),
        ("nike", "property", "required"),
        ("shoe", "property", "required"),
        ("without leather", "exclusion", "required"),
        ("under 50 eur", "limit", "required"),
        ("for women", "property", "required"),
        ("size 10", "property", "required"),
        ("zeppelin", "word", "required"),
    ]
    assert reading.lead is not None
    assert reading.lead.text == "shoe"


def test_a_dropped_part_does_nothing_and_keeps_its_number(reader: QueryReader) -> None:
    reading = reader.read("red shoe without leather under 50 eur", dropped=[1, 2, 3])
    assert [part.use for part in reading.parts] == ["required", "dropped", "dropped", "dropped"]
    assert [term.text for term in reading.terms] == ["red"]
    assert (reading.limits, reading.without, reading.leading_term) == ((), (), None)


def test_the_thing_leads_wherever_it_stands(reader: QueryReader) -> None:
    for text, lead in (
        ("shoes red", "shoes"),
        ("red shoes for the shirt", "shoes"),
        ("nike", None),
        ("shirts", "shirts"),
        ("gift for my wife", None),
    ):
        found = reader.read(text).lead
        assert (found and found.text) == lead


def test_a_kind_of_several_words_is_asked_word_by_word(
    vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    """An item that says "rod" and "fishing" apart is a fishing rod, although another has the category."""
    extractor = Extractor(bundle, FakeTagger(bundle, {"fishing": "B-CATEGORY", "rod": "I-CATEGORY"}))
    drafts = [Draft("a", "Fishing rod"), Draft("b", given=(("category", "fishing net"),))]
    Catalog(extractor, vocabulary, store, Metrics()).put(drafts)
    fishing, rod = QueryReader(extractor, vocabulary, store.index).read("fishing rod").terms
    assert (fishing.words, rod.words) == (("fishing",), ("rod",))
    assert targets_of(rod) == [("category", "fishing rod")]
    assert targets_of(fishing) == [("category", "fishing rod"), ("category", "fishing net")]
    assert fishing.targets[0].factor > 2 * fishing.targets[1].factor


def test_other_names_of_a_thing_are_variants_and_kinds(
    vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {"rucksack": "B-CATEGORY", "daypack": "B-CATEGORY"}))
    Catalog(extractor, vocabulary, store, Metrics()).put([Draft("a", "Red daypack")])
    (term,) = QueryReader(extractor, vocabulary, store.index).read("rucksack").terms
    assert targets_of(term) == [("category", "daypack")]
    assert "daypack" in term.variants
    (term,) = QueryReader(extractor, vocabulary, store.index, lambda _: ()).read("rucksack").terms
    assert (term.targets, term.variants) == ((), ("backpack",))


def test_an_ambiguous_name_is_found_among_properties_alone(
    vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {"shoes": "B-CATEGORY", "pumps": "B-CATEGORY"}))
    Catalog(extractor, vocabulary, store, Metrics()).put([Draft("a", "Red pumps"), Draft("b", "Shampoo with a pump")])
    (term,) = QueryReader(extractor, vocabulary, store.index).read("shoes").terms
    assert targets_of(term) == [("category", "pump")]
    assert "sneaker" in term.variants
    assert "pump" not in term.variants


def test_a_name_of_several_words_is_known_without_the_model(
    vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {}))
    Catalog(extractor, vocabulary, store, Metrics()).put([Draft("a", given=(("category", "ATV"),))])
    reading = QueryReader(extractor, vocabulary, store.index).read("red quad bike")
    assert [(term.text, targets_of(term)) for term in reading.terms] == [
        ("red", []),
        ("quad", [("category", "atv")]),
        ("bike", [("category", "atv")]),
    ]
    assert reading.lead is not None
    assert reading.lead.text == "bike"


def test_the_last_word_may_be_unfinished(reader: QueryReader) -> None:
    (term,) = reader.read("zepp").terms
    assert (term.words, term.variants) == (("zepp",), ("zeppelin",))
    assert all("zeppelin" not in term.variants for term in reader.read("zepp shoe").terms)
    assert all("zeppelin" not in term.variants for term in reader.read("zepp ").terms)


def test_a_known_word_is_finished(reader: QueryReader) -> None:
    (term,) = reader.read("shirt").terms
    assert not [each for each in term.variants if each.startswith("shirt")]


def test_praise_is_preferred_unless_it_stands_alone(reader: QueryReader) -> None:
    best, shoe = reader.read("best shoe").terms
    assert (best.required, shoe.required) == (False, True)
    (alone,) = reader.read("gift").terms
    assert alone.required


def test_what_a_limit_measures_is_preferred_and_leads_nothing(
    vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle))
    drafts = [Draft("a", "Shirt with 32 GB ram", given=(("storage", "32 GB"), ("length", "2 m")))]
    Catalog(extractor, vocabulary, store, Metrics()).put(drafts)
    reading = QueryReader(extractor, vocabulary, store.index).read("shirt at least 16 gb ram")
    assert [(term.text, term.required) for term in reading.terms] == [("shirt", True), ("ram", False)]
    assert reading.lead is not None
    assert reading.lead.text == "shirt"
    reading = QueryReader(extractor, vocabulary, store.index).read("shirt over 1 m ram")
    assert [(term.text, term.required) for term in reading.terms] == [("shirt", True), ("ram", True)]


def test_a_range_of_ages_is_said_by_its_numbers(reader: QueryReader) -> None:
    assert term_of(reader.read("shirt 5-6 years"), "5-6 years").words == ("5", "6")
    assert term_of(reader.read("shirt for a 3 year old"), "for a 3 year old").words == ("3", "year", "old")


def test_words_of_a_limit_that_is_none_are_preferred(reader: QueryReader) -> None:
    terms = reader.read("shirt for up to 4 people").terms
    assert [(term.text, term.required) for term in terms] == [
        ("shirt", True), ("up", False), ("4", True), ("people", True),
    ]  # fmt: skip


def test_a_size_is_the_value_of_the_size(sizes: QueryReader) -> None:
    (term,) = sizes.read("size 10").terms
    assert [(target.value, target.factor) for target in term.targets] == [("10", 1.0)]


def test_people_are_found_by_other_words_for_them(reader: QueryReader) -> None:
    (term,) = [term for term in reader.read("shirt for men").terms if term.text == "for men"]
    assert targets_of(term) == [("audience", "men")]
    assert {"man", "gentlemen", "male"} <= set(term.variants)


def test_an_amount_is_looked_up_by_number_and_unit(
    vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {}))
    drafts = [Draft("a", given=(("length", "15 mm"),)), Draft("b", given=(("width", "5.1 cm"), ("price", "9 EUR")))]
    Catalog(extractor, vocabulary, store, Metrics()).put(drafts)
    amount = QueryReader(extractor, vocabulary, store.index).read("spacer 51 mm").terms[1]
    assert (targets_of(amount), amount.words, amount.required) == ([("width", "5.1 cm")], ("51", "mm"), True)
    money = QueryReader(extractor, vocabulary, store.index).read("spacer 9 eur").terms[1]
    assert (targets_of(money), money.required) == ([("price", "9 eur")], False)


@pytest.mark.parametrize(
    ("text", "words", "variants"),
    [
        ("144hz", ("144", "hz"), ("144hz",)),
        ("144 hz", ("144", "hz"), ("144hz",)),
        ("200x200", ("200", "x", "200"), ("200x200",)),
        ("17.3", ("17", "3"), ()),
    ],
)
def test_spacing_parts_no_number_from_what_it_measures(
    reader: QueryReader, text: str, words: tuple[str, ...], variants: tuple[str, ...]
) -> None:
    (term,) = [term for term in reader.read(f"shoe {text}").terms if term.text != "shoe"]
    assert (term.text, term.words, term.variants) == (text, words, variants)


def test_a_phrase_is_excluded_as_a_value(
    vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle, reader: QueryReader
) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle, {}))
    Catalog(extractor, vocabulary, store, Metrics()).put([Draft("s", given=(("feature", "Long Sleeve"),))])
    reading = QueryReader(extractor, vocabulary, store.index).read("shirt without long sleeves")
    assert (reading.without, reading.exclusions) == ((), (Filter("feature", "long sleeve", exclude=True),))
    reading = reader.read("shoe without grey")
    assert reading.without == ("grey",)
    assert Filter("color", "gray", exclude=True) in reading.exclusions


def test_words_with_or_between_them_are_one_part(reader: QueryReader) -> None:
    either, shirt = reader.read("red or navy shirt").terms
    assert (either.text, either.words) == ("red or navy", ("red",))
    assert {("color", "red"), ("color", "navy")} <= set(targets_of(either))
    assert "navy" in either.variants
    assert shirt.text == "shirt"
    for text, said in (
        ("red shoes or blue shoes", ["red shoes or blue", "shoes"]),
        ("blue nike shirt or red nike shirt", ["blue nike shirt or red", "nike", "shirt"]),
        ("red shirt or blue shirts or navy shirt", ["red shirt or blue shirts or navy", "shirt"]),
        ("red shoes or blue shirt", ["red", "shoes or blue", "shirt"]),
    ):
        choice, *others = reader.read(text).terms
        assert [choice.text, *(term.text for term in others)] == said
    shoe = reader.read("red shoes or shirts").lead
    assert shoe is not None
    assert shoe.text == "shoes or shirts"


def test_in_an_order_of_the_query_the_thing_is_a_property(reader: QueryReader) -> None:
    (shoe,) = reader.read("cheapest shoe").terms
    assert (targets_of(shoe), shoe.words, shoe.variants) == ([("category", "shoe")], (), ())
    (poster,) = reader.read("cheapest poster").terms
    assert poster.words == ("poster",)
    dropped = reader.read("cheapest shoe", dropped=[0])
    assert dropped.terms[0].words == ("shoe",)


def test_an_order_is_that_of_the_last_sort_word(reader: QueryReader) -> None:
    assert reader.read("cheapest shoe").sort == Sort("price")
    assert reader.read("newest cheapest shoe").sort == Sort("price")
    assert reader.read("shoe").sort is None


def test_a_name_with_a_number_is_no_limit(vocabulary: TeamVocabulary, store: SqliteStore, bundle: Bundle) -> None:
    extractor = Extractor(bundle, FakeTagger(bundle))
    drafts = [Draft("a", "Nike Air Max 90 shoe", given=(("price", "120 EUR"),)), Draft("b", "Over 9000 shirt")]
    Catalog(extractor, vocabulary, store, Metrics()).put(drafts)
    reader = QueryReader(extractor, vocabulary, store.index)
    assert reader.read("nike air max 90").limits == ()
    assert reader.read("over 9000 shirt").limits == ()
    assert len(reader.read("shoe max 90").limits) == 1


def test_another_word_of_the_query_is_no_other_name(reader: QueryReader) -> None:
    cactus, plant = reader.read("cactus plant").terms
    assert "cactus" not in plant.variants
    assert "succulent" in plant.variants
    assert "plant" not in cactus.variants
