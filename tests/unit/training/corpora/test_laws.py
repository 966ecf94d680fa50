"""Examples survive writing and reading in every format, and the format is recognised."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.spans import Span
from tests.unit.training.corpora.writers import COLUMNS, OFFSETS, Write
from training.corpora import Example, read_corpus

LABELS = st.sampled_from(["COLOR", "SIZE", "Sub brand"])
# Letters, an emoji, one made of several code points, a combining mark, and what other tools take for the end of a line.
LETTERS = ["a", "b", "é", "e\u0301", "👕", "👨🏻‍🚒", "漢", "\u2028", "\u00a0", '"', "#", ","]


@st.composite
def texts(draw: st.DrawFn) -> Example:
    text = "x" + "".join(draw(st.lists(st.sampled_from([*LETTERS, " ", "\n", "\t"]), max_size=12)))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    spans = [Span(s, e, draw(LABELS), text[s:e]) for s, e in zip(edges[::2], edges[1::2], strict=False)]
    return Example("1", text, tuple(spans))


@st.composite
def sentences(draw: st.DrawFn) -> Example:
    visible = [letter for letter in LETTERS if letter.strip()]
    word = st.lists(st.sampled_from(visible), min_size=1, max_size=3).map("".join)
    found: list[str] = []
    spans: list[Span] = []
    for words in draw(st.lists(st.lists(word, min_size=1, max_size=3), min_size=1, max_size=4)):
        start = len(" ".join(found)) + bool(found)
        text = " ".join(words)
        if label := draw(st.sampled_from([None, "COLOR", "SIZE"])):
            spans.append(Span(start, start + len(text), label, text))
        found += words
    return Example("1", " ".join(found), tuple(spans))


def agree(folder: Path, format_: str, write: Write, examples: list[Example]) -> None:
    path = folder / "corpus"
    path.write_bytes(write(examples))
    for named in (None, format_):
        corpus = read_corpus(path, named)
        assert corpus.format == format_
        assert corpus.faults == ()
        assert [(each.text, each.spans, each.unsure) for each in corpus.examples] == [
            (each.text, each.spans, ()) for each in examples
        ]


@pytest.mark.parametrize("name", OFFSETS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(examples=st.lists(texts(), min_size=1, max_size=4))
def test_offsets_written_and_read_are_the_same(tmp_path: Path, name: str, examples: list[Example]) -> None:
    if "UTF-16" in name:
        # Which way of counting is meant, only a quoted text can tell that stands nowhere else.
        examples = [
            replace(each, spans=tuple(span for span in each.spans if _once(each.text, span))) for each in examples
        ]
    agree(tmp_path, *OFFSETS[name], examples)


def _once(text: str, span: Span) -> bool:
    return text.find(span.text) == text.rfind(span.text)


@pytest.mark.parametrize("name", COLUMNS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(examples=st.lists(sentences(), min_size=1, max_size=4))
def test_words_written_and_read_are_the_same(tmp_path: Path, name: str, examples: list[Example]) -> None:
    told = Example("1", "red hat shoe", (Span(0, 7, "COLOR", "red hat"), Span(8, 12, "COLOR", "shoe")))
    # A sentence that shows the scheme goes first: without one, few tags can be of several schemes.
    agree(tmp_path, *COLUMNS[name], [told, *examples])
