"""CoNLL columns and the csv of the Groningen Meaning Bank."""

import json
import time
from pathlib import Path

import pytest

from model.spans import Span
from tests.parts import shared_data
from tests.unit.training.corpora.writers import gmb
from training.corpora import Corpus, Example, read_corpus, short
from training.errors import CorpusError

# The example at www.clips.uantwerpen.be/conll2003/ner, in IOB1, with a document's beginning as in eng.train.
CONLL_2003 = """-DOCSTART- -X- O O

U.N. NNP I-NP I-ORG
official NN I-NP O
Ekeus NNP I-NP I-PER
heads VBZ I-VP O
for IN I-PP O
Baghdad NNP I-NP I-LOC
. . O O

"""
GMB = (
    "Sentence #,Word,POS,Tag\r\n"
    "Sentence: 1,Café,NNP,B-org\r\n,NA,NNP,I-org\r\n"
    ',"""",``,O\r\n,"1,000",CD,B-tim\r\n'
    "Sentence: 2,null,NN,O\r\n"
)


def read(folder: Path, content: str, name: str | None = None) -> Corpus:
    (folder / "train").write_bytes(content.encode())
    return read_corpus(folder / "train", name)


def spans(corpus: Corpus) -> list[list[str]]:
    return [[f"{span.label} {span.text}" for span in each.spans] for each in corpus.examples]


def details(corpus: Corpus) -> list[str]:
    assert all(fault.kind == "record" for fault in corpus.faults)
    return [f"{fault.place.rpartition(':')[2]} {fault.detail}" for fault in corpus.faults]


def test_the_example_of_the_shared_task_is_read(tmp_path: Path) -> None:
    corpus = read(tmp_path, CONLL_2003)
    assert (corpus.format, corpus.faults) == ("conll", ())
    assert [each.text for each in corpus.examples] == ["U.N. official Ekeus heads for Baghdad ."]
    assert spans(corpus) == [["ORG U.N.", "PER Ekeus", "LOC Baghdad"]]
    assert (corpus.examples[0].id, corpus.examples[0].place) == ("1", f"{short(tmp_path / 'train')}:3")


def test_line_ends_and_blank_lines_do_not_matter(tmp_path: Path) -> None:
    corpus = read(tmp_path, "\n" + CONLL_2003.replace("\n\n", "\n \t\n\n").replace("\n", "\r\n").rstrip())
    assert (corpus.faults, spans(corpus)) == ((), [["ORG U.N.", "PER Ekeus", "LOC Baghdad"]])


def test_comments_before_a_sentence_are_told_from_tokens(tmp_path: Path) -> None:
    corpus = read(
        tmp_path,
        "# id 5239d808 domain=en\nred _ _ B-X\n# _ _ O\n#tag _ _ O\n\n"
        "# sent_id = s-2\n# text = # O\n# O\n\n#begin document (a)\nhat O\n",
    )
    assert corpus.faults == ()
    assert [(each.id, each.text) for each in corpus.examples] == [
        ("5239d808", "red # #tag"),
        ("s-2", "#"),
        ("3", "hat"),
    ]


def test_with_tabs_a_word_may_have_a_space(tmp_path: Path) -> None:
    corpus = read(tmp_path, "New York\tB-X\n5\u00a0oz\tI-X\n is \tO\n\na\u2028b\tO\n")
    assert [each.text for each in corpus.examples] == ["New York 5\u00a0oz is", "a\u2028b"]
    assert spans(corpus) == [["X New York 5\u00a0oz"], []]


def test_what_the_scheme_cannot_explain_is_mended_and_named(tmp_path: Path) -> None:
    corpus = read(tmp_path, "New B-LOC\nYork I-LOC\nis O\nbig I-SIZE\n\nred B-X\n")
    assert spans(corpus) == [["LOC New York", "SIZE big"], ["X red"]]
    assert details(corpus) == ["4 I-SIZE cannot follow O in IOB2"]


def test_a_span_without_its_last_tag_is_named(tmp_path: Path) -> None:
    corpus = read(tmp_path, "New B-LOC\nYork E-LOC\nbig B-SIZE\nred S-X\n\nx B-X\n")
    assert spans(corpus) == [["LOC New York", "SIZE big", "X red"], ["X x"]]
    assert details(corpus) == [
        "4 S-X cannot follow B-SIZE in IOBES",
        "6 the end of the sentence cannot follow B-X in IOBES",
    ]


def test_words_without_tag_are_unsure_and_tags_without_word_left_out(tmp_path: Path) -> None:
    corpus = read(tmp_path, "red B-X\nhat\nnew Q\n\tO\nx O\n")
    assert details(corpus) == [
        "4 a row without a word",
        "2 expected a tag such as O or B-PER, found None",
        "3 expected a tag such as O or B-PER, found 'Q'",
    ]
    (example,) = corpus.examples
    assert (example.text, example.unsure) == ("red hat new x", ((4, 7), (8, 11)))


def test_the_sample_csv_is_read_word_by_word(tmp_path: Path) -> None:
    for encoding in ("windows-1252", "utf-8", "utf-8-sig"):
        (tmp_path / "ner_dataset.csv").write_bytes(GMB.encode(encoding))
        corpus = read_corpus(tmp_path / "ner_dataset.csv")
        assert (corpus.format, corpus.faults) == ("gmb", ())
        assert [each.text for each in corpus.examples] == ['Café NA " 1,000', "null"]
        assert spans(corpus) == [["org Café NA", "tim 1,000"], []]
        places = [(each.id, each.place.rpartition(":")[2]) for each in corpus.examples]
        assert places == [("Sentence: 1", "2"), ("Sentence: 2", "6")]


def test_odd_rows_of_the_csv_are_named(tmp_path: Path) -> None:
    corpus = read(tmp_path, GMB + ",,NN,B-geo\n,x,NN\n\n,1,000,CD,O\nSentence: 3,,,\n")
    assert details(corpus) == [
        "7 a row without a word",
        "8 expected a tag such as O or B-PER, found ''",
        "10 expected a tag such as O or B-PER, found 'CD'",
        "11 a row without a word",
    ]
    assert [each.text for each in corpus.examples] == ['Café NA " 1,000', "null x 1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Word,Tag\nred,O\n", r":1: expected the columns Sentence #, Word, Tag, found \['Word', 'Tag'\]"),
        (b"Sentence #,Word,POS,Tag\nSentence: 1,\x81,NN,O\n", "expected UTF-8 or Windows-1252, but byte 36 is 0x81"),
    ],
)
def test_another_csv_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(CorpusError, match=message):
        read_corpus(tmp_path / "a.csv", "gmb")


@pytest.mark.parametrize("split", ["test", "validation"])
def test_the_groningen_meaning_bank_is_read_as_it_was_split(tmp_path: Path, split: str) -> None:
    lines = shared_data(f"gmb/{split}.jsonl").read_text("utf-8").splitlines()
    expected = []
    for record in map(json.loads, lines):
        found = [Span(s["start"], s["end"], s["label"], record["text"][s["start"] : s["end"]]) for s in record["spans"]]
        expected.append(Example(record["id"], record["text"], tuple(found)))
    (tmp_path / "ner_dataset.csv").write_bytes(gmb(expected).decode().encode("windows-1252"))
    began = time.perf_counter()
    corpus = read_corpus(tmp_path / "ner_dataset.csv")
    assert time.perf_counter() - began < 5
    assert (corpus.format, corpus.faults) == ("gmb", ())
    assert [(each.text, each.spans) for each in corpus.examples] == [(each.text, each.spans) for each in expected]


def test_a_label_may_have_spaces(tmp_path: Path) -> None:
    tabs = "Red\tB-Base Color\nmug\tB-Product Name\ncup\tI-Product Name\n\nBlue\tB-Base Color\ncup\tO\n"
    corpus = read(tmp_path, tabs)
    assert (corpus.format, corpus.faults) == ("conll", ())
    assert spans(corpus) == [["Base Color Red", "Product Name mug cup"], ["Base Color Blue"]]
    assert spans(read(tmp_path, tabs.replace("\t", " "), "conll")) == spans(corpus)
    assert spans(read(tmp_path, "Red NN B-Base Color\nmug NN O\n")) == [["Base Color Red"]]


@pytest.mark.parametrize("first", [0, 1])
def test_a_column_that_counts_the_tokens_is_left_out(tmp_path: Path, first: int) -> None:
    sentence = "".join(f"{first + n}\t{row}\n" for n, row in enumerate(["Red\t_\tB-COLOR", "mug\t_\tO"]))
    corpus = read(tmp_path, f"{sentence}\n{sentence}")
    assert (corpus.faults, [each.text for each in corpus.examples]) == ((), ["Red mug", "Red mug"])
    assert spans(corpus) == [["COLOR Red"], ["COLOR Red"]]


def test_rows_that_join_tokens_are_left_out(tmp_path: Path) -> None:
    corpus = read(tmp_path, "1-2\tdon't\t_\n1\tdo\tO\n2\tn't\tO\n2.1\tbe\t_\n3\tred\tB-X\n")
    assert (corpus.faults, [each.text for each in corpus.examples]) == ((), ["do n't red"])


def test_words_that_are_numbers_stay_words(tmp_path: Path) -> None:
    corpus = read(tmp_path, "1 CD O\n2 CD O\n\n7 CD O\nred JJ B-X\n")
    assert [each.text for each in corpus.examples] == ["1 2", "7 red"]
    assert [each.text for each in read(tmp_path, "1 O\n2 O\n").examples] == ["1 2"]
