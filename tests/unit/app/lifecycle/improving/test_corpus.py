"""How corrected texts and earlier labels are divided."""

import json
from pathlib import Path

import pytest

from app.domain.labelled import Labelled
from app.errors import SettingsError
from app.lifecycle.improving.corpus import divide, write_texts
from model.spans import Span
from training.corpora import read_corpus


def text(own: str, words: str, label: str | None = "COLOR") -> Labelled:
    first = words.split()[0]
    spans = (Span(0, len(first), label, first),) if label else ()
    return Labelled(own, words, spans, (), ((0, len(first)),))


CORRECTED = [text(f"i{n}#{field}", f"red thing {n} {field}") for n in range(40) for field in ("title", "text")]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "labels"
    folder.mkdir()
    train = [text(f"t{n}", f"blue cup {n}") for n in range(50)]
    write_texts(folder / "train.jsonl", [*train, text("s", "xl shirt", "SIZE"), text("v", "green mug 1")])
    write_texts(folder / "validation.jsonl", [text(f"v{n}", f"green mug {n}") for n in range(20)])
    return folder


def test_no_text_that_decides_is_learned_and_items_stay_whole(data: Path) -> None:
    parts = divide(CORRECTED, data, ("COLOR", "SIZE"), 10, 7)
    learned = {each.text for each in (*parts.corrected, *parts.replayed)}
    deciding = {each.text for each in (*parts.held_out, *parts.earlier, *parts.validation)}
    assert not learned & deciding
    assert {each.id.partition("#")[0] for each in parts.corrected} & {
        each.id.partition("#")[0] for each in parts.held_out
    } == set()
    choosing = [each for each in parts.validation if each in CORRECTED]
    assert len(parts.corrected) + len(parts.held_out) + len(choosing) == len(CORRECTED)
    assert 5 < len(parts.held_out) < 40
    assert len(parts.earlier) + len(parts.validation) - len(choosing) == 20
    assert not {each.text for each in parts.earlier} & {each.text for each in parts.validation}


def test_a_rare_label_is_replayed(data: Path) -> None:
    parts = divide(CORRECTED, data, ("COLOR", "SIZE"), 5, 7)
    assert {span.label for each in parts.replayed for span in each.spans} == {"COLOR", "SIZE"}
    assert 5 <= len(parts.replayed) <= 6


def test_a_label_that_would_be_forgotten_is_refused(data: Path) -> None:
    with pytest.raises(SettingsError, match="no train text has BRAND, which the model would forget"):
        divide(CORRECTED, data, ("BRAND", "COLOR"), 5, 7)
    (data / "validation.jsonl").unlink()
    with pytest.raises(SettingsError, match="no validation texts"):
        divide(CORRECTED, data, ("COLOR",), 5, 7)


def test_the_test_split_decides_where_there_is_one(data: Path) -> None:
    write_texts(data / "test.jsonl", [text("x", "pink hat")])
    parts = divide(CORRECTED, data, ("COLOR",), 5, 7)
    assert [each.text for each in parts.earlier] == ["pink hat"]
    assert len([each for each in parts.validation if each.id.startswith("v")]) == 20


def test_a_few_corrected_texts_are_repeated_beside_many_earlier_ones(data: Path) -> None:
    assert divide(CORRECTED, data, ("COLOR",), 10, 7).copies == 1
    assert divide([*CORRECTED[:12]], data, ("COLOR",), 40, 7).copies > 1


def test_labels_that_the_model_does_not_have_are_unsure_and_told(data: Path) -> None:
    spans = (Span(0, 4, "FIT", "slim"), Span(5, 8, "COLOR", "red"))
    mixed = Labelled("n#text", "slim red trousers", spans, (), ((0, 4), (5, 8)))
    parts = divide([*CORRECTED, mixed], data, ("COLOR",), 5, 7)
    assert parts.foreign == ["FIT"]
    (slim,) = (each for each in (*parts.corrected, *parts.held_out, *parts.validation) if each.id == "n#text")
    assert (slim.spans, slim.unsure, slim.decided) == (spans[1:], ((0, 4),), ((5, 8),))


def test_what_is_written_is_read_by_training(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write_texts(path, CORRECTED[:3])
    assert [each.id for each in read_corpus(path).examples] == ["i0#title", "i0#text", "i1#title"]
    assert json.loads(path.read_text("utf-8").splitlines()[0])["spans"][0]["label"] == "COLOR"
