"""The properties that items gain and lose with another model."""

import pytest

from app.domain.standard import default_standardizer
from app.extraction.extractor import Extractor
from app.lifecycle.promotion.changes import ItemText, property_changes
from model.bundle import Bundle
from tests.stand_ins.tagger import FakeTagger


@pytest.mark.parametrize(
    ("text", "name", "value"), [("Baby romper 9M", "size", "9 months"), ("HDMI cable 9M", "length", "900 cm")]
)
def test_a_value_is_read_with_the_words_beside_it_as_the_service_reads_it(
    bundle: Bundle, text: str, name: str, value: str
) -> None:
    old = Extractor(bundle, FakeTagger(bundle, {"9m": "B-SIZE"}))
    new = Extractor(bundle, FakeTagger(bundle, {}))
    (change,) = property_changes([ItemText("1", "", text)], old, new, default_standardizer())
    assert (change.name, change.before, change.after, change.kind) == (name, (value,), (), "lost")
