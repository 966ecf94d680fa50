"""spaCy's files."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parts import require
from training.corpora import Corpus, read_corpus, short
from training.errors import CorpusError

if TYPE_CHECKING:
    from spacy.tokens import Doc


@pytest.fixture(autouse=True)
def _needs_spacy() -> None:
    require("spaCy", find_spec("spacy") is not None)


def tokens(text: str) -> "Doc":
    import spacy

    return spacy.blank("en").make_doc(text)


def doc(text: str, *ents: tuple[int, int, str], group: str | None = None) -> "Doc":
    found = tokens(text)
    spans = [span for each in ents if (span := found.char_span(*each))]
    if group:
        found.spans[group] = spans
    else:
        found.ents = spans
    return found


def write(path: Path, *docs: "Doc") -> Path:
    from spacy.tokens import DocBin

    DocBin(docs=docs).to_disk(path)
    return path


def read(folder: Path, *docs: "Doc") -> Corpus:
    return read_corpus(write(folder / "train.spacy", *docs))


def test_entities_are_read_at_their_characters(tmp_path: Path) -> None:
    corpus = read(tmp_path, doc("A 👕 from Acme.", (2, 3, "ITEM"), (9, 13, "ORG")), doc("Nothing."))
    assert (corpus.format, corpus.faults) == ("docbin", ())
    first, second = corpus.examples
    assert [(span.label, span.text) for span in first.spans] == [("ITEM", "👕"), ("ORG", "Acme")]
    assert (first.text, first.unsure, second.spans, second.unsure) == ("A 👕 from Acme.", (), (), ())
    assert second.place == f"{short(tmp_path / 'train.spacy')}: document 2"


def test_the_only_group_is_read_where_there_are_no_entities(tmp_path: Path) -> None:
    marked = doc("red hat", (0, 7, "ITEM"), (4, 7, "CATEGORY"), group="sc")
    corpus = read(tmp_path, marked, doc("red", (0, 3, "COLOR"), group="sc"))
    assert [[span.label for span in each.spans] for each in corpus.examples] == [["ITEM"], ["COLOR"]]
    assert [fault.kind for fault in corpus.faults] == ["overlap"]


def test_entities_go_before_groups(tmp_path: Path) -> None:
    both = doc("red hat", (0, 3, "COLOR"))
    both.spans["sc"] = [both.char_span(4, 7, "CATEGORY")]
    assert [span.label for span in read(tmp_path, both).examples[0].spans] == ["COLOR"]


def test_tokens_of_which_nothing_is_said_are_unsure(tmp_path: Path) -> None:
    found = tokens("red hat from Acme")
    found.set_ents([found[0:1]], missing=[found[1:2]], default="outside")
    found[0].ent_type_ = "COLOR"
    assert read(tmp_path, found).examples[0].unsure == ((4, 7),)


def test_a_document_whose_entities_are_not_set_is_no_example(tmp_path: Path) -> None:
    corpus = read(tmp_path, doc("red", (0, 3, "COLOR")), tokens("blue"))
    assert [each.text for each in corpus.examples] == ["red"]
    assert "the entities are not set" in corpus.faults[0].detail


def test_what_is_no_docbin_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.spacy").write_bytes(b"nothing")
    with pytest.raises(CorpusError, match="not a DocBin of spaCy"):
        read_corpus(tmp_path / "a.spacy", "docbin")
    with pytest.raises(CorpusError, match="found a first line 'nothing'"):
        read_corpus(tmp_path / "a.spacy")


def test_without_spacy_it_is_said_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "train.spacy", doc("red"))
    monkeypatch.setitem(sys.modules, "spacy.tokens", None)
    with pytest.raises(CorpusError, match=r"spaCy is not installed: in a checkout, `pip install '\.\[spacy\]'`"):
        read_corpus(path)
