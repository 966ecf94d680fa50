"""Items get the values that their texts say, from example values."""

from pathlib import Path

import pytest

from app.domain.standard import default_standardizer
from app.errors import SettingsError
from app.lifecycle.labels.examples import read_examples, with_said_values
from app.lifecycle.labels.samples import Sample
from app.lifecycle.labels.similar import SimilarValue

RULES = default_standardizer()


def test_texts_that_say_an_example_or_a_word_like_it_have_the_value() -> None:
    items = [
        Sample.of({"id": "1", "title": "Dark roast", "properties": {"price": "5"}}, RULES),
        Sample.of({"id": "2", "title": "Tin", "text": "A blonde one, or light."}, RULES),
        Sample.of({"id": "3", "title": "Mug"}, RULES),
    ]
    examples = {"roast": ["dark", "light", "medium"]}
    said = with_said_values(items, examples, [SimilarValue("roast", "blonde", 0.9, 3)], RULES)
    assert [each.given for each in said] == [{"roast": ["Dark"]}, {"roast": ["blonde", "light"]}, {}]


def test_examples_are_read_by_the_names_of_the_rules(tmp_path: Path) -> None:
    file = tmp_path / "examples.toml"
    file.write_text('Colour = ["red", "blue", "green"]')
    assert read_examples(file, RULES) == {"color": ["red", "blue", "green"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("roast =", "expected TOML"),
        ("", "no property; expected lines such as"),
        ('roast = "dark"', "roast: expected a list of values, found 'dark'"),
        ('roast = ["dark"]', "roast: 1 values; expected 3 or more"),
    ],
)
def test_faulty_examples_are_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "examples.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=message):
        read_examples(file, RULES)
