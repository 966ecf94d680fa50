"""The commands for a model's life: train, evaluate, calibrate, promote, roll back."""

import csv
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from app.lifecycle.train import TrainingRun
from app.lifecycle.train import train as train_bundle
from app.settings import Settings
from model.bundle import Bundle, read_bundle
from tests.stand_ins.labelled import examples, write
from tests.unit.app.cli.conftest import Run
from training.config import TrainConfig
from training.learning.progress import Progress


@pytest.fixture(scope="session")
def trained(data: Path, checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle that knows its words; thresholds for a precision of 0.9."""
    recipe = {"epochs": 12, "batch_pieces": 64, "learning_rate": 1e-2, "window": 16, "overlap": 4, "dropout": 0.0}
    config = TrainConfig(name="tiny", version="1.0", encoder=str(checkpoint), precision=0.9, **recipe)
    output = tmp_path_factory.mktemp("bundles") / "good"
    train_bundle(TrainingRun(data, output, config), Settings(), Progress())
    return read_bundle(output)


def train(run: Run, data: Path, output: Path, checkpoint: Path, *more: object) -> Any:
    options = "--epochs 1 --name tiny --set window=16 --set overlap=4 --set batch_pieces=64 --set compact=true".split()
    return run("train", data, output, "--encoder", checkpoint, *options, *more)


def test_a_trained_bundle_carries_its_report_calibration_and_saved_model(trained: Bundle) -> None:
    files = set(trained.manifest.files)
    assert {"report.html", "report.json", "classification_report.csv", "saved_model/1/saved_model.pb"} <= files
    assert trained.manifest.labels == ("Color", "Maker name")
    assert trained.manifest.thresholds.keys() == {"Color", "Maker name"}
    report = json.loads(trained.path("report.json").read_text("utf-8"))
    assert report["evaluations"].keys() == {"validation", "test"}
    assert report["evaluations"]["test"]["micro"]["f1"] == 1.0
    assert [split["name"] for split in report["splits"]] == ["train", "validation", "test"]
    assert report["splits"][0]["spans"] == {"Color": 60, "Maker name": 60}
    rows = list(csv.DictReader(trained.path("classification_report.csv").read_text("utf-8").splitlines()))
    assert [row[""] for row in rows] == ["Color", "Maker name", "micro avg", "macro avg", "weighted avg"]


def test_train_says_how_it_went(run: Run, data: Path, checkpoint: Path, tmp_path: Path) -> None:
    ran = train(run, data, tmp_path / "out", checkpoint)
    assert ran.status == 0, ran.err
    for part in (
        "60 windows",
        "epoch 1: loss",
        "tokens/s",
        "validation: precision",
        "test: precision",
        "tiny@0.1.0 in",
    ):
        assert part in ran.out
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert train(run, data, tmp_path / "out", checkpoint).err.startswith(f"error: {tmp_path / 'out'} exists already")


def test_a_student_learns_from_its_teacher(
    run: Run, trained: Bundle, data: Path, checkpoint: Path, tmp_path: Path
) -> None:
    options = ["--teacher", trained.folder, "--layers", "1", "--set", "augment=1", "--set", "layer_decay=0.9"]
    ran = train(run, data, tmp_path / "out", checkpoint, *options)
    assert ran.status == 0, ran.err
    student = read_bundle(tmp_path / "out").manifest
    assert student.encoder["shape"]["layers"] == 1
    assert student.training["teachers"] == [f"{trained.folder.parent.name}/good"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_faults_of_the_data_are_said_and_counted_in_the_report(
    run: Run, data: Path, checkpoint: Path, tmp_path: Path
) -> None:
    bad = {
        "text": "red shirt",
        "spans": [{"start": 0, "end": 99, "label": "Color"}, {"start": 5, "end": 7, "label": "Color"}],
    }
    (tmp_path / "data").mkdir()
    write(tmp_path / "data" / "train.jsonl", [*examples(20), bad])
    write(tmp_path / "data" / "validation.jsonl", examples(10))
    ran = train(run, tmp_path / "data", tmp_path / "out", checkpoint)
    assert "left out: data/train.jsonl:21: Color 'red shirt' at 0–99 lies outside the text of 9 characters" in ran.out
    assert "not learnt: data/train.jsonl:21: Color 'hi' at 5–7 begins or ends inside a word" in ran.out
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["splits"][0]["faults"] == 1


def test_a_partial_corpus_teaches_only_its_own_labels(run: Run, data: Path, checkpoint: Path, tmp_path: Path) -> None:
    spans = [{"start": 0, "end": 3, "label": "Color"}, {"start": 4, "end": 8, "label": "Firm"}]
    more = write(tmp_path / "more.jsonl", [{"text": "red nike", "spans": spans}] * 8)
    ran = train(run, data, tmp_path / "out", checkpoint, "--set", f"partial={more}=Color", "--set", "sample=4")
    assert ran.status == 0, ran.err
    assert "64 windows" in ran.out
    assert f"left out: {more}: Firm, 8 spans: a label that {data} does not have" in ran.out
    assert read_bundle(tmp_path / "out").manifest.training["data"][1].endswith("more.jsonl")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"train.jsonl": []}, "found an empty file"),
        ({"validation.jsonl": None}, "no validation examples; training needs train and validation"),
        ({"train.jsonl": [{"text": "red"}]}, "no spans in the train split"),
    ],
)
def test_data_that_cannot_be_trained_on_is_refused(
    run: Run, data: Path, checkpoint: Path, tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, records in {"train.jsonl": examples(10), "validation.jsonl": examples(5), **change}.items():
        if records is not None:
            write(folder / name, records)
    ran = train(run, folder, tmp_path / "out", checkpoint)
    assert ran.status == 1
    assert message in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--name", "Bad Name"), "name 'Bad Name': expected text of the form"),
        (("--set", "window=32", "--set", "overlap=40"), "overlap 40: expected 0 to 15 for a window of 32 word pieces"),
        (("--set", "partial=none.jsonl"), "none.jsonl: no such file; expected a file"),
    ],
)
def test_options_that_no_bundle_can_have_are_refused_before_training(
    run: Run, data: Path, checkpoint: Path, tmp_path: Path, options: tuple[object, ...], message: str
) -> None:
    ran = train(run, data, tmp_path / "out", checkpoint, *options)
    assert (ran.status, "epoch" in ran.out) == (1, False)
    assert message in ran.err


def test_a_label_that_no_bundle_can_have_is_refused_before_training(run: Run, checkpoint: Path, tmp_path: Path) -> None:
    bad = [{"text": "red", "spans": [{"start": 0, "end": 3, "label": "a|b"}]}]
    write(tmp_path / "train.jsonl", bad)
    write(tmp_path / "validation.jsonl", bad)
    ran = train(run, tmp_path, tmp_path / "out", checkpoint)
    assert (ran.status, "epoch" in ran.out) == (1, False)
    assert "label 'a|b': expected text of the form" in ran.err


def test_a_place_that_cannot_be_written_is_named(run: Run, data: Path, checkpoint: Path) -> None:
    ran = train(run, data, Path("/proc/out"), checkpoint)
    assert (ran.status, ran.err) == (1, "error: /proc/.out.training: No such file or directory\n")


def test_a_window_beyond_the_encoder_is_refused(run: Run, data: Path, checkpoint: Path, tmp_path: Path) -> None:
    ran = run("train", data, tmp_path / "out", "--encoder", checkpoint, "--set", "window=512")
    assert "the encoder has 64 positions, the window 512 pieces" in ran.err


def test_evaluate_prints_every_kind_of_figure_and_writes_the_report(
    run: Run, data: Path, trained: Bundle, tmp_path: Path
) -> None:
    ran = run("evaluate", trained.folder, data, "--split", "test", "--report", tmp_path / "report")
    assert ran.status == 0, ran.err
    for part in (
        "micro",
        "macro",
        "strict",
        "partial",
        "most mixed up",
        "kept by a service",
        "calibration error",
        "texts/s",
    ):
        assert part in ran.out
    assert {path.name for path in (tmp_path / "report").iterdir()} == {
        "report.html",
        "report.json",
        "classification_report.csv",
    }


def test_evaluate_json_is_the_report(run: Run, data: Path, trained: Bundle) -> None:
    ran = run("evaluate", trained.folder, data / "test.jsonl", "--json")
    found = json.loads(ran.out)
    assert found["model"] == "tiny@1.0"
    assert found["evaluations"]["test"]["texts"] == 25


def test_evaluate_on_both_engines_agrees(run: Run, data: Path, trained: Bundle) -> None:
    scores = []
    for engine in ("ctranslate2", "tensorflow"):
        ran = run("evaluate", trained.folder, data, "--engine", engine, "--json")
        scores.append(json.loads(ran.out)["evaluations"]["validation"]["micro"]["f1"])
    assert scores == [1.0, 1.0]


def test_a_split_that_is_not_there_is_named(run: Run, data: Path, trained: Bundle) -> None:
    ran = run("evaluate", trained.folder, data, "--split", "dev")
    assert (ran.status, ran.err) == (1, f"error: {data}: no split 'dev'; expected one of train, validation, test\n")


def test_calibrate_fits_thresholds_without_training(run: Run, data: Path, trained: Bundle, tmp_path: Path) -> None:
    ran = run("calibrate", trained.folder, tmp_path / "out", "--data", data, "--precision", 0.5, "--version", "1.1")
    assert ran.status == 0, ran.err
    made = read_bundle(tmp_path / "out")
    measured = made.manifest.training["calibration"]
    assert (made.manifest.version, measured["micro_f1"]) == ("1.1", 1.0)
    assert all(each["count"] and 0 <= each["score"] <= 1 and each["right"] == 1 for each in measured["reliability"])
    assert made.manifest.thresholds.keys() == {"Color", "Maker name"}
    assert not made.has("report.html")
    assert "Maker name" in ran.out


@pytest.fixture(scope="module")
def worse(data: Path, checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that has learnt nothing."""
    recipe = {"epochs": 1, "batch_pieces": 64, "learning_rate": 0, "window": 16, "overlap": 4}
    config = TrainConfig(name="tiny", version="2.0", encoder=str(checkpoint), compact=True, **recipe)
    output = tmp_path_factory.mktemp("bundles") / "worse"
    train_bundle(TrainingRun(data, output, config), Settings(), Progress())
    return output


def test_a_worse_model_is_refused_and_a_good_one_is_served(
    run: Run, data: Path, trained: Bundle, worse: Path, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    items = write(tmp_path / "items.jsonl", [{"id": "1", "title": "shirt red shoe acme"}])
    first = run("promote", trained.folder, "--data", data, "--versions", models)
    assert (first.status, first.err) == (0, "")
    assert "nothing to compare" in first.out

    refused = run("promote", worse, "--data", data, "--versions", models, "--items", items)
    assert refused.status == 1
    assert "refused: Color, Maker name, micro fell by more than 0.01; current stays 1.0" in refused.out
    assert "1 shirt red shoe acme: maker_name lost: acme → –" in refused.out
    assert read_bundle(models / "current").model == "tiny@1.0"
    assert not (models / "2.0").exists()

    allowed = run("promote", worse, "--data", data, "--versions", models, "--margin", 1)
    assert allowed.status == 0, allowed.err
    assert read_bundle(models / "current").model == "tiny@2.0"
    back = run("rollback", "--versions", models)
    assert (back.status, read_bundle(models / "current").model) == (0, "tiny@1.0")
    again = run("rollback", "--versions", models)
    assert (again.status, again.err) == (1, f"error: {models}: no earlier version to go back to\n")


def test_a_bundle_is_compared_with_any_other(
    run: Run, data: Path, trained: Bundle, bundle: Bundle, tmp_path: Path
) -> None:
    ran = run("promote", trained.folder, "--data", data, "--versions", tmp_path / "m", "--against", bundle.folder)
    assert ran.status == 0, ran.err
    assert f"{bundle.model} → tiny@1.0" in ran.out


def test_the_archive_of_a_compact_model_has_saved_model_and_code(run: Run, worse: Path, tmp_path: Path) -> None:
    ran = run("model", "archive", tmp_path / "model.tar.gz", "--model", worse)
    assert (ran.status, ran.out) == (0, f"tiny@2.0 in {tmp_path / 'model.tar.gz'}\n")
    with tarfile.open(tmp_path / "model.tar.gz") as archive:
        assert {"manifest.json", "saved_model/1/saved_model.pb", "code/inference.py"} <= set(archive.getnames())
    old = run("export", tmp_path / "saved", "--format", "saved-model", "--model", worse)
    assert (old.status, read_bundle(tmp_path / "saved").has("saved_model/1/saved_model.pb")) == (0, True)


@pytest.mark.slow
def test_a_table_with_a_filled_column_becomes_a_model_that_fills_the_others(
    run: Run, checkpoint: Path, tmp_path: Path
) -> None:
    table, labels, output = tmp_path / "items.csv", tmp_path / "labels", tmp_path / "own"
    colors = ("red", "blue", "green")
    table.write_text("sku,name,color\n" + "".join(f"{n},{colors[n % 3]} hat {n},{colors[n % 3]}\n" for n in range(75)))
    assert run("bootstrap", table, labels).status == 0
    assert train(run, labels, output, checkpoint, "--epochs", 6, "--set", "learning_rate=1e-2").status == 0
    told = json.loads(run("evaluate", output, labels, "--json").out)
    (color,) = told["restored"]
    assert (color["name"], color["right"] > 0, color["given"] > 0) == ("color", True, True)
    assert "values of the items that were held back" in run("evaluate", output, labels).out
