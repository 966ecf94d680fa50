"""`itemgraph improve`: a tiny model learns a word that people mark."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.catalog.checking import Said
from app.catalog.correcting import Corrector
from app.catalog.team_vocabulary import TeamVocabulary
from app.catalog.writing import Catalog
from app.domain.items import Draft
from app.domain.standard import load_rulebook
from app.graph.sqlite import SqliteStore
from app.lifecycle.train import TrainingRun, train
from app.main import open_extractor
from app.settings import Settings
from app.telemetry import Metrics
from model.bundle import read_bundle
from tests.stand_ins.labelled import examples, write
from tests.unit.app.cli.conftest import Run
from training.config import TrainConfig
from training.learning.progress import Progress

_RECIPE: dict[str, Any] = {"batch_pieces": 64, "learning_rate": 1e-2, "window": 16, "overlap": 4, "dropout": 0.0}
_STEPS = ["--set", "epochs=6", "--set", "learning_rate=0.003", "--set", "batch_pieces=64", "--set", "dropout=0"]


@pytest.fixture(scope="session")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Earlier labels, of which no text stands in two splits."""
    folder = tmp_path_factory.mktemp("labels")
    every = [{**each, "text": f"{each['text']} {n}"} for n, each in enumerate(examples(120))]
    write(folder / "train.jsonl", every[:80])
    write(folder / "validation.jsonl", every[80:])
    return folder


@pytest.fixture(scope="session")
def served(labels: Path, checkpoint: Path) -> Path:
    """A model that knows its colours and makers."""
    config = TrainConfig(name="tiny", version="1.0", encoder=str(checkpoint), epochs=12, compact=True, **_RECIPE)
    train(TrainingRun(labels, labels / "model", config), Settings(), Progress())
    return labels / "model"


@pytest.fixture
def shop(served: Path, tmp_path: Path) -> list[object]:
    """Corrections that say that "size" is a colour, which the model does not know. Returns options."""
    settings = Settings(model=str(served), data_dir=tmp_path)
    with (
        closing(SqliteStore(tmp_path / "graph.sqlite")) as store,
        closing(open_extractor(settings, load_rulebook())) as extractor,
    ):
        catalog = Catalog(extractor, TeamVocabulary(load_rulebook(), store), store, Metrics())
        corrector = Corrector(catalog, store)
        for n in range(24):
            catalog.put([Draft(f"i{n}", text=f"the size for {n} nike")])
            corrector.add(f"i{n}", Said("mark", "color", span=("text", 4, 8, None)), None, lambda _: True)
    return ["--versions", tmp_path / "versions", "--model", served, "--data-dir", tmp_path]


def test_corrections_are_learned_and_served_once(run: Run, labels: Path, shop: list[object], tmp_path: Path) -> None:
    ran = run("improve", labels, *shop, *_STEPS, "--json")
    found = json.loads(ran.out)
    assert (ran.status, found["outcome"]) == (0, "promoted"), (ran.err, found)
    assert (found["before"], found["after"]) == ("tiny@1.0", "tiny@1.1")
    (micro,) = (each for each in found["corrected"]["verdicts"] if each["label"] == "micro")
    assert micro["after"] > micro["before"]
    served = read_bundle((tmp_path / "versions" / "current").resolve())
    assert served.manifest.version == "1.1"
    assert served.manifest.labels == ("Color", "Maker name")
    again = run("improve", labels, *shop, *_STEPS)
    assert again.status == 0
    assert "no correction since the last improvement" in again.out
    assert sorted(each.name for each in (tmp_path / "versions").iterdir() if not each.name.startswith(".")) == [
        "1.1", "current", "history.jsonl", "improve.json"
    ]  # fmt: skip


def test_a_model_that_forgets_is_refused(run: Run, labels: Path, shop: list[object], tmp_path: Path) -> None:
    ran = run("improve", labels, *shop, "--set", "epochs=1", "--set", "learning_rate=5", "--margin", "0")
    assert ran.status == 1
    assert "refused: " in ran.out
    assert "tiny@1.0 stays" in ran.out
    assert not (tmp_path / "versions" / "current").exists()
