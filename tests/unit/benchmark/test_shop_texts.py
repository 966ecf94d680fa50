"""The labelled texts of shops are what the model card says they are."""

from collections import Counter

from app.settings import DEFAULT_MODEL
from model.bundle import read_bundle
from model.tags import spans_to_tags
from model.tokens import WordTokenizer
from tests.benchmark.shop_texts import properties_of, read_shop_texts

TEXTS = read_shop_texts()
BUNDLE = read_bundle(DEFAULT_MODEL)


def test_ten_kinds_of_goods_have_five_titles_descriptions_and_queries_each() -> None:
    assert len({each.text for each in TEXTS}) == len({each.id for each in TEXTS}) == 150
    counts = Counter((each.goods, each.kind) for each in TEXTS)
    assert len(counts) == 30
    assert set(counts.values()) == {5}


def test_every_label_of_the_model_is_used() -> None:
    assert {span.label for each in TEXTS for span in each.spans} == set(BUNDLE.manifest.labels)


def test_labels_fit_the_words_and_say_properties() -> None:
    tokenizer = WordTokenizer.from_file(BUNDLE.path("tokenizer.json"))
    for each in TEXTS:
        (tokens,) = tokenizer.tokenize([each.text])
        assert spans_to_tags(tokens, each.spans, BUNDLE.manifest.labels)[1] == [], each.text
        assert properties_of(each.text, each.spans), each.text
