"""The rules for a bundle, and the messages about a broken one."""

import json
from pathlib import Path

import pytest

from model.bundle import MANIFEST, Manifest, Quantization, read_bundle, seal
from model.errors import BundleError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("tokenizer.json", "weights.safetensors", "labels.txt"):
        (tmp_path / name).write_text(f"content of {name}")
    seal(tmp_path, Manifest(name="test", version="1", labels=("X",), window=16, overlap=4, encoder={}))
    return tmp_path


def test_a_sealed_bundle_is_read(folder: Path) -> None:
    bundle = read_bundle(folder)
    assert bundle.model == "test@1"
    assert bundle.has("labels.txt")
    assert not bundle.has("saved_model/1/saved_model.pb")


def test_another_file_makes_another_digest(folder: Path) -> None:
    before = read_bundle(folder)
    (folder / "labels.txt").write_text("other")
    assert seal(folder, before.manifest).digest != before.digest


def test_a_manifest_of_version_0_1_says_precision_for_quantization(folder: Path) -> None:
    place = folder / MANIFEST
    figures = {"noise": 0.1, "limit": 0.02, "agreement": 1, "int8_agreement": 1, "again": 0, "f1_change": 0}
    written = {name: value for name, value in json.loads(place.read_text()).items() if name != "quantization"}
    place.write_text(json.dumps({**written, "precision": figures}))
    old = read_bundle(folder)
    assert old.manifest.quantization == Quantization.model_validate(figures)
    assert seal(folder, old.manifest).manifest == old.manifest
    assert json.loads(place.read_text())["quantization"] == figures


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "labels.txt").unlink()
    with pytest.raises(BundleError, match=r"labels\.txt: the file is missing; the manifest lists it with 21 bytes"):
        read_bundle(folder)


def test_an_altered_file_is_named(folder: Path) -> None:
    (folder / "weights.safetensors").write_text("Content of weights.safetensors")
    with pytest.raises(BundleError, match=r"weights\.safetensors: altered: SHA-256 is"):
        read_bundle(folder)


def test_a_shortened_file_is_named(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("con")
    with pytest.raises(BundleError, match=r"tokenizer\.json: 3 bytes, but the manifest lists 25"):
        read_bundle(folder)


def test_a_folder_without_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"manifest\.json: no such file"):
        read_bundle(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "format: expected 1"),
        ({"labels": []}, "labels: expected at least 1, found 0"),
        ({"window": "wide"}, "window: expected a whole number"),
        ({"colour": 1}, "colour: unknown name"),
        ({"files": {}}, "files: tokenizer.json is not listed"),
    ],
)
def test_a_manifest_of_another_form_is_named(folder: Path, change: dict[str, object], message: str) -> None:
    place = folder / MANIFEST
    place.write_text(json.dumps({**json.loads(place.read_text()), **change}))
    with pytest.raises(BundleError, match=message):
        read_bundle(folder)


def test_a_manifest_that_is_no_json_is_named(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")
    with pytest.raises(BundleError, match=r"manifest\.json: the whole file: not JSON"):
        read_bundle(folder)


def test_a_path_out_of_the_bundle_is_refused(folder: Path) -> None:
    place = folder / MANIFEST
    manifest = json.loads(place.read_text())
    manifest["files"]["../secret"] = manifest["files"]["labels.txt"]
    place.write_text(json.dumps(manifest))
    with pytest.raises(BundleError, match="lies outside the bundle"):
        read_bundle(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"labels": ["X", "X"]}, "labels: expected every label once"),
        ({"labels": ["bad label:x"]}, "labels.0: expected text of the form"),
        ({"overlap": 12}, "overlap must be 0 to 7"),
        ({"encoder": {"shape": {"positions": 8}}}, "window: 16 pieces, but the encoder has 8 positions"),
    ],
)
def test_a_manifest_that_cannot_be_true_is_refused(folder: Path, change: dict[str, object], message: str) -> None:
    place = folder / MANIFEST
    place.write_text(json.dumps({**json.loads(place.read_text()), **change}))
    with pytest.raises(BundleError, match=message):
        read_bundle(folder)
