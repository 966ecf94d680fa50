"""Items in numbers: the same impacts as the domain's, item by item."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.items import Content
from app.domain.relevance.words import Analyzer
from app.index.embedded.storage.vocabulary import Vocabulary
from app.index.embedded.upkeep.reading import Reader
from tests.contract.items import START

TEXTS = st.lists(
    st.sampled_from(["Running", "runs", "café", "CAFE", "shoe", "shoes", "12", "ß", "的", "without", "no"]),
    max_size=12,
)
SAID = st.tuples(
    st.sampled_from(["color", "category"]),
    st.sampled_from(["red", "running shoe"]),
    st.sampled_from(["Red", "Café 12"]),
)


@given(st.lists(st.tuples(TEXTS, TEXTS, st.lists(SAID, max_size=4)), max_size=4), st.sampled_from(["english", "none"]))
def test_rows_have_the_impacts_of_the_formula(
    texts: list[tuple[list[str], list[str], list[tuple[str, str, str]]]], language: str
) -> None:
    analyzer, vocabulary = Analyzer(language), Vocabulary()
    contents = [
        Content(str(n), " ".join(title), " ".join(text), START, tuple(dict.fromkeys(said)))
        for n, (title, text, said) in enumerate(texts)
    ]
    keys = None
    for row, content in zip(Reader(vocabulary, analyzer).read(contents, lambda _: []), contents, strict=True):
        keys = keys or list(vocabulary.words)
        found = {keys[key]: impact for key, impact in zip(row.keys.tolist(), row.impacts.tolist(), strict=True)}
        assert found == analyzer.read(content.title, content.text, content.said).impacts
        assert [vocabulary.text(number) for number in row.values] == [(name, value) for name, value, _ in content.said]
