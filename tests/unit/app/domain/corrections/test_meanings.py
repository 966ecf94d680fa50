"""Words of an item's texts that mean a value."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.corrections.meanings import Meanings
from app.domain.standard import Standardizer, StandardValue, default_standardizer, load_rulebook

RULES = default_standardizer()


class Counting(Standardizer):
    """Counts the stretches that are standardised."""

    def __init__(self) -> None:
        super().__init__(load_rulebook())
        self.asked = 0

    def standardize(self, name: str, raw: str, beside: str = "") -> StandardValue:
        self.asked += 1
        return super().standardize(name, raw, beside)


def found(text: str, name: str, value: str) -> list[str]:
    return [each.text for each in Meanings({"text": text}, 1, RULES).find(name, value)]


def test_the_words_of_a_value_are_found_everywhere() -> None:
    value = RULES.standardize("color", "dark blue").value
    assert found("Dark blue, dark-blue and blue", "color", value) == ["Dark blue", "dark-blue"]


@given(st.text("ab, ", max_size=30), st.sampled_from(["a", "b", "a b", "ab"]))
def test_every_stretch_that_is_found_means_the_value(text: str, value: str) -> None:
    places = list(Meanings({"title": "b a", "text": text}, 1, RULES).find("thing", value))
    assert all(RULES.standardize("thing", each.text).value == value for each in places)
    own = [each for each in places if each.field == "text"]
    assert all(text[each.start : each.end] == each.text for each in own)
    assert all(one.end <= other.start for one, other in pairwise(own))


def test_a_text_is_read_once_for_all_values_of_a_property() -> None:
    counting = Counting()
    meanings = Meanings({"text": "word " * 1000}, 1, counting)
    for n in range(200):
        assert list(meanings.find("thing", f"x{n}")) == []
    assert counting.asked <= 6 * 1000


def test_many_properties_read_no_more_words_than_a_few() -> None:
    counting = Counting()
    meanings = Meanings({"text": "word " * 5000}, 200, counting)
    for n in range(200):
        assert list(meanings.find(f"thing {n}", "other")) == []
        assert len(list(meanings.find(f"thing {n}", "word"))) == 15
    assert counting.asked <= 6 * 3000
