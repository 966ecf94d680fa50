"""Standard values by rules, and then by aliases; the laws that both obey."""

import time
from threading import Thread

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.standard.rules import load_rulebook
from app.domain.standard.standardizer import Standardizer, StandardValue
from app.domain.standard.words import clean, fold, trim

MINE = Standardizer(load_rulebook())

NAMES = st.sampled_from(
    "audience brand category color feature flavor gift_wrap material model price quantity size warranty weight".split()
)
# What rules know something about, so that they meet.
PIECES = (
    "navy blue Light dark grey and / 100% organic genuine cotton steel for men's kids with the 12 1/2 ½ 0.1 1,299.00 "
    "1,5 1.299,00 - – to in in. \" ' x by ft oz gb $ € °F pack of 3-pack six one half dozen pair color colored "
    "size approx. up to EU 43 2T months shoes glasses mens T-Shirt H.P. Inc. & . , : wide long H "
    "W ± (6) K-9 ~ x-large XL ℃ ™ m² 50/60 Hz 38L 9M 6x330 ml 60% polyester marl printed &amp; \u200b , = oz ct g spf "
    "1'299 –5 bis yes 1"
).split(" ")
TEXTS = st.builds(
    lambda pieces, space: space.join(pieces),
    st.lists(st.sampled_from(PIECES), max_size=9),
    st.sampled_from([" ", "", "  ", "-"]),
)


@pytest.mark.parametrize(
    ("name", "raw", "value", "broader", "qualifier"),
    [
        ("color", "navy blue", "navy", ("blue",), None),
        ("color", "light blue", "light blue", ("blue",), None),
        ("color", "dark navy blue", "dark navy", ("navy", "blue"), None),
        ("color", "gray", "gray", (), None),
        ("color", "Grey", "gray", (), None),
        ("color", "multi-colored", "multicolor", (), None),
        ("color", "assorted colors", "assorted", (), None),
        ("color", "black/white", "black and white", ("black", "white"), None),
        ("color", "black & navy", "black and navy", ("black", "navy", "blue"), None),
        ("color", "black/chambray", "black/chambray", (), None),
        ("color", "emerald green", "emerald", ("green",), None),
        ("color", "bottle green", "bottle green", ("green",), None),
        ("material", "100% organic cotton", "cotton", (), "100% organic"),
        ("material", "Genuine Leather", "leather", (), "genuine"),
        ("material", "stainless steel", "stainless steel", ("steel",), None),
        ("material", "organic", "organic", (), None),
        ("material", "80% cotton, 20% polyester", "cotton and polyester", ("cotton", "polyester"), None),
        ("audience", "for men", "men", (), None),
        ("audience", "gentlemen", "men", (), None),
        ("audience", "Men’s", "men", (), None),
        ("audience", "boys'", "boys", ("kids",), None),
        ("audience", "ages 4-8", "4-8 years", (), None),
        ("brand", "H.P.", "hp", (), None),
        ("brand", "Acme® Co., Inc.", "acme", (), None),
        ("brand", "Co.", "co", (), None),
        ("category", "Running Shoes", "running shoe", (), None),
        ("category", "glasses", "glasses", (), None),
        ("category", "t shirts", "t-shirt", (), None),
        ("size", "X-Large", "xl", (), None),
        ("size", "8 inches wide", "20.32 cm wide", ("20.32 cm",), None),
        ("size", "one size", "one size", (), None),
        ("color", "in color: navy", "navy", ("blue",), None),
        ("quantity", "a dozen", "12 count", (), None),
        ("quantity", "60", "60 count", (), None),
        ("warranty", "approximately 2 years", "24 months", (), None),
        ("warranty", "T-Shirts for Men", "t-shirts for men", (), None),
    ],
)
def test_words_by_their_rules(name: str, raw: str, value: str, broader: tuple[str, ...], qualifier: str | None) -> None:
    found = MINE.standardize(name, raw)
    assert (found.value, found.broader, found.qualifier) == (value, broader, qualifier)


def test_a_value_shows_what_was_said() -> None:
    assert MINE.standardize("size", "approx. ½ in.").display == "approx. 1⁄2 in"
    assert MINE.standardize("color", "Navy   Blue").display == "Navy Blue"


@pytest.mark.parametrize("raw", ["123456789012", "9" * 29, "0.000000001", "1234567890123 g", "1/3 cm", "9999999999 in"])
@pytest.mark.parametrize("name", ["quantity", "size", "gift_wrap"])
def test_large_and_small_numbers_are_standard_once(name: str, raw: str) -> None:
    once = MINE.standardize(name, raw)
    again = MINE.standardize(name, once.value)
    assert (again.value, again.number, again.unit) == (once.value, once.number, once.unit)
    assert once.number is not None


def test_a_range_has_two_ends() -> None:
    found = MINE.standardize("price", "between $2 and $4")
    assert found == StandardValue("2 to 4 usd", "between $2 and $4", 2, "USD", 4)


@given(NAMES, st.text() | TEXTS)
@example("audience", "&AMP;–0")
@example("audience", "a '−5")
def test_standardizing_again_changes_nothing(name: str, raw: str) -> None:
    once = MINE.standardize(name, raw)
    again = MINE.standardize(name, once.value)
    assert (again.value, again.number, again.unit) == (once.value, once.number, once.unit)
    assert (again.high, again.broader) == (once.high, once.broader)


@given(NAMES, st.text() | TEXTS)
def test_broader_values_are_standard_and_others(name: str, raw: str) -> None:
    found = MINE.standardize(name, raw)
    assert found.value not in found.broader
    assert [MINE.standardize(name, above).value for above in found.broader] == list(found.broader)


@given(NAMES, (st.text(alphabet=st.characters(codec="ascii")) | TEXTS).filter(str.isascii))
def test_case_and_white_space_never_matter(name: str, raw: str) -> None:
    value = MINE.standardize(name, raw).value
    for same in (raw.upper(), raw.lower(), f" \t{raw}\n ", raw.replace(" ", "  ")):
        assert MINE.standardize(name, same).value == value


@given(st.lists(st.sampled_from("kettle Über x9 (quiet) a-b 7th o'clock".split()), min_size=1).map(" ".join))
def test_what_cannot_be_read_stays_as_said(raw: str) -> None:
    assert MINE.standardize("gift_wrap", raw) == StandardValue(fold(trim(clean(raw))), trim(clean(raw)))


ALIASED = MINE.with_aliases({("color", "navy"): "dark blue", ("size", "30.48 cm"): "100 cm", ("brand", "acme"): "apex"})


def test_an_alias_has_all_of_its_target_but_shows_what_was_said() -> None:
    assert ALIASED.standardize("color", "Navy Blue") == StandardValue("dark blue", "Navy Blue", broader=("blue",))
    assert ALIASED.standardize("size", "12 in") == StandardValue("100 cm", "12 in", 100, "cm")


def test_an_alias_is_of_one_property() -> None:
    assert ALIASED.standardize("brand", "navy").value == "navy"


def test_broader_values_are_renamed_too() -> None:
    assert ALIASED.standardize("color", "dark navy").broader == ("dark blue", "blue")


def test_no_value_is_broader_than_itself_through_an_alias() -> None:
    assert MINE.with_aliases({("color", "blue"): "navy"}).standardize("color", "navy blue").broader == ()


def test_aliases_are_followed_once() -> None:
    chain = MINE.with_aliases({("brand", "a"): "b", ("brand", "b"): "c"})
    assert chain.standardize("brand", "a").value == "b"


@given(NAMES, st.text() | TEXTS)
def test_no_aliases_change_nothing(name: str, raw: str) -> None:
    assert MINE.with_aliases({}).standardize(name, raw) == MINE.standardize(name, raw)


@given(NAMES, TEXTS, st.sampled_from(["navy", "12 in", "Acme Inc.", "six-pack"]))
def test_with_aliases_it_is_idempotent_too(name: str, raw: str, said: str) -> None:
    target = MINE.standardize(name, said).value
    source = MINE.standardize(name, raw).value
    aliased = MINE.with_aliases({(name, source): target} if source != target else {})
    once = aliased.standardize(name, raw)
    again = aliased.standardize(name, once.value)
    assert once.value == target or source == target
    assert (again.value, again.broader, again.number) == (once.value, once.broader, once.number)


LONG = [
    "size ",
    "a",
    "1",
    " ",
    "-",
    "1/",
    "1,",
    "'",
    "x ",
    "and ",
    "for ",
    "100% ",
    "approx ",
    "a-",
    "h.p.",
    "½",
    "™",
    ".",
    "&amp;",
    "60% cotton ",
    "1 000 ",
    "50/",
    "6 x ",
    "(1",
    "12 oz ",
    "J.",
    "printed ",
]


@pytest.mark.parametrize("name", ["size", "color", "gift_wrap", "material", "brand", "quantity"])
@pytest.mark.parametrize("piece", LONG)
def test_a_long_text_takes_linear_time(name: str, piece: str) -> None:
    """A quadratic rule would take half a minute."""
    text = (piece * 30_000)[:30_000]
    start = time.process_time()
    for each in (text, f"{text}x", f"x{text}"):
        MINE.standardize(name, each)
    assert time.process_time() - start < 3


def test_threads_get_the_same_values() -> None:
    fresh = Standardizer(load_rulebook())
    found: list[list[str]] = []
    texts = ["navy blue", "12 x 4.5 in", "100% cotton", "pack of 6"] * 50
    threads = [
        Thread(target=lambda: found.append([fresh.standardize("size", t).value for t in texts])) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[MINE.standardize("size", text).value for text in texts]] * 4
