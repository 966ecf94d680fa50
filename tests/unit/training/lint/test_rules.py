"""Every rule finds what is planted for it, and nothing in clean data."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.training.lint.conftest import CLEAN, FEWEST, Lint, Row, dataset, example, found, planted, rules
from training.corpora import CorpusFault, Dataset
from training.lint import RULES

ROOT = Path(__file__).resolve().parents[4]
RED: Row = ("red hat of wool", {"red": "COLOR", "hat": "CATEGORY"})


def test_clean_data_has_no_findings(check: Lint) -> None:
    assert check(dataset(CLEAN)).findings == ()


def test_counts_are_those_of_each_split(check: Lint) -> None:
    result = check(planted("validation", ("more words than one window of sixteen pieces holds " * 2, {})))
    train, validation, test = result.splits.values()
    assert (train.source, train.format, train.examples, train.spans) == ("train.jsonl", "jsonl", 36, 72)
    assert train.labels == {"CATEGORY": 36, "COLOR": 36}
    assert train.characters == sum(len(text) for text, _ in CLEAN["train"])
    assert (train.lengths.median, train.lengths.longest, train.lengths.windowed) == (4, 4, 0)
    assert (validation.without_spans, validation.lengths.windowed) == (1, 1)
    assert validation.lengths.longest > 14 > validation.lengths.percentile_95
    assert test.without_spans == 0


def test_faults_of_the_reader_are_errors(check: Lint) -> None:
    fault = CorpusFault("train.jsonl:9", "outside", "red", "COLOR 3–99 runs past the text")
    result = check(dataset(CLEAN, [fault]))
    assert found(result, "fault") == [("train.jsonl:9", "red", "COLOR 3–99 runs past the text")]
    assert {each.severity for each in result.findings} == {"error"}


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("some redder hat", "red", "COLOR at 5–8 ends inside the word 'redder'"),
        ("some infrared hat", "red hat", "COLOR at 10–17 begins inside the word 'infrared'"),
        ("some red hat", "red ", "COLOR at 5–9 ends after its last word"),
        ("some red hat", " red", "COLOR at 4–8 begins before its first word"),
        ("some  hat", "  ", "COLOR at 4–6 holds no word"),
    ],
)
def test_spans_that_no_words_express_are_errors(check: Lint, text: str, value: str, reason: str) -> None:
    result = check(planted("train", (text, {value: "COLOR"})))
    assert found(result, "cut-word") == [("train.jsonl:37", value, reason)]


def test_one_text_in_two_splits_is_a_leak(check: Lint) -> None:
    result = check(planted("test", CLEAN["train"][4], ("red shirt for men", {})))
    assert found(result, "leak") == [
        ("test.jsonl:37", "red belt for men", "in test and in train: train.jsonl:5"),
        ("test.jsonl:38", "red shirt for men", "in test and in train, with other labels: train.jsonl:1"),
    ]
    assert rules(result) == {"leak"}


def test_case_and_white_space_do_not_hide_a_leak(check: Lint) -> None:
    result = check(planted("validation", ("Red  shirt for men", {"Red": "COLOR", "shirt": "CATEGORY"})))
    assert [(place, detail) for place, _, detail in found(result, "near-leak")] == [
        ("validation.jsonl:37", "in validation and, except for case and white space, in train: train.jsonl:1")
    ]
    assert rules(result) == {"near-leak"}


def test_one_text_labelled_in_two_ways_is_a_contradiction(check: Lint) -> None:
    result = check(planted("train", RED, (RED[0], {"red": "COLOR", "hat of wool": "CATEGORY"})))
    detail = "CATEGORY 'hat' here, CATEGORY 'hat of wool' in train.jsonl:38"
    assert found(result, "contradiction") == [("train.jsonl:37", RED[0], detail)]
    assert rules(result) == {"contradiction"}


def test_one_text_labelled_twice_alike_is_a_duplicate(check: Lint) -> None:
    result = check(planted("train", RED, RED, RED))
    detail = "3 times, again in train.jsonl:38, train.jsonl:39"
    assert found(result, "duplicate") == [("train.jsonl:37", RED[0], detail)]
    assert rules(result) == {"duplicate"}


def test_odd_edges_name_label_and_place(check: Lint) -> None:
    result = check(planted("train", ("hat, red, of wool", {"red,": "COLOR", "hat": "CATEGORY"})))
    assert found(result, "edge") == [("train.jsonl:37", "red,", "COLOR at 5–9 ends with ','")]
    assert rules(result) == {"edge"}


def test_labels_with_few_examples_are_named(check: Lint) -> None:
    def wool(count: int) -> Dataset:
        rows: list[Row] = [(f"hat of wool {n}", {"wool": "MATERIAL"}) for n in range(count)]
        measured: Row = ("cap of wool", {"wool": "MATERIAL"})
        return dataset({**CLEAN, "train": CLEAN["train"] + rows, "validation": [*CLEAN["validation"], measured]})

    result = check(wool(FEWEST - 1))
    assert found(result, "few-examples") == [("train", "MATERIAL", f"{FEWEST - 1} in train, fewer than {FEWEST}")]
    assert rules(result) == {"few-examples"}
    assert check(wool(FEWEST)).findings == ()


def test_labels_that_train_has_not_are_errors(check: Lint) -> None:
    result = check(planted("test", ("hat of wool", {"wool": "MATERIAL"})))
    assert found(result, "unseen-label") == [("test", "MATERIAL", "1 in test, none in train")]
    assert rules(result) == {"unseen-label"}


def test_labels_that_validation_has_not_cannot_be_measured(check: Lint) -> None:
    rows: list[Row] = [(f"hat of wool {n}", {"wool": "MATERIAL"}) for n in range(FEWEST)]
    result = check(planted("train", *rows))
    assert found(result, "unmeasured-label") == [("validation", "MATERIAL", f"{FEWEST} in train, none in validation")]
    assert rules(result) == {"unmeasured-label"}


def test_a_ratio_above_a_hundred_is_an_imbalance(check: Lint) -> None:
    def rows(count: int) -> list[Row]:
        return [(f"hat {n}", {"hat": "CATEGORY"}) for n in range(count - 36)]

    few: list[Row] = [(f"hat of wool {n}", {"wool": "MATERIAL"}) for n in range(FEWEST)]
    detail = f"CATEGORY 1,201, MATERIAL {FEWEST}: 100 to 1"
    assert found(check(planted("train", *few, *rows(1201))), "imbalance") == [("train", "MATERIAL", detail)]
    assert found(check(planted("train", *few, *rows(1200))), "imbalance") == []


@pytest.mark.parametrize("name", ["Color", "Colour", "COLORS", "co-lor", "colours"])
def test_labels_that_are_nearly_one_are_named(check: Lint, name: str) -> None:
    result = check(planted("train", ("hat in teal", {"teal": name})))
    (finding,) = found(result, "similar-labels")
    assert set(finding[1].split(" / ")) == {"COLOR", name}
    assert "COLOR 108" in finding[2]


def test_labels_that_only_look_alike_are_two(check: Lint) -> None:
    rows: list[Row] = [("hat of glass", {"glass": "Glass"}), ("hat of glas", {"glas": "Glas"}), ("x y", {"y": "COLO"})]
    assert found(check(planted("train", *rows)), "similar-labels") == []


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("hat for cafÃ©s", "'Ã©' at 11 looks like UTF-8 read as Windows-1252"),
        ("it â€™ s", "'â€™' at 3 looks like UTF-8 read as Windows-1252"),
        ("ready Â® now", "'Â®' at 6 looks like UTF-8 read as Windows-1252"),
        ("lost \ufffd letter", "U+FFFD replacement character at 5"),
        ("null \x00 byte", "U+0000 control character at 5"),
        ("half \ud83d pair", "U+D83D half of a surrogate pair at 5"),
    ],
)
def test_lost_and_wrongly_decoded_characters_are_named(check: Lint, text: str, detail: str) -> None:
    assert found(check(planted("train", (text, {}))), "characters") == [("train.jsonl:37", text, detail)]


@pytest.mark.parametrize(
    "text", ["café NESTLÉ® GRÜN™", "tab\tand\r\nline", "IRMÃO São", "Grüß’ «Ärger»", "3×½ 20 °C 😀 👩‍👩‍👧", "Год Ωμέγα"]
)
def test_real_letters_are_no_fault(check: Lint, text: str) -> None:
    assert found(check(planted("train", (text, {}))), "characters") == []


def test_texts_without_words_are_named(check: Lint) -> None:
    result = check(planted("train", ("", {}), (" \n", {}), (" \n", {})))
    assert [detail for _, _, detail in found(result, "empty-text")] == ["no text", *["only white space"] * 2]
    assert rules(result) == {"empty-text"}


def two_labels(colors: int, flavors: int) -> Dataset:
    labels = ["COLOR"] * colors + ["FLAVOR"] * flavors
    rows: list[Row] = [(f"hat {n} in Orange", {"Orange": label}) for n, label in enumerate(labels)]
    return planted("train", *rows)


def test_a_value_with_two_labels_is_a_hint(check: Lint) -> None:
    assert found(check(two_labels(9, 4)), "two-labels") == [("train.jsonl:46", "orange", "9×COLOR, 4×FLAVOR")]


@pytest.mark.parametrize(("colors", "flavors"), [(9, 2), (40, 3)])
def test_a_second_label_now_and_then_is_a_slip_of_no_rule(check: Lint, colors: int, flavors: int) -> None:
    assert found(check(two_labels(colors, flavors)), "two-labels") == []


def unlabelled(text: str, times: int, labels: dict[str, str] | None = None) -> Dataset:
    marked: list[Row] = [(f"hat {n} in dark navy", {"dark navy": "COLOR"}) for n in range(10)]
    return planted("train", *marked, *[(f"{text} {n}", labels or {}) for n in range(times)])


def test_a_value_that_is_not_always_labelled_is_a_hint(check: Lint) -> None:
    detail = "10×COLOR, but 4 times unlabelled (29%): train.jsonl:47, train.jsonl:48, train.jsonl:49"
    result = check(unlabelled("socks: dark navy, size", 4))
    assert found(result, "unlabelled-value") == [("train.jsonl:47", "dark navy", detail)]


@pytest.mark.parametrize(
    ("text", "times", "labels"),
    [
        ("socks dark navy size", 2, {}),
        ("socks dark navy size", 11, {}),
        ("socks dark navy-blue size", 4, {}),
        ("socks Dark Navy size", 4, {}),
        ("socks dark navy size", 4, {"socks dark navy": "CATEGORY"}),
        ("socks dark navy size", 4, {"dark": "COLOR"}),
    ],
)
def test_other_words_and_labelled_ones_are_not_missed(
    check: Lint, text: str, times: int, labels: dict[str, str]
) -> None:
    assert found(check(unlabelled(text, times, labels)), "unlabelled-value") == []


def test_unsure_stretches_are_not_missed(check: Lint) -> None:
    data = unlabelled("", 0)
    unsure = [dataclasses.replace(example(f"u:{n}", f"a dark navy {n}", {}), unsure=((2, 4),)) for n in range(4)]
    train = data.splits["train"]
    train = dataclasses.replace(train, examples=(*train.examples, *unsure))
    assert found(check(Dataset("data", {**data.splits, "train": train})), "unlabelled-value") == []


def test_very_long_spans_are_named(check: Lint) -> None:
    words = [f"word{n}" for n in range(13)]
    result = check(planted("train", (" ".join(words), {" ".join(words): "CATEGORY"})))
    assert [detail for _, _, detail in found(result, "long-span")] == ["CATEGORY at 0–80 has 13 words"]
    assert found(check(planted("train", (" ".join(words), {" ".join(words[1:]): "CATEGORY"}))), "long-span") == []


def test_a_test_split_alone_is_checked_too(check: Lint) -> None:
    assert check(dataset({"test": CLEAN["test"]})).findings == ()


def test_every_rule_is_planted_somewhere_here() -> None:
    here = Path(__file__).read_text("utf-8")
    assert [name for name in RULES if f'"{name}"' not in here] == []


def test_no_framework_is_needed() -> None:
    code = "import sys, training.lint; print(sorted({'keras', 'tensorflow', 'ctranslate2', 'jax'} & set(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=True
    )
    assert ran.stdout == "[]\n"
