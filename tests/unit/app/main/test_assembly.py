"""The assembly of the service."""

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.errors import ItemgraphError, SettingsError, StoreError
from app.extraction.extractor import Extractor
from app.graph.sqlite import SqliteStore
from app.main import assemble, build_app, create_app, open_store
from app.settings import Settings
from model.bundle import MANIFEST, TOKENIZER, Bundle
from model.errors import BundleError
from tests.stand_ins.tagger import FakeTagger


def test_graph_lies_in_the_data_folder_which_is_made(tmp_path: Path) -> None:
    store = open_store(Settings(data_dir=tmp_path / "new" / "folder"))
    assert (tmp_path / "new" / "folder" / "graph.sqlite").is_file()
    store.close()


def test_graph_url_of_four_slashes_is_an_absolute_path(tmp_path: Path) -> None:
    store = open_store(Settings(data_dir=tmp_path / "unused", graph_url=f"sqlite:///{tmp_path}/x.db"))
    assert (tmp_path / "x.db").is_file()
    assert not (tmp_path / "unused").exists()
    store.close()


def test_graph_url_of_three_slashes_is_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    store = open_store(Settings(graph_url="sqlite:///sub/x.db"))
    assert (tmp_path / "sub" / "x.db").is_file()
    store.close()


NETWORK = "21 1 0:40 / / rw - nfs4 10.0.0.7:/ rw"


@pytest.mark.parametrize("setting", ["DATA_DIR", "GRAPH_URL"])
def test_a_graph_on_a_network_file_system_is_refused_unless_it_is_allowed(
    setting: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    of_url, of_folder = Settings(graph_url=f"sqlite:///{tmp_path}/x.db"), Settings(data_dir=tmp_path / "new")
    settings = of_url if setting == "GRAPH_URL" else of_folder
    with pytest.raises(SettingsError, match=rf"{setting}='.*': the network file system at / \(nfs4\) cannot keep"):
        open_store(settings, NETWORK)
    assert list(tmp_path.iterdir()) == []
    open_store(settings.model_copy(update={"allow_network_files": True}), NETWORK).close()
    assert "may lose writes" in caplog.text


def test_graph_url_in_a_folder_that_is_missing_is_refused_and_nothing_created(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/typing/error/x.db"
    with pytest.raises(StoreError) as caught:
        open_store(Settings(graph_url=url))
    folder = tmp_path / "typing" / "error"
    assert str(caught.value) == (
        f"GRAPH_URL={url!r}: graph {folder / 'x.db'}: no folder {folder}; expected an existing folder"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "sqlite:///", "sqlite://x.db", "x.db", "sqlite:/x"])
def test_other_graph_url_is_refused_by_name(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_store(Settings(data_dir=tmp_path, graph_url=url))
    assert f"GRAPH_URL={url!r}" in str(caught.value)
    assert "sqlite:///PATH" in str(caught.value)


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=str(tmp_path / "file" / "data")):
        open_store(Settings(data_dir=tmp_path / "file" / "data"))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("MODEL", "nothing"),
        ("MODEL", "file"),
        ("MODEL", "nothing.tar.gz"),
        ("VOCABULARY", "nothing"),
        ("VOCABULARY", "file"),
        ("DATA_DIR", "file"),
        ("GRAPH_URL", "sqlite:///file"),
        ("TEXT_LANGUAGE", "klingon"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_setting(
    tmp_path: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch, name: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MODEL", str(bundle.folder))
    Path("file").write_text("no database, no model and no folder")
    monkeypatch.setenv(name, place)
    with pytest.raises(ItemgraphError) as caught:
        create_app()
    assert str(caught.value).startswith(f"{name}={place!r}: ")


def test_file_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "graph.sqlite"
    path.write_bytes(b"no database" * 500)
    with pytest.raises(StoreError, match=str(path)):
        open_store(Settings(data_dir=tmp_path))
    assert path.read_bytes() == b"no database" * 500


def test_app_reads_with_the_shipped_model(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data_dir=tmp_path, threads=1))) as client:
        assert client.get("/readyz").json()["items"] == 0
        answer = client.post("/extract", json={"documents": [{"text": "Nike Air red cotton t-shirt, size XL"}]}).json()
        assert answer["documents"][0]["windows"] == 1
        assert client.put("/items/a", json={"title": "Nike"}).json()["status"] == "created"
        assert client.get("/readyz").json()["items"] == 1


def test_app_closes_what_it_opened(tmp_path: Path, settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        client.put("/items/a", json={"title": "red"})
    assert [path.name for path in tmp_path.iterdir()] == ["graph.sqlite"]  # No journal: every connection is closed.
    store = SqliteStore(tmp_path / "graph.sqlite")
    assert store.count() == 1
    store.close()


@pytest.fixture
def copied_bundle(bundle: Bundle, tmp_path: Path) -> Path:
    return shutil.copytree(bundle.folder, tmp_path / "bundle")


def test_bundle_with_a_missing_file_names_it(tmp_path: Path, copied_bundle: Path) -> None:
    (copied_bundle / TOKENIZER).unlink()
    with pytest.raises(BundleError, match=f"{copied_bundle / TOKENIZER}.*missing"):
        create_app(Settings(data_dir=tmp_path, model=copied_bundle))


def test_bundle_with_an_altered_file_names_it(tmp_path: Path, copied_bundle: Path) -> None:
    path = copied_bundle / TOKENIZER
    raw = bytearray(path.read_bytes())
    raw[1000] ^= 1
    path.write_bytes(raw)
    with pytest.raises(BundleError, match=f"{path}.*altered"):
        create_app(Settings(data_dir=tmp_path, model=copied_bundle))


def test_folder_without_a_bundle_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=str(tmp_path / "nothing" / MANIFEST)):
        create_app(Settings(data_dir=tmp_path, model=tmp_path / "nothing"))


def test_settings_decide_the_limits_of_the_app(tmp_path: Path, bundle: Bundle) -> None:
    settings = Settings(data_dir=tmp_path, threads=1, max_documents=1)
    service = assemble(settings, Extractor(bundle, FakeTagger(bundle)), open_store(settings))
    with TestClient(build_app(service)) as client:
        assert client.post("/extract", json={"documents": [{"text": ""}]}).status_code == 200
        assert client.post("/extract", json={"documents": [{"text": ""}] * 2}).status_code == 422
