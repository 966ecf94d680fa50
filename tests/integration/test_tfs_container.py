"""A model archive works in SageMaker's TensorFlow Serving container, as far as this machine can show.

The handlers are loaded and called in a process of their own as the container's python_service.py does it; TensorFlow
Serving is a stand-in that runs the same SavedModel (tests.stand_ins.tf_serving).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.extraction.extractor import Extractor
from app.extraction.tensorflow_tagger import TensorFlowTagger
from model.archives import unpack
from model.bundle import Bundle, read_bundle
from tests.contract.golden import GOLDEN
from tests.stand_ins.tf_serving import ModelServer
from tests.stand_ins.tfs_container import Container
from training.sagemaker.archive import write_archive


@pytest.fixture(scope="module")
def archive(full_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "work").mkdir()
    write_archive(full_bundle, folder / "model.tar.gz", folder / "work")
    return folder / "model.tar.gz"


@pytest.fixture(scope="module")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("opt") / "model"
    unpack(archive, folder)
    return read_bundle(folder)


@pytest.fixture(scope="module")
def extractor(unpacked: Bundle) -> Iterator[Extractor]:
    opened = Extractor(unpacked, TensorFlowTagger(unpacked))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def container(unpacked: Bundle) -> Iterator[Container]:
    server = ModelServer(TensorFlowTagger(unpacked))
    opened = Container(unpacked.folder, f"{server.url}:predict")
    yield opened
    opened.close()
    server.close()


def spans(found: Any) -> list[Any]:
    return [(s["start"], s["end"], s["label"], pytest.approx(s["score"], abs=1e-3)) for s in found["spans"]]


def test_the_container_uses_the_archives_own_package(container: Container, unpacked: Bundle) -> None:
    assert container.package == str(unpacked.folder / "code" / "lib" / "model" / "__init__.py")


def test_tensorflow_serving_finds_a_version(unpacked: Bundle) -> None:
    """The container takes each `<digits>/saved_model.pb` for a version of the model named by the folder above."""
    found = [path.relative_to(unpacked.folder) for path in unpacked.folder.rglob("saved_model.pb")]
    assert found == [Path("saved_model/1/saved_model.pb")]
    pins = (unpacked.folder / "code" / "requirements.txt").read_text()
    assert [line.partition("==")[0] for line in pins.splitlines()] == ["numpy", "pydantic", "tokenizers"]


def test_documents_have_the_spans_of_the_service(container: Container, extractor: Extractor) -> None:
    sent = {"documents": [{"id": str(n), "text": text} for n, text in enumerate(GOLDEN)]}
    answer = json.loads(container.invoke(json.dumps(sent))["body"])
    assert answer["model"]["name"] == "products"
    for text, found, wanted in zip(GOLDEN, answer["documents"], extractor.extract(GOLDEN), strict=True):
        assert spans(found) == [(s.start, s.end, s.label, s.score) for s in wanted.spans]
        assert all(text[s["start"] : s["end"]] == s["text"] for s in found["spans"])


def test_the_samples_list_is_answered_in_its_form(container: Container) -> None:
    sent = [{"id": 1, "sentence": "red leather sofa"}, {"id": 2, "sentence": ""}]
    found = json.loads(container.invoke(json.dumps(sent))["body"])
    assert found[0]["nerc_properties"]["color"] == ["red"]
    assert found[1] == {"id": 2, "sentence": "", "nerc_properties": {}}


def test_lines_are_answered_by_lines_in_order(container: Container) -> None:
    sent = [
        '{"id": "a", "text": "red shirt"}',
        "no JSON",
        '{"id": 3, "sentence": "red shirt"}',
        '{"id": 4, "title": "x"}',
    ]
    answer = container.invoke("\n".join(sent) + "\n", "application/jsonlines")
    found = [json.loads(line) for line in answer["body"].splitlines()]
    assert answer["kind"] == "application/jsonlines"
    assert [each["id"] for each in found] == ["a", None, 3, 4]
    assert [sorted(each) for each in found[1::2]] == [["error", "id", "line"]] * 2
    assert found[0]["spans"][0]["text"] == found[2]["nerc_properties"]["color"][0] == "red"


def test_a_predict_call_goes_through_as_it_is(container: Container, extractor: Extractor) -> None:
    """So that an endpoint of the stock container serves TAGGER_URL as well."""
    ids = extractor.cut(["red shirt"])[0].windows[0].ids.tolist()
    sent = {"signature_name": "serving_default", "inputs": {"ids": [ids], "mask": [[1] * len(ids)]}}
    outputs = json.loads(container.invoke(json.dumps(sent))["body"])["outputs"]
    assert [len(outputs), len(outputs[0]), len(outputs[0][0])] == [1, len(ids), extractor.decoder.width]


@pytest.mark.parametrize(("body", "kind"), [("{}", "application/json"), ("7", "application/json"), ("a", "text/csv")])
def test_another_form_is_the_containers_error(container: Container, body: str, kind: str) -> None:
    assert "expected" in container.invoke(body, kind)["error"]


def test_the_same_bundle_makes_the_same_archive(unpacked: Bundle, archive: Path, tmp_path: Path) -> None:
    import gzip

    (tmp_path / "work").mkdir()
    write_archive(unpacked, tmp_path / "again.tar.gz", tmp_path / "work")
    assert gzip.decompress((tmp_path / "again.tar.gz").read_bytes()) == gzip.decompress(archive.read_bytes())
