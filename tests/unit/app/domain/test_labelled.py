"""What is written for annotation tools is read back by training."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.labelled import LABEL_FORMATS, Labelled, write_labelled
from model.spans import Span
from training.corpora.reading import parse_file

WORDS = st.lists(st.sampled_from(["red", "👕", "e\u0301", '"x"', "日本", "<b>"]), min_size=1, max_size=5)


@st.composite
def labelled(draw: st.DrawFn) -> Labelled:
    """A text whose words may have labels or be unsure."""
    spans, unsure, start, words = [], [], 0, draw(WORDS)
    for word in words:
        kind = draw(st.sampled_from(["COLOR", "HEEL HEIGHT", "", "?"]))
        if kind == "?":
            unsure.append((start, start + len(word)))
        elif kind:
            spans.append(Span(start, start + len(word), kind, word))
        start += len(word) + 1
    return Labelled("a/1#text", " ".join(words), tuple(spans), tuple(unsure))


@pytest.mark.parametrize("format", LABEL_FORMATS)
@settings(deadline=None)  # Each example writes a file.
@given(texts=st.lists(labelled(), min_size=1, max_size=3))
def test_texts_come_back_as_they_were(format: str, texts: list[Labelled]) -> None:  # noqa: A002 (the tools' word)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels"
        path.write_text("".join(write_labelled(format, texts)), "utf-8")
        found, records = parse_file(path, format)
    assert found == format
    read = [each.example for each in records]
    assert [(each.text, each.spans) for each in read if each] == [(each.text, each.spans) for each in texts]
    if format == "jsonl":
        assert [(each.id, each.unsure) for each in read if each] == [(each.id, each.unsure) for each in texts]
